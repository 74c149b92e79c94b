"""All that is asked of a setting in one list, and last year beside this year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse

from concordat.audits import queries
from concordat.audits.carrying.forward import last_year
from concordat.audits.carrying.given import Standing
from concordat.audits.carrying.together import Asked
from concordat.audits.models import AuditReturn
from concordat.audits.presenters.carried import in_words
from concordat.audits.presenters.returns import minutes, my_return, question_named
from concordat.audits.rules import MINUTES_A_QUESTION


def beside_last_year(audit_return: AuditReturn, standings: Mapping[int, Standing]) -> list[dict[str, Any]]:
    """By section, each question with last year's answer, this year's so far, and what changed."""
    form = queries.form_of(audit_return)
    own, found = standings.get(audit_return.pk), last_year(audit_return, standings)
    sections = []
    for section in form.shown_sections:
        rows = []
        for question in section.questions:
            given = own.given.get(question.code) if own else None
            now = in_words(question, given.value) if given else ""
            rows.append({"title": question_named(question), "then": found[question.code], "now": now})
        sections.append({"code": section.code, "title": section.title, "rows": rows})
    return sections


def asks(every: Iterable[AuditReturn], found: Mapping[int, Asked], *, today: date) -> list[dict[str, Any]]:
    """Each return with who asks, what is ready, and what answering it fills; the most useful to answer first above."""
    named = {one.pk: f"{one.cycle.title} ({one.cycle.partnership.organisation.name})" for one in every}
    lines = []
    for one in every:
        counts = found.get(one.pk)
        fills = sorted(counts.fills.items(), key=lambda pair: -pair[1]) if counts else []
        lines.append(
            {
                "row": my_return(one, today=today),
                "open": counts is not None,
                "questions": counts.questions if counts else one.needed,
                "ready": counts.ready if counts else 0,
                "minutes": minutes(MINUTES_A_QUESTION * counts.ready) if counts else "",
                "known_href": reverse("audits:known", args=[one.pk]),
                "fills": [{"count": count, "name": named[other]} for other, count in fills],
                "useful": sum(count for _, count in fills),
            }
        )
    return sorted(lines, key=lambda line: (not line["open"], -line["useful"]))
