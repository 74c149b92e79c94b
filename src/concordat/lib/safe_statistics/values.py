"""What a cell says: a count, or a symbol of the Department for Education's statistics in place of one.

A symbol is not a number. It refuses arithmetic, comparison and conversion, so that nothing computed from a hidden cell
can come about by accident: no share, mean, rank, flag or height of a bar.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, NoReturn


class NotANumber(TypeError):
    """Somebody tried to compute with a cell that says no number."""


def _refuse(self: Symbol, *given: Any) -> NoReturn:
    raise NotANumber(f"A cell that shows {self.value} is not a number; nothing can be computed from it.")


class Symbol(Enum):
    """The symbols, as in the Department for Education's statistics (DfE, Statistics: symbols used in tables)."""

    hidden = "c"  # kept confidential; 0 or more
    not_applicable = "z"  # cannot be: a year group that the school does not have
    not_available = "x"  # not reported here, for example rolled up into a cluster
    low = "low"  # rounds to nothing
    unreliable = "u"

    def __str__(self) -> str:
        return self.value

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _refuse
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = __neg__ = __abs__ = __pos__ = _refuse
    __lt__ = __le__ = __gt__ = __ge__ = __int__ = __float__ = __index__ = __complex__ = __round__ = __bool__ = _refuse


Cell = int | Symbol


def shown(cell: Cell) -> bool:
    """Whether a cell says a number."""
    return not isinstance(cell, Symbol)


def read_cell(text: str) -> Cell:
    """A cell as it is written: a whole number or one of the symbols."""
    try:
        return int(text)
    except ValueError:
        return Symbol(text.strip())
