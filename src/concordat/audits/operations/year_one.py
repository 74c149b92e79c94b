"""Bringing last year's results, actions, training dates and contacts along from a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from concordat.audits import access, queries, year_one
from concordat.audits.models import PastFact, YearOneList
from concordat.audits.year_one import Meaning, Row
from concordat.core import clock, journal
from concordat.core.actor import Actor
from concordat.core.problems import Problem
from concordat.establishments import access as establishment_access
from concordat.establishments import operations as establishment_operations
from concordat.establishments import queries as establishment_queries
from concordat.lib.contact_list import NoList, rows_of
from concordat.partnership import operations as partnership_operations
from concordat.partnership import queries as partnership_queries

BATCH = 500


class YearOneNotPossible(Problem):
    """A spreadsheet that cannot be read, or whose columns say too little."""


@dataclass(frozen=True)
class BroughtIn:
    """What came of it: facts kept, settings they are about, training dates set, and the list of contacts."""

    facts: int
    settings: int
    trained: int
    contact_list_id: int | None


def add_year_one(*, partnership_id: int, year: str, text: str, by: Actor, at: datetime) -> YearOneList:
    """Take in a table as text, the first row its headings; its columns get the meanings they seem to have."""
    assert by.person_id is not None
    made = YearOneList(partnership_id=partnership_id, year=year.strip()[:20], added_by_id=by.person_id, added_at=at)
    access.require(by, "audits.keep_cycle", made)
    if not made.year:
        raise YearOneNotPossible("Give the school year, such as 2025 to 2026.")
    try:
        rows = rows_of(text)
    except NoList as problem:
        raise YearOneNotPossible(str(problem)) from problem
    if len(rows) < 2:
        raise YearOneNotPossible("There is no table here. The first row holds the headings, then one row a setting.")
    headings = rows[0][1]
    if len(headings) > year_one.MOST_COLUMNS:
        raise YearOneNotPossible(f"There are more than {year_one.MOST_COLUMNS} columns. Leave some out.")
    made.headings, made.rows = headings, [[number, cells] for number, cells in rows[1:]]
    made.meanings = [str(meaning) for meaning in year_one.guess(headings)]
    with journal.entry("audits.year_one.added", by=by, at=at, about=made, details={"rows": len(made.rows)}):
        made.save(force_insert=True)
    return made


def explain_columns(*, found: YearOneList, meanings: Sequence[Meaning], by: Actor, at: datetime) -> YearOneList:
    """Say what each column means."""
    access.require(by, "audits.keep_cycle", found)
    found = _waiting(found)
    if len(meanings) != len(found.headings):
        raise YearOneNotPossible("Say of each column what it holds.")
    with journal.entry("audits.year_one.explained", by=by, at=at, about=found):
        found.meanings = [str(meaning) for meaning in meanings]
        found.save(update_fields=["meanings"])
    wrong = year_one.why_not(meanings)
    if wrong:
        raise YearOneNotPossible(wrong)
    return found


def bring_in(*, found: YearOneList, by: Actor, at: datetime) -> BroughtIn:
    """Keep what the rows say of the settings they name; the rows themselves are deleted."""
    access.require(by, "audits.keep_cycle", found)
    found = _waiting(found)
    meanings = [Meaning(one) for one in found.meanings]
    wrong = year_one.why_not(meanings)
    if wrong:
        raise YearOneNotPossible(wrong)
    rows = [row for row in queries.rows_of_year_one(found, today=clock.day_of(at)) if row.establishment_id is not None]
    if not rows:
        raise YearOneNotPossible("No row names a setting of your area. Look at the columns again.")
    facts = [
        PastFact(
            partnership_id=found.partnership_id,
            establishment_id=row.establishment_id or 0,
            year=found.year,
            kind=str(said.kind),
            label=said.label,
            text=said.text,
            due_on=said.due_on,
            brought_in_at=at,
        )
        for row in rows
        for said in row.said
    ]
    with journal.entry("audits.year_one.brought_in", by=by, at=at, about=found, details={"facts": len(facts)}):
        PastFact.objects.bulk_create(facts, batch_size=BATCH, ignore_conflicts=True)
        trained = sum(_set_training(row, by=by, at=at) for row in rows)
        contacts = _contacts(found, rows, by=by, at=at)
        found.rows, found.brought_in_at = [], at
        found.save(update_fields=["rows", "brought_in_at"])
    return BroughtIn(len(facts), len({row.establishment_id for row in rows}), trained, contacts)


def _waiting(found: YearOneList) -> YearOneList:
    locked = YearOneList.objects.select_for_update().get(pk=found.pk)
    if locked.brought_in_at is not None:
        raise YearOneNotPossible("This list was brought in already. Add the file again if it has changed.")
    return locked


def _set_training(row: Row, *, by: Actor, at: datetime) -> bool:
    """The lead who is in post gets the day, where none is known and the actor may say so."""
    day = next((one.text for one in row.said if one.kind is Meaning.trained_on), None)
    if day is None or row.establishment_id is None:
        return False
    setting = establishment_queries.establishment(row.establishment_id)
    if not establishment_access.allows(by, "establishments.describe_post", setting):
        return False
    held = [post for post in establishment_queries.posts_at(setting.pk, clock.day_of(at)) if post.post == "dsl"]
    if len(held) != 1 or held[0].trained_on is not None:
        return False
    (post,) = held
    establishment_operations.describe_post(
        held=post,
        trained_on=datetime.fromisoformat(day).date(),
        mailbox=post.mailbox,
        working_days=post.working_days,
        cover=post.cover,
        weekdays=post.weekdays,
        covered_by_id=post.covered_by_id,
        by=by,
        at=at,
    )
    return True


def _contacts(found: YearOneList, rows: Sequence[Row], *, by: Actor, at: datetime) -> int | None:
    """The contacts of the rows become a list of contacts, from which people are invited as ever."""
    given = [row for row in rows if row.contact["email"]]
    if not given:
        return None
    numbers = establishment_queries.numbers_of([row.establishment_id or 0 for row in given])
    lines = io.StringIO()
    writer = csv.writer(lines, delimiter="\t", lineterminator="\n")
    writer.writerow(["School", "URN", "Name", "Email", "Role"])
    for row in given:
        number = numbers.get(row.establishment_id or 0, "")
        role = row.contact["role"] or "Designated safeguarding lead"
        writer.writerow([row.named, number, row.contact["name"], row.contact["email"], role])
    made = partnership_operations.add_contacts(
        partnership=partnership_queries.partnership(found.partnership_id), text=lines.getvalue(), by=by, at=at
    )
    return int(made.pk)
