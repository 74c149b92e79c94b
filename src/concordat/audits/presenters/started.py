"""What a section shows or fills in from what is held already, so that a school never types what we know.

Nothing of this is stored until a person saves the page it stands on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from concordat.audits.models import AuditReturn
from concordat.lib.form_logic import Form, Question, Section

Values = Mapping[str, Mapping[str, Any]]
Held = tuple[str, str, date | None]  # role, name, last trained
IN_ORDER_OF_NEED = ("red", "amber")  # in the order in which they are mended
KEPT_ON_SAVING = "It is kept once you save this page."


def wants_people(section: Section, values: Values) -> bool:
    """Whether the section asks for people and has no answer yet."""
    return any(question.kind == "people-table" and question.code not in values for question in section.questions)


def started(form: Form, section: Section, values: Values, people: Sequence[Held]) -> dict[str, dict[str, Any]]:
    """Answers begun for the questions of a section that have none yet."""
    begun: dict[str, dict[str, Any]] = {}
    for question in section.questions:
        if question.code in values:
            continue
        rows = _people(people) if question.kind == "people-table" else []
        if question.kind == "action-table":
            rows = _actions(form, values)
        columns = {column.name for part in question.parts for column in part.columns}
        fitting = [{name: said for name, said in row.items() if name in columns and said} for row in rows]
        if fitting:
            begun[question.code] = {"rows": fitting}
    return begun


def shown(audit_return: AuditReturn, section: Section, begun: Mapping[str, object]) -> dict[str, list[tuple[str, str]]]:
    """What stands above a question: the register's facts to confirm, or where a begun answer comes from."""
    told: dict[str, list[tuple[str, str]]] = {}
    for question in section.questions:
        if question.kind == "confirm":
            told[question.code] = _facts(audit_return)
        elif question.code in begun:
            told[question.code] = [("Begun for you", f"{_source(question)} {KEPT_ON_SAVING}")]
    return told


def _source(question: Question) -> str:
    if question.kind == "action-table":
        return "From your answers marked red or amber."
    return "From the people who hold a role with us."


def _people(people: Sequence[Held]) -> list[dict[str, str]]:
    return [
        {"role": role, "name": name, "last_trained": trained_on.isoformat() if trained_on else ""}
        for role, name, trained_on in people
    ]


def _actions(form: Form, values: Values) -> list[dict[str, str]]:
    """One action for each answer rated red, then amber; what it says is the aim, for the school to sharpen."""
    return [
        {"what_will_be_done": _aim(question), "question": question.code}
        for rating in IN_ORDER_OF_NEED
        for section in form.shown_sections
        for question in section.questions
        if question.scale == "rag" and values.get(question.code, {}).get("choice") == rating
    ]


def _aim(question: Question) -> str:
    return f"Put in place: {question.text}"


def _facts(audit_return: AuditReturn) -> list[tuple[str, str]]:
    setting, register = audit_return.establishment, audit_return.register
    facts = [
        ("Name", setting.organisation.name),
        ("URN", str(setting.urn or "")),
        ("Type", str(register.get("type_name") or "")),
        ("Phase", str(register.get("phase") or "")),
        ("Trust", str(register.get("trust_name") or "None")),
        ("Postcode", setting.postcode),
        ("Boarding", {True: "Yes", False: "No"}.get(register.get("boarding"), "Not known")),
    ]
    return [(name, said) for name, said in facts if said]
