"""What is most often not met, and what the plans hold: by hand, and nothing hidden that can be worked out."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from concordat.audits.analysis.counting import Tally, tally
from concordat.audits.analysis.plans import PlanCounts, counted
from concordat.audits.analysis.priorities import priorities
from concordat.audits.analysis.results import CycleResult, QuestionResult
from concordat.core.small_groups import hidden_groups

RAG = [("green", "In place"), ("amber", "Partly"), ("red", "Not in place"), ("na", "Does not apply")]
AREAS = {(1, "A1"): "Policies", (1, "A2"): "Policies", (1, "A3"): "Teaching"}


def rated(green: int, amber: int, red: int, na: int = 0) -> Tally:
    return tally(["green"] * green + ["amber"] * amber + ["red"] * red + ["na"] * na, RAG)


def of(threshold: int, **questions: dict[str, Tally]) -> CycleResult:
    """Results as `results` would give them, with the groups it hides hidden."""
    found = []
    for code, groups in questions.items():
        every = [share for one in groups.values() for share in one.shares]
        total = {option: sum(share.count for share in every if share.option == option) for option, _ in RAG}
        overall = rated(**total)
        hidden = hidden_groups({name: one.answered for name, one in groups.items()}, threshold)
        shown = {name: None if name in hidden else one for name, one in groups.items()}
        whole = overall if overall.answered >= threshold else None
        found.append(QuestionResult("form", "A", "Section", code, f"Text of {code}", whole, shown, 1))
    return CycleResult(40, 40, threshold, "phase", tuple(found))


def test_a_hand_tally_by_question_area_and_phase() -> None:
    found = priorities(
        of(
            5,
            A1={"Primary": rated(6, 3, 1), "Secondary": rated(5, 0, 5)},  # 9 of 20
            A2={"Primary": rated(8, 2, 0, 3), "Secondary": rated(9, 1, 0)},  # 3 of 20: three say it does not apply
            A3={"Primary": rated(0, 6, 4), "Secondary": rated(10, 0, 0)},  # 10 of 20
        ),
        AREAS,
    )
    assert [(one.code, one.share.count, one.share.of) for one in found.questions] == [
        ("A3", 10, 20), ("A1", 9, 20), ("A2", 3, 20),
    ]  # fmt: skip
    assert [(name, share.count, share.of) for name, share in found.by_area] == [
        ("Teaching", 10, 20), ("Policies", 12, 40),
    ]  # fmt: skip
    assert [(name, share.count, share.of) for name, share in found.by_group] == [
        ("Primary", 16, 30), ("Secondary", 6, 30),
    ]  # fmt: skip
    assert {name: [one.code for one in first] for name, first in found.first_of_group.items()} == {
        "Primary": ["A3", "A1", "A2"], "Secondary": ["A1", "A2"],
    }  # fmt: skip


def test_what_too_few_answered_is_counted_as_hidden_and_shown_nowhere() -> None:
    found = priorities(of(5, A1={"Primary": rated(1, 1, 0)}, A2={"Primary": rated(1, 2, 0, 9)}), AREAS)
    assert (found.questions, found.by_area, found.hidden) == ((), (), 2)


def test_a_group_in_which_the_question_concerns_few_is_hidden_with_another() -> None:
    """Twelve answered, but for ten it does not apply: two would be told apart, and from the total with them."""
    groups = {"Primary": rated(9, 1, 0), "Secondary": rated(1, 1, 0, 10), "Nursery": rated(5, 1, 0)}
    found = priorities(of(5, A1=groups), AREAS)
    shown = {name for name, share in found.questions[0].groups.items() if share is not None}
    assert shown == {"Primary"}


@given(
    st.dictionaries(
        st.sampled_from(["Nursery", "Primary", "Secondary", "16 plus"]),
        st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)),
        min_size=1,
    )
)
def test_no_group_that_is_shown_is_small(groups: dict[str, tuple[int, int, int, int]]) -> None:
    found = priorities(of(5, A1={name: rated(*counts) for name, counts in groups.items()}), AREAS)
    for one in found.questions:
        assert one.share.of >= 5
        assert all(share.of >= 5 or not share.of for share in one.groups.values() if share is not None)


def test_plans_by_hand() -> None:
    plans: list[list[dict[str, str]]] = [
        [
            {"what_will_be_done": "Train", "who": "DSL", "by_when": "2026-11-23"},
            {"what_will_be_done": "Map", "who": " ", "by_when": "2026-11-24"},
        ],
        [{"what_will_be_done": "Write", "who": "Head"}, {"what_will_be_done": "", "by_when": ""}],
        [],
    ]
    found = counted(plans, on=date(2026, 11, 24))
    assert found == PlanCounts(plans=2, actions=3, passed=1, without_owner=1, without_day=1)
    assert found.to_come == 1
    assert counted([], on=date(2026, 11, 24)) == PlanCounts()
