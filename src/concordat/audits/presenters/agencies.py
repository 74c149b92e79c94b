"""Agencies' returns and the page that compares a standard: rows, tags, choices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.urls import reverse

from concordat.audits.agency_rules import STATE_NAMES, AgencyState
from concordat.audits.analysis.standards import NOT_ANSWERED, AgencyStandard, Asked, SchoolStandard, Standard
from concordat.audits.models import AgencyReturn, AuditCycle
from concordat.audits.presenters.returns import Task, day
from concordat.audits.presenters.states import StateTag
from concordat.audits.rules import minutes_to_answer
from concordat.core.tasks import Task as FirstPageTask
from concordat.lib.crosswalk import Colour
from concordat.lib.form_logic import Evaluation

COLOURS = {
    AgencyState.not_started: "grey",
    AgencyState.in_progress: "light-blue",
    AgencyState.finished: "turquoise",
    AgencyState.submitted: "green",
}
SAID: dict[str, StateTag] = {
    Colour.GREEN: StateTag("In place", "green"),
    Colour.AMBER: StateTag("Partly", "yellow"),
    Colour.RED: StateTag("Not in place", "red"),
    Colour.NOT_APPLICABLE: StateTag("Does not apply", "grey"),
    NOT_ANSWERED: StateTag("Not answered", "grey"),
}
CSV_HEADER = ("Standard", "Who", "Form", "Question", "Text", "Expectations", "Says", "Schools", "Of")
HIDDEN = "hidden"
MINUTES_TO_SIGN = 20


def of_cycle(cycle: AuditCycle) -> list[dict[str, str]]:
    """The way back of the partnership's team."""
    return [
        {"text": "Audits", "href": reverse("audits:cycles")},
        {"text": cycle.title, "href": reverse("audits:tracker", args=[cycle.pk])},
    ]


def trail(one: AgencyReturn, *, is_own: bool, below: bool) -> list[dict[str, str]]:
    """The way back from a return, or from a page below it: the agency's own, or the partnership's."""
    way = [{"text": "Section 11", "href": reverse("audits:agencies_mine")}]
    if not is_own:
        way = [*of_cycle(one.cycle), {"text": "Agencies", "href": reverse("audits:agencies", args=[one.cycle_id])}]
    here = {"text": one.organisation.name, "href": reverse("audits:agency", args=[one.pk])}
    return [*way, here] if below else way


def state(one: AgencyReturn) -> StateTag:
    """Where it stands."""
    known = AgencyState(one.state)
    return StateTag(STATE_NAMES[known], COLOURS[known])


def row(one: AgencyReturn, *, may_read: bool, may_send_back: bool) -> dict[str, Any]:
    """A line of a list of agencies' returns."""
    waits = one.cycle.state == "open" and one.state != AgencyState.submitted
    return {
        "name": one.organisation.name,
        "audit": f"{one.cycle.title}, {one.cycle.year}",
        "partnership": one.cycle.partnership.organisation.name,
        "href": reverse("audits:agency", args=[one.pk]) if may_read else "",
        "back_href": reverse("audits:send_agency_back", args=[one.pk]) if may_send_back else "",
        "tag": state(one),
        "progress": f"{one.answered} of {one.needed}" if one.needed else "Nothing yet",
        "due": f"Due by {day(one.cycle.closes_on)}" if waits else "",
    }


def sections(one: AgencyReturn, found: Evaluation) -> list[Task]:
    """The sections of a return as a task list."""
    every = []
    for each in found.sections:
        tag = StateTag("Not started", "blue")
        if each.complete:
            tag = StateTag("Done", "")
        elif each.started:
            tag = StateTag("In progress", "light-blue")
        counted = f"{each.answered} of {each.needed} answered" if each.needed else "Nothing needed here"
        every.append(Task(each.title, reverse("audits:agency_section", args=[one.pk, each.code]), counted, tag))
    return every


def tasks(found: Iterable[AgencyReturn], *, answers: bool, signs: bool, today: date) -> list[FirstPageTask]:
    """What an agency's people do next, for their first page."""
    made = []
    for one in found:
        if one.cycle.state != "open":
            continue
        if signs and one.state == AgencyState.finished:
            title, why, minutes = "Sign the section 11 return", "Your agency's answers are finished", MINUTES_TO_SIGN
        elif answers and one.state in (AgencyState.not_started, AgencyState.in_progress):
            title, minutes = "Answer the section 11 audit", minutes_to_answer(needed=one.needed, answered=one.answered)
            why = f"{one.answered} of {one.needed} questions answered" if one.needed else "Nothing answered yet"
        else:
            continue
        closes = one.cycle.closes_on
        made.append(
            FirstPageTask(
                title=f"{title}: {one.organisation.name}",
                why=why,
                by_when=f"By {day(closes)}",
                href=reverse("audits:agency", args=[one.pk]),
                due=closes,
                overdue=today > closes,
                kind=title,
                minutes=minutes,
            )
        )
    return made


def standard_page(cycle: AuditCycle, every: Mapping[str, str], found: Standard) -> dict[str, Any]:
    """Everything that the page of a standard shows."""
    here = reverse("audits:standards", args=[cycle.pk])
    signed = [one for one in found.agencies if one.is_signed]
    return {
        "cycle": cycle,
        "found": found,
        "choices": [(code, f"{title} ({code})", code == found.code) for code, title in every.items()],
        "statements": list(found.statements.items()),
        "agencies": [_agency(one) for one in found.agencies],
        "signed": f"{len(signed)} of {len(found.agencies)} agencies have signed.",
        "schools": [_school(one) for one in found.schools],
        "columns": [SAID[colour].text for colour in Colour],
        "here": here,
        "csv_href": reverse("audits:standards_csv", args=[cycle.pk]) + f"?standard={found.code}",
        "breadcrumbs": of_cycle(cycle),
    }


def _agency(one: AgencyStandard) -> dict[str, Any]:
    rows = [{"asked": each.question, "tag": SAID[each.colour], "about": about(each.question)} for each in one.said]
    return {"name": one.name, "waits": "" if one.is_signed else STATE_NAMES[AgencyState(one.state)], "rows": rows}


def _school(one: SchoolStandard) -> dict[str, Any]:
    return {"asked": one.question, "about": about(one.question), "cells": cells(one), "outside": one.outside}


def about(question: Asked) -> str:
    """The expectations that a question shares with the standard."""
    return ", ".join(question.expectations)


def cells(one: SchoolStandard) -> list[str]:
    """How many schools say each colour; hidden where few answered."""
    if one.counts is None:
        return [HIDDEN] * len(Colour)
    return [f"{one.counts[colour]} of {one.answered}" for colour in Colour]


def csv_rows(found: Standard) -> Iterator[tuple[object, ...]]:
    """A line for each agency and question, then for each colour of each question of the schools."""
    for agency in found.agencies:
        for each in agency.said:
            asked = each.question
            yield (
                found.title,
                agency.name,
                asked.form,
                asked.code,
                asked.text,
                about(asked),
                SAID[each.colour].text,
                "",
                "",
            )
    for one in found.schools:
        asked = one.question
        start = (found.title, "Schools and settings", asked.form, asked.code, asked.text, about(asked))
        for colour in Colour:
            count = HIDDEN if one.counts is None else one.counts[colour]
            yield (*start, SAID[colour].text, count, HIDDEN if one.counts is None else one.answered)
