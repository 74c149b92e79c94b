"""The worked example of docs/safe-statistics.md, the rule, the symbols, and what a certificate proves."""

from __future__ import annotations

import operator
from dataclasses import replace

import highspy
import numpy as np
import pytest

from concordat.lib.safe_statistics import (
    Certificate,
    CountsDisagree,
    Description,
    DescriptionProblem,
    Dimension,
    Level,
    NotANumber,
    NotSafe,
    Rule,
    RuleProblem,
    Suppression,
    Symbol,
    build,
    check,
    release,
    suppress,
)
from concordat.lib.safe_statistics.attack import Attack, Impossible, Percentage, read_equations, with_percentages
from concordat.lib.safe_statistics.polytope import Polytope
from concordat.lib.safe_statistics.published import Key
from concordat.lib.safe_statistics.relations import Ints, Relations
from concordat.lib.safe_statistics.release import drawn
from concordat.lib.safe_statistics.solver import Programme

COUNTS = np.array([[2, 11, 17], [9, 8, 13]])


def year_by_answer(rule: Rule | None = None) -> tuple[Polytope, Ints]:
    """One school: years 7 and 8; often, sometimes, never."""
    year = Dimension("year", (Level("year", ("7", "8")),))
    answer = Dimension("answer", (Level("answer", ("often", "sometimes", "never")),))
    polytope = build(Description((year, answer), ((0, 0),), rule or Rule(coalition=0)))
    return polytope, polytope.values({(0, 0): COUNTS})


def test_hiding_one_count_hides_nothing() -> None:
    polytope, x = year_by_answer()
    shown = np.ones(polytope.size, dtype=np.bool_)
    shown[x == 2] = False
    attack = Attack(drawn(polytope, x, shown))
    assert list(attack.intervals().values()) == [(2, 2)]
    assert list(attack.known_exactly().values()) == [2]


def test_the_example_hides_a_rectangle() -> None:
    polytope, x = year_by_answer()
    found = suppress(polytope, x, seed=3)
    assert found.hidden.sum() == 4
    assert not len(found.uncovered)
    out = release(polytope, x, found)
    assert out.cell(year="7", answer="often") is Symbol.hidden
    assert out.cell(year="7") == 30
    assert out.cell() == 60
    low, high = Attack(out).interval(((0, 0), (0, 0)))
    assert low <= 1
    assert high >= 5


@pytest.mark.parametrize("coalition", [0, 1, 2])
def test_the_rule_holds_for_those_who_know_themselves(coalition: int) -> None:
    polytope, x = year_by_answer(Rule(coalition=coalition))
    out = release(polytope, x, suppress(polytope, x, seed=1))
    cell: Key = ((0, 0), (0, 0))
    own = {cell: coalition}
    low, high = Attack(out, knowing=own).interval(cell)
    assert low <= 1
    assert high >= 5


def test_a_certificate_is_checked_by_adding_up() -> None:
    polytope, x = year_by_answer()
    found = suppress(polytope, x, seed=1)
    again = Certificate.from_json(found.certificate.to_json())
    assert check(polytope, x, ~found.hidden, again).holds


@pytest.mark.parametrize("wrong", ["opened", "no tables", "does not add up", "below nothing", "no such cell"])
def test_a_certificate_that_proves_nothing_is_seen(wrong: str) -> None:
    polytope, x = year_by_answer()
    found = suppress(polytope, x, seed=1)
    shown, tables = ~found.hidden, found.certificate
    if wrong == "opened":
        shown[np.nonzero(found.secondary)[0][0]] = True
    elif wrong == "no tables":
        tables = Certificate(())
    else:
        cell = {"no such cell": polytope.size}.get(wrong, int(np.nonzero(found.hidden)[0][0]))
        by = -1000 if wrong == "below nothing" else 1
        tables = Certificate(((np.array([cell]), np.array([by])),))
    assert not check(polytope, x, shown, tables).holds


def test_a_small_count_that_is_shown_is_seen() -> None:
    polytope, x = year_by_answer()
    found = suppress(polytope, x, seed=1)
    assert check(polytope, x, np.ones(polytope.size, dtype=np.bool_), found.certificate).small_shown.tolist() == [
        int(np.nonzero(x == 2)[0][0])
    ]


def test_what_cannot_be_covered_is_not_released() -> None:
    polytope, _ = year_by_answer(Rule(coalition=0))
    x = polytope.values({(0, 0): np.array([[2, 0, 0], [0, 0, 1]])})
    found = suppress(polytope, x, seed=1)
    assert len(found.uncovered)
    with pytest.raises(NotSafe, match="Roll the schools"):
        release(polytope, x, found)


@pytest.mark.parametrize(("counts", "few"), [([[5, 4, 0]] * 2, 2), ([[10, 0, 0], [0, 0, 6]], 1), ([[10, 0, 0]] * 2, 0)])
def test_a_report_about_fewer_than_the_base_goes_nowhere(counts: list[list[int]], few: int) -> None:
    """Whoever reports for themselves has ten respondents, or none."""
    polytope, _ = year_by_answer(Rule(coalition=0))
    polytope = build(replace(polytope.description, unit="year"))
    x = polytope.values({(0, 0): np.array(counts)})
    found = suppress(polytope, x, seed=1)
    finding = check(polytope, x, ~found.hidden, found.certificate)
    assert len(finding.too_few) == few
    if few:
        assert not finding.holds
        with pytest.raises(NotSafe, match="fewer than 10 respondents"):
            release(polytope, x, replace(found, uncovered=found.uncovered[:0]))


def test_a_table_of_few_without_a_unit_is_a_report_too() -> None:
    polytope, _ = year_by_answer(Rule(coalition=0))
    x = polytope.values({(0, 0): np.array([[0, 0, 5], [0, 0, 0]])})
    found = suppress(polytope, x, seed=1)
    with pytest.raises(NotSafe, match="fewer than 10 respondents"):
        release(polytope, x, found)


def test_whole_numbers_are_looked_for_so_far_and_not_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock would give the same seed another release on a busy machine."""
    said: list[str] = []
    programme = Programme(Relations.of(np.zeros(2, dtype=np.int64), np.arange(2), np.ones(2), 1), 2)
    programme.set_sums(np.array([3.0]))
    programme.set_bounds(np.zeros(2), np.full(2, np.inf))
    option = highspy.Highs.setOptionValue

    def heard(highs: highspy.Highs, name: str, value: object) -> object:
        said.append(name)
        return option(highs, name, value)

    monkeypatch.setattr(highspy.Highs, "setOptionValue", heard)
    found = programme.whole(100)
    assert found is not None and found.sum() == 3
    assert "mip_max_nodes" in said and "time_limit" not in said


def test_on_sensitive_questions_nobody_and_everybody_hide() -> None:
    polytope, _ = year_by_answer(Rule(threshold=10, coalition=0, sensitive=True))
    x = polytope.values({(0, 0): np.array([[0, 0, 40], [20, 12, 18]])})
    found = suppress(polytope, x, seed=1)
    out = release(polytope, x, found)
    assert [out.cell(year="7", answer=answer) for answer in ("often", "sometimes", "never")] == [Symbol.hidden] * 3
    keys = polytope.keys()
    assert Attack(out).narrower([keys[cell] for cell in np.nonzero(found.primary)[0]], 0, 10) == []


def test_what_earlier_releases_settled_stays() -> None:
    polytope, x = year_by_answer()
    shown = np.zeros(polytope.size, dtype=np.bool_)
    shown[x == 11] = True
    hidden = np.zeros(polytope.size, dtype=np.bool_)
    hidden[x == 13] = True
    found: Suppression = suppress(polytope, x, seed=1, shown=shown, hidden=hidden)
    assert not found.hidden[shown].any()
    assert found.hidden[hidden].all()


@pytest.mark.parametrize(
    "compute",
    [
        lambda cell: cell + 1,
        lambda cell: 1 + cell,
        lambda cell: sum([cell, 2]),
        lambda cell: cell / 30,
        lambda cell: 100 * cell,
        lambda cell: max(cell, 3),
        lambda cell: sorted([cell, 3]),
        lambda cell: np.mean([cell, 3]),
        lambda cell: float(cell),
        lambda cell: int(cell),
        lambda cell: round(cell),
        lambda cell: bool(cell),
        lambda cell: operator.index(cell),
        lambda cell: [1, 2, 3][cell],
        lambda cell: np.array([cell], dtype=float),
    ],
)
def test_nothing_is_computed_from_a_hidden_cell(compute: object) -> None:
    assert callable(compute)
    with pytest.raises((NotANumber, TypeError)):
        compute(Symbol.hidden)


@pytest.mark.parametrize(
    "given", [{"threshold": 4}, {"threshold": 9, "sensitive": True}, {"minimum_base": 9}, {"coalition": -1}]
)
def test_a_rule_can_be_raised_never_lowered(given: dict[str, int]) -> None:
    with pytest.raises(RuleProblem):
        Rule(**given)  # type: ignore[arg-type]


def test_tables_that_disagree_are_refused() -> None:
    polytope, _ = year_by_answer()
    with pytest.raises(CountsDisagree):
        polytope.values({(0, 0): COUNTS, (1, 1): np.array([[61]])})
    with pytest.raises(CountsDisagree):
        polytope.values({(0, 0): -COUNTS})
    with pytest.raises(DescriptionProblem):
        polytope.values({(1, 0): COUNTS[:1]})


def test_a_release_that_contradicts_itself_is_seen() -> None:
    polytope, x = year_by_answer()
    out = drawn(polytope, x, ~suppress(polytope, x, seed=1).hidden)
    cells = dict(out.cells)
    cells[(0, 1), (0, 0)] = 1000
    with pytest.raises(Impossible):
        Attack(replace(out, cells=cells)).intervals()


def test_a_printed_percentage_gives_a_hidden_count_away() -> None:
    """Why shares come from shown counts only: 7% of 30 is 2."""
    polytope, x = year_by_answer()
    out = release(polytope, x, suppress(polytope, x, seed=1))
    count: Key = ((0, 0), (0, 0))
    base: Key = ((0, 1), (0, 0))
    printed = [Percentage(count, base, round(100 * 2 / 30))]
    attack = Attack(with_percentages(read_equations(out), out, printed))
    assert attack.interval(count) == (2, 2)
    coarse = [Percentage(count, base, 5, step=10)]
    assert Attack(with_percentages(read_equations(out), out, coarse)).interval(count) == (0, 3)


def test_a_percentage_of_a_hidden_base_is_a_wedge() -> None:
    polytope, x = year_by_answer()
    out = release(polytope, x, suppress(polytope, x, seed=1))
    count: Key = ((0, 0), (0, 0))
    base: Key = ((1, 0), (0, 0))
    cells = {**out.cells, base: Symbol.hidden}
    wider = replace(out, cells=cells)
    free = Attack(wider).interval(count)
    printed = [Percentage(count, base, 18)]
    tied = Attack(with_percentages(read_equations(wider), wider, printed)).interval(count)
    assert tied[1] < free[1]
    assert tied[0] <= 2 <= tied[1]
