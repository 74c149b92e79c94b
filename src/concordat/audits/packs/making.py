"""The answers of a submitted return as a pack: choices on known scales, no notes, no names, no evidence."""

from __future__ import annotations

from datetime import datetime

from concordat.audits import queries
from concordat.audits.models import AuditReturn, CarriedAnswer, SignOff, TickedAnswer
from concordat.audits.packs.bank import identity
from concordat.audits.vocabulary import ReturnState, SignatureKind
from concordat.core import clock
from concordat.core.problems import Problem
from concordat.lib import answer_packs, crosswalk, form_logic
from concordat.questionnaires import queries as questionnaire_queries
from concordat.questionnaires import tags

MAY_TRAVEL = (ReturnState.submitted, ReturnState.replied, ReturnState.accepted)
EARLY = "A pack is made of a return that is signed and submitted. Submit this one first."
ASKED_BACK = "This return was sent back with a question. Reply first: answers may change until then."
NO_URN = "Your setting has no URN in the register, so another installation could not tell that a pack is yours."
NOTHING = "Nothing in this return could be used elsewhere: no answer is a choice on a scale that other forms share."


class PackNotPossible(Problem):
    """A pack that cannot be made, agreed to, brought in or taken out."""


def why_not(audit_return: AuditReturn) -> str:
    """Why no pack can be made of a return; nothing where one can."""
    if audit_return.state == ReturnState.queried:
        return ASKED_BACK
    if audit_return.state not in MAY_TRAVEL or audit_return.submitted_at is None:
        return EARLY
    return NO_URN if audit_return.establishment.urn is None else ""


def pack_of(audit_return: AuditReturn, *, at: datetime) -> answer_packs.Pack:
    """What the return says, as it is signed. Raises `PackNotPossible`."""
    wrong = why_not(audit_return)
    signed = {SignatureKind(one.kind): one for one in queries.sign_offs_of(audit_return)}
    if wrong or SignatureKind.head not in signed:
        raise PackNotPossible(wrong or EARLY)
    assert audit_return.submitted_at is not None and audit_return.establishment.urn is not None
    making = _Making(audit_return, signed[SignatureKind.head], at)
    if not making.answers:
        raise PackNotPossible(NOTHING)
    return answer_packs.Pack(
        partnership=audit_return.cycle.partnership.organisation.name,
        of_return=str(audit_return.pk),
        audit=f"{audit_return.cycle.title}, {audit_return.cycle.year}",
        urn=audit_return.establishment.urn,
        form=making.form(),
        made_at=at.replace(microsecond=0),
        submitted_on=clock.day_of(audit_return.submitted_at),
        signed=_signed(signed),
        scales={name: scale for scale, name in making.scales.items()},
        expectations=making.expectations(),
        answers=making.answers,
    )


def _signed(signed: dict[SignatureKind, SignOff]) -> answer_packs.Signed:
    head = clock.day_of(signed[SignatureKind.head].signed_at)
    for kind in (SignatureKind.chair, SignatureKind.board_minute):
        if kind in signed:
            return answer_packs.Signed(head, clock.day_of(signed[kind].signed_at), str(kind))
    return answer_packs.Signed(head)


class _Making:
    """The answers with the scales and expectations that they use."""

    def __init__(self, audit_return: AuditReturn, head: SignOff, at: datetime) -> None:
        version = audit_return.form_version_id
        self._version, self._head = version, head
        self._tagged = tags.forms_for([version])[version]
        self._form = queries.form_of(audit_return)
        self._bank = tags.bank(at=clock.day_of(at))
        rows = CarriedAnswer.objects.filter(audit_return=audit_return, ended_at=None)
        self._carried = set(rows.values_list("question", flat=True))
        ticked = TickedAnswer.objects.filter(audit_return=audit_return)
        self._ticked = {one.question: (one.answer_version, tuple(one.not_in_place)) for one in ticked}
        self.scales: dict[answer_packs.Scale, str] = {}
        self.answers = {
            code: answer
            for code, given in queries.answers_of(audit_return).items()
            if (answer := self._answer(code, given)) is not None
        }

    def form(self) -> answer_packs.Form:
        """The version that was answered, the editions of guidance it rests on, the release of its tags."""
        released = tags.releases([self._version]).get(self._version)
        editions = questionnaire_queries.guidance_of(self._version).of(self._form.questions.values())
        return answer_packs.Form(
            code=self._tagged.code,
            version=self._tagged.version,
            title=self._tagged.title,
            guidance_on=self._tagged.guidance_on,
            editions=tuple(f"{one.title}, {one.edition}" for one in editions),
            tags=f"{released.number} {released.digest[:16]}" if released else "",
        )

    def expectations(self) -> dict[str, answer_packs.Expectation]:
        """Those that the answers are about, as the bank has them."""
        used = {tag for answer in self.answers.values() for tag in answer.expectations}
        return {code: identity(self._bank.by_id[code]) for code in sorted(used)}

    def _answer(self, code: str, given: queries.AnswerNow) -> answer_packs.Answer | None:
        """An answer that could mean something to another question; counts, words and confidence never do."""
        asked, question = self._tagged.by_id.get(code), self._form.questions.get(code)
        said = given.value.get("choice")
        if asked is None or question is None or asked.scale is None or not isinstance(said, str):
            return None
        colours = dict(asked.scale.values)
        expectations = asked.expectations & self._bank.by_id.keys()
        if said not in colours or not expectations:
            return None
        whole = expectations == asked.expectations
        return answer_packs.Answer(
            text=question.text,
            scale=self._scale(question, asked.scale),
            says=said,
            answered_on=clock.day_of(given.answered_at),
            expectations=tuple(sorted(expectations)),
            tags=str(asked.tags),
            complete=asked.complete and whole,
            kind=str(asked.kind),
            carried=code in self._carried,
            changed=given.answered_at > self._head.signed_at,
            not_in_place=self._ticks(asked, colours[said], code, given.version) if whole else None,
        )

    def _ticks(
        self, asked: crosswalk.Question, colour: crosswalk.Colour, code: str, version: int
    ) -> tuple[str, ...] | None:
        """What was ticked below this very answer, where it still fits the tags."""
        answered, ticked = self._ticked.get(code, (0, ()))
        if answered != version:
            return None
        try:
            crosswalk.require_ticks(asked, colour, frozenset(ticked))
        except crosswalk.TickProblem:
            return None
        return ticked

    def _scale(self, question: form_logic.Question, scale: crosswalk.Scale) -> str:
        """The name of a scale in this pack; questions that are answered in the same words share it."""
        part = question.choice_part
        assert part is not None
        labels = {option.value: option.label for option in part.options}
        values = tuple(
            answer_packs.Value(value, labels.get(value, value), str(colour)) for value, colour in scale.values
        )
        made = answer_packs.Scale(part.scale, values, scale.established)
        return self.scales.setdefault(made, f"s{len(self.scales) + 1}")
