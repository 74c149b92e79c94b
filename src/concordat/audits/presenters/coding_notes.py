"""The pages on which notes are read: coding ten at a time, settling one at a time. No setting is named on them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from concordat.audits.coding.compared import Compared
from concordat.audits.coding.notes import Note, NoteKey
from concordat.audits.coding.standing import Standing
from concordat.audits.coding_rules import Entry, suggestions
from concordat.audits.models import CodedNote
from concordat.audits.presenters import coding as say
from concordat.audits.presenters.returns import day
from concordat.audits.presenters.states import StateTag
from concordat.core import clock, paging

PAGE = 10
CODED, CHANGED = StateTag("Coded", "green"), StateTag("Changed since coded", "yellow")


@dataclass(frozen=True)
class Typed:
    """What was chosen and is not kept yet, and what is wrong with it."""

    codes: Mapping[NoteKey, frozenset[str]] = field(default_factory=dict)
    problems: Mapping[NoteKey, str] = field(default_factory=dict)
    sentence: str = ""


def name_of(key: NoteKey) -> str:
    """A note in names of fields: ids, nothing that it says."""
    return f"{key.return_id}-{key.question}"


def key_in(name: str) -> NoteKey | None:
    """The note that a field is about."""
    number, _, question = name.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 19 and question):
        return None
    return NoteKey(int(number), question)


def _id(key: NoteKey) -> str:
    return f"note-{key.return_id}-{key.question.replace('.', '-')}"


def code_page(
    standing: Standing,
    notes: Mapping[NoteKey, Note],
    mine: Mapping[NoteKey, CodedNote],
    codebook: Sequence[Entry],
    query: QueryDict,
    typed: Typed,
    apart: Collection[NoteKey] = (),
) -> dict[str, Any]:
    """Ten notes with every code beside them; what was chosen wins over what is kept. What stays is only told."""
    keys = shown_keys(notes, mine, query)
    number = paging.number_of(query, len(keys), size=PAGE)
    here = reverse("audits:code_notes", args=[standing.coding.pk])
    page = keys[(number - 1) * PAGE : number * PAGE]
    order = {key: place for place, key in enumerate(notes, start=1)}
    shown = [_note(notes[key], order[key], mine.get(key), codebook, typed, stays=key in apart) for key in page]
    done = sum(key in mine and note.is_as_in(mine[key]) for key, note in notes.items())
    errors = [{"text": typed.sentence, "href": "#main-content"}] if typed.sentence else []
    return {
        "coding": standing.coding,
        "notes": shown,
        "progress": {
            "id": "coded",
            "label": "Notes coded",
            "done": done,
            "total": len(notes),
            "text": f"{done} of {len(notes)} notes coded",
        },
        "left_only": query.get("show") == "left",
        "all_href": here,
        "left_href": f"{here}?show=left",
        "pages": paging.links(here, query, number, len(keys), size=PAGE),
        "page_number": number,
        "is_last": number == paging.last(len(keys), size=PAGE),
        "errors": errors + [{"text": row["problem"], "href": f"#{row['id']}"} for row in shown if row["problem"]],
        "breadcrumbs": say.below(standing),
    }


def shown_keys(notes: Mapping[NoteKey, Note], mine: Mapping[NoteKey, CodedNote], query: QueryDict) -> list[NoteKey]:
    """All, or those that are not coded as they are now."""
    if query.get("show") != "left":
        return list(notes)
    return [key for key, note in notes.items() if key not in mine or not note.is_as_in(mine[key])]


def _note(
    note: Note, number: int, row: CodedNote | None, codebook: Sequence[Entry], typed: Typed, *, stays: bool
) -> dict[str, Any]:
    titles = {entry.key: entry.title for entry in codebook}
    kept = frozenset(row.codes) if row else frozenset()
    chosen = typed.codes.get(note.key, kept)
    state = None if row is None else (CODED if note.is_as_in(row) else CHANGED)
    return {
        "id": _id(note.key),
        "name": name_of(note.key),
        "number": number,
        "chosen": say.ANSWERS.get(note.chosen, note.chosen),
        "text": note.text,
        "state": state,
        "suggested": [(titles[one.key], one.found) for one in suggestions(note.text, codebook)],
        "stays": [titles[code] for code in titles if code in kept] if stays else [],
        "choices": [(entry, entry.key in chosen) for entry in codebook],
        "seen": note.version,
        "was": row.version if row else 0,
        "problem": typed.problems.get(note.key, ""),
    }


@dataclass(frozen=True)
class Answered:
    """What was said of one note, by code, and is not kept yet."""

    note: NoteKey | None = None
    said: Mapping[str, str] = field(default_factory=dict)


def settle_page(
    standing: Standing, found: Compared, query: QueryDict, typed: Answered, errors: list[dict[str, str]]
) -> dict[str, Any]:
    """One note on which the two differ: what both gave, and what only one gave, to be said yes or no to.

    What was said of a note is shown with that note alone, wherever in the order it is by now.
    """
    every = differences(found)
    number = every.index(typed.note) + 1 if typed.note in every else paging.number_of(query, len(every), size=1)
    here = reverse("audits:settle_coding", args=[standing.coding.pk])
    page: dict[str, Any] = {
        "coding": standing.coding,
        "errors": errors,
        "count_text": f"{len(every)} notes were coded otherwise, {len(found.unsettled)} of them wait",
        "pages": paging.links(here, query, number, len(every), size=1),
        "breadcrumbs": say.below(standing),
    }
    if every:
        key = every[number - 1]
        page["note"] = _difference(standing, found, key, number, typed.said if key == typed.note else {})
    return page


def differences(found: Compared) -> list[NoteKey]:
    """The notes on which the two differ, one a page."""
    return sorted(found.disputed)


def next_waiting(found: Compared, after: int) -> int:
    """The page of the next difference that waits, after this one or from the first; 0 where none does."""
    waiting = set(found.unsettled)
    pages = [number for number, key in enumerate(differences(found), start=1) if key in waiting]
    return next((number for number in pages if number > after), pages[0] if pages else 0)


def _difference(
    standing: Standing, found: Compared, key: NoteKey, number: int, typed: Mapping[str, str]
) -> dict[str, Any]:
    titles = {entry.key: entry.title for entry in found.codebook}
    one, other = (coder.name for coder in standing.coders)
    settled = found.settled.get(key)
    row = found.settlements.get(key)

    def said(code: str) -> str:
        return typed.get(code, "" if settled is None else ("yes" if code in settled else "no"))

    note = found.notes[key]
    return {
        "number": number,
        "name": name_of(key),
        "chosen": say.ANSWERS.get(note.chosen, note.chosen),
        "text": note.text,
        "agreed": [titles[code] for code in titles if code in found.first[key] & found.second[key]],
        "open": [
            {"key": code, "title": titles[code], "who": one if code in found.first[key] else other, "said": said(code)}
            for code in titles
            if code in found.disputed[key]
        ],
        "settled": f"{row.settled_name}, {day(clock.day_of(row.settled_at))}" if row and settled is not None else "",
        "was": row.version if row else 0,
    }
