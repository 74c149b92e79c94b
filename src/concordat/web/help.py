"""Help: texts in `<context>/help/`, each saying which pages it is about; every page leads to its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from concordat.core.problems import NotFound
from concordat.lib import plain_markdown
from concordat.lib.plain_markdown import Block

SOURCE = Path(__file__).resolve().parents[1]
PAGES = "pages:"


@dataclass(frozen=True)
class Topic:
    """One text: its address is context and name, `pages` are names of routes or `context:*`."""

    context: str
    name: str
    title: str
    pages: tuple[str, ...]
    blocks: tuple[Block, ...]

    @property
    def address(self) -> str:
        """Where it is read."""
        return f"/help/{self.context}/{self.name}/"


@cache
def topics() -> Mapping[tuple[str, str], Topic]:
    """Every text, read once: they come with the release."""
    found = (_read(file) for file in sorted(SOURCE.glob("*/help/*.md")))
    return {(topic.context, topic.name): topic for topic in found}


@cache
def _by_page() -> Mapping[str, Topic]:
    return {page: topic for topic in topics().values() for page in topic.pages}


def topic(context: str, name: str) -> Topic:
    """One text; raises `NotFound`."""
    found = topics().get((context, name))
    if found is None:
        raise NotFound()
    return found


def address_for(view_name: str) -> str:
    """Where the help about a page is; the list of all help where no text is about it."""
    found = _by_page().get(view_name) or _by_page().get(f"{view_name.split(':')[0]}:*")
    return found.address if found else "/help/"


def _read(file: Path) -> Topic:
    first, *rest = file.read_text(encoding="utf-8").splitlines()
    pages = tuple(word for line in rest if line.startswith(PAGES) for word in line.removeprefix(PAGES).split())
    text = "\n".join(line for line in rest if not line.startswith(PAGES))
    blocks = tuple(plain_markdown.parse(text))
    return Topic(file.parents[1].name, file.stem, first.removeprefix("# ").strip(), pages, blocks)
