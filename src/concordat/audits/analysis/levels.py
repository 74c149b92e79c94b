"""Levels of a toolkit: scores by area for one return, against its own earlier one, and for all settings of an audit.

A level goes from 1 (starting) to 4 (embedded). The score of an area is the mean of the levels that were chosen in
it, and always stands with how many questions it rests on. A change is read over questions that both returns asked in
the same words, because a mean of other questions is another figure.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from concordat.audits import access, checking_access, queries
from concordat.audits.models import Answer, AuditCycle, AuditReturn
from concordat.audits.vocabulary import LEVEL_SCALE, LEVELS
from concordat.core.actor import Actor
from concordat.core.small_groups import hidden_groups
from concordat.lib.form_logic import Form, Question
from concordat.questionnaires import queries as questionnaire_queries

Values = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Score:
    """The sum of levels, over how many answers of how many questions that concern the setting."""

    points: int = 0
    answered: int = 0
    asked: int = 0

    @property
    def mean(self) -> float | None:
        """The mean level; none where nothing was answered."""
        return self.points / self.answered if self.answered else None


@dataclass(frozen=True)
class AreaScore:
    """One area of one return; `then` and `now_of_both` are over the questions that both returns asked."""

    code: str
    title: str
    now: Score
    then: Score | None = None
    now_of_both: Score | None = None

    @property
    def change(self) -> float | None:
        """How far the mean has moved; none where it cannot be compared."""
        if self.then is None or self.now_of_both is None:
            return None
        if self.then.mean is None or self.now_of_both.mean is None:
            return None
        return self.now_of_both.mean - self.then.mean


@dataclass(frozen=True)
class ReturnLevels:
    """A return's areas; `before` says which earlier return they are read against."""

    areas: tuple[AreaScore, ...]
    before: AuditReturn | None = None
    values: Values = field(default_factory=dict)


@dataclass(frozen=True)
class CycleArea:
    """One area over the settings of an audit; hidden where too few have answered."""

    code: str
    title: str
    settings: int
    of: int
    mean: float | None  # none: hidden, or nobody answered
    bands: Mapping[str, int]
    groups: Mapping[str, tuple[float, int] | None]  # by phase: mean and settings; none where hidden

    @property
    def is_hidden(self) -> bool:
        """Too few settings answered to show a figure."""
        return self.mean is None


def level_questions(form: Form) -> dict[str, Question]:
    """The questions of a form that are answered with a level."""
    return {code: one for code, one in form.questions.items() if one.scale == LEVEL_SCALE and one.choice_part}


def level_of(question: Question, value: Mapping[str, Any]) -> int | None:
    """The level that was chosen."""
    assert question.choice_part is not None
    chosen = str(value.get(question.choice_part.name) or "")
    return int(chosen) if chosen in LEVELS else None


def scores(form: Form, values: Values, asked: Iterable[str]) -> dict[str, Score]:
    """By area, over these questions."""
    points: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    every: Counter[str] = Counter()
    questions = level_questions(form)
    for code in asked:
        if code not in questions:
            continue
        area, level = questions[code].area, level_of(questions[code], values.get(code, {}))
        every[area] += 1
        if level is not None:
            points[area] += level
            answered[area] += 1
    return {area: Score(points[area], answered[area], every[area]) for area in every}


def levels_of_return(actor: Actor, audit_return: AuditReturn) -> ReturnLevels:
    """The areas of a return against the setting's last one with the same form. Three queries at most."""
    form, values, asked = _read(audit_return)
    now, before = scores(form, values, asked), _earlier(actor, audit_return, form)
    then: dict[str, Score] = {}
    both: dict[str, Score] = {}
    if before is not None:
        earlier, earlier_values, earlier_asked = _read(before)
        same = set(_asked_alike(form, earlier)) & set(asked) & set(earlier_asked)
        done = {code for code in same if _has(form, code, values) and _has(earlier, code, earlier_values)}
        then, both = scores(earlier, earlier_values, sorted(done)), scores(form, values, sorted(done))
    areas = tuple(
        AreaScore(area, form.meaning("area", area), score, then.get(area), both.get(area))
        for area, score in now.items()
    )
    return ReturnLevels(areas, before, values)


def _read(audit_return: AuditReturn) -> tuple[Form, Values, list[str]]:
    values = queries.values_of(queries.answers_of(audit_return))
    form, found = queries.form_of(audit_return), queries.evaluate(audit_return, values)
    return form, values, [code for code in level_questions(form) if found.questions[code].relevant]


def _earlier(actor: Actor, audit_return: AuditReturn, form: Form) -> AuditReturn | None:
    found = access.visible_returns(actor).filter(
        establishment_id=audit_return.establishment_id,
        form_version__form__code=form.code,
        submitted_at__isnull=False,
        cycle__opens_on__lt=audit_return.cycle.opens_on,
    )
    return found.select_related("cycle").order_by("-cycle__opens_on").first()


def _asked_alike(form: Form, earlier: Form) -> Iterator[str]:
    then = level_questions(earlier)
    for code, question in level_questions(form).items():
        if code in then and (then[code].text, then[code].kind, then[code].area) == (
            question.text,
            question.kind,
            question.area,
        ):
            yield code


def _has(form: Form, code: str, values: Values) -> bool:
    return level_of(form.questions[code], values.get(code, {})) is not None


def levels_of_cycle(actor: Actor, cycle: AuditCycle) -> list[CycleArea]:
    """Every area over the submitted returns; a setting counts once, by its own mean. Two queries."""
    access.require(actor, "audits.see_cycle", cycle)
    seen = access.visible_returns(actor).filter(checking_access.returns_not_visited(actor), cycle=cycle)
    returns = list(seen.exclude(submitted_at=None))
    rows = Answer.objects.asked().filter(audit_return_id__in=[one.pk for one in returns])
    values: dict[int, dict[str, dict[str, Any]]] = defaultdict(dict)
    for return_id, code, value in rows.values_list("audit_return_id", "question", "value"):
        values[return_id][code] = value
    titles: dict[str, str] = {}
    means: dict[str, list[tuple[str, float]]] = defaultdict(list)
    asked_of: Counter[str] = Counter()
    for one in returns:
        form = questionnaire_queries.form_of(one.form_version_id)
        states = queries.evaluate(one, values[one.pk]).questions
        asked = [code for code in level_questions(form) if states[code].relevant]
        for area, score in scores(form, values[one.pk], asked).items():
            titles[area] = form.meaning("area", area)
            asked_of[area] += 1
            if score.mean is not None:
                means[area].append((str(one.register.get("phase") or "Not known"), score.mean))
    threshold = cycle.partnership.smallest_group
    return [_area(area, title, means[area], asked_of[area], threshold) for area, title in titles.items()]


def _area(code: str, title: str, means: list[tuple[str, float]], of: int, threshold: int) -> CycleArea:
    by_phase: dict[str, list[float]] = defaultdict(list)
    for phase, mean in means:
        by_phase[phase].append(mean)
    if len(means) < threshold:
        return CycleArea(code, title, len(means), of, None, {}, {})
    hidden = hidden_groups({phase: len(every) for phase, every in by_phase.items()}, threshold)
    groups = {
        phase: None if phase in hidden else (sum(every) / len(every), len(every))
        for phase, every in sorted(by_phase.items())
    }
    bands = Counter(LEVELS[str(band_of(mean))] for _, mean in means)
    whole = sum(mean for _, mean in means) / len(means)
    return CycleArea(code, title, len(means), of, whole, {name: bands[name] for name in LEVELS.values()}, groups)


def band_of(mean: float) -> int:
    """The level that a mean stands nearest to; halfway counts as the lower, so that nobody is rounded up."""
    return max(1, min(4, int(mean + 0.5 - 1e-9)))
