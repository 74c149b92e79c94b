"""Short codes that people copy from paper: no letters that look alike, and a check letter.

A code has eleven letters of an alphabet of 23 and a twelfth that checks them, so about 50 bits that nobody
guesses. The alphabet leaves out what is mistaken for something else (0 O, 1 I L, 2 Z, 5 S, 8 B, U V). As 23 is
prime and every place has a weight of its own, one wrong letter and any two letters exchanged are always seen
(the reasoning of ISO/IEC 7064 and of the check digit of books).
"""

from __future__ import annotations

ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
SIZE = len(ALPHABET)
LETTERS = 11
GROUP = 4


class MistypedCode(ValueError):
    """What was typed is no code; the sentence says what to look at."""


def code_of(number: int) -> str:
    """The code of a number: the same code for the same number, and the whole range used by large random ones."""
    values = []
    for _ in range(LETTERS):
        number, value = divmod(number, SIZE)
        values.append(value)
    return "".join(ALPHABET[value] for value in [*values, _check(values)])


def read(typed: str) -> str:
    """The code that was typed, whatever its case, spaces and hyphens. Raises `MistypedCode`."""
    code = "".join(sign for sign in typed.upper() if not sign.isspace() and sign not in "-\u2010\u2011\u2013\u2014.")
    unknown = sorted({sign for sign in code if sign not in ALPHABET})
    if unknown:
        raise MistypedCode(
            f"A code never contains {' or '.join(unknown[:3])}. Look at the letter again: we use only {ALPHABET}."
        )
    if len(code) != LETTERS + 1:
        raise MistypedCode(f"A code has {LETTERS + 1} letters and digits; this has {len(code)}.")
    values = [ALPHABET.index(sign) for sign in code]
    if _check(values[:-1]) != values[-1]:
        raise MistypedCode("Something in this code is mistyped. Compare it with the letter, group by group.")
    return code


def printed(code: str) -> str:
    """In groups of four, as a letter shows it."""
    return " ".join(code[place : place + GROUP] for place in range(0, len(code), GROUP))


def _check(values: list[int]) -> int:
    """The value that brings the weighted sum to nought; the check letter's own weight is one more than the last."""
    total = sum(place * value for place, value in enumerate(values, start=1))
    return -total * pow(LETTERS + 1, -1, SIZE) % SIZE
