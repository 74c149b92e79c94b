"""The form of a request: its choices, and a draft as it shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from concordat.establishments.queries import EstablishmentBrief
from concordat.requests import notices, queries
from concordat.requests.models import Request
from concordat.requests.presenters.words import school_days


def kinds(day: date) -> list[tuple[str, str]]:
    """Kinds with their least notice."""
    return [
        (one.kind, f"{one.name} ({school_days(one.school_days)} at least)" if one.school_days else one.name)
        for one in notices.kinds(day).values()
        if one.kind != "audit"
    ]


def narrow(settings: Iterable[EstablishmentBrief]) -> dict[str, list[tuple[str, str]]]:
    """By which facts of the register a request can be narrowed, with how many settings each value has."""
    counted: dict[str, Counter[tuple[str, str]]] = {"phase": Counter(), "type_group": Counter(), "trust_id": Counter()}
    for brief in settings:
        counted["phase"][(brief.phase, brief.phase)] += 1
        counted["type_group"][(brief.type_group, brief.type_group)] += 1
        if brief.trust_id is not None:
            counted["trust_id"][(str(brief.trust_id), brief.trust_name)] += 1
    return {
        fact: [(value, f"{text} ({count})") for (value, text), count in sorted(found.items(), key=_by_text) if text]
        for fact, found in counted.items()
    }


def _by_text(item: tuple[tuple[str, str], int]) -> str:
    return item[0][1].lower()


def typed(request: Request) -> dict[str, Any]:
    """A draft as its form shows it."""
    known = queries.areas()
    plain = ("title", "kind", "why", "who_sees", "how", "minutes", "short_because")
    return {
        **{name: getattr(request, name) for name in plain},
        "sent_on": request.sent_on.isoformat(),
        "due_on": request.due_on.isoformat(),
        "areas": [code for code in request.expectations if code in known],
        "expectations": ", ".join(code for code in request.expectations if code not in known),
        **{fact: [str(value) for value in values] for fact, values in request.scope.items()},
    }
