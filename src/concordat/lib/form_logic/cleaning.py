"""From what a browser sends, or what a file holds, to an answer.

An answer is one JSON object, keyed by the names of the question's parts:
`{"choice": "amber", "note": "..."}`.
Choices and ticks are lists in the order of the options, dates are `2026-11-23`, rows are objects keyed by
column (given rows say which by `row`). What is empty is left out, so an empty answer is `{}`.
Cleaning refuses only what cannot be kept as it is; whether an answer is complete is for `evaluate` to say.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from concordat.lib.form_logic.forms import ROW_LIMIT, TEXT_LIMIT, Part, PartKind, Question

Answer = dict[str, Any]
_MOST_NUMBER = 1_000_000_000


@dataclass(frozen=True)
class Problem:
    """What is amiss with an answer, and what to do about it; `field` is the browser's field to go to."""

    question: str
    field: str
    sentence: str
    kind: Literal["refused", "unanswered", "needs_more"] = "refused"


@dataclass(frozen=True)
class Cleaned:
    """What could be kept of an answer, and what could not."""

    answer: Answer
    problems: tuple[Problem, ...] = ()


class _Refused(ValueError):
    """A value that cannot be kept; the message is the sentence."""


def clean_value(question: Question, value: Any) -> Cleaned:
    """An answer from JSON; cleaning what was cleaned changes nothing."""
    if value is None:
        return Cleaned({})
    if not isinstance(value, Mapping):
        return Cleaned({}, (Problem(question.code, question.code, "This answer cannot be read. Answer it again."),))
    answer: Answer = {}
    problems: list[Problem] = []
    names = {part.name for part in question.parts if part.is_answered_here}
    for name in value:
        if name not in names:
            sentence = f"“{str(name)[:40]}” is not part of this question. Leave it out."
            problems.append(Problem(question.code, question.code, sentence))
    for part in question.parts:
        if part.is_answered_here and part.name in value:
            kept = _clean_part(part, value[part.name], f"{question.code}.{part.name}", question.code, problems)
            if kept not in (None, "", []):
                answer[part.name] = kept
    return Cleaned(answer, tuple(problems))


def _clean_part(part: Part, value: Any, field: str, question: str, problems: list[Problem]) -> Any:
    if part.kind is PartKind.table:
        return _clean_rows(part, value, question, problems)
    try:
        return _CLEANERS[part.kind](part, value)
    except _Refused as refused:
        problems.append(Problem(question, field, str(refused)))
        return None


def _clean_rows(part: Part, value: Any, question: str, problems: list[Problem]) -> list[Answer]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(row, Mapping) for row in value):
        problems.append(Problem(question, f"{question}.{part.name}", "These rows cannot be read. Fill them in again."))
        return []
    given = [option.value for option in part.rows]
    most = min(part.most or ROW_LIMIT, ROW_LIMIT)
    if not given and len(value) > most:
        problems.append(Problem(question, f"{question}.{part.name}", f"There can be {most} rows at most. Remove some."))
    if given:
        return _clean_given_rows(part, value, question, problems)
    rows = [_clean_row(part, row, f"{question}.{place}", question, problems) for place, row in enumerate(value[:most])]
    return [row for row in rows if row]


def _clean_given_rows(part: Part, value: Sequence[Any], question: str, problems: list[Problem]) -> list[Answer]:
    given = [option.value for option in part.rows]
    kept: dict[str, Answer] = {}
    for place, row in enumerate(value[: len(given)]):
        name = row.get("row", given[place])
        if name not in given or name in kept:
            problems.append(Problem(question, f"{question}.{part.name}", "A row does not belong here. Remove it."))
            continue
        kept[name] = _clean_row(part, row, f"{question}.{given.index(name)}", question, problems)
    return [{"row": name, **kept[name]} for name in given if kept.get(name)]


def _clean_row(part: Part, row: Mapping[str, Any], field: str, question: str, problems: list[Problem]) -> Answer:
    kept: Answer = {}
    for column in part.columns:
        value = _clean_part(column, row.get(column.name), f"{field}.{column.name}", question, problems)
        if value not in (None, "", []):
            kept[column.name] = value
    return kept


def _choice(part: Part, value: Any) -> str | None:
    if value in (None, ""):
        return None
    if not isinstance(value, str) or part.option(value) is None:
        raise _Refused("Choose one of the answers that are offered.")
    return value


def _choices(part: Part, value: Any) -> list[str]:
    if value in (None, ""):
        return []
    if not isinstance(value, (list, tuple)) or any(
        not isinstance(item, str) or not part.option(item) for item in value
    ):
        raise _Refused("Choose from the answers that are offered.")
    if part.most is not None and len(set(value)) > part.most:
        raise _Refused(f"Choose {part.most} at most.")
    return [option.value for option in part.options if option.value in value]


def _text(part: Part, value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise _Refused("Write this as text.")
    text = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs")).strip()
    limit = part.most or TEXT_LIMIT
    if len(text) > limit:
        raise _Refused(f"This has {len(text):,} characters. Shorten it to {limit:,}.")
    return text


def _number(part: Part, value: Any) -> int | float | None:
    if isinstance(value, str):
        value = _figures(value)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise _Refused("Write a number in figures, such as 12.")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if part.kind is PartKind.number and isinstance(value, float):
        raise _Refused("Write a whole number.")
    number: int | float = value
    least, most = part.least, part.most if part.most is not None else _MOST_NUMBER
    if least is not None and number < least:
        raise _Refused(f"The number must be {least} or more.")
    if number > most:
        raise _Refused(f"The number must be {most:,} or less.")
    return number


def _figures(typed: str) -> int | float | None:
    text = typed.strip().rstrip("%").strip().replace(",", "")
    if not text:
        return None
    if not re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", text, re.ASCII):
        raise _Refused("Write a number in figures, such as 12.")
    return float(text) if "." in text else int(text)


def _date(_part: Part, value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise _Refused("Write the date as day, month and year, such as 27 3 2026.")
    text = (value or "").strip()
    return _day(text).isoformat() if text else None


def _day(text: str) -> date:
    year, month, day = _parts_of_date(text)
    try:
        found = date(year, month, day)
    except ValueError:
        raise _Refused("There is no such date. Check day, month and year.") from None
    if not 1900 <= found.year <= 2100:
        raise _Refused("Check the year of this date.")
    return found


def _parts_of_date(text: str) -> tuple[int, int, int]:
    """Year, month and day of 2026-3-27 or 27 3 2026."""
    if iso := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text, re.ASCII):
        return int(iso[1]), int(iso[2]), int(iso[3])
    if day_first := re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", text, re.ASCII):
        return int(day_first[3]), int(day_first[2]), int(day_first[1])
    raise _Refused("Write the date as day, month and year, such as 27 3 2026.")


def _yes_or_no(_part: Part, value: Any) -> str | None:
    if value in (None, ""):
        return None
    if value not in ("yes", "no"):
        raise _Refused("Choose yes or no.")
    return str(value)


_CLEANERS: dict[PartKind, Callable[[Part, Any], Any]] = {
    PartKind.choice: _choice,
    PartKind.choices: _choices,
    PartKind.ticks: _choices,
    PartKind.text: _text,
    PartKind.number: _number,
    PartKind.percent: _number,
    PartKind.date: _date,
    PartKind.consent: _yes_or_no,
}
