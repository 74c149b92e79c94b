"""Which edition a form rests on, and what its keepers should know, on any day; no database."""

from __future__ import annotations

from datetime import date

import pytest

from concordat.lib import form_logic
from concordat.questionnaires import guidance, presenters
from concordat.questionnaires.guidance import Edition, FormGuidance

KCSIE = "Keeping children safe in education"


def edition(name: str, from_on: date, until_on: date | None = None, *, confirmed: bool = True) -> Edition:
    return Edition(f"kcsie-{name}", "kcsie", KCSIE, name, from_on, until_on, confirmed, "https://www.example.org/")


OLD = edition("2024", date(2024, 9, 2), date(2025, 9, 1))
NOW = edition("2025", date(2025, 9, 1))
NEXT = edition("2026", date(2026, 9, 1), confirmed=False)
EDITIONS = {one.code: one for one in (OLD, NOW, NEXT)}


def form(anchors: str, *codes: tuple[str, str, str]) -> form_logic.Form:
    """One question with these anchors; the codes say what they mean and which edition."""
    row = form_logic.Row(2, {"id": "A1", "section": "A", "text": "What?", "type": "text", "anchor": anchors})
    meanings = tuple(form_logic.Code("anchor", *code) for code in codes)
    return form_logic.build_form([row], code="a", title="A", scales={}, codes=meanings)


def k2(named: str = "") -> form_logic.Form:
    return form("K2", ("K2", f"{KCSIE}, part two", named))


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2024, 9, 1), None),
        (date(2024, 9, 2), "kcsie-2024"),
        (date(2025, 8, 31), "kcsie-2024"),
        (date(2025, 9, 1), "kcsie-2025"),
        (date(2026, 9, 1), "kcsie-2025"),  # the next one is expected and not checked
    ],
)
def test_one_edition_is_in_force_on_a_day(day: date, code: str | None) -> None:
    found = guidance.in_force_for(k2(), EDITIONS, day)
    assert {document: one.code for document, one in found.items()} == ({"kcsie": code} if code else {})


def test_what_a_form_was_written_for_comes_before_what_was_in_force() -> None:
    then = {"kcsie": NOW}
    assert guidance.guidance_of(k2(), EDITIONS, then).by_anchor == {"K2": NOW}
    assert guidance.guidance_of(k2("kcsie-2024"), EDITIONS, then).by_anchor == {"K2": OLD}
    assert guidance.guidance_of(k2("kcsie-2024"), EDITIONS, then).in_force_then(OLD) == NOW
    assert guidance.guidance_of(k2("kcsie-2025"), EDITIONS, then).in_force_then(NOW) is None


@pytest.mark.parametrize(
    "asked",
    [
        form("WT", ("WT", "walking to school", "")),  # the library's code, with a meaning of the form's own
        form("local"),
        form("EA175", ("EA175", "Education Act 2002 s.175", "")),
        form(""),
    ],
)
def test_what_is_no_guidance_of_ours_names_no_document(asked: form_logic.Form) -> None:
    assert guidance.in_force_for(asked, EDITIONS, date(2025, 10, 1)) == {}
    assert guidance.guidance_of(asked, EDITIONS, {"kcsie": NOW}).by_anchor == {}


@pytest.mark.parametrize(
    ("asked", "day", "said"),
    [
        (k2("kcsie-2025"), date(2025, 10, 1), ["there is a 2026 edition, expected from 1 September 2026"]),
        (
            k2("kcsie-2024"),
            date(2025, 10, 1),
            ["rests on the 2024 edition; the 2025 edition is in force today", "there is a 2026 edition, expected"],
        ),
        (
            k2("kcsie-2026"),
            date(2026, 10, 1),
            ["2026 edition, expected from 1 September 2026; its final text has not been checked by a person"],
        ),
        (k2("kcsie-2024"), date(2024, 1, 1), ["2024 edition, which is not in force today", "there is a 2026 edition"]),
        (k2("kcsie-2031"), date(2025, 10, 1), ["“kcsie-2031”, which “K2” means in A1, is not known here"]),
        (form("XX"), date(2025, 10, 1), ["“XX” is named as guidance by A1, and the form does not say what it is"]),
        (form("local"), date(2025, 10, 1), []),
    ],
)
def test_what_keepers_should_know(asked: form_logic.Form, day: date, said: list[str]) -> None:
    found = guidance.cautions(asked, EDITIONS, day)
    assert len(found) == len(said), found
    for sentence, part in zip(found, said, strict=True):
        assert part in sentence


def test_an_edition_whose_first_day_nobody_has_checked_is_said_and_never_in_force() -> None:
    unknown = Edition("kcsie-2027", "kcsie", KCSIE, "2027", None, None, False, "https://www.example.org/", "A note")
    editions = {one.code: one for one in (NOW, unknown)}
    assert guidance.in_force(editions, "kcsie", date(2030, 1, 1)) == NOW
    awaited = "its first day and final text have not been checked by a person"
    assert guidance.cautions(k2("kcsie-2025"), editions, date(2030, 1, 1)) == [
        f"{KCSIE}: there is a 2027 edition, {awaited}. A note."
    ]
    asked = k2("kcsie-2027")
    (line,) = presenters.guidance_lines(asked.questions.values(), guidance.guidance_of(asked, editions, {}))
    assert line.says == awaited


def test_each_edition_is_said_once_with_its_dates() -> None:
    asked = form("K2 K5", ("K2", f"{KCSIE}, part two", "kcsie-2025"), ("K5", f"{KCSIE}, part five", "kcsie-2025"))
    resting = guidance.guidance_of(asked, EDITIONS, {"kcsie": NOW})
    (line,) = presenters.guidance_lines(asked.questions.values(), resting)
    assert (line.title, line.edition, line.says, line.then) == (KCSIE, "2025", "in force from 1 September 2025", "")
    assert presenters.guidance_lines(asked.questions.values(), FormGuidance()) == ()


def test_an_edition_that_is_over_or_expected_says_so() -> None:
    for code, said in (
        ("kcsie-2024", "in force from 2 September 2024 until 1 September 2025"),
        ("kcsie-2026", "expected from 1 September 2026; its final text has not been checked by a person"),
    ):
        asked = k2(code)
        (line,) = presenters.guidance_lines(asked.questions.values(), guidance.guidance_of(asked, EDITIONS, {}))
        assert line.says == said
