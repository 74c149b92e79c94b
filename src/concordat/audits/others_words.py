"""The states of another body's form, and what its words can mean. Pure."""

from __future__ import annotations

from enum import StrEnum


class FormState(StrEnum):
    """Being prepared, before the settings that are asked, over."""

    draft = "draft"
    asked = "asked"
    ended = "ended"


# What a word of the body can mean, in the values of the scale on which settings rate themselves.
MEANINGS = {
    "green": "In place",
    "amber": "Partly in place",
    "red": "Not in place",
    "na": "Does not apply",
}
SCALE, NOTATION = "rag", "rag4"
