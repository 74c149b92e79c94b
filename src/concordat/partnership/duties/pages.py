"""What the pages about duties say: one setting's, the office's list, its files, and tasks of the first page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from concordat.core import paging
from concordat.core.actor import Actor
from concordat.establishments.queries import EstablishmentBrief
from concordat.partnership import access
from concordat.partnership.duties.tracking import Done, DutyRow, InForce, Letter
from concordat.partnership.models import DutySignature, Naming
from concordat.partnership.vocabulary import SIGNER_NAMES, STANDING_NAMES, SignerKind, Standing

PAGE = 50
CSV_HEADER = (
    "Setting",
    "URN",
    "Phase",
    "Type",
    "Trust",
    "Named from",
    "State",
    "Opened",
    "Acknowledged by head",
    "Signed by head",
    "Signed by governor",
    "Earlier signature out of date",
    "Not reached",
)
SIGNATURES_HEADER = (
    "Setting",
    "URN",
    "Arrangements",
    "Statement",
    "In force",
    "Signed as",
    "Signed by",
    "Signed at",
    "Digest (SHA-256) of the words",
    "The words signed",
)
# What the list can be narrowed to: its words, and which rows fit.
SHOWS: dict[str, tuple[str, Callable[[DutyRow], bool]]] = {
    "opened": ("Opened the arrangements", lambda row: row.opened is not None),
    "acknowledged": ("Acknowledged by the head", lambda row: row.acknowledged is not None),
    "signed": ("Signed by head and governor", lambda row: row.standing is Standing.signed),
    "not_signed": ("Not signed by both", lambda row: row.standing is not Standing.signed),
    "out_of_date": ("Signature out of date", lambda row: row.out_of_date),
    "not_opened": ("Not opened", lambda row: row.opened is None),
    "not_reached": ("Not reached", lambda row: row.not_reached),
}
COUNTED = ("opened", "acknowledged", "signed", "out_of_date", "not_opened", "not_reached")
LETTER_NAMES = {
    "accounts.invitation": "Invitation",
    "communications.message": "Message of the office",
    "worklist.digest": "Notice of what waits",
    "joining.request": "About joining",
    "audits.signing_link": "Link to sign a return",
    "support.request": "Answer to a request for support",
}
LETTER_STATES = {
    "waiting": ("Waits for the mail server", "grey"),
    "sending": ("Goes out now", "light-blue"),
    "sent": ("Sent", "green"),
    "uncertain": ("Perhaps not sent", "orange"),
    "bounced": ("Not reached", "red"),
}


def tag(standing: Standing) -> dict[str, str]:
    """A state in words."""
    text, colour = STANDING_NAMES[standing]
    return {"text": text, "colour": colour}


def mine(
    briefs: Iterable[EstablishmentBrief], rows: Iterable[DutyRow], namings: Iterable[Naming]
) -> list[dict[str, Any]]:
    """My settings, each with what it has to do; a line for each partnership where several name it."""
    of: dict[int, list[tuple[DutyRow, Naming]]] = {}
    for row, naming in zip(rows, namings, strict=True):
        of.setdefault(row.brief.id, []).append((row, naming))
    listed: list[dict[str, Any]] = []
    for brief in briefs:
        found, here = of.get(brief.id, []), reverse("partnership:setting_duties", args=[brief.id])
        if not found:
            listed.append({"name": brief.name, "href": here})
        for row, naming in found:
            line = {"name": brief.name, "href": here, "tag": tag(row.standing)}
            if len(found) > 1:
                line["href"] = f"{here}?under={naming.partnership_id}"
                line["name"] = f"{brief.name}, {naming.partnership.organisation.name}"
            listed.append(line)
    return listed


def share(count: int, total: int) -> str:
    """A count with what it is a part of, such as `3 of 4 (75%)`; never rounded up to all."""
    return f"{count} of {total} ({100 * count // total}%)" if total else "0 of 0"


def narrowed(rows: Iterable[DutyRow], query: QueryDict) -> list[DutyRow]:
    """The rows that fit the filters of the address."""
    fits = SHOWS.get(query.get("show", ""), ("", lambda _row: True))[1]
    phase, group, trust = (query.get(name, "") for name in ("phase", "type", "trust"))
    search = query.get("search", "").strip().lower()
    return [
        row
        for row in rows
        if fits(row)
        and (not phase or row.brief.phase == phase)
        and (not group or row.brief.type_group == group)
        and (not trust or row.brief.trust_name == trust)
        and (not search or search in row.brief.name.lower() or search == str(row.brief.urn or ""))
    ]


def list_page(
    partnership_id: int, found: InForce, rows: list[DutyRow], query: QueryDict, *, knows_letters: bool
) -> dict[str, Any]:
    """Counts with what they are a part of, filters and one page of the list."""
    shown = narrowed(rows, query)
    if query.get("sort") == "state":
        order = list(Standing)
        shown = sorted(shown, key=lambda row: (-order.index(row.standing), row.brief.name.lower()))
    number = paging.number_of(query, len(shown), size=PAGE)
    here = reverse("partnership:duty_list", args=[partnership_id])
    counted = [name for name in COUNTED if knows_letters or name != "not_reached"]
    opened, acknowledged, signed = (sum(map(SHOWS[name][1], rows)) for name in ("opened", "acknowledged", "signed"))
    return {
        "in_force": found,
        "progress": [
            _progress("opened", "Opened the arrangements", opened, len(rows)),
            _progress("acknowledged", "Acknowledged by the head", acknowledged, len(rows)),
            _progress("signed", "Signed by head and governor", signed, len(rows)),
        ],
        "counts": [
            {"text": SHOWS[name][0], "count": sum(map(SHOWS[name][1], rows)), "href": f"{here}?show={name}#list"}
            for name in counted
        ],
        "rows": [_list_row(row) for row in shown[(number - 1) * PAGE : number * PAGE]],
        "count_text": f"{len(shown)} of {len(rows)} named settings",
        "chosen": {"search": query.get("search", "")},
        "choices": _choices(rows, query, counted),
        "sorts": [
            {"text": text, "href": paging.with_query(here, query, sort=sort)}
            for sort, text in (("name", "Setting"), ("state", "State"))
        ],
        "pages": paging.links(here, query, number, len(shown), size=PAGE),
        "csv_href": f"{reverse('partnership:duty_list_csv', args=[partnership_id])}?{query.urlencode()}",
    }


def _progress(name: str, label: str, done: int, total: int) -> dict[str, Any]:
    return {"id": name, "label": label, "done": done, "total": total, "text": share(done, total)}


def _choices(rows: list[DutyRow], query: QueryDict, counted: list[str]) -> list[dict[str, Any]]:
    shows = [(name, words) for name, (words, _) in SHOWS.items() if name in counted or name == "not_signed"]
    facts = {
        "phase": ("Phase", {row.brief.phase for row in rows}),
        "type": ("Type of setting", {row.brief.type_group for row in rows}),
        "trust": ("Trust", {row.brief.trust_name for row in rows}),
    }
    lists = {name: (label, [(one, one) for one in sorted(found) if one]) for name, (label, found) in facts.items()}
    return [
        {
            "name": name,
            "label": label,
            "options": [(value, text, value == query.get(name, "")) for value, text in options],
        }
        for name, (label, options) in {"show": ("State", shows), **lists}.items()
    ]


def _list_row(row: DutyRow) -> dict[str, Any]:
    missing = [words for words, there in (("head", row.has_head), ("chair", row.has_governor)) if not there]
    signed = [kind for kind in SignerKind if kind in row.signed]
    hints = []
    if row.standing is Standing.signed_by_one:
        hints.append(f"by the {'head' if signed == [SignerKind.head] else 'governor'}")
        if row.earlier:
            hints.append("an earlier signature is out of date")
    if missing:
        hints.append(f"no {' and no '.join(missing)} has an account")
    if row.not_reached and row.standing is not Standing.not_reached:
        hints.append("a letter came back")
    return {
        "name": row.brief.name,
        "urn": row.brief.urn or "",
        "href": reverse("partnership:setting_duties", args=[row.brief.id]),
        "tag": tag(row.standing),
        "hints": hints,
        "phase": row.brief.phase,
        "type_group": row.brief.type_group,
        "trust": row.brief.trust_name,
        "opened": row.opened.at if row.opened else None,
        "acknowledged": row.acknowledged.at if row.acknowledged else None,
    }


def _day(done: Done | None) -> str:
    return f"{done.at:%Y-%m-%d}" if done else ""


def csv_row(row: DutyRow, *, knows_letters: bool) -> tuple[object, ...]:
    """A line of the list as a file."""
    brief = row.brief
    return (
        brief.name,
        brief.urn,
        brief.phase,
        brief.type_group,
        brief.trust_name,
        row.since,
        STANDING_NAMES[row.standing][0],
        _day(row.opened),
        _day(row.acknowledged),
        *(_day(row.signed.get(kind)) for kind in SignerKind),
        "yes" if row.out_of_date else "no",
        ("yes" if row.not_reached else "no") if knows_letters else "not known to your role",
    )


def signature_row(signature: DutySignature, in_force: InForce) -> tuple[object, ...]:
    """A line of the file of who signed which words, and when."""
    said = signature.statement
    current = in_force.statement is not None and in_force.statement.pk == said.pk
    return (
        signature.establishment.organisation.name,
        signature.establishment.urn,
        said.arrangements.version,
        said.number,
        "yes" if current else "out of date",
        SIGNER_NAMES[SignerKind(signature.kind)],
        signature.signed_name,
        signature.signed_at.isoformat(timespec="seconds"),
        signature.digest,
        signature.text,
    )


def steps_of(row: DutyRow, found: InForce) -> list[dict[str, Any]]:
    """What is done and what is still to do, for a list of facts."""
    return [
        _step("Arrangements opened by somebody of the setting", row.opened),
        _step("Arrangements acknowledged by the head", row.acknowledged),
        *(
            _step(f"Duties signed: {SIGNER_NAMES[kind].lower()}", row.signed.get(kind), waits=found.statement is None)
            for kind in SignerKind
        ),
    ]


def _step(key: str, done: Done | None, *, waits: bool = False) -> dict[str, Any]:
    if done is not None:
        return {"key": key, "value": f"{done.name}, {done.at:%-d %B %Y}"}
    if waits:
        return {"key": key, "state": {"text": "The statement is not published yet", "colour": "grey"}}
    return {"key": key, "state": {"text": "Still to do", "colour": "yellow"}}


def letter_name(about: str) -> str:
    """What a letter was about, in words."""
    return LETTER_NAMES.get(about) or ("About the audit" if about.startswith("audits.") else "Another letter")


def letter_rows(letters: Iterable[Letter]) -> list[dict[str, Any]]:
    """Letters to a setting in words."""
    return [
        {
            "about": letter_name(letter.about),
            "at": letter.at,
            "tag": dict(zip(("text", "colour"), LETTER_STATES[letter.state], strict=True)),
        }
        for letter in letters
    ]


def letters_in_words(letters: Iterable[Letter]) -> str:
    """How many letters of which kind, and how many came back."""
    every = list(letters)
    kinds = Counter(letter_name(letter.about) for letter in every)
    back = sum(letter.state == "bounced" for letter in every)
    said = "; ".join(f"{kind}: {count}" for kind, count in kinds.items())
    return f"{said}. Came back: {back}" if every else "None on record"


def may_sign(actor: Actor, naming: Any, row: DutyRow) -> list[tuple[SignerKind, str]]:
    """In which offices the actor can sign for a setting now, in words."""
    return [
        (kind, SIGNER_NAMES[kind])
        for kind in SignerKind
        if kind not in row.signed and access.allows(actor, f"partnership.sign_duties_as_{kind}", naming)
    ]


def parts_of(texts: Mapping[str, str], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """The parts of a statement that say something, with their names, in order."""
    return [{"kind": kind, "name": name, "text": texts[kind]} for kind, name in names.items() if texts.get(kind)]
