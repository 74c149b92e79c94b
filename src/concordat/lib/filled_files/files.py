"""One way in: read a file that is to be filled, and fill it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from concordat.lib.filled_files import documents, workbooks, written_cells, written_words
from concordat.lib.filled_files.grids import Filled
from concordat.lib.filled_files.parts import WORKBOOK, Package
from concordat.lib.filled_files.problems import UnfitAnswer

Write = Callable[[Mapping[str, str]], dict[str, bytes]]


def read(content: bytes) -> Filled:
    """The sheets or tables of a file. Raises `UnfitFile`."""
    return _opened(Package(content))[0]


def fill(content: bytes, answers: Mapping[str, str]) -> bytes:
    """The file with these answers in these places, everything else as it was.

    Raises `UnfitAnswer` for an answer that its cell does not take: one outside of the cell's own list, one for a cell
    that works out its value, is locked, or is not there. Nothing is written then.
    """
    package = Package(content)
    found, write = _opened(package)
    for place, answer in answers.items():
        cell = found.at(place)
        wrong = "There is no such cell." if cell is None else cell.wrong_with(answer)
        if wrong:
            raise UnfitAnswer(place, wrong)
    return package.changed(write(answers))


def _opened(package: Package) -> tuple[Filled, Write]:
    part, kind = package.main()
    if kind.endswith(WORKBOOK):
        book = workbooks.opened(package, part)
        return workbooks.read_workbook(book), lambda answers: written_cells.written(book, answers)
    document = documents.opened(package, part)
    return documents.read_document(document), lambda answers: written_words.written(document, answers)
