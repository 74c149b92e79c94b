"""Answering: nothing that somebody else wrote is overwritten unseen, and a repeated post changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from concordat.audits import access, counts, handed, queries, rules
from concordat.audits.models import Answer, AuditReturn
from concordat.core import journal
from concordat.core.actor import Actor
from concordat.core.problems import NotFound, Problem


class UnknownQuestion(Problem):
    """A posted question that this form does not have."""


@dataclass(frozen=True)
class Posted:
    """What came with the page: the value (None clears it) and the token of what the page showed."""

    value: dict[str, Any] | None
    was: str = ""


@dataclass(frozen=True)
class Conflict:
    """Somebody else changed this answer after the page was shown; nothing of it was written."""

    question: str
    yours: dict[str, Any] | None
    theirs: dict[str, Any] | None
    token: str
    changed_at: datetime | None


@dataclass(frozen=True)
class Saved:
    """What a save did: codes of the questions that changed, and the conflicts to show."""

    changed: tuple[str, ...]
    conflicts: tuple[Conflict, ...]


def save_section(*, audit_return: AuditReturn, posted: Mapping[str, Posted], by: Actor, at: datetime) -> Saved:
    """Save the answers of a page (any questions of the return).

    A posted value equal to what the page showed is left alone, so two people may answer different
    questions of one page at once. A value equal to what is stored is a repeat and changes nothing.
    Raises `rules.NotYet` when the return or its cycle takes no answers.
    """
    reads_all = access.allows(by, "audits.answer", audit_return)
    if reads_all:
        audit_return = queries.lock(audit_return)
        form = queries.form_of(audit_return)
    else:
        access.require_somewhere(by, "audits.answer_section")
        audit_return, mine = handed.lock(by, audit_return)
        form = queries.form_of(audit_return)
        if not posted.keys() & form.questions.keys() <= mine:
            raise NotFound()
    if not posted.keys() <= form.questions.keys():
        raise UnknownQuestion("This page is not of this form. Go back to the task list and open the section again.")
    after = rules.require_answerable(queries.facts_of(audit_return))
    _require_asked(audit_return, posted)
    now = queries.answers_of(audit_return)
    to_write, conflicts = sort_out(posted, now)
    if not to_write:
        return Saved((), conflicts)
    with journal.entry("audits.return.answered", by=by, at=at, about=audit_return):
        _write(audit_return, to_write, now, by=by, at=at)
        before = {code: answer.value for code, answer in now.items()}
        _count(audit_return, before, before | to_write, reads_all=reads_all)
        audit_return.state, audit_return.changed_at = after, at
        audit_return.save(update_fields=["needed", "answered", "by_section", "state", "changed_at"])
    return Saved(tuple(sorted(to_write)), conflicts)


def _require_asked(audit_return: AuditReturn, posted: Mapping[str, Posted]) -> None:
    """What the partnership has accepted another audit for is not answered here."""
    elsewhere = sorted(code for code in posted if code in audit_return.accepted)
    if elsewhere:
        named = audit_return.accepted[elsewhere[0]]
        raise rules.NotYet(f"{elsewhere[0]} is not asked any more: the partnership has accepted {named} for it.")


def sort_out(
    posted: Mapping[str, Posted], now: Mapping[str, queries.AnswerNow]
) -> tuple[dict[str, dict[str, Any]], tuple[Conflict, ...]]:
    """What to write, and what somebody else changed after the page was shown (decision 11)."""
    to_write: dict[str, dict[str, Any]] = {}
    conflicts: list[Conflict] = []
    for code, given in posted.items():
        current = now.get(code)
        value = given.value or {}
        stored = current.value if current else {}
        if value == stored or queries.digest(value) == queries.digest_in(given.was):
            continue
        if given.was != (current.token if current else ""):
            changed_at = current.answered_at if current else None
            token = current.token if current else ""
            conflicts.append(Conflict(code, given.value, stored or None, token, changed_at))
            continue
        to_write[code] = value
    return to_write, tuple(conflicts)


def _write(
    audit_return: AuditReturn,
    to_write: Mapping[str, dict[str, Any]],
    now: Mapping[str, queries.AnswerNow],
    *,
    by: Actor,
    at: datetime,
) -> None:
    Answer.objects.bulk_create(
        [
            Answer(
                audit_return=audit_return,
                establishment_id=audit_return.establishment_id,
                partnership_id=audit_return.partnership_id,
                question=code,
                value=value,
                version=now[code].version + 1 if code in now else 1,
                answered_by_id=by.person_id,
                answered_at=at,
            )
            for code, value in to_write.items()
        ],
        update_conflicts=True,
        unique_fields=["audit_return", "question"],
        update_fields=["value", "version", "answered_by", "answered_at"],
    )


def _count(
    audit_return: AuditReturn,
    before: Mapping[str, dict[str, Any]],
    values: Mapping[str, dict[str, Any]],
    *,
    reads_all: bool,
) -> None:
    """What is needed and answered now. Whoever sees one section alone counts what changed in it."""
    found, sections = queries.evaluate(audit_return, values), counts.by_section(audit_return, values)
    if reads_all:
        audit_return.needed, audit_return.answered, audit_return.by_section = found.needed, found.answered, sections
        return
    was = queries.evaluate(audit_return, before)
    audit_return.needed = max(0, audit_return.needed + found.needed - was.needed)
    audit_return.answered = min(max(0, audit_return.answered + found.answered - was.answered), audit_return.needed)
    form, changed = queries.form_of(audit_return), {code for code in values if values[code] != before.get(code)}
    mine = [one.code for one in form.shown_sections if any(question.code in changed for question in one.questions)]
    audit_return.by_section |= {code: sections[code] for code in mine}


def count_anew(audit_return: AuditReturn) -> None:
    """Count from every answer; for whoever sees them all. Part of a journalled step."""
    values = queries.values_of(queries.answers_of(audit_return))
    found = queries.evaluate(audit_return, values)
    now = (found.needed, found.answered, counts.by_section(audit_return, values))
    if (audit_return.needed, audit_return.answered, audit_return.by_section) != now:
        audit_return.needed, audit_return.answered, audit_return.by_section = now
        audit_return.save(update_fields=["needed", "answered", "by_section"])
