"""Reading fields of a document: exactly those that belong there, each of its kind and within its bounds."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from concordat.lib.answer_packs.plain_json import plain
from concordat.lib.answer_packs.refusals import NotAPack
from concordat.lib.answer_packs.writing import MOMENT

Thing = TypeVar("Thing")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,79}")
_HEX = re.compile(r"[0-9a-f]+")


class Fields:
    """The fields of one thing in the document; `where` names it in a sentence."""

    def __init__(self, said: Any, where: str, names: Collection[str]) -> None:
        if not isinstance(said, dict) or set(said) != set(names):
            raise NotAPack(f"{where} of this pack has other fields than an answer pack has. Ask for the file again.")
        self._said, self._where = said, where

    def wrong(self, name: str) -> NotAPack:
        """What is said where a field cannot be used."""
        return NotAPack(f"{self._where} of this pack does not say {name.replace('_', ' ')} as an answer pack does.")

    def text(self, name: str, longest: int, *, empty: bool = False) -> str:
        """Words in one line."""
        found = self._said[name]
        if not isinstance(found, str) or plain(found, longest) != found or not (found or empty):
            raise self.wrong(name)
        return found

    def code(self, name: str) -> str:
        """A code as forms, scales and values have."""
        return self._code(self._said[name], name)

    def codes(self, name: str, most: int) -> tuple[str, ...]:
        """Codes in order, each once."""
        found = tuple(self._code(one, name) for one in self._list(name, most))
        if list(found) != sorted(set(found)):
            raise self.wrong(name)
        return found

    def hexadecimal(self, name: str, length: int) -> str:
        """A digest, a fingerprint or a signature, in small letters."""
        found = self._said[name]
        if not isinstance(found, str) or len(found) != length or not _HEX.fullmatch(found):
            raise self.wrong(name)
        return found

    def number(self, name: str, most: int) -> int:
        """A whole number from one on."""
        found = self._said[name]
        if isinstance(found, bool) or not isinstance(found, int) or not 0 < found <= most:
            raise self.wrong(name)
        return found

    def flag(self, name: str) -> bool:
        """Yes or no."""
        found = self._said[name]
        if not isinstance(found, bool):
            raise self.wrong(name)
        return found

    def choice(self, name: str, of: Collection[str]) -> str:
        """One of these."""
        found = self._said[name]
        if not isinstance(found, str) or found not in of:
            raise self.wrong(name)
        return found

    def day(self, name: str) -> date:
        """A day, as it is written in packs."""
        return self._day(self._said[name], name)

    def days(self, name: str, most: int) -> tuple[date, ...]:
        """Days in order, each once."""
        found = tuple(self._day(one, name) for one in self._list(name, most))
        if list(found) != sorted(set(found)):
            raise self.wrong(name)
        return found

    def moment(self, name: str) -> datetime:
        """A moment in UTC, to the second."""
        found = self._said[name]
        try:
            moment = datetime.strptime(found, MOMENT).replace(tzinfo=UTC)
        except (TypeError, ValueError):
            raise self.wrong(name) from None
        if moment.strftime(MOMENT) != found:
            raise self.wrong(name)
        return moment

    def words(self, name: str, longest: int, most: int) -> tuple[str, ...]:
        """A few short texts."""
        found = self._list(name, most)
        if any(not isinstance(one, str) or not one or plain(one, longest) != one for one in found):
            raise self.wrong(name)
        return tuple(found)

    def is_empty(self, name: str) -> bool:
        """Whether nothing is said."""
        return self._said[name] is None

    def each(self, name: str, most: int) -> list[Any]:
        """The members of a list."""
        return self._list(name, most)

    def named(self, name: str, most: int, read: Callable[[str, Any], Thing]) -> dict[str, Thing]:
        """Things by their code."""
        found = self._said[name]
        if not isinstance(found, dict) or not 0 < len(found) <= most:
            raise self.wrong(name)
        return {self._code(code, name): read(code, one) for code, one in found.items()}

    def _list(self, name: str, most: int) -> list[Any]:
        found = self._said[name]
        if not isinstance(found, list) or len(found) > most:
            raise self.wrong(name)
        return found

    def _code(self, found: Any, name: str) -> str:
        if not isinstance(found, str) or not _CODE.fullmatch(found):
            raise self.wrong(name)
        return found

    def _day(self, found: Any, name: str) -> date:
        try:
            day = date.fromisoformat(found)
        except (TypeError, ValueError):
            raise self.wrong(name) from None
        if day.isoformat() != found:
            raise self.wrong(name)
        return day
