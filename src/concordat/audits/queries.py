"""Asking about audits: one return and what it says, and where every return of a cycle stands."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, QuerySet, When

from concordat.accounts import queries as account_queries
from concordat.accounts import tokens
from concordat.accounts.vocabulary import ROLE_NAMES, Role
from concordat.audits import access
from concordat.audits.evidence_rules import REVIEW_IS_NEAR
from concordat.audits.models import (
    Answer,
    AuditCycle,
    AuditReturn,
    Evidence,
    EvidenceContent,
    OfferedAnswer,
    PastFact,
    PilotNote,
    ReturnDecision,
    ReturnQuery,
    ReturnRequest,
    SigningLink,
    SignOff,
    YearOneList,
)
from concordat.audits.outside_rules import NOT_ASKED
from concordat.audits.row_security import CYCLE_KEEPERS
from concordat.audits.rules import Reminder, ReturnFacts, formal_letter_due, reminder_due
from concordat.audits.vocabulary import AWAITED, CycleState, ReturnState
from concordat.audits.year_one import Meaning, Row, read_row
from concordat.core.actor import Actor
from concordat.core.problems import NotFound
from concordat.establishments import queries as establishment_queries
from concordat.establishments.queries import EstablishmentBrief
from concordat.lib import form_logic
from concordat.lib.contact_list import Finder, Place
from concordat.lib.school_days import SchoolCalendar
from concordat.partnership import queries as partnership_queries
from concordat.questionnaires import queries as questionnaire_queries

_OPEN_FIRST = Case(When(cycle__state="open", then=0), default=1)
WITH = ("cycle__partnership__organisation", "establishment__organisation")


@dataclass(frozen=True)
class AnswerNow:
    """An answer as it stands; `token` goes out with the page and comes back with the post."""

    value: dict[str, Any]
    version: int
    answered_at: datetime

    @property
    def token(self) -> str:
        """Version and digest: enough to see whether the answer, or only the page, was changed."""
        return f"{self.version}.{digest(self.value)}"


def digest(value: Mapping[str, Any]) -> str:
    """A short digest of an answer's value; the same for the same value, whatever the order of its keys."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def digest_in(token: str) -> str:
    """The digest inside a token; that of the empty answer for no token."""
    return token.partition(".")[2] if token else digest({})


def return_for(actor: Actor, return_id: int) -> AuditReturn:
    """A return that the actor may see; raises `NotFound` otherwise, whether or not it exists."""
    found = access.visible_returns(actor).select_related(*WITH).filter(pk=return_id).first()
    if found is None:
        raise NotFound()
    return found


def return_ids(actor: Actor, cycle_id: int, *, first_id: int, last_id: int) -> list[int]:
    """Ids of the returns of a cycle that joined it together."""
    found = access.visible_returns(actor).filter(cycle_id=cycle_id, pk__range=(first_id, last_id))
    return list(found.order_by("pk").values_list("pk", flat=True))


def return_in(actor: Actor, cycle_id: int, establishment_id: int) -> AuditReturn:
    """The return of a setting in a cycle; raises `NotFound` where the actor may not see one."""
    found = access.visible_returns(actor).select_related(*WITH)
    try:
        return found.get(cycle_id=cycle_id, establishment_id=establishment_id)
    except AuditReturn.DoesNotExist:
        raise NotFound() from None


def returns_of(actor: Actor) -> QuerySet[AuditReturn]:
    """The returns of the actor's own and trust's settings: open audits first, the nearest closing day first."""
    return (
        access.own_returns(actor)
        .select_related(*WITH)
        .order_by(_OPEN_FIRST, "cycle__closes_on", "establishment__organisation__name")
    )


def lock(audit_return: AuditReturn) -> AuditReturn:
    """The return as it is now, locked until this transaction ends, so that steps follow one another."""
    found = AuditReturn.objects.select_for_update(of=("self",)).select_related(*WITH).filter(pk=audit_return.pk).first()
    if found is None:
        raise NotFound()
    return found


def form_of(audit_return: AuditReturn) -> form_logic.Form:
    """The frozen form that the return answers."""
    return questionnaire_queries.form_of(audit_return.form_version_id)


def answers_of(audit_return: AuditReturn) -> dict[str, AnswerNow]:
    """Every answer given, by question; without those that an outside audit stands for."""
    rows = Answer.objects.filter(audit_return=audit_return).values_list("question", "value", "version", "answered_at")
    elsewhere = audit_return.accepted
    return {question: AnswerNow(*rest) for question, *rest in rows if question not in elsewhere}


def values_of(answers: Mapping[str, AnswerNow]) -> dict[str, dict[str, Any]]:
    """Only the values."""
    return {question: answer.value for question, answer in answers.items() if answer.value}


def register_facts(audit_return: AuditReturn) -> form_logic.Facts:
    """What the register knew of the setting when the return was opened."""
    known = {fact: audit_return.register.get(fact) for fact in ("is_school", "is_college")}
    more = {fact: audit_return.register.get(fact) for fact in ("has_trust_or_proprietor", "boarding")}
    return form_logic.Facts(**known, **more)


def evaluate(audit_return: AuditReturn, values: Mapping[str, dict[str, Any]]) -> form_logic.Evaluation:
    """What these values leave to do."""
    given = {question: value for question, value in values.items() if value}
    elsewhere = {question: NOT_ASKED.format(named) for question, named in audit_return.accepted.items()}
    return form_logic.evaluate(form_of(audit_return), register_facts(audit_return), given, elsewhere=elsewhere)


def evaluation(audit_return: AuditReturn) -> form_logic.Evaluation:
    """What the stored answers leave to do."""
    return evaluate(audit_return, values_of(answers_of(audit_return)))


def answers_digest(audit_return: AuditReturn) -> str:
    """SHA-256 over every answer, and over what is accepted instead, so that a signature shows what it stands under."""
    values: list[Any] = sorted(values_of(answers_of(audit_return)).items())
    if audit_return.accepted:
        values.append(audit_return.accepted)
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def facts_of(
    audit_return: AuditReturn, *, left_to_do: int = 0, open_queries: int = 0, sections_out: int = 0
) -> ReturnFacts:
    """What the rules need to know."""
    cycle = audit_return.cycle
    return ReturnFacts(
        state=ReturnState(audit_return.state),
        cycle_state=CycleState(cycle.state),
        opens_on=cycle.opens_on,
        closes_on=audit_return.due_on,
        left_to_do=left_to_do,
        open_queries=open_queries,
        sections_out=sections_out,
        is_pilot=cycle.pilot_of_id is not None,
    )


def people_at(actor: Actor, audit_return: AuditReturn, *, at: datetime) -> list[tuple[str, str, date | None]]:
    """Role, name and last training of those who hold a role at the setting, if the actor may see them. Two queries."""
    place = audit_return.establishment_id
    trained = {post.person_id: post.trained_on for post in establishment_queries.posts_at(place, at.date())}
    held = account_queries.roles_at(actor, place, at=at)
    return [(ROLE_NAMES[Role(row.role)], row.person.name, trained.get(row.person_id)) for row in held]


def sign_offs_of(audit_return: AuditReturn) -> list[SignOff]:
    """Signatures that stand, in the order they were given."""
    return list(SignOff.objects.filter(audit_return=audit_return, withdrawn_at=None).order_by("signed_at"))


def queries_of(audit_return: AuditReturn) -> list[ReturnQuery]:
    """Questions sent back, the oldest first."""
    return list(ReturnQuery.objects.filter(audit_return=audit_return).order_by("asked_at"))


def query_for(actor: Actor, query_id: int) -> ReturnQuery:
    """A question on a return that the actor may see."""
    found = ReturnQuery.objects.select_related("audit_return").filter(pk=query_id).first()
    if found is None or not access.allows(actor, "audits.see_return", found.audit_return):
        raise NotFound()
    return found


def cycles_of(actor: Actor) -> QuerySet[AuditCycle]:
    """Cycles that the actor may see, the newest first."""
    return access.visible_cycles(actor).select_related("partnership__organisation").order_by("-opens_on", "-id")


def cycles_before(actor: Actor, cycle: AuditCycle) -> list[AuditCycle]:
    """Earlier audits of the same partnership that were opened, with their forms, the newest first. Two queries."""
    found = cycles_of(actor).filter(partnership_id=cycle.partnership_id, opens_on__lt=cycle.opens_on, pilot_of=None)
    return list(found.exclude(state=CycleState.draft).prefetch_related("forms"))


def cycle_for(actor: Actor, cycle_id: int) -> AuditCycle:
    """A cycle of the actor's partnership; raises `NotFound` otherwise."""
    found = cycles_of(actor).filter(pk=cycle_id).first()
    if found is None or not access.allows(actor, "audits.see_cycle", found):
        raise NotFound()
    return found


def settings_of(partnership_id: int, *, on: date) -> list[EstablishmentBrief]:
    """Settings of a partnership's area that are open on a day. Two queries."""
    return establishment_queries.open_in(partnership_queries.area_ids(partnership_id, on), on)


@dataclass(frozen=True)
class ToRemind:
    """A return that is not back, with the step of the ladder that is due."""

    return_id: int
    step: Reminder


def to_remind(cycle: AuditCycle, *, today: date) -> list[ToRemind]:
    """Returns of an open cycle that a reminder is due for, by each setting's own term dates. Three queries."""
    waiting = cycle.returns.filter(state__in=AWAITED)
    rows = list(waiting.values_list("pk", "extended_to", "establishment_id", "establishment__local_authority_id"))
    calendars = establishment_queries.calendars_of_settings({setting: area for _, _, setting, area in rows})
    found = []
    for return_id, extended_to, setting, _ in rows:
        due_on = extended_to or cycle.closes_on
        step = reminder_due(opens_on=cycle.opens_on, closes_on=due_on, today=today, calendar=calendars[setting])
        if step is not None:
            found.append(ToRemind(return_id, step))
    return found


def calendar_at(audit_return: AuditReturn) -> SchoolCalendar:
    """The days on which this setting is open; every weekday where nobody has given term dates. Two queries."""
    setting = audit_return.establishment
    return establishment_queries.calendars_of_settings({setting.pk: setting.local_authority_id})[setting.pk]


def is_formal_letter_due(audit_return: AuditReturn, *, today: date) -> bool:
    """Whether the partnership writes formally about this return now. Two queries."""
    if audit_return.state not in AWAITED or audit_return.cycle.state != "open" or today <= audit_return.due_on:
        return False
    return formal_letter_due(closes_on=audit_return.due_on, today=today, calendar=calendar_at(audit_return))


def decisions_of(audit_return: AuditReturn) -> list[ReturnDecision]:
    """What the partnership decided, the oldest first."""
    return list(ReturnDecision.objects.filter(audit_return=audit_return).order_by("decided_at"))


def requests_of(audit_return: AuditReturn) -> list[ReturnRequest]:
    """What the setting asked for, the oldest first."""
    return list(ReturnRequest.objects.filter(audit_return=audit_return).order_by("asked_at"))


def with_evidence_to_review(returns: QuerySet[AuditReturn], *, today: date) -> list[Any]:
    """The same returns, each with `review`: whether evidence of it that stands is to be reviewed soon. One query."""
    near = Evidence.objects.filter(
        audit_return=OuterRef("pk"), withdrawn_at=None, review_by__lte=today + REVIEW_IS_NEAR
    )
    return list(returns.annotate(review=Exists(near)))


def evidence_of(actor: Actor, audit_return: AuditReturn) -> list[Evidence]:
    """Evidence of a return that stands, by question; `content` is there where the actor may open it. One query."""
    found = access.visible_evidence(actor).filter(audit_return=audit_return, withdrawn_at=None)
    return list(found.select_related("content").order_by("question", "added_at", "pk"))


def evidence_for(actor: Actor, evidence_id: UUID) -> Evidence:
    """Evidence that stands and that the actor may know of; raises `NotFound`."""
    found = access.visible_evidence(actor).filter(pk=evidence_id, withdrawn_at=None)
    one = found.select_related("audit_return__cycle", "audit_return__establishment__organisation").first()
    if one is None:
        raise NotFound()
    return one


def content_for(actor: Actor, evidence_id: UUID) -> EvidenceContent:
    """What evidence is, where the actor may open it; raises `NotFound`."""
    evidence = evidence_for(actor, evidence_id)
    content = access.visible_contents(actor).filter(evidence=evidence).first()
    if content is None:
        raise NotFound()
    return content


def file_stands(evidence_id: UUID) -> bool:
    """Whether a file of this evidence waits or was found safe, and was not taken back."""
    kept = EvidenceContent.objects.filter(pk=evidence_id, evidence__withdrawn_at=None)
    return kept.filter(file_state__in=("waiting", "checked")).exists()


def rows_of_year_one(found: YearOneList, *, today: date) -> list[Row]:
    """What each row of last year's sheet says, with its setting or why there is none. Two queries."""
    briefs = settings_of(found.partnership_id, on=today)
    finder = Finder(Place(brief.id, brief.name, (str(brief.urn),) if brief.urn else ()) for brief in briefs)
    meanings = [Meaning(one) for one in found.meanings]
    return [read_row(number, cells, found.headings, meanings, finder, today=today) for number, cells in found.rows]


def year_one_lists(actor: Actor) -> QuerySet[YearOneList]:
    """Lists of last year that the actor's partnership brought or is bringing in, the newest first."""
    found = YearOneList.objects.filter(partnership_id__in=actor.organisations(*CYCLE_KEEPERS))
    return found.order_by("-added_at", "-pk")


def year_one_for(actor: Actor, list_id: int) -> YearOneList:
    """One of them; raises `NotFound`."""
    found = year_one_lists(actor).filter(pk=list_id).first()
    if found is None:
        raise NotFound()
    return found


def past_facts(audit_return: AuditReturn) -> list[PastFact]:
    """What last year's sheet said of this setting, in the order of the sheet. One query."""
    found = PastFact.objects.filter(
        establishment_id=audit_return.establishment_id, partnership_id=audit_return.partnership_id
    )
    return list(found.order_by("-year", "pk"))


def pilots_of(actor: Actor, cycle: AuditCycle) -> list[AuditCycle]:
    """The pilots of an audit, the newest first."""
    return list(cycles_of(actor).filter(pilot_of=cycle))


def pilot_notes_of(cycle: AuditCycle) -> list[PilotNote]:
    """What was said of the pilots of an audit, by question and then by time. One query."""
    found = PilotNote.objects.filter(audit_return__cycle__pilot_of=cycle)
    return list(found.select_related("audit_return__establishment__organisation").order_by("question", "said_at"))


def offers_of(audit_return: AuditReturn) -> list[OfferedAnswer]:
    """Answers that wait for the setting to confirm them, in the order they were offered."""
    return list(OfferedAnswer.objects.filter(audit_return=audit_return, settled_at=None).order_by("offered_at", "pk"))


def decision_for(actor: Actor, decision_id: int) -> ReturnDecision:
    """A decision about a return that the actor may see; raises `NotFound`."""
    found = ReturnDecision.objects.select_related("audit_return").filter(pk=decision_id).first()
    if found is None or not access.allows(actor, "audits.see_return", found.audit_return):
        raise NotFound()
    return found


def request_for(actor: Actor, request_id: int) -> ReturnRequest:
    """A request about a return that the actor may see; raises `NotFound`."""
    found = ReturnRequest.objects.select_related("audit_return").filter(pk=request_id).first()
    if found is None or not access.allows(actor, "audits.see_return", found.audit_return):
        raise NotFound()
    return found


def calendars_of(partnership_id: int, *, on: date) -> list[SchoolCalendar]:
    """The calendar of each authority whose area the partnership covers on a day. Two queries."""
    return list(establishment_queries.calendars(partnership_queries.area_ids(partnership_id, on)).values())


def partnership_of(actor: Actor, *, return_id: int | None, cycle_id: int | None) -> int | None:
    """The partnership of a return or a cycle that the actor may see, for the face of the page. One query."""
    if return_id is not None:
        return (
            access.visible_returns(actor).filter(pk=return_id).values_list("cycle__partnership_id", flat=True).first()
        )
    cycles = access.visible_cycles(actor).filter(pk=cycle_id or 0)
    return cycles.values_list("partnership_id", flat=True).first()


def signing_link(token: str, *, at: datetime) -> SigningLink | None:
    """The signing link behind a token, while it works; in the sign-in phase."""
    found = SigningLink.objects.filter(token_hash=tokens.hash_of(token), used_at=None, withdrawn_at=None)
    return found.filter(expires_at__gt=at).first()


def link_to_send(link_id: int, *, at: datetime) -> SigningLink | None:
    """One that still waits; run by the notifier."""
    return SigningLink.objects.filter(pk=link_id, used_at=None, withdrawn_at=None, expires_at__gt=at).first()
