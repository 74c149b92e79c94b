"""Section 11: agencies are asked in a cycle, answer, finish, and their accountable officer signs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from concordat.audits import agencies, agency_rules, decision_rules, queries
from concordat.audits import agency_access as access
from concordat.audits.agency_rules import AgencyState
from concordat.audits.models import AgencyAnswer, AgencyReturn, AuditCycle
from concordat.audits.operations.answers import Posted, Saved, UnknownQuestion, sort_out
from concordat.audits.rules import NotYet
from concordat.audits.vocabulary import CycleState
from concordat.core import clock, journal
from concordat.core.actor import Actor
from concordat.core.problems import Problem
from concordat.questionnaires import queries as questionnaire_queries


class AgencyNotPossible(Problem):
    """An agency that cannot be asked, a return that cannot be signed or sent back as wanted."""


def ask_agencies(
    *, cycle: AuditCycle, organisation_ids: Sequence[int], form_version_id: int, by: Actor, at: datetime
) -> list[AgencyReturn]:
    """Ask bodies of the partnership in an open audit; those that were asked already are left alone."""
    access.require(by, "audits.ask_agencies", cycle)
    if cycle.state != CycleState.open or cycle.pilot_of_id is not None:
        raise NotYet("Agencies are asked in an audit that is open and no pilot.")
    if form_version_id != questionnaire_queries.published_version(agencies.FORM).pk:
        raise AgencyNotPossible("Ask with the published section 11 form.")
    there = agencies.of_cycle(by, cycle)
    possible = {body.id for body in agencies.not_asked(cycle, there, on=clock.day_of(at))}
    asked = {one.organisation_id for one in there}
    if not organisation_ids or not set(organisation_ids) <= possible | asked:
        raise AgencyNotPossible("Choose at least one body that is part of the partnership.")
    assert by.person_id is not None
    made = [
        AgencyReturn(
            partnership_id=cycle.partnership_id,
            cycle=cycle,
            organisation_id=organisation,
            form_version_id=form_version_id,
            asked_at=at,
            asked_by_id=by.person_id,
        )
        for organisation in dict.fromkeys(organisation_ids)
        if organisation in possible
    ]
    details = {"agencies": [one.organisation_id for one in made]}
    with journal.entry("audits.agencies.asked", by=by, at=at, about=cycle, details=details):
        AgencyReturn.objects.bulk_create(made, ignore_conflicts=True)
    return agencies.of_cycle(by, cycle)


def answer_for_agency(*, agency_return: AgencyReturn, posted: Mapping[str, Posted], by: Actor, at: datetime) -> Saved:
    """Save the answers of a page; what somebody else changed meanwhile is not overwritten (decision 11)."""
    access.require(by, "audits.answer_for_agency", agency_return)
    one, after = _locked("answer", agency_return, by=by)
    if not posted.keys() <= agencies.form_of(one).questions.keys():
        raise UnknownQuestion("This page is not of this form. Go back to the list and open the section again.")
    now = agencies.answers_of(one)
    to_write, conflicts = sort_out(posted, now)
    if not to_write:
        return Saved((), conflicts)
    with journal.entry("audits.agency.answered", by=by, at=at, about=one):
        AgencyAnswer.objects.bulk_create(
            [
                AgencyAnswer(
                    agency_return=one,
                    organisation_id=one.organisation_id,
                    partnership_id=one.partnership_id,
                    question=code,
                    value=value,
                    version=now[code].version + 1 if code in now else 1,
                    answered_by_id=by.person_id,
                    answered_at=at,
                )
                for code, value in to_write.items()
            ],
            update_conflicts=True,
            unique_fields=["agency_return", "question"],
            update_fields=["value", "version", "answered_by", "answered_at"],
        )
        found = agencies.evaluate(one, queries.values_of(now) | to_write)
        one.needed, one.answered, one.state, one.changed_at = found.needed, found.answered, after, at
        one.save(update_fields=["needed", "answered", "state", "changed_at"])
    return Saved(tuple(sorted(to_write)), conflicts)


def finish_for_agency(*, agency_return: AgencyReturn, by: Actor, at: datetime) -> None:
    """The lead finishes; the accountable officer signs next. Raises `NotYet` with what is missing."""
    access.require(by, "audits.answer_for_agency", agency_return)
    one, _ = _locked("finish", agency_return, by=by)
    left = len(agencies.evaluate(one, queries.values_of(agencies.answers_of(one))).problems)
    _move(one, "finish", _after("finish", one, left=left), by=by, at=at)


def reopen_for_agency(*, agency_return: AgencyReturn, by: Actor, at: datetime) -> None:
    """Take a finished return back before it is signed."""
    access.require(by, "audits.answer_for_agency", agency_return)
    one, after = _locked("reopen", agency_return, by=by)
    _move(one, "reopen", after, by=by, at=at)


def sign_for_agency(*, agency_return: AgencyReturn, statement: str, shown: str, by: Actor, at: datetime) -> None:
    """The accountable officer signs the declaration that was shown; with that the return is handed in.

    `shown` is the digest of the answers that the officer read.
    """
    access.require(by, "audits.sign_for_agency", agency_return)
    if statement != agency_rules.DECLARATION:
        raise AgencyNotPossible("Sign the declaration as it is shown.")
    one, after = _locked("sign", agency_return, by=by)
    one.answers_digest = agencies.digest_of(queries.values_of(agencies.answers_of(one)))
    if shown != one.answers_digest:
        raise AgencyNotPossible("This return was changed after you opened this page. Read it again, then sign.")
    one.statement, one.signed_by_id, one.signed_name, one.submitted_at = statement, by.person_id, by.name, at
    _move(one, "sign", after, by=by, at=at)


def send_agency_back(*, agency_return: AgencyReturn, reason: str, by: Actor, at: datetime) -> None:
    """The office sends a signed return back with a reason; its signature stands no more."""
    access.require(by, "audits.send_agency_back", agency_return)
    wrong = decision_rules.why_not_said(reason)
    if wrong:
        raise AgencyNotPossible(wrong)
    one, after = _locked("send_back", agency_return, by=by)
    one.statement, one.signed_by_id, one.signed_name, one.submitted_at, one.answers_digest = "", None, "", None, ""
    one.sent_back = reason.strip()
    _move(one, "send_back", after, by=by, at=at)


def _locked(step: str, agency_return: AgencyReturn, *, by: Actor) -> tuple[AgencyReturn, AgencyState]:
    """The return as it is now, locked, and the state after a step; what stands in the way is said before."""
    _after(step, agencies.return_for(by, agency_return.pk))
    one = agencies.lock(agency_return)
    if one is None:
        raise AgencyNotPossible("This return has changed in the meantime. Look at it again.")
    return one, _after(step, one)


def _after(step: str, one: AgencyReturn, *, left: int = 0) -> AgencyState:
    cycle, state = CycleState(one.cycle.state), AgencyState(one.state)
    return agency_rules.next_state(step, state, cycle=cycle, left_to_do=left)


def _move(one: AgencyReturn, step: str, after: AgencyState, *, by: Actor, at: datetime) -> None:
    details = {"from": one.state, "to": str(after)}
    with journal.entry(f"audits.agency.{step}", by=by, at=at, about=one, details=details):
        one.state, one.changed_at = after, at
        one.save(
            update_fields=[
                "state",
                "changed_at",
                "statement",
                "signed_by",
                "signed_name",
                "submitted_at",
                "answers_digest",
                "sent_back",
            ]
        )
