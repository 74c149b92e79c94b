"""A question over the years: figures continue while it asks the same, and break where it does not (BX-WOR-8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from concordat.audits import queries
from concordat.audits.analysis.counting import Tally
from concordat.audits.analysis.results import CycleResult, QuestionResult, results
from concordat.audits.models import AuditCycle
from concordat.core.actor import Actor
from concordat.lib import crosswalk, form_logic
from concordat.lib.crosswalk import Relation
from concordat.questionnaires import comparison, tags
from concordat.questionnaires import queries as questionnaire_queries

MOST_YEARS = 4
WHAT_COUNTS = frozenset({"Question", "Help", "Type", "Choices"})  # a changed one of these may change the figures
CHANGED, REWORDED = "The question changed", "Reworded, and asks the same"


@dataclass(frozen=True)
class Year:
    """A question in one audit. `note` says what became of it from this year to the next one shown."""

    year: str
    code: str
    overall: Tally | None  # none where too few answered
    is_break: bool = False
    note: str = ""


@dataclass(frozen=True)
class _Before:
    """The question of an earlier form that continues a question of today's, or the one that it broke from."""

    version: int
    code: str
    section: str
    is_break: bool = False
    note: str = ""


Trend = tuple[Year, ...]


def trends(actor: Actor, cycle: AuditCycle, found: CycleResult) -> dict[tuple[int, str], Trend]:
    """By version and code of each counted question, the years before, the newest first; what has no past is left out.

    Years before a break are shown and marked; they are figures of another question. Queries: one for the earlier
    audits, and those of `results` for each section that is looked at.
    """
    earlier = queries.cycles_before(actor, cycle)[:MOST_YEARS]
    asked = {before.pk: sorted({form.form_version_id for form in before.forms.all()}) for before in earlier}
    wanted = [(one.version, one.code) for one in found.questions]
    tagged = tags.forms_for({version for version, _ in wanted} | {one for every in asked.values() for one in every})
    counted: dict[tuple[int, str], Mapping[tuple[int, str], QuestionResult]] = {}
    made: dict[tuple[int, str], list[Year]] = {}
    latest = {key: key for key in wanted}
    for before in earlier:
        for key in wanted:
            past = _before(latest[key], asked[before.pk], tagged)
            if past is None:
                continue
            if (before.pk, past.section) not in counted:
                counted[before.pk, past.section] = _by_question(results(actor, before, section=past.section).questions)
            result = counted[before.pk, past.section].get((past.version, past.code))
            if result is not None:
                year = Year(before.year, past.code, result.overall, past.is_break, past.note)
                made.setdefault(key, []).append(year)
            latest[key] = (past.version, past.code)
    return {key: tuple(years) for key, years in made.items()}


def _by_question(every: Iterable[QuestionResult]) -> dict[tuple[int, str], QuestionResult]:
    return {(one.version, one.code): one for one in every}


def _before(now: tuple[int, str], versions: Sequence[int], tagged: Mapping[int, crosswalk.Form]) -> _Before | None:
    """The same version, else the same question as two editors see it, else the same code, which may be a break."""
    version, code = now
    if version in versions:
        return _placed(version, code)
    form = questionnaire_queries.form_of(version)
    for other in versions:
        same = _same_by_tags(tagged.get(version), code, tagged.get(other))
        if same:
            return _placed(other, same, note="" if _is_unchanged(form, other, code, same) else REWORDED)
    for other in versions:
        then = questionnaire_queries.form_of(other)
        if then.code == form.code and code in then.questions:
            unchanged = _is_unchanged(form, other, code, code)
            return _placed(other, code, is_break=not unchanged, note="" if unchanged else CHANGED)
    return None


def _placed(version: int, code: str, *, is_break: bool = False, note: str = "") -> _Before | None:
    for section in questionnaire_queries.form_of(version).sections:
        if section.question(code) is not None:
            return _Before(version, code, section.code, is_break, note)
    return None


def _same_by_tags(now: crosswalk.Form | None, code: str, then: crosswalk.Form | None) -> str:
    """The one question of the earlier form that asks the same on the same scale, all tags agreed and complete."""
    question = now.by_id.get(code) if now else None
    if question is None or then is None or not question.complete or question.scale is None:
        return ""
    same = [
        one.id
        for one in then.questions
        if one.complete
        and one.scale is not None
        and one.scale.descriptor == question.scale.descriptor
        and crosswalk.relation_between(one.expectations, question.expectations) is Relation.EQUAL
    ]
    return code if code in same else (same[0] if len(same) == 1 else "")


def _is_unchanged(form: form_logic.Form, earlier: int, code: str, before: str) -> bool:
    if code != before:
        return False
    then = questionnaire_queries.form_of(earlier)
    changed = next((one for one in comparison.compare(then, form) if one.code == code), None)
    return changed is None or not WHAT_COUNTS & {name for name, _, _ in changed.parts}
