"""Pages of a long list: nonsense in the address is the first page, and every link stays within what there is."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from concordat.core import paging


@pytest.mark.parametrize(
    ("asked", "number"), [("", 1), ("0", 1), ("-1", 1), ("two", 1), ("٣", 1), ("99999999", 1), ("3", 3), ("999", 4)]
)
def test_which_page_is_asked_for(asked: str, number: int) -> None:
    assert paging.number_of(QueryDict(f"page={asked}"), 175, size=50) == number


def test_a_change_starts_from_the_first_page_and_keeps_the_rest() -> None:
    assert (
        paging.with_query("/list/", QueryDict("page=3&phase=Primary"), sort="name") == "/list/?phase=Primary&sort=name"
    )


@given(count=st.integers(0, 3000), number=st.integers(1, 100))
def test_links_lead_to_pages_that_exist(count: int, number: int) -> None:
    end = paging.last(count, size=50)
    number = min(number, end)
    found = paging.links("/", QueryDict(), number, count, size=50)
    pages = [item["number"] for item in found["items"] if "number" in item]
    assert pages == sorted(set(pages))
    assert (pages[0], pages[-1]) == (1, end)
    assert [item["number"] for item in found["items"] if item.get("current")] == [number]
    assert bool(found["previous_href"]) == (number > 1)
    assert bool(found["next_href"]) == (number < end)
