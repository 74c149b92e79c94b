"""The results of a cycle: every rated question counted for all settings and for each group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q

from concordat.audits import access, checking_access, queries
from concordat.audits.analysis import confidence
from concordat.audits.analysis.counting import Tally, tally
from concordat.audits.models import Answer, AuditCycle, AuditReturn
from concordat.audits.vocabulary import ReturnState
from concordat.core.actor import Actor
from concordat.core.small_groups import hidden_groups
from concordat.lib import form_logic
from concordat.questionnaires import queries as questionnaire_queries

GROUPINGS = {"phase": "Phase", "type_group": "Type of setting", "trust_name": "Trust", "scheme": "Scheme"}


@dataclass(frozen=True)
class QuestionResult:
    """One question of one form: all settings together, then each group that may be shown."""

    form: str
    section: str
    section_title: str
    code: str
    text: str
    overall: Tally | None
    groups: Mapping[str, Tally | None]  # None: hidden because the group is small
    version: int = 0  # which version of the form
    outside: int = 0  # settings for which an outside audit stands for it: in no figure above
    concerned: int = 0  # settings that it concerns, these among them

    @property
    def is_hidden(self) -> bool:
        """Too few settings answered to show even the total."""
        return self.overall is None


@dataclass(frozen=True)
class CycleResult:
    """What the submitted returns of a cycle say."""

    returned: int
    asked: int
    threshold: int
    grouping: str
    questions: tuple[QuestionResult, ...]
    evidence: tuple[QuestionResult, ...] = ()  # confidence against evidence, for each question about confidence


@dataclass(frozen=True)
class _Return:
    id: int
    group: str
    form_version_id: int
    facts: form_logic.Facts
    evidenced: frozenset[str] = frozenset()  # questions for which there is evidence
    elsewhere: frozenset[str] = frozenset()  # questions that an outside audit stands for


def results(actor: Actor, cycle: AuditCycle, *, grouping: str = "phase", section: str = "") -> CycleResult:
    """Count the submitted returns of a cycle, for one section or all. Four queries whatever the size."""
    access.require(actor, "audits.see_cycle", cycle)
    if grouping not in GROUPINGS:
        raise ValueError(f"no such grouping: {grouping}")
    every = access.visible_returns(actor).filter(checking_access.returns_not_visited(actor), cycle=cycle)
    asked = every.exclude(state=ReturnState.exempt).count()
    returns = [_read(row, grouping) for row in every.exclude(submitted_at=None)]
    chosen = _choices(returns, section)
    returns = _with_evidence(actor, returns)
    found: list[QuestionResult] = []
    evidence: list[QuestionResult] = []
    by_form: dict[int, list[_Return]] = defaultdict(list)
    for each in returns:
        by_form[each.form_version_id].append(each)
    threshold = cycle.partnership.smallest_group
    for version, group in sorted(by_form.items()):
        form = questionnaire_queries.form_of(version)
        group = [_screened(form, each, chosen) for each in group]
        for part, question in _counted_questions(form, only=section):
            found.append(_of_question(form, version, part, question, group, chosen, threshold))
            if confidence.asks_confidence(question):
                evidence.append(_against_evidence(form, version, part, question, group, chosen, threshold))
    return CycleResult(len(returns), asked, threshold, grouping, tuple(found), tuple(evidence))


@dataclass(frozen=True)
class Chosen:
    """What one setting chose by question: nothing where it was asked and did not answer; not asked is not here."""

    row: AuditReturn
    choices: Mapping[str, str | None]


def chosen_in(actor: Actor, cycle: AuditCycle) -> list[Chosen]:
    """For every submitted return what `results` counts, as one reads it who sees every return. Two queries."""
    access.require(actor, "audits.see_cycle", cycle)
    rows = list(access.visible_returns(actor).filter(cycle=cycle, submitted_at__isnull=False))
    returns = [_read(row, "phase") for row in rows]
    chosen = _choices(returns, "")
    made = []
    for row, each in zip(rows, returns, strict=True):
        form = questionnaire_queries.form_of(row.form_version_id)
        here = [_screened(form, each, chosen)]
        asked = (one for _, one in _counted_questions(form, only="") if _asked_here(one, _concerned(one, here)))
        made.append(Chosen(row, {one.code: one.chosen(chosen.get((row.pk, one.code))) or None for one in asked}))
    return made


def group_of(row: AuditReturn, grouping: str) -> str:
    """The group in which the page of results counts a return."""
    return row.scheme if grouping == "scheme" else str(row.register.get(grouping) or "Not known")


def _read(row: AuditReturn, grouping: str) -> _Return:
    group = group_of(row, grouping)
    facts, elsewhere = queries.register_facts(row), frozenset(row.accepted)
    return _Return(row.pk, group, row.form_version_id, facts, elsewhere=elsewhere)


def _choices(returns: list[_Return], section: str) -> dict[tuple[int, str], Any]:
    rows = Answer.objects.asked().filter(audit_return_id__in=[each.id for each in returns])
    if section:
        rows = rows.filter(Q(question__startswith=section) | Q(question__startswith=form_logic.SCREENING_PREFIX))
    found = rows.values_list("audit_return_id", "question", "value")
    return {(return_id, code): value for return_id, code, value in found}


def _with_evidence(actor: Actor, returns: list[_Return]) -> list[_Return]:
    standing = access.visible_evidence(actor).filter(audit_return_id__in=[each.id for each in returns])
    by_return: dict[int, set[str]] = defaultdict(set)
    for return_id, question in standing.filter(withdrawn_at=None).values_list("audit_return_id", "question"):
        by_return[return_id].add(question)
    return [replace(each, evidenced=frozenset(by_return[each.id])) for each in returns]


def _counted_questions(form: form_logic.Form, *, only: str) -> Iterator[tuple[form_logic.Section, form_logic.Question]]:
    for section in form.sections:
        if only and section.code != only:
            continue
        for question in section.questions:
            part = question.choice_part
            if part is not None and part.options:
                yield section, question


def _screened(form: form_logic.Form, each: _Return, chosen: Mapping[tuple[int, str], Any]) -> _Return:
    """The return with what the setting itself told about whom a question concerns."""
    told = {question.code: chosen.get((each.id, question.code)) for question in form.screening}
    return replace(each, facts=form_logic.screened(each.facts, told))


def _of_question(
    form: form_logic.Form,
    version: int,
    section: form_logic.Section,
    question: form_logic.Question,
    returns: list[_Return],
    chosen: Mapping[tuple[int, str], Any],
    threshold: int,
) -> QuestionResult:
    part = question.choice_part
    assert part is not None
    options = [(option.value, option.label) for option in part.options]
    groups: dict[str, list[str | None]] = defaultdict(list)
    concerned = list(_concerned(question, returns))
    asked = _asked_here(question, concerned)
    for each in asked:
        groups[each.group].append(question.chosen(chosen.get((each.id, question.code))) or None)
    empty = QuestionResult(form.code, section.code, section.title, question.code, question.text, None, {}, version)
    counted = replace(empty, outside=len(concerned) - len(asked), concerned=len(concerned))
    return _filled(counted, groups, options, threshold)


def _against_evidence(
    form: form_logic.Form,
    version: int,
    section: form_logic.Section,
    question: form_logic.Question,
    returns: list[_Return],
    chosen: Mapping[tuple[int, str], Any],
    threshold: int,
) -> QuestionResult:
    groups: dict[str, list[str | None]] = defaultdict(list)
    codes = [one.code for one in section.questions]
    for each in _asked_here(question, _concerned(question, returns)):
        values = {code: chosen.get((each.id, code)) or {} for code in codes}
        groups[each.group].append(confidence.cell(question, section, values, each.evidenced))
    empty = QuestionResult(form.code, section.code, section.title, question.code, question.text, None, {}, version)
    return _filled(empty, groups, confidence.CELLS, threshold)


def _concerned(question: form_logic.Question, returns: list[_Return]) -> Iterator[_Return]:
    return (each for each in returns if each.facts.holds(question.applies_to) is not False)


def _asked_here(question: form_logic.Question, returns: Iterable[_Return]) -> list[_Return]:
    """Those that answer it themselves: what an outside audit stands for is never counted as an answer."""
    return [each for each in returns if question.code not in each.elsewhere]


def _filled(
    empty: QuestionResult,
    groups: Mapping[str, list[str | None]],
    options: Sequence[tuple[str, str]],
    threshold: int,
) -> QuestionResult:
    """The counts, without those that the rule of small groups hides."""
    tallies = {name: tally(values, options) for name, values in sorted(groups.items())}
    overall = tally([value for values in groups.values() for value in values], options)
    hidden = hidden_groups({name: each.answered for name, each in tallies.items()}, threshold)
    return replace(
        empty,
        overall=overall if overall.answered >= threshold or not overall.answered else None,
        groups={name: None if name in hidden else each for name, each in tallies.items()},
    )
