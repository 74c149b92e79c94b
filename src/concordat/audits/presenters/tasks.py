"""What audits put on the first page of each role."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse

from concordat.accounts.vocabulary import AGENCY_ANSWERERS, AGENCY_SIGNERS
from concordat.audits import access, agencies, handed, pairing, queries, tracking
from concordat.audits.models import AuditCycle, AuditReturn, Delegation
from concordat.audits.presenters import agencies as agencies_say
from concordat.audits.presenters import pairing_tasks
from concordat.audits.presenters.returns import STEPS, day
from concordat.audits.rules import minutes_to_answer
from concordat.audits.tracking import CycleCounts
from concordat.audits.vocabulary import ReturnState
from concordat.core.actor import Actor
from concordat.core.tasks import Task

# What a step takes; stated, not measured.
MINUTES_FOR_A_STEP = 5
MINUTES_A_CALL = 5
MINUTES_TO_REPLY = 10
MINUTES_TO_READ = 20  # a whole return before it is signed, the settings of an audit before it opens


def tasks(actor: Actor, *, today: date) -> list[Task]:
    """What this person can do in audits. Three queries for people of settings, two for those of partnerships."""
    open_returns = queries.with_evidence_to_review(queries.returns_of(actor).filter(cycle__state="open"), today=today)
    mine = [_of_return(actor, row, today) for row in open_returns]
    mine += [
        _of_evidence(row, today) for row in open_returns if row.review and access.allows(actor, "audits.answer", row)
    ]
    mine += _of_sections(actor, today)
    mine += pairing_tasks.tasks(actor, today=today)
    mine += _of_agencies(actor, today)
    for cycle, found in _cycles_followed(actor, today):
        mine.append(pairing_tasks.of_round(actor, cycle, today))
        if cycle.state == "closed":
            continue
        mine.append(_of_cycle(cycle, today, found))
        if found.waiting and access.allows(actor, "audits.decide_return", cycle):
            mine.append(_of_requests(cycle, today, found.waiting))
        if found.outside and access.allows(actor, "audits.decide_return", cycle):
            mine.append(_of_outside(cycle, today, found.outside))
        if found.late and access.allows(actor, "audits.decide_return", cycle):
            mine.append(_of_late(cycle, today, found.late))
    return [task for task in mine if task is not None]


def _cycles_followed(actor: Actor, today: date) -> list[tuple[AuditCycle, CycleCounts]]:
    """Cycles that the actor follows for a partnership, counted, also closed ones with a round of pairing under way.

    One query, and none for people of settings.
    """
    if not access.allows_somewhere(actor, "audits.see_cycle"):
        return []
    every = tracking.counted(pairing.with_rounds(queries.cycles_of(actor)), today=today)
    return [(cycle, counts) for cycle, counts in every if access.allows(actor, "audits.see_cycle", cycle)]


def _of_return(actor: Actor, row: AuditReturn, today: date) -> Task | None:
    state = ReturnState(row.state)
    setting, closes = row.establishment.organisation.name, row.due_on
    if state in STEPS and access.allows(actor, STEPS[state][0], row):
        title, why = STEPS[state][1], STEPS[state][2]
        minutes = (
            MINUTES_TO_READ if state in (ReturnState.dsl_complete, ReturnState.head_signed) else MINUTES_FOR_A_STEP
        )
    elif state in (ReturnState.not_started, ReturnState.in_progress) and access.allows(actor, "audits.answer", row):
        title = "Try the safeguarding audit" if row.cycle.pilot_of_id else "Answer the safeguarding audit"
        why = f"{row.answered} of {row.needed} questions answered" if row.needed else "Nothing answered yet"
        minutes = minutes_to_answer(needed=row.needed, answered=row.answered)
    elif state is ReturnState.queried and access.allows(actor, "audits.reply_to_query", row):
        title, why = "Reply to the partnership", "The partnership has a question about your return"
        minutes = MINUTES_TO_REPLY
    else:
        return None
    return Task(
        title=f"{title}: {setting}",
        why=why,
        by_when=f"By {day(closes)}",
        href=reverse("audits:return", args=[row.pk]),
        due=closes,
        overdue=today > closes,
        kind=title,
        minutes=minutes,
    )


def _of_sections(actor: Actor, today: date) -> list[Task | None]:
    """Sections that are out with this person, and those that came back to be read over."""
    out, back = handed.for_the_first_page(actor)
    return [*(_of_section(row, today) for row in out), *_of_what_came_back(back)]


def _of_section(row: Delegation, today: date) -> Task:
    due = row.wanted_on or row.audit_return.due_on
    return Task(
        title=f"Answer section {row.section}: {row.audit_return.establishment.organisation.name}",
        why="The safeguarding lead asks you for this part of the safeguarding audit",
        by_when=f"By {day(due)}",
        href=reverse("audits:section", args=[row.audit_return_id, row.section]),
        due=due,
        overdue=today > due,
        kind="Answer a section",
        minutes=minutes_to_answer(needed=len(row.questions), answered=0),
    )


def _of_what_came_back(rows: list[Delegation]) -> list[Task]:
    """One task a return, however many sections came back."""
    found: dict[int, list[Delegation]] = {}
    for row in rows:
        found.setdefault(row.audit_return_id, []).append(row)
    return [
        Task(
            title=f"Read over what came back: {first.audit_return.establishment.organisation.name}",
            why=f"Section{'' if len(every) == 1 else 's'} {', '.join(row.section for row in every)}",
            by_when=f"By {day(first.audit_return.due_on)}",
            href=reverse("audits:return", args=[first.audit_return_id]),
            due=first.audit_return.due_on,
            kind="Read over what came back",
            minutes=MINUTES_FOR_A_STEP * len(every),
        )
        for first, every in ((every[0], every) for every in found.values())
    ]


def _of_agencies(actor: Actor, today: date) -> list[Task]:
    """What somebody of an agency does for its section 11 return. One query, and none for everybody else."""
    answers, signs = actor.holds(*AGENCY_ANSWERERS), actor.holds(*AGENCY_SIGNERS)
    if not (answers or signs):
        return []
    return agencies_say.tasks(agencies.mine(actor), answers=answers, signs=signs, today=today)


def _of_late(cycle: AuditCycle, today: date, late: tuple[int, ...]) -> Task:
    count = len(late)
    return Task(
        f"Ring the settings that are late: {cycle.title}, {cycle.year}",
        "1 setting has let its last day pass" if count == 1 else f"{count} settings have let their last day pass",
        "Now",
        reverse("audits:tracker", args=[cycle.pk]) + "?late=1#list",
        today,
        kind="Ring the settings that are late",
        minutes=MINUTES_A_CALL * count,
        parts=late,
    )


def _of_requests(cycle: AuditCycle, today: date, waiting: tuple[int, ...]) -> Task:
    count = len(waiting)
    return Task(
        f"Answer what settings ask: {cycle.title}, {cycle.year}",
        "1 setting asks for more time or to be exempt" if count == 1 else f"{count} requests of settings wait",
        "Now",
        reverse("audits:tracker", args=[cycle.pk]) + "?asks=1#list",
        today,
        kind="Answer what settings ask",
        minutes=MINUTES_FOR_A_STEP * count,
        parts=waiting,
    )


def _of_outside(cycle: AuditCycle, today: date, outside: tuple[int, ...]) -> Task:
    count = len(outside)
    return Task(
        f"Decide about outside audits: {cycle.title}, {cycle.year}",
        "1 setting offers one" if count == 1 else f"{count} settings offer one",
        "This week",
        reverse("audits:tracker", args=[cycle.pk]) + "?outside=1#list",
        today + timedelta(days=7),
        kind="Decide about outside audits",
        minutes=MINUTES_TO_REPLY * count,
        parts=outside,
    )


def _of_evidence(row: AuditReturn, today: date) -> Task:
    return Task(
        f"Review evidence: {row.establishment.organisation.name}",
        "Something that you showed runs out within a month",
        "This week",
        reverse("audits:evidence", args=[row.pk]),
        today + timedelta(days=7),
        kind="Review evidence that runs out",
        minutes=MINUTES_TO_REPLY,
    )


def _of_cycle(cycle: AuditCycle, today: date, counts: CycleCounts) -> Task:
    title = f"{cycle.title}, {cycle.year}"
    if cycle.state == "draft":
        return Task(
            f"Open {title}",
            "Prepared, not open yet",
            f"From {day(cycle.opens_on)}",
            reverse("audits:open_cycle", args=[cycle.pk]),
            cycle.opens_on,
            kind="Open an audit",
            minutes=MINUTES_TO_READ,
        )
    return Task(
        f"Follow {title}",
        f"{counts.returned} of {counts.asked} returned",
        f"Until {day(cycle.closes_on)}",
        reverse("audits:tracker", args=[cycle.pk]),
        cycle.closes_on,
        kind="Follow an audit",
        minutes=MINUTES_FOR_A_STEP,
    )
