"""Components: right markup, nothing unescaped, nothing shared between threads, fast enough."""

from __future__ import annotations

import threading
import time

import pytest
from django.template import Context, Engine
from django.utils.html import format_html

from concordat.core import components

ENGINE = Engine(libraries={"concordat": "concordat.core.templatetags.concordat"})
HOSTILE = '<script>alert("x")</script>'


def page(source: str, **context: object) -> str:
    return ENGINE.from_string("{% load concordat %}" + source).render(Context(context))


def test_a_component_from_a_template_with_parameters() -> None:
    drawn = page('{% component "govukButton" params %}', params={"text": "Save", "classes": "wide"})
    assert 'class="govuk-button wide"' in drawn
    assert "Save" in drawn


def test_keywords_win_and_step_into_nested_parameters() -> None:
    params = {"label": {"text": "Old", "classes": "kept"}, "id": "town"}
    drawn = page('{% component "govukInput" params name="town" label__text="Town" %}', params=params)
    assert 'name="town"' in drawn
    assert "Town" in drawn
    assert "Old" not in drawn
    assert "kept" in drawn
    assert params == {"label": {"text": "Old", "classes": "kept"}, "id": "town"}, "parameters are never changed"


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("govukButton", {"text": HOSTILE}),
        ("govukButton", {"html": HOSTILE}),
        ("govukButton", {"text": "x", "attributes": {"data-x": f'"{HOSTILE}'}}),
        ("govukNotificationBanner", {"titleHtml": HOSTILE, "html": HOSTILE}),
        ("govukInput", {"id": "x", "name": "x", "label": {"html": HOSTILE}, "value": f'"{HOSTILE}'}),
        ("govukRadios", {"name": "x", "items": [{"value": HOSTILE, "text": HOSTILE, "hint": {"html": HOSTILE}}]}),
        ("govukTable", {"rows": [[{"html": HOSTILE}, {"text": HOSTILE}]]}),
    ],
)
def test_ordinary_strings_never_become_markup(name: str, params: dict[str, object]) -> None:
    assert "<script" not in components.render(name, params)


def test_markup_made_on_purpose_stays() -> None:
    drawn = components.render("govukButton", {"html": format_html("<b>{}</b>", HOSTILE)})
    assert "<b>&lt;script&gt;" in drawn


def test_attributes_as_a_string_are_refused() -> None:
    with pytest.raises(TypeError, match="mapping"):
        components.render("govukButton", {"text": "x", "attributes": "onclick=alert(1)"})


@pytest.mark.parametrize("name", ["govukNothing", "button", "govuk../../x", "govukButton.html"])
def test_unknown_names_are_a_mistake_in_the_template(name: str) -> None:
    with pytest.raises(components.NoSuchComponent):
        components.render(name, {})


def test_threads_never_see_each_other() -> None:
    template = ENGINE.from_string(
        '{% load concordat %}{% component "govukSummaryList" rows=rows %}{% component "govukButton" text=who %}'
    )
    wrong: list[str] = []
    together = threading.Barrier(2)

    def draw(who: str, other: str) -> None:
        together.wait()
        for number in range(150):
            rows = [{"key": {"text": who}, "value": {"text": f"{who}-{number}-{row}"}} for row in range(5)]
            drawn = template.render(Context({"rows": rows, "who": who}))
            if other in drawn or drawn.count(f"{who}-{number}-") != 5:
                wrong.append(drawn)

    threads = [threading.Thread(target=draw, args=pair) for pair in (("amber", "violet"), ("violet", "amber"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_a_button_takes_less_than_a_fifth_of_a_millisecond() -> None:
    components.render("govukButton", {"text": "warm"})
    best = min(_cpu_of_one_button() for _ in range(5))
    assert best < 0.0002


def _cpu_of_one_button() -> float:
    started = time.thread_time()
    for _ in range(100):
        components.render("govukButton", {"text": "Save", "classes": "wide"})
    return (time.thread_time() - started) / 100
