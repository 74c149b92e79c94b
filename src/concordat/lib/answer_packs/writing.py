"""A pack as the document that is signed."""

from __future__ import annotations

from datetime import UTC, date
from typing import Any

from concordat.lib.answer_packs.contents import Answer, Expectation, Form, Pack, Scale, Signed
from concordat.lib.answer_packs.plain_json import plain

FORMAT, VERSION = "concordat answer pack", 1
CODE, TITLE, TEXT = 80, 300, 2_000
MOMENT = "%Y-%m-%dT%H:%M:%SZ"


def document(pack: Pack) -> dict[str, Any]:
    """The pack as plain values; words in one line, without what nobody types."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "partnership": plain(pack.partnership, TITLE),
        "of_return": pack.of_return,
        "audit": plain(pack.audit, TITLE),
        "urn": pack.urn,
        "form": _form(pack.form),
        "made_at": pack.made_at.astimezone(UTC).strftime(MOMENT),
        "submitted_on": pack.submitted_on.isoformat(),
        "signed": _signed(pack.signed),
        "scales": {name: _scale(one) for name, one in pack.scales.items()},
        "expectations": {code: _expectation(one) for code, one in pack.expectations.items()},
        "answers": {code: _answer(one) for code, one in pack.answers.items()},
    }


def _form(one: Form) -> dict[str, Any]:
    return {
        "code": one.code,
        "version": one.version,
        "title": plain(one.title, TITLE),
        "guidance_on": one.guidance_on.isoformat(),
        "editions": [plain(code, TITLE) for code in one.editions],
        "tags": one.tags,
    }


def _signed(one: Signed) -> dict[str, Any]:
    return {"head_on": one.head_on.isoformat(), "board_on": _day(one.board_on), "board_by": one.board_by}


def _scale(one: Scale) -> dict[str, Any]:
    values = [{"value": each.value, "label": plain(each.label, TITLE), "colour": each.colour} for each in one.values]
    return {"code": one.code, "values": values, "established": one.established}


def _expectation(one: Expectation) -> dict[str, Any]:
    return {"statement": one.statement, "changed_on": [day.isoformat() for day in sorted(set(one.changed_on))]}


def _answer(one: Answer) -> dict[str, Any]:
    return {
        "text": plain(one.text, TEXT),
        "scale": one.scale,
        "says": one.says,
        "answered_on": one.answered_on.isoformat(),
        "expectations": sorted(set(one.expectations)),
        "tags": one.tags,
        "complete": one.complete,
        "kind": one.kind,
        "carried": one.carried,
        "changed": one.changed,
        "not_in_place": None if one.not_in_place is None else sorted(set(one.not_in_place)),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
