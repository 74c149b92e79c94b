"""One standard across agencies and schools: who says what of the same expectations, side by side (D2-05).

A standard is a group of expectations of the bank, such as listening to children. Questions of the section 11 form and
of the schools' forms meet where their tags name an expectation of it. An agency speaks for itself, once it has signed;
schools are counted, and hidden where few answered. Colours come from each scale, never from the words of an answer.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from concordat.audits import access, agencies, checking_access
from concordat.audits.agencies import SaidByAgency
from concordat.audits.models import Answer, AuditCycle
from concordat.core.actor import Actor
from concordat.lib import crosswalk
from concordat.lib.crosswalk import Colour, NotOnScale
from concordat.questionnaires import queries as questionnaire_queries
from concordat.questionnaires import tags

NOT_ANSWERED = "not_answered"


@dataclass(frozen=True)
class Asked:
    """A question behind a colour: of which form, and which expectations of the standard it asks about."""

    form: str
    code: str
    text: str
    expectations: tuple[str, ...]


@dataclass(frozen=True)
class Said:
    """What one agency says to one question."""

    question: Asked
    colour: str  # green, amber, red, not_applicable, or that it was not answered


@dataclass(frozen=True)
class AgencyStandard:
    """One agency on the standard; without answers while its return is not signed."""

    name: str
    is_signed: bool
    state: str
    said: tuple[Said, ...] = ()


@dataclass(frozen=True)
class SchoolStandard:
    """A question of the schools' forms, counted; `counts` is none where too few answered."""

    question: Asked
    answered: int
    counts: Mapping[str, int] | None
    outside: int = 0  # for how many an outside audit stands: in no count


@dataclass(frozen=True)
class Standard:
    """A standard of the bank with everybody who answers it in a cycle."""

    code: str
    title: str
    threshold: int
    returned: int
    statements: Mapping[str, str] = field(default_factory=dict)
    agencies: tuple[AgencyStandard, ...] = ()
    schools: tuple[SchoolStandard, ...] = ()


def group_of(expectation: str) -> str:
    """The standard of an expectation: AGY of AGY-04."""
    return expectation.partition("-")[0]


def standards_in(versions: Iterable[int], forms: Mapping[int, crosswalk.Form]) -> dict[str, str]:
    """The standards that these forms ask about, by code, with the name that a form gives to the area."""
    found: dict[str, str] = {}
    for version in versions:
        meaning = questionnaire_queries.form_of(version).meaning
        for question in forms[version].questions:
            if question.scale is not None:
                for expectation in question.expectations:
                    code = group_of(expectation)
                    if found.get(code, code) == code:
                        found[code] = meaning("area", code)
    return dict(sorted(found.items(), key=lambda item: item[1]))


def standard_of(actor: Actor, cycle: AuditCycle, wanted: str) -> tuple[dict[str, str], Standard]:
    """Every standard to choose from, and the one that is wanted, else the first. Five queries at most."""
    access.require(actor, "audits.see_cycle", cycle)
    asked = agencies.said_in(actor, cycle)
    seen = access.visible_returns(actor).filter(checking_access.returns_not_visited(actor), cycle=cycle)
    returned = {one.pk: one for one in seen.exclude(submitted_at=None)}
    of_schools = sorted({one.form_version_id for one in returned.values()})
    of_agencies = sorted({one.form_version_id for one in asked})
    forms = tags.forms_for({*of_schools, *of_agencies})
    every = standards_in([*of_agencies, *of_schools], forms)
    code = wanted if wanted in every else next(iter(every), "")
    bank = tags.bank(at=cycle.opens_on).by_id
    questions = {version: _questions(version, forms[version], code) for version in forms}
    named = {
        expectation: bank[expectation].statement
        for found in questions.values()
        for one in found
        for expectation in one.expectations
        if expectation in bank
    }
    return every, Standard(
        code=code,
        title=every.get(code, ""),
        threshold=cycle.partnership.smallest_group,
        returned=len(returned),
        statements=dict(sorted(named.items())),
        agencies=tuple(_agency(one, questions[one.form_version_id], forms[one.form_version_id]) for one in asked),
        schools=_schools(returned, of_schools, questions, forms, threshold=cycle.partnership.smallest_group),
    )


def _questions(version: int, form: crosswalk.Form, code: str) -> list[Asked]:
    texts = questionnaire_queries.form_of(version).questions
    found = []
    for question in form.questions:
        here = tuple(sorted(one for one in question.expectations if group_of(one) == code))
        if here and question.scale is not None:
            found.append(Asked(form.title, question.id, texts[question.id].text, here))
    return found


def _agency(one: SaidByAgency, questions: list[Asked], form: crosswalk.Form) -> AgencyStandard:
    asked = questions if one.is_signed else []
    said = tuple(Said(each, _colour(form, each.code, one.values.get(each.code))) for each in asked)
    return AgencyStandard(one.name, one.is_signed, one.state, said)


def _schools(
    returned: Mapping[int, Any],
    versions: Iterable[int],
    questions: Mapping[int, list[Asked]],
    forms: Mapping[int, crosswalk.Form],
    *,
    threshold: int,
) -> tuple[SchoolStandard, ...]:
    codes = sorted({one.code for version in versions for one in questions[version]})
    rows = Answer.objects.asked().filter(audit_return_id__in=list(returned), question__in=codes)
    counted: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    for return_id, code, value in rows.values_list("audit_return_id", "question", "value"):
        version = returned[return_id].form_version_id
        if code in forms[version].by_id:
            counted[version, code][_colour(forms[version], code, value)] += 1
    outside = Counter((one.form_version_id, code) for one in returned.values() for code in one.accepted)
    found = []
    for version in versions:
        for question in questions[version]:
            colours = counted[version, question.code]
            answered = sum(count for colour, count in colours.items() if colour != NOT_ANSWERED)
            shown = {str(colour): colours[colour] for colour in Colour} if answered >= threshold else None
            found.append(SchoolStandard(question, answered, shown, outside[version, question.code]))
    return tuple(found)


def _colour(form: crosswalk.Form, code: str, value: Mapping[str, Any] | None) -> str:
    scale = form.by_id[code].scale
    chosen = str((value or {}).get("choice") or "")
    if scale is None or not chosen:
        return NOT_ANSWERED
    try:
        return str(scale.colour_of(chosen))
    except NotOnScale:
        return NOT_ANSWERED
