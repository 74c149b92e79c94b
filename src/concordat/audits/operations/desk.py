"""The partnership's desk: a question sent back with a return, the reply, acceptance."""

from __future__ import annotations

from datetime import datetime

from concordat.audits import access, handed, queries, rules
from concordat.audits.models import AuditReturn, ReturnQuery
from concordat.audits.vocabulary import ReturnState
from concordat.core import jobs, journal
from concordat.core.actor import Actor
from concordat.core.problems import Problem


class QueryNotPossible(Problem):
    """A question or a reply that lacks something."""


def send_back(*, audit_return: AuditReturn, question: str, asked: str, by: Actor, at: datetime) -> ReturnQuery:
    """Send a submitted return back with a question, about one question of the form or about the whole."""
    access.require(by, "audits.query_return", audit_return)
    if not asked.strip():
        raise QueryNotPossible("Write what you want to ask.")
    audit_return = queries.lock(audit_return)
    if question and question not in queries.form_of(audit_return).questions:
        raise QueryNotPossible("Choose a question of this form, or none.")
    facts = queries.facts_of(audit_return)
    rules.require_cycle_open(facts)
    after = facts.state if facts.state is ReturnState.queried else rules.require_step("query", facts)
    if by.person_id is None:
        raise QueryNotPossible("A person asks, never the system.")
    query = ReturnQuery(
        audit_return=audit_return,
        establishment_id=audit_return.establishment_id,
        question=question,
        asked=asked.strip(),
        asked_by_id=by.person_id,
        asked_name=by.name,
        asked_at=at,
    )
    query.save(force_insert=True)
    _move(audit_return, "queried", after, by=by, at=at, query_id=query.pk)
    jobs.defer("audits.tell_setting_of_query", query_id=query.pk)
    return query


def reply_to_query(*, query: ReturnQuery, reply: str, by: Actor, at: datetime) -> ReturnQuery:
    """Answer a question; the last reply hands the return back to the partnership."""
    access.require(by, "audits.reply_to_query", query.audit_return)
    if not reply.strip():
        raise QueryNotPossible("Write your reply.")
    audit_return = queries.lock(query.audit_return)
    query = ReturnQuery.objects.select_for_update().get(pk=query.pk)
    if query.replied_at is not None:
        raise QueryNotPossible("This question has been answered already.")
    open_queries = ReturnQuery.objects.filter(audit_return=audit_return, replied_at=None).count()
    out = len(handed.out_of(by, audit_return, at=at))
    after = rules.require_reply_possible(queries.facts_of(audit_return, open_queries=open_queries, sections_out=out))
    query.reply, query.replied_by_id, query.replied_at = reply.strip(), by.person_id, at
    query.save(update_fields=["reply", "replied_by", "replied_at"])
    _move(audit_return, "replied", after, by=by, at=at, query_id=query.pk)
    return query


def accept_return(*, audit_return: AuditReturn, by: Actor, at: datetime) -> AuditReturn:
    """The partnership has read it and has no further question."""
    access.require(by, "audits.accept_return", audit_return)
    audit_return = queries.lock(audit_return)
    after = rules.require_step("accept", queries.facts_of(audit_return))
    _move(audit_return, "accepted", after, by=by, at=at)
    return audit_return


def _move(
    audit_return: AuditReturn, verb: str, after: ReturnState, *, by: Actor, at: datetime, query_id: int | None = None
) -> None:
    details = {"from": audit_return.state, "to": str(after)} | ({"query": query_id} if query_id else {})
    with journal.entry(f"audits.return.{verb}", by=by, at=at, about=audit_return, details=details):
        audit_return.state, audit_return.changed_at = after, at
        audit_return.save(update_fields=["state", "changed_at"])
