"""The three files of the register: settings, links between them, groups such as trusts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from concordat.establishments.register.text_files import ExtractProblem, rows

__all__ = ["ExtractProblem", "Group", "Link", "Reject", "Row", "read_extract", "read_groups", "read_links", "sort_name"]

COLUMNS: dict[str, tuple[str, ...]] = {
    "urn": ("URN",),
    "name": ("EstablishmentName", "SCHNAME"),
    "la_code": ("LA (code)", "LA_code_inferred"),
    "la_name": ("LA (name)", "LA_name_inferred"),
    "number": ("EstablishmentNumber",),
    "type_code": ("TypeOfEstablishment (code)",),
    "type_name": ("TypeOfEstablishment (name)",),
    "phase": ("PhaseOfEducation (name)",),
    "status": ("EstablishmentStatus (name)",),
    "opened_on": ("OpenDate",),
    "closed_on": ("CloseDate",),
    "lowest_age": ("StatutoryLowAge",),
    "highest_age": ("StatutoryHighAge",),
    "boarders": ("Boarders (name)",),
    "gender": ("Gender (name)",),
    "religious_character": ("ReligiousCharacter (name)",),
    "capacity": ("SchoolCapacity",),
    "pupils": ("NumberOfPupils",),
    "trust_uid": ("Trusts (code)",),
    "trust_name": ("Trusts (name)",),
    "ukprn": ("UKPRN",),
    "street": ("Street",),
    "town": ("Town",),
    "postcode": ("Postcode",),
    "easting": ("Easting",),
    "northing": ("Northing",),
    "website": ("SchoolWebsite",),
    "telephone": ("TelephoneNum",),
}
LONGEST_NUMBER = 12
PLACE = frozenset({"easting", "northing"})
EASTERNMOST, NORTHERNMOST = 700_000, 1_300_000  # the National Grid ends there
POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)\s*([0-9][A-Z]{2})")


@dataclass(frozen=True)
class Row:
    """A setting as the extract gives it; nobody's name is among it."""

    line: int
    urn: int
    name: str
    la_code: str
    la_name: str
    dfe_number: str
    type_code: str
    type_name: str
    phase: str
    status: str
    opened_on: date | None
    closed_on: date | None
    lowest_age: int | None
    highest_age: int | None
    boarding: bool | None
    gender: str
    religious_character: str
    capacity: int | None
    pupils: int | None
    trust_uid: str
    trust_name: str
    ukprn: str
    street: str
    town: str
    postcode: str
    easting: int | None
    northing: int | None
    website: str
    telephone: str
    columns: frozenset[str] = frozenset()  # which of our columns the file has


@dataclass(frozen=True)
class Reject:
    """A row that was not taken: its number, its URN where it has one, and why."""

    line: int
    urn: str
    reason: str


@dataclass(frozen=True)
class Link:
    """One setting followed another."""

    earlier: int
    later: int
    kind: str
    on: date | None
    earlier_name: str = ""
    later_name: str = ""


@dataclass(frozen=True)
class Group:
    """A trust or another group."""

    uid: str
    group_id: str
    name: str
    group_type: str
    status: str
    opened_on: date | None
    closed_on: date | None


def read_extract(path: Path) -> Iterator[Row | Reject]:
    """Every setting, or why its row was not taken; the second row with the same URN is rejected."""
    seen: dict[int, int] = {}
    columns: frozenset[str] = frozenset()
    for line, cells in rows(path, COLUMNS, needed=("urn", "name")):
        try:
            row = _row(line, cells)
            columns = columns or frozenset(cells)
            if row.urn in seen:
                raise _Refused(f"URN {row.urn} stands in row {seen[row.urn]} already.")
        except _Refused as refused:
            yield Reject(line, cells.get("urn", "") if _is_number(cells.get("urn", "")) else "", refused.reason)
            continue
        seen[row.urn] = line
        yield replace(row, columns=columns - PLACE if _has_half_a_place(cells) else columns)


LINK_COLUMNS: dict[str, tuple[str, ...]] = {
    "urn": ("URN",),
    "other": ("LinkURN",),
    "other_name": ("LinkName",),
    "kind": ("LinkType",),
    "on": ("LinkEstablishedDate",),
}


def read_links(path: Path) -> Iterator[Link]:
    """Predecessors and successors, each pair once as earlier and later; unreadable rows are left out.

    The file names only the other setting of a row, so it is read twice: for the names, and for the pairs.
    """
    names = {cells["other"]: cells.get("other_name", "")[:250] for _, cells in _link_rows(path)}
    seen: set[tuple[int, int]] = set()
    for _, cells in _link_rows(path):
        here, other, kind = int(cells["urn"]), int(cells["other"]), cells["kind"]
        pair = (other, here) if kind.lower().startswith("predecessor") else (here, other)
        if pair in seen or here == other:
            continue
        seen.add(pair)
        earlier_name, later_name = (names.get(str(one), "") for one in pair)
        yield Link(*pair, kind[:60], _date_or_none(cells.get("on", "")), earlier_name, later_name)


def _link_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    for line, cells in rows(path, LINK_COLUMNS, needed=("urn", "other", "kind")):
        numbers = _is_number(cells["urn"]) and _is_number(cells["other"])
        if numbers and cells["kind"].lower().startswith(("predecessor", "successor")):
            yield line, cells


def read_groups(path: Path) -> Iterator[Group]:
    """Trusts, federations and other groups; the same uid only once."""
    wanted = {
        "uid": ("group_uid", "Group UID"),
        "group_id": ("group_id", "Group ID"),
        "name": ("group_name", "Group Name"),
        "group_type": ("group_type", "Group Type"),
        "status": ("group_status", "Group Status"),
        "opened_on": ("incorporated_on__open_date_", "Incorporated on (open date)", "open_date"),
        "closed_on": ("closed_date", "Closed Date"),
    }
    seen: set[str] = set()
    for _, cells in rows(path, wanted, needed=("uid", "name")):
        if not cells["uid"] or cells["uid"] in seen or not cells["name"]:
            continue
        seen.add(cells["uid"])
        opened, closed = _date_or_none(cells.get("opened_on", "")), _date_or_none(cells.get("closed_on", ""))
        yield Group(
            uid=cells["uid"][:20],
            group_id=cells.get("group_id", "")[:20],
            name=cells["name"][:250],
            group_type=cells.get("group_type", "")[:60],
            status=cells.get("status", "")[:30],
            opened_on=opened if not (opened and closed and closed < opened) else None,
            closed_on=closed,
        )


def a_date(text: str) -> date | None:
    """31-12-2025, 31/12/2025 or 2025-12-31; nothing for nothing."""
    if not text:
        return None
    pieces = text.replace("/", "-").split("-")
    if len(pieces) == 3 and all(_is_number(piece) for piece in pieces):
        numbers = [int(piece) for piece in pieces]
        year, month, day = numbers if len(pieces[0]) == 4 else numbers[::-1]
        try:
            return date(year, month, day)
        except ValueError:
            pass
    raise _Refused(f"“{text[:20]}” is not a date such as 31-12-2025.")


def sort_name(name: str) -> str:
    """A name for sorting and searching: lower case, no accents, no punctuation."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return " ".join(re.sub(r"[^a-z0-9 ]+", " ", plain.replace("'", "")).split())[:250]


class _Refused(ValueError):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _row(line: int, cells: dict[str, str]) -> Row:
    if not (_is_number(cells["urn"]) and len(cells["urn"]) == 6):
        raise _Refused("The URN is not six digits.")
    if not cells["name"]:
        raise _Refused("The setting has no name.")
    opened, closed = a_date(cells.get("opened_on", "")), a_date(cells.get("closed_on", ""))
    if opened and closed and closed < opened:
        raise _Refused("The setting closed before it opened.")
    get = cells.get
    easting, northing = _place(get("easting", ""), get("northing", ""))
    la_code, number = _la_code(get("la_code", "")), get("number", "")
    return Row(
        line=line,
        urn=int(cells["urn"]),
        name=cells["name"][:250],
        la_code=la_code,
        la_name=get("la_name", "")[:250],
        dfe_number=f"{la_code}/{number.zfill(4)}" if la_code and _is_number(number) else "",
        type_code=get("type_code", "").zfill(2) if get("type_code") else "",
        type_name=get("type_name", "")[:100],
        phase=get("phase", "")[:40],
        status=get("status", "")[:40] or "Open",
        opened_on=opened,
        closed_on=closed,
        lowest_age=_number(get("lowest_age", ""), "lowest age", 99),
        highest_age=_number(get("highest_age", ""), "highest age", 99),
        boarding=_boarding(get("boarders", "")),
        gender=get("gender", "")[:20],
        religious_character=get("religious_character", "")[:80],
        capacity=_number(get("capacity", ""), "capacity", 100_000),
        pupils=_number(get("pupils", ""), "number of pupils", 100_000),
        trust_uid=get("trust_uid", "")[:20],
        trust_name=get("trust_name", "")[:250],
        ukprn=get("ukprn", "") if _is_number(get("ukprn", "")) and len(get("ukprn", "")) == 8 else "",
        street=get("street", "")[:150],
        town=get("town", "")[:100],
        postcode=postcode_of(get("postcode", "")),
        easting=easting,
        northing=northing,
        website=get("website", "")[:250],
        telephone=_telephone(get("telephone", "")),
    )


def _number(text: str, what: str, most: int) -> int | None:
    if not text:
        return None
    if not _is_number(text) or int(text) > most:
        raise _Refused(f"The {what} is not a number up to {most}.")
    return int(text)


def _is_number(text: str) -> bool:
    """Plain digits, and few enough to be a number of anything that the register counts."""
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER


def _place(easting: str, northing: str) -> tuple[int, int] | tuple[None, None]:
    """Metres on the National Grid; nothing where the file has no place, or none that can be one."""
    if not (_is_number(easting) and _is_number(northing)):
        return None, None
    east, north = int(easting), int(northing)
    return (east, north) if 0 < east <= EASTERNMOST and 0 < north <= NORTHERNMOST else (None, None)


def _has_half_a_place(cells: dict[str, str]) -> bool:
    """Something that is no place: then what was known stays. Nothing at all says that the register knows none."""
    easting, northing = cells.get("easting", ""), cells.get("northing", "")
    return bool((easting + northing).strip("0")) and _place(easting, northing) == (None, None)


def _la_code(text: str) -> str:
    """The authority's number; 000 means that none applies."""
    code = text.zfill(3)
    return code if text.isascii() and code.isdigit() and len(code) == 3 and code != "000" else ""


def _telephone(text: str) -> str:
    """The number with the zero that spreadsheets take away; nothing where it is none."""
    digits = re.sub(r"\D+", "", text.removeprefix("+44"))
    return f"0{digits.lstrip('0')}" if 9 <= len(digits.lstrip("0")) <= 10 else ""


def _boarding(text: str) -> bool | None:
    if not text:
        return None
    return text.lower() not in ("no boarders", "not applicable", "none", "does not apply")


def postcode_of(text: str) -> str:
    """The postcode as it is written, or nothing where this is none."""
    found = POSTCODE.fullmatch(text.upper().strip())
    return f"{found[1]} {found[2]}" if found else ""


def _date_or_none(text: str) -> date | None:
    try:
        return a_date(text)
    except _Refused:
        return None
