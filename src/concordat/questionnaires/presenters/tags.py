"""Tags in words: where each question stands, who does what, what was chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from concordat.core import paging
from concordat.lib.crosswalk import TagState
from concordat.lib.form_logic import Form
from concordat.questionnaires.guidance import in_words
from concordat.questionnaires.models import FormVersion, TagChoice, Tagging, TagRelease
from concordat.questionnaires.rules import Outcome, Waits
from concordat.questionnaires.tagging_queries import Picture

STATES: dict[str, tuple[str, str]] = {
    "complete": ("Agreed and complete", "green"),
    "agreed": ("Agreed", "turquoise"),
    "check": ("To be read", "light-blue"),
    "disputed": ("Disputed", "orange"),
    "draft": ("Draft", "grey"),
}
CSV_HEADER = ("Question", "Text", "State", "Tags", "Complete", "Answered here", "What the reader found missing")
PARTS = {"first": "First editor", "second": "Second editor", "third": "Third editor", "reader": "Reader"}


@dataclass(frozen=True)
class Line:
    """A question in the list."""

    code: str
    text: str
    state: str
    tags: tuple[str, ...]
    mine: str
    answered_here: bool
    missing: str
    href: str

    @property
    def tag(self) -> dict[str, str]:
        """Its state as a word with a colour."""
        text, colour = STATES[self.state]
        return {"text": text, "colour": colour}


def state_of(outcome: Outcome) -> str:
    """One word for where a question stands."""
    if outcome.state is TagState.DRAFT:
        return "draft"
    if outcome.state is TagState.DISPUTED:
        return "disputed"
    if outcome.complete:
        return "complete"
    return "check" if outcome.waits is Waits.reader else "agreed"


def lines(version: FormVersion, form: Form, pictures: Mapping[str, Picture], here: Iterable[str]) -> list[Line]:
    """Every question in the order of the form."""
    kept = set(here)
    return [_line(version, code, form.questions[code].text, one, code in kept) for code, one in pictures.items()]


def _line(version: FormVersion, code: str, text: str, one: Picture, here: bool) -> Line:
    mine = "" if one.mine is None else ("handed in" if one.mine.handed_in_at else "saved")
    missing = one.check.because if one.check is not None and not one.check.covers else ""
    href = reverse("questionnaires:tags_of", args=[version.pk, code])
    return Line(code, text, state_of(one.outcome), tuple(sorted(one.outcome.tags)), mine, here, missing, href)


def narrowed(found: Iterable[Line], query: QueryDict) -> list[Line]:
    """The questions that the filters leave."""
    state, words = query.get("state", ""), query.get("search", "").casefold().split()
    kept = [line for line in found if state not in STATES or line.state == state]
    if query.get("mine") == "open":
        kept = [line for line in kept if line.mine != "handed in"]
    return [
        line
        for line in kept
        if all(one in f"{line.code} {line.text} {' '.join(line.tags)}".casefold() for one in words)
    ]


def list_page(version: FormVersion, found: list[Line], query: QueryDict) -> dict[str, Any]:
    """The list with its counts and filters."""
    here = reverse("questionnaires:tags", args=[version.pk])
    shown = narrowed(found, query)
    counts = {state: sum(line.state == state for line in found) for state in STATES}
    return {
        "rows": shown,
        "count_text": f"{len(shown)} of {len(found)} question{'' if len(found) == 1 else 's'}",
        "counts": [
            {"count": counts[state], "name": name, "href": paging.with_query(here, query, state=state)}
            for state, (name, _) in STATES.items()
        ],
        "states": [(state, name, query.get("state") == state) for state, (name, _) in STATES.items()],
        "search": query.get("search", ""),
        "only_open": query.get("mine") == "open",
        "here": here,
        "csv_href": paging.with_query(reverse("questionnaires:tags_csv", args=[version.pk]), query),
    }


def csv_row(line: Line) -> tuple[object, ...]:
    """A question in the file."""
    complete, here = ("yes" if yes else "no" for yes in (line.state == "complete", line.answered_here))
    return (line.code, line.text, STATES[line.state][0], " ".join(line.tags), complete, here, line.missing)


def team(tagging: Tagging, names: Mapping[int, str]) -> list[dict[str, str]]:
    """Who does what."""
    rows = []
    for part, title in PARTS.items():
        person = getattr(tagging, f"{part}_id")
        if person is not None or part == "reader":
            value = names.get(person, "Somebody else") if person is not None else "Nobody yet"
            rows.append({"key": title, "value": value})
    return rows


def kept_by(version: FormVersion) -> str:
    """Who decides about the tags of a form that comes with Concordat, for all who keep forms (decision 29)."""
    if version.form.owner_id is not None:
        return ""
    keeper = version.form.tags_kept_by
    if keeper is None:
        return "No partnership keeps the tags of this form yet. Ask whoever runs Concordat for you to name one."
    return f"This form comes with Concordat. {keeper.name} keeps its tags, for everybody who uses it here."


def release_line(release: TagRelease | None) -> str:
    """The release that is relied on."""
    if release is None:
        return "No tags are released yet. Until then nothing is carried over to or from this form."
    complete = sum(bool(one["complete"]) for one in release.content.values())
    return (
        f"Release {release.number} of {in_words(release.released_at.date())}: "
        f"{complete} question{'' if complete == 1 else 's'} agreed and complete. Digest {release.digest[:16]}."
    )


def choice_cards(
    choices: Iterable[TagChoice], tagging: Tagging, names: Mapping[int, str], statements: Mapping[str, str]
) -> list[dict[str, Any]]:
    """What each editor handed in, side by side."""
    parts = {getattr(tagging, f"{part}_id"): title for part, title in PARTS.items()}
    return [
        {
            "who": names.get(one.editor_id, parts.get(one.editor_id, "An editor")),
            "part": parts.get(one.editor_id, "An editor"),
            "tags": [(code, statements.get(code, code)) for code in one.expectations],
            "complete": one.complete,
        }
        for one in choices
    ]


def what_next(outcome: Outcome) -> str:
    """What the tags of a question wait for, in a sentence."""
    if outcome.waits is Waits.editors:
        return "Two editors have to hand in their tags. Neither sees the other's before."
    if outcome.waits is Waits.settling:
        return "The editors differ. Both choose again, or a third editor chooses one of the two."
    if outcome.waits is Waits.reader:
        return "Both editors say that the tags cover the whole question. A reader tries to find a gap."
    if outcome.complete:
        return "Agreed, and the reader found no gap. Green answers elsewhere can be made ready here."
    return "Agreed. The tags do not cover the whole question, so nothing is made ready here."
