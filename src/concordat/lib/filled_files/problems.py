"""What stands against reading a file, or against an answer in one of its cells."""

from __future__ import annotations


class UnfitFile(ValueError):
    """A file that cannot be filled; `sentence` says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class UnfitAnswer(ValueError):
    """An answer that its cell does not take, with the cell."""

    def __init__(self, place: str, sentence: str) -> None:
        super().__init__(f"{place}: {sentence}")
        self.place, self.sentence = place, sentence
