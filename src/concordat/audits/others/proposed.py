"""What a setting's signed answers say to another body's questions; nothing of it is an answer before somebody confirms.

The rules are those of answer once (`carrying/`, `lib/crosswalk`), unchanged: only what is certain, signed, fresh and
unchanged is ready. The body's words are their own, so only "in place" is ever ready, and only where the cell takes
the word. What is filled here is no return and stands in no table that `carrying` reads: it is never a source.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from concordat.audits.carrying.given import Standing
from concordat.audits.carrying.known import ReadyAnswer, ready_of
from concordat.audits.carrying.standing import WHOLE, answers_of_setting, forms_of, sources_of
from concordat.audits.models import BodyAnswer, BodyFormAsked
from concordat.audits.others import find
from concordat.audits.others.mapping import Asked, of_kept
from concordat.core.actor import Actor
from concordat.lib import crosswalk, form_logic
from concordat.lib.crosswalk import Colour, Offer
from concordat.questionnaires import queries as questionnaire_queries
from concordat.questionnaires import tags


@dataclass(frozen=True)
class Proposed:
    """A body's form before a setting: its questions, what is answered, and what signed answers make ready."""

    asked: BodyFormAsked
    questions: Mapping[str, Asked]
    words: Mapping[str, str]
    answers: Mapping[str, BodyAnswer]
    ready: Mapping[str, ReadyAnswer]  # also of questions that are answered by now
    offers: Mapping[str, Offer]
    standings: Mapping[int, Standing]
    versions: Mapping[int, crosswalk.Form]

    @property
    def to_confirm(self) -> dict[str, ReadyAnswer]:
        """Ready answers to questions that nobody has answered, in the order of the file."""
        return {code: self.ready[code] for code in self.questions if code in self.ready and not self.is_answered(code)}

    @property
    def filled(self) -> int:
        """Questions that the setting's signed answers fill: confirmed and as they were, or ready."""
        return len(self.to_confirm) + sum(bool(one.source) for one in self.answers.values())

    @property
    def answered(self) -> int:
        """Questions that are answered."""
        return sum(self.is_answered(code) for code in self.questions)

    @property
    def left(self) -> list[str]:
        """Questions that nobody has answered and for which nothing is ready."""
        return [code for code in self.questions if not self.is_answered(code) and code not in self.ready]

    @property
    def changed(self) -> list[str]:
        """Confirmed answers of which the source says something else by now; they stay as they are."""
        return [
            code
            for code, one in self.answers.items()
            if one.source and (code not in self.ready or self.ready[code].mark != one.mark)
        ]

    def is_answered(self, code: str) -> bool:
        """Whether an answer stands."""
        return code in self.answers and bool(self.answers[code].word)

    def word_for(self, ready: ReadyAnswer) -> str:
        """What is written into the cell."""
        return self.words[str(ready.value["choice"])]

    def suggestions(self, code: str) -> list[str]:
        """What signed answers say in part of a question that nobody has answered."""
        offer = self.offers.get(code)
        if offer is None or self.is_answered(code) or code in self.ready:
            return []
        return [one.words for one in offer.disagreement] + [one.words for one in offer.suggestions]

    def against(self, code: str) -> list[str]:
        """What signed answers say against an answer "in place" that somebody gave."""
        offer = self.offers.get(code)
        found = offer.contradiction if offer is not None else None
        return [one.words for one in found.statements] if found is not None else []

    @cached_property
    def forms(self) -> dict[int, form_logic.Form]:
        """The forms that the sources answer."""
        return {version: questionnaire_queries.form_of(version) for version in self.versions}


def proposed(actor: Actor, asked: BodyFormAsked, *, on: date) -> Proposed:
    """What is known for a setting that is asked. Two queries and those of the tags.

    Only for those who fill the form in: the caller has asked for permission.
    """
    form_version = asked.body_form.form_version_id
    assert form_version is not None
    standings = answers_of_setting(actor, asked.establishment_id)
    answers = find.answers_of(asked)
    questions = {one.code: one for one in of_kept(asked.body_form.questions)}
    words = {meaning: word for meaning, word in asked.body_form.words.items() if word}
    versions = forms_of({form_version, *(one.form_version_id for one in standings.values())})
    sources = sources_of(standings.values(), establishment_id=asked.establishment_id, forms=versions)
    meant = {word: meaning for meaning, word in words.items()}
    target = crosswalk.Target(
        id=f"body-{asked.pk}",
        form=versions[form_version],
        establishment=str(asked.establishment_id),
        scope=WHOLE,
        on=on,
        chosen={code: meant[one.word] for code, one in answers.items() if one.word in meant},
    )
    offers = {offer.question: offer for offer in crosswalk.offers(target, sources, bank=tags.bank(at=on))}
    ready = ready_of(questionnaire_queries.form_of(form_version), offers, standings)
    fits = {code: one for code, one in ready.items() if _fits(one, questions.get(code), words)}
    return Proposed(asked, questions, words, answers, fits, offers, standings, versions)


def _fits(ready: ReadyAnswer, question: Asked | None, words: Mapping[str, str]) -> bool:
    """Only "in place", and only where the cell takes the body's word for it."""
    word = words.get(str(ready.value.get("choice", "")), "")
    if question is None or not word or ready.ready.colour is not Colour.GREEN:
        return False
    return not question.choices or word in question.choices
