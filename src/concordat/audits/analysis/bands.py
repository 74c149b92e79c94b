"""Numbers as bands: a report that goes to many hands says no small number."""

from __future__ import annotations

FEWER_THAN_TEN = "fewer than 10"
# The library's bands (questionnaires/library/scales.csv), none of them smaller than ten.
OF_THE_FORM = {
    "0": FEWER_THAN_TEN,
    "1-4": FEWER_THAN_TEN,
    "5-9": FEWER_THAN_TEN,
    "10-19": "10 to 19",
    "20+": "20 or more",
}


def band(count: int) -> str:
    """A count of things, never of fewer than ten."""
    if count < 10:
        return FEWER_THAN_TEN
    return "10 to 19" if count < 20 else "20 or more"


def band_of_answer(value: str) -> str:
    """A band that a setting chose, with those below ten as one; empty for what is no band."""
    return OF_THE_FORM.get(value, "")
