"""Each document as Markdown, by the name of its file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from concordat.core import processing
from concordat.core.processing import Processed
from concordat.partnership import agreement
from concordat.web.assurance.evidence import facts, shown

DRAFT = "Draft, made from the software as it is. It awaits the decision of the partnership's data protection officer."
Row = Iterable[object]
RISKS = ("Risk", "What guards against it", "What is left", "How likely and how bad", "Shown by")


def documents(*, day: date) -> dict[str, str]:
    """Every document of the pack."""
    return {name: make(day) for name, make in MAKERS.items()}


def _document(title: str, day: date, *parts: Iterable[str]) -> str:
    lines = [f"# {title}", "", f"{day:%-d %B %Y}. {DRAFT}"]
    for part in parts:
        lines += ["", *part]
    return "\n".join(lines) + "\n"


def _table(header: Row, rows: Iterable[Row]) -> Iterator[str]:
    yield _line(header)
    yield "|" + " --- |" * len(list(header))
    yield from (_line(row) for row in rows)


def _line(cells: Row) -> str:
    return "| " + " | ".join(" ".join(str(cell).split()).replace("|", "/") for cell in cells) + " |"


def _about_people(row: Processed) -> str:
    named = [name for kind, names in row.fields.items() if kind.value in ("special", "personal") for name in names]
    return ", ".join(named) or "none"


def _impact(day: date) -> str:
    rows = processing.record()
    people = [row for row in rows if _about_people(row) != "none"]
    what = (
        f"Concordat keeps {len(rows)} tables, of which {len(people)} hold something about people who work for settings,"
        " partners or the site. No table is made to hold a child's name.",
        "",
        "It is used for the yearly safeguarding audit (Education Act 2002, sections 175 and 157), for naming relevant"
        " agencies (Children Act 2004, section 16E) and for the work around both. The usual bases are UK GDPR,"
        " Article 6(1)(c) and (e); consent is not one of them.",
    )
    header = ("Table", "Class", "Whose", "Why", "About people", "Kept", "Read by")
    kept = (
        (f"{row.context}: {row.name}", row.data_class, row.whose, row.why, _about_people(row), row.keep, row.who_reads)
        for row in rows
    )
    risks = (
        (row["threat"], row["guard"], row["left"], "to be judged by the partnership", shown(row))
        for row in facts("threats")
    )
    open_points = (
        "- Who was asked (staff, heads, young people), and what they said.",
        "- Whether the periods fit local schedules and any hold of an inquiry.",
        "- Where the site is run, by whom, and under which contract (Article 28).",
        "- The advice of the data protection officer and what was decided (Articles 35(2) and 36).",
    )
    return _document(
        "Data protection impact assessment",
        day,
        ["## What is done, and why", "", *what],
        ["## What is kept", "", *_table(header, kept)],
        ["## Risks", "", *_table(RISKS, risks)],
        ["## What only the partnership can write", "", *open_points],
    )


def _record(day: date) -> str:
    return processing.as_markdown(processing.record())


def _controllers(day: date) -> str:
    known = facts("controllers")
    contexts = dict.fromkeys(row.context for row in processing.record())
    rows = (
        (context, said["controllers"], said["asks"])
        for context in contexts
        for said in [known.get(context, {"controllers": "To be decided", "asks": "the data protection officer"})]
    )
    said = (
        "Bodies that decide together why and how say between them who does what (UK GDPR, Article 26). The operator"
        " acts on instructions (Article 28)."
    )
    return _document(
        "Who answers for which data",
        day,
        [said],
        [*_table(("Context", "Controllers", "A person asks"), rows)],
    )


def _agreement(day: date) -> str:
    text = agreement.current()
    return f"# {text.title}\n\nVersion {text.version}, {text.dated:%-d %B %Y}. {DRAFT}\n\n{text.body}\n"


def _retention(day: date) -> str:
    rows = sorted(processing.record(), key=lambda row: (row.data_class, row.context, row.name))
    kept = ((row.data_class, f"{row.context}: {row.name}", row.whose, row.keep) for row in rows)
    said = (
        "The period of every table, from its handling card. Where a period is a number of years, deleting is a decision"
        " of people; no table of returns is emptied by itself."
    )
    return _document("Retention schedule", day, [said], [*_table(("Class", "Table", "Whose", "Kept"), kept)])


def _principles(day: date) -> str:
    said = (
        "Against the fourteen cloud security principles of the National Cyber Security Centre (Cloud security guidance;"
        " titles as they were quoted in October 2024, looked up on 24 November 2026)."
    )
    parts = (
        [
            f"## {row['number']}. {row['title']}",
            "",
            row["answer"],
            "",
            f"**The operator** {row['operator'][0].lower()}{row['operator'][1:]}",
            "",
            f"Shown by: {shown(row)}",
        ]
        for row in facts("principles")
    )
    return _document("The cloud security principles", day, [said], *parts)


def _threats(day: date) -> str:
    rows = ((row["threat"], row["guard"], row["left"], shown(row)) for row in facts("threats"))
    return _document("Threat model", day, [*_table(("Threat", "Guard", "What is left", "Shown by"), rows)])


def _sizing(day: date) -> str:
    rows = ((row["what"], row["figure"], row["measured_by"]) for row in facts("sizing"))
    said = (
        "Measured on two cores with the PostgreSQL that comes along. On your own machine `make bench` measures anew;"
        " believe that."
    )
    return _document("Sizing", day, [said], [*_table(("What", "Figure", "Measured by"), rows)])


def _exit(day: date) -> str:
    rows = ((row["step"], row["how"], shown(row)) for row in facts("exit"))
    return _document("Exit plan", day, [*_table(("Step", "How", "Shown by"), rows)])


MAKERS: dict[str, Callable[[date], str]] = {
    "impact-assessment": _impact,
    "record-of-processing": _record,
    "controllers": _controllers,
    "agreement-of-joining": _agreement,
    "retention-schedule": _retention,
    "cloud-security-principles": _principles,
    "threat-model": _threats,
    "sizing": _sizing,
    "exit-plan": _exit,
}
