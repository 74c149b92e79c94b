"""A form of somebody else, an Excel workbook or a Word document, filled where its answers belong and nowhere else.

- `read` gives its sheets or tables as grids: what each cell says, which answers it takes, why it takes none.
- `propose` looks for the column of questions, that of answers and their words; `questions_in` reads them.
- `fill` writes answers into cells. Every part of the file that holds none is byte for byte what it was, and in the
  parts that do every element but those cells: what a program does not know it cannot lose. Formulas are never
  written and never written over; a cell's own list, its lock and its place in a merged cell are kept to.

Whoever calls has made the file safe before (macros, passwords, links outward).
"""

from concordat.lib.filled_files.files import fill, read
from concordat.lib.filled_files.grids import LONGEST, Cell, Filled, Grid, column_of, letters
from concordat.lib.filled_files.problems import UnfitAnswer, UnfitFile
from concordat.lib.filled_files.proposing import Found, Layout, propose, questions_in

__all__ = [
    "LONGEST",
    "Cell",
    "Filled",
    "Found",
    "Grid",
    "Layout",
    "UnfitAnswer",
    "UnfitFile",
    "column_of",
    "fill",
    "letters",
    "propose",
    "questions_in",
    "read",
]
