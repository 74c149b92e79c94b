"""What the pages of messages say."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.urls import reverse

from concordat.communications import queries, rules
from concordat.communications.models import Message
from concordat.communications.queries import LineState
from concordat.communications.vocabulary import BEGINNINGS, STATE_NAMES, TO_ROLES
from concordat.core import paging

PAGE = 50
CSV_HEADER = ("Setting", "URN", "Address", "State")


def tag(state: str) -> dict[str, str]:
    """A state in words."""
    text, colour = STATE_NAMES[state]
    return {"text": text, "colour": colour}


def beginnings(query: QueryDict) -> list[dict[str, str]]:
    """Words to begin with, as links that keep the list."""
    here = reverse("communications:write")
    return [
        {"text": one.title, "href": paging.with_query(here, query, begin=one.code), "code": one.code}
        for one in BEGINNINGS
    ]


def begun_with(query: QueryDict) -> dict[str, Any]:
    """What stands in the form at first."""
    found = next((one for one in BEGINNINGS if one.code == query.get("begin", "")), None)
    words = {"subject": found.subject, "text": found.text} if found else {}
    return {"roles": ["dsl"], **words}


def narrowed(lines: list[LineState], query: QueryDict) -> list[LineState]:
    """The lines in the state that the address asks for."""
    state = query.get("state", "")
    return [line for line in lines if line.state == state] if state in STATE_NAMES else lines


def message_page(kept: Message, lines: list[LineState], query: QueryDict) -> dict[str, Any]:
    """Counts, the letter as it is read, and one page of lines."""
    shown = narrowed(lines, query)
    number = paging.number_of(query, len(shown), size=PAGE)
    here = reverse("communications:message", args=[kept.pk])
    counted = queries.counted(lines)
    csv_query = f"?{query.urlencode()}" if query else ""
    return {
        "letters": queries.letters_of(lines),
        "settings": len({line.line.establishment_id for line in lines}),
        "unknown": len({line.line.establishment_id for line in lines if line.state == "unknown"}),
        "to": [TO_ROLES[role] for role in kept.roles.split(",") if role in TO_ROLES],
        "paragraphs": rules.paragraphs(kept.text),
        "states": [
            {"count": counted[state], "tag": tag(state), "href": f"{here}?state={state}#list"}
            for state in STATE_NAMES
            if counted.get(state)
        ],
        "rows": [
            {"setting": line.setting, "address": line.line.address, "tag": tag(line.state)}
            for line in shown[(number - 1) * PAGE : number * PAGE]
        ],
        "count_text": f"{len(shown)} of {len(lines)} lines",
        "csv_href": reverse("communications:message_csv", args=[kept.pk]) + csv_query,
        "pages": paging.links(here, query, number, len(shown), size=PAGE),
    }


def csv_row(line: LineState) -> tuple[object, ...]:
    """A line of the file."""
    return (line.setting, line.line.establishment.urn, line.line.address, STATE_NAMES[line.state][0])
