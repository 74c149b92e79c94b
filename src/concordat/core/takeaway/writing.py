"""Writing the archive: each table as CSV and as JSON, then the papers. Row by row, as the person who asked.

Row security decides which rows there are; the lookup only narrows them to one organisation. Secrets stay: columns
that a handling card calls secret are not written.
"""

from __future__ import annotations

import base64
import csv
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, QuerySet

from concordat.core.actor import Actor
from concordat.core.csv_files import guarded
from concordat.core.documents.archive import Archive, Tell
from concordat.core.documents.files import PART
from concordat.core.handling import Sensitivity
from concordat.core.processing import card_of
from concordat.core.takeaway import registry

ROWS_AT_ONCE = 500
NOTES = (
    "Everything that Concordat holds for this organisation and that the person who asked may see, in open formats:"
    " each table as CSV and as JSON, papers as PDF. index.json lists every file with its size and SHA-256.",
    "In the CSV files a cell that a spreadsheet would calculate begins with an apostrophe; the JSON files hold it as it"
    " was typed. Columns that are secret (keys, hashes of codes) are in neither.",
)


@dataclass(frozen=True)
class Organisation:
    """Whose data is taken: a setting, with those that were merged into it, or a partnership."""

    id: int
    kind: str  # setting or partnership
    name: str
    ids: tuple[int, ...]


def write(actor: Actor, whose: Organisation, path: Path, *, as_of: datetime, tell: Tell) -> None:
    """Write the archive of an organisation to a path, in the actor's transaction."""
    tables = [(name, lookup) for name, owned in registry.owned().items() if (lookup := getattr(owned, whose.kind))]
    total = len(tables) + 1
    title = f"All that is held for {whose.name}"
    with Archive(path, title=title, notes=NOTES, as_of=as_of, tell=tell) as archive:
        for place, (name, lookup) in enumerate(sorted(tables)):
            tell(f"Writing {name.replace('_', ' ')}", place, total)
            _table(archive, _model(name), lookup, whose)
        for finder in registry.papers(whose.kind):
            for number, paper in enumerate(finder(actor, whose.id), start=1):
                tell(f"Making papers: {number}", total - 1, total)
                archive.add(paper.path, paper.make(), what=paper.what)
        archive.left_out = _reasons(whose.kind)
        tell("Writing the index", total, total)


def _reasons(kind: str) -> dict[str, str]:
    elsewhere = {
        name: f"It holds nothing of a {kind}." for name, owned in registry.owned().items() if not getattr(owned, kind)
    }
    return dict(sorted({**registry.left_out(), **elsewhere}.items()))


def _model(name: str) -> type[Model]:
    return next(model for model in apps.get_models() if model._meta.db_table == name)


def columns_of(model: type[Model]) -> list[str]:
    """The columns that are written: all but secret ones."""
    secret = {name for name, how in card_of(model).fields.items() if how is Sensitivity.secret}
    return [field.attname for field in model._meta.concrete_fields if field.name not in secret]


def _rows(model: type[Model], lookup: str, whose: Organisation) -> QuerySet[Any, dict[str, Any]]:
    own = model._default_manager.filter(**{f"{lookup}__in": whose.ids}).values("pk")
    return model._default_manager.filter(pk__in=own).order_by("pk").values(*columns_of(model))


def _table(archive: Archive, model: type[Model], lookup: str, whose: Organisation) -> None:
    """One pass over the rows: CSV goes to a file beside, JSON straight into the archive."""
    name, said = model._meta.db_table, card_of(model).why
    columns = columns_of(model)
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as beside:
        sheet = csv.writer(beside)
        beside.write("\ufeff")
        sheet.writerow(columns)
        rows = _rows(model, lookup, whose).iterator(chunk_size=ROWS_AT_ONCE)
        archive.add_text(f"tables/{name}.json", _json(rows, columns, sheet), what=f"{said} (JSON)")
        beside.seek(0)
        archive.add_text(f"tables/{name}.csv", _parts(beside), what=f"{said} (CSV)")


def _json(rows: Iterator[dict[str, Any]], columns: list[str], sheet: Any) -> Iterator[str]:
    yield "["
    between = "\n"
    for row in rows:
        plain = {name: _plain(value) for name, value in row.items()}
        sheet.writerow([_cell(plain[name]) for name in columns])
        yield between + json.dumps(plain, ensure_ascii=False, cls=DjangoJSONEncoder)
        between = ",\n"
    yield "\n]\n"


def _plain(value: Any) -> Any:
    return base64.b64encode(bytes(value)).decode() if isinstance(value, (bytes, memoryview)) else value


def _cell(value: Any) -> str:
    if isinstance(value, (dict, list)):
        return guarded(json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder))
    return guarded(value)


def _parts(file: IO[str]) -> Iterator[str]:
    while part := file.read(PART):
        yield part
