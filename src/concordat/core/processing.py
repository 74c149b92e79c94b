"""The record of processing (UK GDPR, Article 30), drawn from the handling cards of every table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model

from concordat.core import row_security
from concordat.core.handling import DataClass, Handling, Sensitivity
from concordat.core.third_party_cards import CARDS

CLASS_NAMES = {
    DataClass.public: "P0 public",
    DataClass.organisational: "P1 organisational",
    DataClass.staff: "P2 about staff",
    DataClass.child_record: "P3 record about a child",
    DataClass.anonymous_report: "P4 anonymous report",
    DataClass.survey: "P5 survey",
    DataClass.case_audit: "P6 case audit",
    DataClass.access_log: "P7 log of access",
}
WHO_READS = {
    "reference": "everybody who is signed in",
    "sign-in": "the person, and the sign-in itself",
    "machinery": "the site's own processes",
    "records": "decided for each person by the database",
    "sealed": "nobody until it is opened as its context says",
}
SHOWN = (Sensitivity.special, Sensitivity.personal, Sensitivity.secret, Sensitivity.organisational, Sensitivity.public)
HEADER = ("Context", "Table", "Class", "Whose", "Why", "Kept", "Read by", *(kind.value for kind in SHOWN))


@dataclass(frozen=True)
class Processed:
    """One table: what it is for, whose data, how long kept, who reads it, its fields by sensitivity."""

    context: str
    name: str
    table: str
    data_class: str
    whose: str
    why: str
    keep: str
    who_reads: str
    fields: dict[Sensitivity, tuple[str, ...]]


def record() -> list[Processed]:
    """Every table of the installed contexts, in the order of the contexts."""
    classes = {table.name: table.row_class.value for table in row_security.tables()}
    return list(_rows(classes))


def _rows(classes: dict[str, str]) -> Iterator[Processed]:
    for model in apps.get_models():
        if model._meta.proxy or model._meta.db_table not in classes:
            continue  # another view of the same rows
        card = card_of(model)
        yield Processed(
            context=model._meta.app_label,
            name=model._meta.object_name or "",
            table=model._meta.db_table,
            data_class=CLASS_NAMES[card.data_class],
            whose=card.whose,
            why=card.why,
            keep=card.keep,
            who_reads=WHO_READS[classes[model._meta.db_table]],
            fields={
                kind: tuple(name for name, sensitivity in card.fields.items() if sensitivity is kind) for kind in SHOWN
            },
        )


def card_of(model: type[Model]) -> Handling:
    """A model's card; row versions are handled as the rows they are versions of. Raises `KeyError` without one."""
    tracked = getattr(model, "pgh_tracked_model", None)
    if tracked is not None:
        card: Handling = tracked.handling
        return Handling(card.data_class, card.whose, f"{card.keep} (row versions)", card.why, card.fields)
    own = getattr(model, "handling", None)
    return own if isinstance(own, Handling) else CARDS[model._meta.label]


def as_markdown(rows: list[Processed]) -> str:
    """The record as a page."""
    lines = [
        "# Record of processing",
        "",
        "Every table, what it is for, whose data it holds, how long it is kept and who reads it (UK GDPR, Article 30).",
        "Generated from the handling card of each model by `concordat processing`; periods and lawful bases await the",
        "decision of the partnership's data protection officer. No table is made to hold a child's name.",
    ]
    context = ""
    for row in rows:
        if row.context != context:
            context = row.context
            lines += ["", f"## {context}"]
        lines += ["", f"### {row.name}", "", "| | |", "| --- | --- |", f"| Class | {row.data_class} |"]
        lines += [f"| Whose | {row.whose} |", f"| Why | {row.why} |", f"| Kept | {row.keep} |"]
        lines += [f"| Read by | {row.who_reads} |"]
        lines += [f"| Fields: {kind.value} | {', '.join(names)} |" for kind, names in row.fields.items() if names]
    return "\n".join(lines) + "\n"


def as_rows(rows: list[Processed]) -> Iterator[tuple[object, ...]]:
    """The record as lines of a file under `HEADER`."""
    for row in rows:
        names = (" ".join(row.fields[kind]) for kind in SHOWN)
        yield (row.context, row.table, row.data_class, row.whose, row.why, row.keep, row.who_reads, *names)
