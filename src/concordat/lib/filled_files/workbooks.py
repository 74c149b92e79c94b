"""The sheets of an Excel workbook: what each cell says, and which answers it takes (ECMA-376 part 1, section 18)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from concordat.lib.filled_files.elements import Element
from concordat.lib.filled_files.grids import Area, Filled, Grid, Spot, area_of, letters, spot_of
from concordat.lib.filled_files.lists import Lists
from concordat.lib.filled_files.parts import Package
from concordat.lib.filled_files.problems import UnfitFile

MOST_ROWS, MOST_COLUMNS = 2000, 200
UNNUMBERED = "The cells of this workbook have no numbers. Open it in Excel, save it and choose that file."
MERGED = "This cell is part of a merged cell. Choose the first cell of it."
FORMULA = "This cell works out its own value."
HEADING = "This cell is the heading of a table."


@dataclass(frozen=True)
class Sheet:
    """A sheet by its name and part, with its elements."""

    name: str
    part: str
    is_hidden: bool
    root: Element


@dataclass
class Workbook:
    """A workbook that is open: its sheets, shared texts and styles."""

    package: Package
    part: str
    sheets: list[Sheet]
    shared: list[str]
    unlocked: frozenset[str]  # numbers of the styles in which a cell may be written though the sheet is protected
    texts: dict[str, dict[Spot, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for sheet in self.sheets:
            self.texts[sheet.name] = dict(self._texts(sheet))

    def sheet(self, name: str) -> Sheet:
        """One of them by its name."""
        return next(one for one in self.sheets if one.name == name)

    @property
    def has_formulas(self) -> bool:
        """Whether anything in it is worked out."""
        return any(next(one.root.every("f"), None) is not None for one in self.sheets)

    def _texts(self, sheet: Sheet) -> Iterator[tuple[Spot, str]]:
        for cell in cells_of(sheet.root):
            spot = _spot(cell)
            text = self._text(cell)
            if text and spot[1] <= MOST_COLUMNS:
                if spot[0] > MOST_ROWS:
                    raise UnfitFile(f"A sheet of this workbook has more than {MOST_ROWS:,} rows. Split the file.")
                yield spot, text

    def _text(self, cell: Element) -> str:
        kind, value = cell.attributes.get("t", "n"), cell.first("v")
        if kind == "inlineStr":
            said = cell.first("is")
            return _plain(said) if said is not None else ""
        if value is None:
            return ""
        if kind == "s":
            place = int(value.text) if value.text.strip().isdigit() else -1
            return self.shared[place] if 0 <= place < len(self.shared) else ""
        if kind == "b":
            return "TRUE" if value.text.strip() == "1" else "FALSE"
        return value.text[:-2] if kind == "n" and value.text.endswith(".0") else value.text


def opened(package: Package, part: str) -> Workbook:
    """The workbook in a package."""
    related, book = package.related(part), package.tree(part)
    sheets = []
    for one in book.every("sheet"):
        kind, name = related.get(one.attributes.get("id", ""), ("", ""))
        if kind == "worksheet":
            is_hidden = one.attributes.get("state", "visible") != "visible"
            sheets.append(Sheet(one.attributes.get("name", ""), name, is_hidden, package.tree(name)))
    by_kind = dict(related.values())
    shared = package.tree(by_kind["sharedStrings"]).every("si") if "sharedStrings" in by_kind else ()
    unlocked = _unlocked(package.tree(by_kind["styles"])) if "styles" in by_kind else frozenset[str]()
    return Workbook(package, part, sheets, [_plain(one) for one in shared], unlocked)


def read_workbook(book: Workbook) -> Filled:
    """Its sheets as grids."""
    names = {
        one.attributes.get("name", "").lower(): one.text for one in book.package.tree(book.part).every("definedName")
    }
    lists = Lists(book.texts, names)
    return Filled("xlsx", tuple(_grid(book, sheet, lists) for sheet in book.sheets))


def _grid(book: Workbook, sheet: Sheet, lists: Lists) -> Grid:
    return Grid(
        sheet.name,
        book.texts[sheet.name],
        tuple(lists.allowed(sheet.name, sheet.root)),
        dict(_merged(sheet)) | dict(_worked_out(sheet)),
        tuple(_areas_that_take_nothing(book, sheet)),
        _writable(book, sheet),
        sheet.is_hidden,
    )


def _worked_out(sheet: Sheet) -> Iterator[tuple[Spot, str]]:
    return ((_spot(cell), FORMULA) for cell in cells_of(sheet.root) if cell.first("f") is not None)


def _merged(sheet: Sheet) -> Iterator[tuple[Spot, str]]:
    """Every cell of a merged area but the first."""
    for one in sheet.root.every("mergeCell"):
        area = area_of(one.attributes.get("ref", ""))
        if area is not None:
            rows = range(area.top, min(area.bottom, MOST_ROWS) + 1)
            columns = range(area.left, min(area.right, MOST_COLUMNS) + 1)
            spots = ((row, column) for row in rows for column in columns)
            yield from ((spot, MERGED) for spot in spots if spot != (area.top, area.left))


def _areas_that_take_nothing(book: Workbook, sheet: Sheet) -> Iterator[tuple[Area, str]]:
    """Where a formula fills several cells, and the headings of tables, whose words Excel keeps twice."""
    for formula in sheet.root.every("f"):
        area = area_of(formula.attributes.get("ref", ""))
        if area is not None and formula.attributes.get("t") in ("array", "dataTable"):
            yield area, FORMULA
    for kind, name in book.package.related(sheet.part).values():
        area = area_of(book.package.tree(name).attributes.get("ref", "")) if kind == "table" else None
        if area is not None:
            yield Area(area.top, area.left, area.top, area.right), HEADING


def _writable(book: Workbook, sheet: Sheet) -> frozenset[Spot] | None:
    """Of a protected sheet the cells that may be written; a cell that was never written has its row's style."""
    protection = sheet.root.first("sheetProtection")
    if protection is None or protection.attributes.get("sheet", "0") not in ("1", "true"):
        return None
    columns = column_styles(sheet.root)
    free = set()
    for row in rows_of(sheet.root):
        number = int(row.attributes["r"])
        written = {_spot(cell)[1]: cell for cell in row.children if cell.name == "c"}
        for column in range(1, MOST_COLUMNS + 1):
            style = written[column].attributes.get("s", "0") if column in written else style_of(row, columns, column)
            if style in book.unlocked:
                free.add((number, column))
    return frozenset(free)


def rows_of(root: Element) -> list[Element]:
    """The rows of a sheet, each with its number."""
    data = root.first("sheetData")
    rows = [one for one in data.children if one.name == "row"] if data is not None else []
    if any(not one.attributes.get("r", "").isdigit() for one in rows):
        raise UnfitFile(UNNUMBERED)
    return rows


def cells_of(root: Element) -> Iterator[Element]:
    """Every cell that is written in a sheet."""
    return (cell for row in rows_of(root) for cell in row.children if cell.name == "c")


def column_styles(root: Element) -> dict[int, str]:
    """The style of each column that has one."""
    found: dict[int, str] = {}
    for one in root.every("col"):
        least, most = one.attributes.get("min", ""), one.attributes.get("max", "")
        if "style" in one.attributes and least.isdigit() and most.isdigit():
            last = min(int(most), MOST_COLUMNS)
            found |= dict.fromkeys(range(int(least), last + 1), one.attributes["style"])
    return found


def style_of(row: Element | None, columns: Mapping[int, str], column: int) -> str:
    """The style that Excel gives a cell that was never written: its row's, else its column's."""
    if row is not None and row.attributes.get("customFormat") in ("1", "true") and "s" in row.attributes:
        return row.attributes["s"]
    return columns.get(column, "0")


def _spot(cell: Element) -> Spot:
    spot = spot_of(cell.attributes.get("r", ""))
    if spot is None:
        raise UnfitFile(UNNUMBERED)
    return spot


def _plain(said: Element) -> str:
    """The text of a shared or inline string: its runs together, without how it is pronounced."""
    parts = [one.text for one in said.children if one.name == "t"]
    parts += [text.text for run in said.children if run.name == "r" for text in run.children if text.name == "t"]
    return "".join(parts)


def _unlocked(styles: Element) -> frozenset[str]:
    formats = styles.first("cellXfs")
    found = set()
    for number, one in enumerate(formats.children if formats is not None else ()):
        protection = one.first("protection")
        if protection is not None and protection.attributes.get("locked") in ("0", "false"):
            found.add(str(number))
    return frozenset(found)


def reference(spot: Spot) -> str:
    """A cell as a sheet writes it."""
    return f"{letters(spot[1])}{spot[0]}"
