"""A form as JSON, the same text every time, so that a version can be frozen and its digest compared."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from concordat.lib.form_logic.forms import Code, Form, Option, Part, PartKind, Question, Scale, Section

FORMAT = 1


def to_json(form: Form) -> dict[str, Any]:
    """The form as JSON values; options of a scale stand once, in the scale."""
    scales = {scale.code: scale.options for scale in form.scales}
    return {
        "format": FORMAT,
        "code": form.code,
        "title": form.title,
        "language": form.language,
        "scales": [_plain(scale, options=[_plain(option) for option in scale.options]) for scale in form.scales],
        "codes": [_plain(code) for code in form.codes],
        "screening": [_question_json(question, scales) for question in form.screening],
        "sections": [
            {
                "code": section.code,
                "title": section.title,
                "questions": [_question_json(question, scales) for question in section.questions],
            }
            for section in form.sections
        ],
    }


def _plain(value: Any, **given: Any) -> dict[str, Any]:
    """The fields that differ from their defaults, so that definitions stay short."""
    made: dict[str, Any] = {}
    for field in fields(value):
        found = given[field.name] if field.name in given else getattr(value, field.name)
        if found != field.default and found not in ((), []):
            made[field.name] = list(found) if isinstance(found, tuple) else found
    return made


def _question_json(question: Question, scales: Mapping[str, tuple[Option, ...]]) -> dict[str, Any]:
    return _plain(question, parts=[_part_json(part, scales) for part in question.parts])


def _part_json(part: Part, scales: Mapping[str, tuple[Option, ...]]) -> dict[str, Any]:
    own = [] if scales.get(part.scale) == part.options else [_plain(option) for option in part.options]
    return _plain(
        part,
        kind=part.kind.value,
        options=own,
        columns=[_part_json(column, scales) for column in part.columns],
        rows=[_plain(row) for row in part.rows],
    )


def from_json(definition: Mapping[str, Any]) -> Form:
    """The form that `to_json` wrote."""
    scales = tuple(
        Scale(scale["code"], tuple(Option(**option) for option in scale["options"])) for scale in definition["scales"]
    )
    by_code = {scale.code: scale.options for scale in scales}
    return Form(
        code=definition["code"],
        title=definition["title"],
        language=definition["language"],
        scales=scales,
        codes=tuple(Code(**code) for code in definition["codes"]),
        screening=tuple(_question(question, by_code) for question in definition["screening"]),
        sections=tuple(
            Section(
                section["code"],
                section["title"],
                tuple(_question(question, by_code) for question in section["questions"]),
            )
            for section in definition["sections"]
        ),
    )


def _question(said: Mapping[str, Any], scales: Mapping[str, tuple[Option, ...]]) -> Question:
    tuples = {name: tuple(said[name]) for name in ("answered_by", "expectations") if name in said}
    parts = tuple(_part(part, scales) for part in said.get("parts", ()))
    return Question(**{**said, **tuples, "parts": parts})


def _part(said: Mapping[str, Any], scales: Mapping[str, tuple[Option, ...]]) -> Part:
    own = tuple(Option(**option) for option in said.get("options", ()))
    options = own or scales.get(said.get("scale", ""), ())
    given = {
        "kind": PartKind(said["kind"]),
        "options": options,
        "columns": tuple(_part(column, scales) for column in said.get("columns", ())),
        "rows": tuple(Option(**row) for row in said.get("rows", ())),
        "needed_when": tuple(said.get("needed_when", ())),
    }
    return Part(**{**said, **given})


def canonical_text(definition: Mapping[str, Any]) -> str:
    """The one text of a definition: keys in order, no spaces, every character as itself."""
    return json.dumps(definition, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(form: Form) -> str:
    """SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical_text(to_json(form)).encode()).hexdigest()
