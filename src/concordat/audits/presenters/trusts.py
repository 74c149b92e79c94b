"""A trust's answers in words: what it says, what each school made of it, and what stands beside a school's question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from concordat.audits.carrying.given import Given, Standing
from concordat.audits.models import AuditReturn, CarriedAnswer, TrustAnswer, TrustAudit, TrustSignature
from concordat.audits.presenters.carried import in_words
from concordat.audits.presenters.returns import day, minutes, question_named
from concordat.audits.presenters.states import StateTag
from concordat.audits.rules import MINUTES_A_QUESTION
from concordat.audits.trusts.answers import rated
from concordat.audits.trusts.filling import Filled
from concordat.audits.trusts.levels import AtSchools, Use
from concordat.audits.trusts.sheets import Signed, TrustSheet
from concordat.core import clock
from concordat.lib import form_logic
from concordat.questionnaires import queries as questionnaire_queries


def state_tag(trust_audit: TrustAudit) -> StateTag:
    """Where it stands."""
    signed = trust_audit.state == "signed"
    return StateTag("Signed" if signed else "Not signed", "green" if signed else "blue")


def signed_line(signatures: Iterable[TrustSignature]) -> str:
    """Who signed, in a sentence; nothing where nobody has."""
    every = list(signatures)
    if not every:
        return ""
    if any(one.establishment_id is not None for one in every):
        return f"Signed for {len(every)} school{'' if len(every) == 1 else 's'}, each on a day of its own."
    (one,) = every
    board = f" The board approved it on {day(one.board_on)}, minute {one.minute_number}." if one.board_on else ""
    return f"Signed by {one.signed_name} on {day(one.signed_on)}.{board}"


def listed(audits: Iterable[TrustAudit]) -> list[dict[str, Any]]:
    """A trust's audits as tasks."""
    return [
        {
            "title": one.title,
            "href": reverse("audits:trust_audit", args=[one.pk]),
            "hint": f"{one.form_version.form.title}{', brought in from a file' if one.brought_in else ''}",
            "state": state_tag(one),
        }
        for one in audits
    ]


def section_rows(
    trust_audit: TrustAudit,
    section: form_logic.Section,
    said: Mapping[str, TrustAnswer],
    schools: Mapping[str, AtSchools],
) -> list[dict[str, Any]]:
    """Each rated question of a section, level by level."""
    rows = []
    for question in section.questions:
        if not rated(question):
            continue
        row = said.get(question.code)
        rows.append(
            {
                "title": question_named(question),
                "trust": in_words(question, row.value) if row and row.value else "",
                "schools": _at_schools(schools.get(question.code)),
                "own": _own(question, schools.get(question.code), row),
            }
        )
    return rows


def _at_schools(found: AtSchools | None) -> str:
    if found is None or not found.asked:
        return ""
    return f"{found.confirmed} confirmed, {len(found.own)} answered otherwise or themselves, {found.open} open"


def _own(question: form_logic.Question, found: AtSchools | None, row: TrustAnswer | None) -> list[dict[str, str]]:
    if found is None:
        return []
    trusts = row.value.get("choice") if row else None
    return [
        {
            "school": one.school,
            "href": reverse("audits:return", args=[one.return_id]),
            "says": "the same" if one.value.get("choice") == trusts else in_words(question, one.value),
        }
        for one in found.own
    ]


def use_lines(use: Use) -> dict[str, Any]:
    """What it saved, by return."""
    return {
        "answers": use.answers,
        "minutes": minutes(MINUTES_A_QUESTION * use.answers),
        "rows": [
            {
                "school": one.school,
                "href": reverse("audits:return", args=[one.return_id]),
                "audit": f"{one.audit}, {one.partnership}",
                "answers": one.answers,
                "minutes": minutes(MINUTES_A_QUESTION * one.answers),
            }
            for one in use.returns
        ],
    }


def levels(
    audit_return: AuditReturn, standings: Mapping[int, Standing], carried: Mapping[str, list[CarriedAnswer]]
) -> dict[str, tuple[str, ...]]:
    """By question of a school's return: what its trust says, and whose answer stands."""
    own = standings.get(audit_return.pk)
    form = questionnaire_queries.form_of(audit_return.form_version_id)
    found: dict[str, tuple[str, ...]] = {}
    for one in standings.values():
        if one.trust_audit_id is None or one.form_version_id != audit_return.form_version_id or not one.signed_at:
            continue
        for code, given in one.given.items():
            question = form.questions.get(code)
            if question is None or not given.value:
                continue
            confirmed = any(row.source_trust_id == one.trust_audit_id for row in carried.get(code, ()))
            school = _school_level(own.given.get(code) if own else None, confirmed=confirmed)
            signed = day(clock.day_of(one.signed_at))
            trust = (
                f"{one.partnership} answered “{in_words(question, given.value)}” for its schools, signed on {signed}"
            )
            found[code] = (*found.get(code, ()), f"Trust: {trust}. School: {school}.")
    return found


def _school_level(here: Given | None, *, confirmed: bool) -> str:
    if confirmed:
        return "confirmed"
    return "its own answer stands" if here is not None and here.value else "not answered yet"


def preview(sheet: TrustSheet) -> dict[str, Any]:
    """What a file would bring in, school by school."""
    given = Counter(school for school, _ in sheet.answers)
    return {
        "questions": sheet.questions,
        "sections": len({row.cells["section"] for row in sheet.rows}),
        "answers": len(sheet.answers),
        "left_out": sheet.left_out,
        "schools": [
            {
                "name": name[:1].upper() + name[1:],
                "answers": given[school],
                "signed": _signed(sheet.signed[school]) if school in sheet.signed else "",
            }
            for school, name in sheet.schools
        ],
        "by_school": bool(sheet.signed),
    }


def _signed(one: Signed) -> str:
    board = f"; board on {day(one.board_on)}" if one.board_on else ""
    return f"{one.name}, {day(one.on)}{board}"


def filled_rows(every: Iterable[Filled]) -> list[dict[str, Any]]:
    """What an audit fills of each open return: filled, ready, left, and the minutes."""
    return [
        {
            "school": one.audit_return.establishment.organisation.name,
            "href": reverse("audits:return", args=[one.audit_return.pk]),
            "audit": f"{one.audit_return.cycle.title}, {one.audit_return.cycle.partnership.organisation.name}",
            "asked": one.asked,
            "confirmed": one.confirmed,
            "ready": one.ready,
            "gaps": one.gaps,
            "share": f"{one.share}%",
            "minutes": minutes(one.minutes),
        }
        for one in every
    ]


def brought_in_rows(
    said: Mapping[tuple[int | None, str], TrustAnswer], names: Mapping[int, str], signatures: Iterable[TrustSignature]
) -> list[dict[str, Any]]:
    """What a file brought in, school by school: how much, in which colours, who signed."""
    signed = {one.establishment_id: one for one in signatures}
    counted: dict[int | None, Counter[str]] = {}
    for (school, _), row in said.items():
        counted.setdefault(school, Counter())[str(row.value.get("choice", ""))] += 1
    rows = []
    for school, colours in counted.items():
        one = signed.get(school) or signed.get(None)
        name = "All schools" if school is None else names.get(school, "A school that has left the trust")
        rows.append(
            {
                "school": name,
                "counts": [colours[value] for value in ("green", "amber", "red", "na")],
                "signed": f"{one.signed_name}, {day(one.signed_on)}" if one else "Not signed",
            }
        )
    return sorted(rows, key=lambda row: str(row["school"]))
