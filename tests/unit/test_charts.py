"""Charts: well-formed, named, equal to their tables, and safe with hostile labels."""

from __future__ import annotations

import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from concordat.core.charts import Bar, Chart, Group, Measure, Series, bars_with_intervals, stacked_bars

SVG = "{http://www.w3.org/2000/svg}"
CONFIDENCE = [Series("Very confident", "very"), Series("Somewhat confident", "somewhat")]


def confidence(*bars: Bar, title: str = "Confidence") -> Chart:
    return stacked_bars(name="confidence", title=title, description="d", series=CONFIDENCE, bars=bars)


def widths(chart: Chart) -> list[float]:
    """The width in percent of every painted bar."""
    boxes = ElementTree.fromstring(chart.svg).findall(f"{SVG}rect")
    return [float(box.get("width", "").rstrip("%")) for box in boxes]


def test_last_years_figures_in_drawing_and_table() -> None:
    chart = confidence(Bar("All settings", (95, 65)))
    assert widths(chart) == [59.375, 40.625]
    assert "59%" in chart.svg
    assert "41%" in chart.svg
    assert chart.table.headers == ("", "Very confident", "Somewhat confident", "All answers")
    assert chart.table.rows == (("All settings", "95 (59.4%)", "65 (40.6%)", "160"),)


def test_a_chart_has_a_name_a_description_and_a_role() -> None:
    root = ElementTree.fromstring(confidence(Bar("All", (1, 1)), title="How sure?").svg)
    assert root.get("role") == "img"
    title, description = (root.find(f"{SVG}{tag}") for tag in ("title", "desc"))
    assert title is not None
    assert description is not None
    assert title.text == "How sure?"
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"


def test_shades_differ_without_colour() -> None:
    chart = confidence(Bar("All", (1, 1)))
    patterns = ElementTree.fromstring(chart.svg).findall(f"{SVG}defs/{SVG}pattern")
    marks = [len(pattern) - 1 for pattern in patterns]
    assert marks == [0, 1], "one solid, one with marks"
    assert [entry.label for entry in chart.legend] == ["Very confident", "Somewhat confident"]


def test_a_small_group_shows_no_figure_at_all() -> None:
    chart = confidence(Bar("Sixth form", None))
    assert chart.table.rows == (("Sixth form", "hidden", "hidden", "hidden"),)
    assert "%</text>" not in chart.svg
    assert "Hidden, too few" in chart.svg


def test_nobody_answered_yet() -> None:
    chart = confidence(Bar("Independent", (0, 0)))
    assert "No answers yet" in chart.svg
    assert chart.table.rows == (("Independent", "0", "0", "0"),)


@pytest.mark.parametrize("counts", [(1,), (1, 2, 3), (-1, 2)])
def test_counts_that_do_not_fit_are_refused(counts: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="one count"):
        confidence(Bar("x", counts))


def test_an_interval_is_drawn_where_it_lies_and_written_out() -> None:
    chart = bars_with_intervals(
        name="phase",
        title="By phase",
        description="d",
        series=[Series("2026", "first")],
        groups=[Group("Primary", (Measure(95, 160, 51.6, 66.7),)), Group("Special", (None,))],
    )
    whisker = next(line for line in ElementTree.fromstring(chart.svg).iter(f"{SVG}line") if line.get("x1") == "51.6%")
    assert whisker.get("x2") == "66.7%"
    assert widths(chart) == [59.375]
    assert chart.table.rows[0] == ("Primary", "2026", "95", "160", "59.4%", "51.6%", "66.7%")
    assert chart.table.rows[1] == ("Special", "2026", *["hidden"] * 5)


@pytest.mark.parametrize("wrong", [(5, 4, 0, 1), (-1, 4, 0, 1), (1, 4, 50, 20), (1, 4, 0, 101)])
def test_impossible_measures_are_refused(wrong: tuple[int, int, float, float]) -> None:
    with pytest.raises(ValueError, match="a measure"):
        Measure(*wrong)


hostile = st.one_of(
    st.text(max_size=60),
    st.sampled_from(["</title><script>alert(1)</script>", '" onload="x', "]]>", "&lt;", "\x00\x0b\ufffe", "a" * 500]),
)


@given(name=hostile, title=hostile, label=hostile, series=hostile, counts=st.tuples(*[st.integers(0, 10**9)] * 2))
def test_whatever_the_words_the_drawing_is_well_formed(
    name: str, title: str, label: str, series: str, counts: tuple[int, int]
) -> None:
    kinds = [Series(series, "green"), Series(title, "red")]
    measures = (Measure(0, 0, 0, 0), Measure(min(counts), max(counts), 0, 100))
    stacked = stacked_bars(name=name, title=title, description=label, series=kinds, bars=[Bar(label, counts)])
    groups = [Group(label, measures)]
    ranged = bars_with_intervals(name=name, title=title, description=label, series=kinds, groups=groups)
    for chart in (stacked, ranged):
        root = ElementTree.fromstring(chart.svg)
        tags = {element.tag.removeprefix(SVG) for element in root.iter()}
        assert tags <= {"svg", "title", "desc", "defs", "pattern", "rect", "path", "circle", "line", "text"}
        assert not any(name.startswith("on") for element in root.iter() for name in element.attrib)
        for entry in chart.legend:
            ElementTree.fromstring(entry.swatch)


@given(counts=st.lists(st.integers(0, 500), min_size=2, max_size=2).filter(any))
def test_the_parts_of_a_bar_make_the_whole(counts: list[int]) -> None:
    assert sum(widths(confidence(Bar("x", tuple(counts))))) == pytest.approx(100, abs=0.01)
