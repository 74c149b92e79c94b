"""What a setting is asked by everybody in a school year, and the tasks of its first page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from concordat.core.actor import Actor
from concordat.core.tasks import Task
from concordat.core.together import Rows, Want
from concordat.requests import notices, queries, rules
from concordat.requests.presenters.words import cells, columns, counted, day, minutes, year_of, years
from concordat.requests.rules import Ask
from concordat.requests.vocabulary import ANSWERERS

MOST_TASKS = 8


def wants(actor: Actor, *, today: date) -> list[Want]:
    """What waits at settings where the actor answers."""
    if not actor.holds(*ANSWERERS):
        return []
    return [Want(queries.open_for(actor)[:MOST_TASKS], lambda rows: _tasks(rows, today))]


def _tasks(rows: Rows, today: date) -> list[Task]:
    return [
        Task(
            title=f"{title}: {setting}",
            why=f"{partnership} asks",
            by_when=day(due),
            href=reverse("requests:asked", args=[request, place]),
            due=due,
            overdue=due < today,
            kind="A request of the partnership",
            minutes=length,
        )
        for request, place, title, due, length, setting, partnership in rows
    ]


def own_page(
    asks: Sequence[Ask],
    places: Sequence[tuple[int, str]],
    partnerships: Mapping[int, str],
    query: QueryDict,
    today: date,
    unseen: Sequence[str] = (),
) -> dict[str, Any]:
    """Every ask of the year with its minutes, a row for each setting, and what the year comes to."""
    year = year_of(query.get("year", ""), today)
    names = dict(places)
    rows = [(one, place) for one in asks for place in one.minutes if place in names]
    rows.sort(key=lambda row: (row[0].due_for(row[1]), row[0].title, names[row[1]]))
    total = sum(one.minutes[place] for one, place in rows)
    saved = sum(min(one.minutes[place], one.saved.get(place, 0)) for one, place in rows)
    return {
        "years": years(year, today),
        "total_text": f"In {rules.year_name(year)}: {counted(len(rows), 'ask')}, {minutes(total)} in all."
        + (f" {minutes(saved)} of it were saved, because the answer was held already." if saved else "")
        + "".join(f" {sentence}" for sentence in unseen),
        "table": {
            "caption": "What is asked, by last day",
            "id": "asks",
            "columns": columns(("What", "Last day", "Minutes"), ("Minutes",)),
            "rows": [
                cells(
                    (
                        {
                            "text": one.title,
                            "href": one.at.get(place, ""),
                            "hint": ". ".join(
                                part
                                for part in (
                                    names[place] if len(names) > 1 else "",
                                    notices.name_of(one.kind),
                                    partnerships.get(one.partnership_id, ""),
                                )
                                if part
                            ),
                        },
                        {"text": day(one.due_for(place))},
                        one.minutes[place],
                    )
                )
                for one, place in rows
            ],
        }
        if rows
        else None,
    }
