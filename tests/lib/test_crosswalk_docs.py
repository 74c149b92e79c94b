"""The worked example of the documentation runs as printed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[2] / "docs" / "crosswalk.md"


def test_the_worked_example_runs() -> None:
    example = PAGE.read_text(encoding="utf-8").split("## A worked example")[1].split("With the tags")[0]
    names: dict[str, Any] = {}
    exec("\n".join(re.findall(r"^    (.*)$", example, re.MULTILINE)), names)
    ready = names["offer"].ready
    assert ready.value == "3"
    assert ready.words.startswith("These answers of yours together cover all that this question asks: A2.4 of ")
