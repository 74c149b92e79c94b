"""Audits as asks among others: their minutes, what answer-once saved, and which settings have answered about what."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from concordat.audits import access, counts, queries, rules
from concordat.audits.models import Answer, CarriedAnswer
from concordat.audits.row_security import READERS_IN_PARTNERSHIP, READERS_IN_SETTING
from concordat.audits.vocabulary import RETURNED, ReturnState
from concordat.core.actor import Actor
from concordat.lib.school_days import SchoolCalendar
from concordat.questionnaires import tags
from concordat.requests.rules import Ask, days_given
from concordat.requests.sources import Held, Source


def asks(
    actor: Actor, partnership_ids: frozenset[int] | None, settings: frozenset[int] | None, first: date, last: date
) -> list[Ask]:
    """Audits that were opened, with a last day in the span, at settings that are not exempt.

    Three queries for one partnership, and two more for each form that this process has not read yet.
    """
    found = access.visible_returns(actor).exclude(cycle__state="draft").exclude(state=ReturnState.exempt)
    found = found.filter(cycle__closes_on__gte=first, cycle__closes_on__lte=last)
    if partnership_ids is not None:
        found = found.filter(partnership_id__in=partnership_ids)
    if settings is not None:
        found = found.filter(establishment_id__in=settings)
    carried = CarriedAnswer.objects.filter(audit_return=OuterRef("pk"), ended_at=None).values("audit_return")
    found = found.annotate(
        not_again=Coalesce(Subquery(carried.annotate(n=Count("question", distinct=True)).values("n")), 0)
    )
    by_cycle: dict[int, list[Any]] = defaultdict(list)
    for one in found.select_related("cycle").order_by("cycle_id", "establishment_id"):
        by_cycle[one.cycle_id].append(one)
    whose = {every[0].partnership_id: every[0].cycle.opens_on for every in by_cycle.values()}
    calendars = {pk: queries.calendars_of(pk, on=day) for pk, day in whose.items()}
    return [_ask(every, calendars[every[0].partnership_id]) for every in by_cycle.values()]


def _ask(every: list[Any], calendars: list[SchoolCalendar]) -> Ask:
    cycle = every[0].cycle
    return Ask(
        key=f"audit-{cycle.pk}",
        kind="audit",
        title=f"{cycle.title}, {cycle.year}",
        partnership_id=cycle.partnership_id,
        sent_on=cycle.opens_on,
        due_on=cycle.closes_on,
        href=reverse("audits:tracker", args=[cycle.pk]),
        at={one.establishment_id: reverse("audits:return", args=[one.pk]) for one in every},
        notice=days_given(cycle.opens_on, cycle.closes_on, calendars),
        due_at={one.establishment_id: one.due_on for one in every if one.due_on != cycle.closes_on},
        minutes={one.establishment_id: rules.MINUTES_A_QUESTION * counts.questions_asked(one) for one in every},
        saved={one.establishment_id: rules.MINUTES_A_QUESTION * one.not_again for one in every},
    )


def unseen(actor: Actor) -> str:
    """What somebody who does not read returns is told beside a count that is then of requests alone."""
    reads = actor.holds(*READERS_IN_PARTNERSHIP, *READERS_IN_SETTING)
    return "" if reads else "Audits are not in this count, because your role does not open them."


def held(actor: Actor, settings: frozenset[int], expectations: frozenset[str], since: date) -> list[Held]:
    """For each expectation the settings whose signed return of that time answers a question about it. Six queries."""
    returns = access.visible_returns(actor).filter(
        establishment_id__in=settings, state__in=sorted(RETURNED), submitted_at__date__gte=since, cycle__pilot_of=None
    )
    rows = list(returns.values_list("pk", "establishment_id", "form_version_id", "cycle__title", "cycle__year"))
    asked = {
        version: {one.id: one.expectations & expectations for one in form.questions if one.expectations & expectations}
        for version, form in tags.forms_for({row[2] for row in rows}).items()
    }
    places = {pk: (setting, version, f"{title}, {year}") for pk, setting, version, title, year in rows}
    wanted = {question for questions in asked.values() for question in questions}
    given = Answer.objects.asked().filter(audit_return_id__in=list(places), question__in=wanted)
    found: dict[str, set[int]] = defaultdict(set)
    where: dict[str, dict[str, None]] = defaultdict(dict)
    for pk, question in given.values_list("audit_return_id", "question"):
        setting, version, audit = places[pk]
        for expectation in asked.get(version, {}).get(question, ()):
            found[expectation].add(setting)
            where[expectation][audit] = None
    return [Held(code, frozenset(settings), tuple(sorted(where[code]))) for code, settings in sorted(found.items())]


SOURCE = Source(asks, held, unseen)
