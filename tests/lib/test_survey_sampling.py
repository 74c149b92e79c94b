"""Draws that can be drawn again, chances that are kept, sizes as in the textbook, rates with an interval."""

from __future__ import annotations

import random
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.lib.safe_statistics.figures import Share, share
from concordat.lib.survey_sampling import Found, NotAFrame, Reason, Unit, draw, frame_hash, rate, sample_size, wilson

SEEDS = st.text("0123456789abcdef", min_size=1, max_size=32)
FRAMES = st.lists(
    st.tuples(st.integers(1, 40), st.sampled_from([1.0, 2.0, 3.5, 9.0]), st.booleans()),
    unique_by=lambda one: one[0],
    max_size=25,
).map(lambda rows: [Unit(str(number), risk, certain) for number, risk, certain in rows])


def test_the_size_is_that_of_the_textbook() -> None:
    """Cochran (1977), section 4.4: blood groups on an island, 40% give or take 5, t of 2, 3,200 people."""
    assert sample_size(10**9, margin=0.05, share=0.4, z=2) == 384
    assert sample_size(3200, margin=0.05, share=0.4, z=2) == 343


@given(population=st.integers(0, 5000), margin=st.sampled_from([0.02, 0.05, 0.1, 0.2]))
def test_a_size_is_never_above_the_population_and_grows_with_it(population: int, margin: float) -> None:
    size = sample_size(population, margin=margin)
    assert size <= population
    assert size <= sample_size(population + 1, margin=margin)
    if population > 1 and size < population:  # and it does what it says
        spread = 1.959964 * sqrt(0.25 / size * (population - size) / (population - 1))
        assert spread <= margin + 1e-6


@pytest.mark.parametrize("wrong", [{"margin": 0.0}, {"margin": 1.0}, {"margin": 0.1, "share": 0.0}])
def test_a_size_that_cannot_be_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError):
        sample_size(100, **wrong)


@given(frame=FRAMES, by_risk=st.integers(0, 9), at_random=st.integers(0, 9), seed=SEEDS)
def test_a_draw_is_the_same_in_any_order_and_of_the_size_asked_for(
    frame: list[Unit], by_risk: int, at_random: int, seed: str
) -> None:
    drawn = draw(frame, risk_size=by_risk, random_size=at_random, seed=seed)
    shuffled = random.Random(1).sample(frame, len(frame))
    assert drawn == draw(shuffled, risk_size=by_risk, random_size=at_random, seed=seed)
    assert frame_hash(frame) == frame_hash(shuffled)
    certain = {unit.id for unit in frame if unit.certain}
    others = len(frame) - len(certain)
    count = {reason: sum(one.reason is reason for one in drawn) for reason in Reason}
    assert {one.id for one in drawn if one.reason is Reason.certainty} == certain
    assert count[Reason.risk] == min(by_risk, others)
    assert count[Reason.random] == min(at_random, others - count[Reason.risk])
    assert len({one.id for one in drawn}) == len(drawn)
    assert all(0 < one.chance <= 1 for one in drawn)


def test_another_seed_draws_others_and_another_frame_has_another_hash() -> None:
    frame = [Unit(str(number)) for number in range(60)]
    one, other = (
        {drawn.id for drawn in draw(frame, risk_size=5, random_size=5, seed=seed)} for seed in ("one", "other")
    )
    assert one != other
    assert frame_hash(frame) != frame_hash([*frame[1:], Unit("0", risk=2.0)])


def test_units_are_drawn_as_often_as_their_chance_says() -> None:
    """A known frame drawn 4,000 times: how often each is drawn is within four standard errors of its chance."""
    frame = [
        Unit("a", 9.0),
        Unit("b", 3.0),
        Unit("c", 2.0),
        Unit("d", 1.0),
        Unit("e", 1.0),
        Unit("f", 1.0, certain=True),
    ]
    times = dict.fromkeys("abcdef", 0)
    chances: dict[str, float] = {}
    for number in range(4000):
        for drawn in draw(frame, risk_size=2, random_size=1, seed=f"seed {number}"):
            times[drawn.id] += 1
            chances[drawn.id] = drawn.chance
    assert chances["f"] == chances["a"] == 1.0  # the riskiest by its size alone
    assert sum(chances.values()) == pytest.approx(4)
    for name, chance in chances.items():
        error = sqrt(chance * (1 - chance) / 4000)
        assert abs(times[name] / 4000 - chance) <= 4 * error + 1e-12, name


@pytest.mark.parametrize("frame", [[Unit("1"), Unit("1")], [Unit("1", risk=0.0)], [Unit("1", risk=float("inf"))]])
def test_what_is_no_frame_is_refused(frame: list[Unit]) -> None:
    with pytest.raises(NotAFrame):
        draw(frame, risk_size=1, random_size=0, seed="x")


def test_wilson_as_in_the_textbook() -> None:
    """81 of 263: 0.2553 to 0.3662 (Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3)."""
    assert wilson(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=0.00005)


@pytest.mark.parametrize(("count", "of"), [(0, 10), (1, 12), (81, 263), (263, 263)])
def test_wherever_it_is_worked_out_it_is_the_same_interval(count: int, of: int) -> None:
    """Safe statistics stand alone and know no other library, so they have it a second time."""
    said = share(count, of)
    assert isinstance(said, Share)
    assert (said.low / 100, said.high / 100) == pytest.approx(wilson(count / of, of), abs=1e-12)


def test_a_rate_is_weighted_by_whom_each_unit_stands_for() -> None:
    """Worked by hand: one certain unit, two drawn with a chance of a quarter, each standing for four."""
    found = rate([Found(5, 10, 1.0), Found(1, 10, 0.25), Found(3, 10, 0.25)])
    assert found is not None
    assert found.share == pytest.approx((5 + 4 + 12) / (10 + 40 + 40))
    assert (found.units, found.things) == (3, 30)
    # z = (hits - share x of) / (chance x weighted sum); variance = 2 x 0.75 x sum of (z - mean)^2
    share, parts = 21 / 90, [(1 - 21 / 9) * 4 / 90, (3 - 21 / 9) * 4 / 90]
    middle = sum(parts) / 2
    variance = 2 * 0.75 * sum((part - middle) ** 2 for part in parts)
    size = min(share * (1 - share) / variance, 30)
    assert (found.low, found.high) == pytest.approx(wilson(share, size))


def test_whoever_looked_at_everybody_is_sure() -> None:
    found = rate([Found(1, 4, 1.0), Found(0, 4, 1.0)])
    assert found is not None
    assert (found.low, found.share, found.high) == (0.125, 0.125, 0.125)


def test_whoever_has_seen_the_certain_ones_only_knows_nothing_of_the_others() -> None:
    certain = [Found(1, 4, 1.0), Found(0, 4, 1.0)]
    assert rate(certain, outstanding=3) is None
    assert rate([*certain, Found(0, 0, 0.5)], outstanding=3) is None
    assert rate([*certain, Found(0, 0, 0.5)]) is not None


def test_those_seen_stand_for_those_outstanding_too() -> None:
    """One certain unit; of four drawn with a chance of a half one was seen, so that it stands for eight."""
    found = rate([Found(5, 10, 1.0), Found(1, 10, 0.5)], outstanding=3)
    assert found is not None
    assert found.share == pytest.approx((5 + 8) / 90)
    assert found.low < found.share < found.high
    whole = rate([Found(5, 10, 1.0), Found(1, 10, 0.5)])
    assert whole is not None
    assert whole.share == pytest.approx((5 + 2) / 30)
    unseen = rate([Found(5, 10, 1.0), Found(1, 10, 0.5), Found(0, 0, 0.5)], outstanding=2)
    assert unseen is not None
    assert unseen.share == pytest.approx((5 + 4) / 50)


def test_nothing_found_is_not_certainty() -> None:
    found = rate([Found(0, 6, 0.2)] * 5)
    assert found is not None
    assert (found.share, found.low) == (0.0, 0.0)
    assert found.high == pytest.approx(wilson(0, 5)[1])
    assert rate([]) is None
    assert rate([Found(0, 0, 0.5)]) is None


@given(
    hits=st.lists(st.tuples(st.integers(0, 8), st.floats(0.05, 1.0)), min_size=1, max_size=30),
)
def test_an_interval_holds_its_rate(hits: list[tuple[int, float]]) -> None:
    found = rate([Found(count, 8, chance) for count, chance in hits])
    assert found is not None
    assert 0 <= found.low <= found.share + 1e-9
    assert found.share - 1e-9 <= found.high <= 1


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    """An invented county of 160 whose true rate is known, drawn 600 times: 95% give or take what 600 draws allow."""
    county = [Unit(str(number), risk=1.0 + number % 5) for number in range(160)]
    hits = {unit.id: (int(unit.id) * 7 % 10) // 4 + (2 if unit.risk > 4 else 0) for unit in county}
    truth = sum(hits.values()) / (8 * 160)
    held = 0
    for number in range(600):
        drawn = draw(county, risk_size=10, random_size=10, seed=f"county {number}")
        found = rate([Found(hits[one.id], 8, one.chance) for one in drawn])
        assert found is not None
        held += found.low <= truth <= found.high
    assert 0.92 <= held / 600 <= 0.99


@pytest.mark.parametrize("wrong", [(3, 2, 0.5), (-1, 2, 0.5), (0, 2, 0.0), (0, 2, 1.5)])
def test_what_cannot_have_been_found_is_refused(wrong: tuple[int, int, float]) -> None:
    with pytest.raises(ValueError):
        Found(*wrong)
