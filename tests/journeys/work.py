"""How much work a journey is: pages seen and fields filled, counted; minutes by a stated rule.

The browser counts the pages itself: every document that it shows, a page sent back with errors too, a
redirect not. Fields count when they are filled through `Work`. The rule of thumb for minutes is for comparing
journeys and for noticing when one grows; nobody was timed with a watch.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Locator

from tests.journeys.conftest import Visit

SECONDS_A_PAGE = 3  # to look and find the place
SECONDS_A_FIELD = 2  # to choose, tick, paste or upload
SECONDS_TYPING = 5  # more for a field that is typed


class Work:
    """One person's work in one browser; begins to count when it is made."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.pages = self.fields = self.typed = 0
        visit.page.on("domcontentloaded", self._saw_a_page)

    @property
    def seconds(self) -> int:
        """By the rule: each page, each field, and more for each that is typed."""
        return self.pages * SECONDS_A_PAGE + self.fields * SECONDS_A_FIELD + self.typed * SECONDS_TYPING

    @property
    def minutes(self) -> float:
        """The same in minutes."""
        return self.seconds / 60

    def __str__(self) -> str:
        return f"{self.pages} pages, {self.fields} fields ({self.typed} typed), {self.minutes:.1f} minutes"

    def open(self, path: str) -> None:
        """Follow a link from outside, such as one in a mail."""
        self.visit.open(path)
        self.visit.check()

    def press(self, name: str) -> None:
        """Press a button or a link; the page that follows is checked by axe and for its width."""
        self.visit.press(name)

    def type(self, label: str, text: str) -> None:
        """Type into a field."""
        self._field(label).fill(text)
        self.fields += 1
        self.typed += 1

    def paste(self, label: str, text: str) -> None:
        """Paste what stands in another program."""
        self._field(label).fill(text)
        self.fields += 1

    def tick(self, label: str) -> None:
        """Tick a box or choose a radio button."""
        self._field(label).check()
        self.fields += 1

    def choose(self, label: str, option: str) -> None:
        """Choose from a list."""
        self._field(label).select_option(label=option)
        self.fields += 1

    def upload(self, label: str, file: Path) -> None:
        """Choose a file."""
        self._field(label).set_input_files(file)
        self.fields += 1

    def _field(self, label: str) -> Locator:
        return self.visit.page.get_by_label(label).first

    def _saw_a_page(self, _page: Any) -> None:
        self.pages += 1
