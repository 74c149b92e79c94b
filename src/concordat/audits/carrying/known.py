"""What is known already for a return to be filled, by the rules of the crosswalk; nothing of it is an answer yet.

A ready answer is never selected for anybody: a person sees it with its source and says that it is right.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from concordat.audits import queries, rules
from concordat.audits.carrying.given import Standing
from concordat.audits.carrying.packed import standing_id
from concordat.audits.carrying.standing import answers_at, carried_of, forms_of, sources_of, versions_in
from concordat.audits.models import AuditReturn, CarriedAnswer
from concordat.core.actor import Actor
from concordat.lib import crosswalk, form_logic
from concordat.lib.crosswalk import Colour, Offer, Ready, Statement, Suggestion, TickList
from concordat.lib.form_logic import PartKind
from concordat.questionnaires import queries as questionnaire_queries
from concordat.questionnaires import tags

NEVER_READY = (Colour.AMBER, Colour.NOT_APPLICABLE)


@dataclass(frozen=True)
class ReadyAnswer:
    """An answer that is certain, with the mark by which its confirmation is checked against what was shown."""

    question: form_logic.Question
    ready: Ready
    value: dict[str, Any]
    mark: str


@dataclass(frozen=True)
class Known:
    """What the setting's other returns say about this one."""

    form: form_logic.Form
    offers: Mapping[str, Offer]
    ready: Mapping[str, ReadyAnswer]  # also of questions that are answered by now
    answers: Mapping[str, queries.AnswerNow]
    relevant: frozenset[str]
    standings: Mapping[int, Standing]
    bank: crosswalk.Bank
    carried: Mapping[str, list[CarriedAnswer]]
    changed: frozenset[str]  # carried, and the source says something else by now
    tagged: Mapping[int, crosswalk.Form] = field(default_factory=dict, repr=False)

    @cached_property
    def to_confirm(self) -> dict[str, ReadyAnswer]:
        """Ready answers of questions that concern the setting and that nobody has answered, in the form's order."""
        return {
            code: self.ready[code]
            for code in self.form.questions
            if code in self.ready and code in self.relevant and not self.is_answered(code)
        }

    @property
    def gaps(self) -> list[str]:
        """Questions that concern the setting, that nobody has answered and for which nothing is ready."""
        return [
            code
            for code, question in self.form.questions.items()
            if code in self.relevant
            and question.is_answered_here
            and code not in self.to_confirm
            and not self.is_answered(code)
        ]

    def is_answered(self, code: str) -> bool:
        """Whether an answer stands."""
        return code in self.answers and bool(self.answers[code].value)

    @property
    def minutes_ready(self) -> int:
        """What confirming saves: the two minutes a question that the to-do list counts."""
        return rules.MINUTES_A_QUESTION * len(self.to_confirm)

    @property
    def minutes_saved(self) -> int:
        """What was saved by now: the same for each answer that is carried."""
        return rules.MINUTES_A_QUESTION * len(self.carried)

    def suggestions(self, code: str) -> tuple[Suggestion, ...]:
        """Answers that overlap with a question that nobody has answered."""
        offer = self.offers.get(code)
        return offer.suggestions if offer and code in self.relevant and not self.is_answered(code) else ()

    def disagreement(self, code: str) -> tuple[Statement, ...]:
        """Sources that cannot all be right about a question that nobody has answered, the newest signed first."""
        offer = self.offers.get(code)
        return offer.disagreement if offer and code in self.relevant and not self.is_answered(code) else ()

    def tick_lists(self, codes: Iterable[str]) -> list[TickList]:
        """What to ask below amber answers for these questions, each list once."""
        found = {
            (one.source, one.question): one
            for code in codes
            if code in self.relevant and not self.is_answered(code) and code in self.offers
            for one in self.offers[code].tick_lists
        }
        return list(found.values())

    @cached_property
    def forms(self) -> dict[int, form_logic.Form]:
        """The forms that the setting's returns answer."""
        return {version: questionnaire_queries.form_of(version) for version in self.tagged}


def known_of(
    actor: Actor,
    audit_return: AuditReturn,
    *,
    on: date,
    section: form_logic.Section | None = None,
    standings: Mapping[int, Standing] | None = None,
    carried: Mapping[str, list[CarriedAnswer]] | None = None,
) -> Known:
    """What is known for a return, or for one section of it. Two queries and those of the tags, whatever the number.

    Only for those who answer: the caller has asked for permission. What was read already is handed in.
    """
    standings = answers_at(actor, audit_return) if standings is None else standings
    carried = carried_of(audit_return) if carried is None else carried
    own = standings.get(audit_return.pk)
    answers = queries_answers(own)
    form = queries.form_of(audit_return)
    tagged = forms_of({audit_return.form_version_id, *versions_in(standings.values())})
    target_form = tagged[audit_return.form_version_id]
    if section is not None:
        codes = {question.code for question in section.questions}
        target_form = replace(target_form, questions=tuple(q for q in target_form.questions if q.id in codes))
    bank = tags.bank(at=on)
    others = [one for one in standings.values() if one.return_id != audit_return.pk]
    sources = sources_of(others, establishment_id=audit_return.establishment_id, forms=tagged)
    target = crosswalk.Target(
        id=str(audit_return.pk),
        form=target_form,
        establishment=str(audit_return.establishment_id),
        scope="whole",
        on=on,
        chosen=_chosen(target_form, answers),
    )
    offers = {offer.question: offer for offer in crosswalk.offers(target, sources, bank=bank)}
    return Known(
        form=form,
        offers=offers,
        ready=ready_of(form, offers, standings),
        answers=answers,
        relevant=_relevant(audit_return, answers),
        standings=standings,
        bank=bank,
        carried=carried,
        changed=source_changed(_still_told(carried, standings), sources, successors(standings)),
        tagged=tagged,
    )


def queries_answers(own: Standing | None) -> dict[str, queries.AnswerNow]:
    """This return's own answers as `queries.answers_of` gives them, from what was read already."""
    given = own.given if own else {}
    return {code: queries.AnswerNow(one.value, one.version, one.answered_at) for code, one in given.items()}


def _relevant(audit_return: AuditReturn, answers: Mapping[str, queries.AnswerNow]) -> frozenset[str]:
    found = queries.evaluate(audit_return, queries.values_of(answers))
    return frozenset(code for code, state in found.questions.items() if not state.why_not)


def _chosen(form: crosswalk.Form, answers: Mapping[str, queries.AnswerNow]) -> dict[str, str]:
    chosen = {}
    for question in form.questions:
        value = answers[question.id].value.get("choice") if question.id in answers else None
        if question.scale is not None and value in dict(question.scale.values):
            chosen[question.id] = str(value)
    return chosen


def ready_of(
    form: form_logic.Form, offers: Mapping[str, Offer], standings: Mapping[int, Standing]
) -> dict[str, ReadyAnswer]:
    """The ready answers that a page of this form could give, with their marks; amber and "does not apply" never."""
    found = {}
    for code, offer in offers.items():
        question, ready = form.questions.get(code), offer.ready
        if question is None or ready is None or ready.colour in NEVER_READY:
            continue
        value = _value(question, ready.value)
        if value and not form_logic.clean_value(question, value).problems:
            found[code] = ReadyAnswer(question, ready, value, _mark(ready, value, standings))
    return found


def _value(question: form_logic.Question, choice: str) -> dict[str, Any]:
    """The answer as a page would give it: where the choice claims all parts, all parts are ticked."""
    part = question.choice_part
    if part is None or part.option(choice) is None:
        return {}
    value: dict[str, Any] = {part.name: choice}
    for other in question.parts:
        if other.kind is PartKind.ticks and other.all_for == choice:
            value[other.name] = [option.value for option in other.options]
    return value


def _mark(ready: Ready, value: Mapping[str, Any], standings: Mapping[int, Standing]) -> str:
    """Changes when the value, a source, its answer, its ticks or its signature changes."""
    said = [
        [
            one.origin.source,
            one.origin.question,
            one.origin.value,
            standings[int(one.origin.source)].given[one.origin.question].version,
            sorted(one.origin.ticked or ()),
            str(one.origin.signed_on),
            str(one.rule),
        ]
        for one in ready.sources
    ]
    text = json.dumps([value, said], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def source_changed(
    carried: Mapping[str, list[CarriedAnswer]],
    sources: Iterable[crosswalk.Source],
    successors: Mapping[int, int] | None = None,
) -> frozenset[str]:
    """Carried answers of which a source does not say any more what it said; they stay as they are.

    A pack that was taken out, or whose issuer ended, says nothing; for one that a newer pack of the same return
    replaced, the newer one speaks.
    """
    sources, newer = list(sources), successors or {}
    return frozenset(
        code
        for code, rows in carried.items()
        if any(crosswalk.source_changed(origin_of(row, newer), sources) for row in rows)
    )


def successors(standings: Mapping[int, Standing]) -> dict[int, int]:
    """By pack that came before, the pack of the same return that is in force."""
    return {old: one.pack_id for one in standings.values() if one.pack_id is not None for old in one.replaces}


def _still_told(
    carried: Mapping[str, list[CarriedAnswer]], standings: Mapping[int, Standing]
) -> dict[str, list[CarriedAnswer]]:
    """Without what a trust said that says nothing to this setting now: it has left, or the trust signs anew."""
    return {
        code: [row for row in rows if row.source_trust_id is None or -row.source_trust_id in standings]
        for code, rows in carried.items()
    }


def origin_of(row: CarriedAnswer, newer: Mapping[int, int] | None = None) -> crosswalk.Origin:
    """The source of a carried answer as it was confirmed, by the name that it has now."""
    said = row.source_says
    if row.source_pack_id is not None:
        source = standing_id((newer or {}).get(row.source_pack_id, row.source_pack_id))
    else:
        source = row.source_return_id or -(row.source_trust_id or 0)
    return crosswalk.Origin(
        source=str(source),
        form="",
        version=str(row.source_version_id),
        form_title=row.source_name,
        question=row.source_question,
        question_text=said["text"],
        value=said["value"],
        colour=None,
        rating=crosswalk.Rating(said["rating"]),
        signed_on=row.signed_on,
        ticked=None if said["ticked"] is None else frozenset(said["ticked"]),
    )
