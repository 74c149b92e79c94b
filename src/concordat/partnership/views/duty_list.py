"""Every named setting: opened, acknowledged, signed, out of date, not reached. For the office and the scrutineer."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from concordat.core import audiences, csv_files
from concordat.core.clock import today
from concordat.core.taking import TAKE_FILE
from concordat.core.views import ActorRequest, permission
from concordat.partnership import access, queries
from concordat.partnership.duties import pages, tracking


@require_safe
@permission("partnership.follow_duties")
def settings(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """The list with its counts, filters and pages."""
    made = queries.partnership(partnership_id)
    access.require(request.actor, "partnership.follow_duties", made)
    knows_letters = access.allows(request.actor, "partnership.keep_contacts", made)
    found, rows = tracking.named_rows(request.actor, made.pk, today(), with_letters=knows_letters)
    page = {
        "partnership": made,
        "knows_letters": knows_letters,
        "may_write_statement": access.allows(request.actor, "partnership.write_statement", made),
        "write_href": audiences.write_href(request.actor, "duties", request.GET, {"of": str(made.pk)}),
        "back_link": {"text": "The partnership", "href": reverse("partnership:structure", args=[made.pk])},
        **pages.list_page(made.pk, found, rows, request.GET, knows_letters=knows_letters),
    }
    return render(request, "partnership/duty_list.html", page)


@require_safe
@permission("partnership.follow_duties", file=TAKE_FILE)
def settings_csv(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """The same list as a file."""
    made = queries.partnership(partnership_id)
    access.require(request.actor, "partnership.follow_duties", made)
    knows = access.allows(request.actor, "partnership.keep_contacts", made)
    _, rows = tracking.named_rows(request.actor, made.pk, today(), with_letters=knows)
    lines = (pages.csv_row(row, knows_letters=knows) for row in pages.narrowed(rows, request.GET))
    return csv_files.download(f"duties-{today()}.csv", pages.CSV_HEADER, lines)


@require_safe
@permission("partnership.follow_duties", file=TAKE_FILE)
def signatures_csv(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """Who signed which words, and when: every signature, those out of date too."""
    made = queries.partnership(partnership_id)
    access.require(request.actor, "partnership.follow_duties", made)
    found = tracking.in_force(made.pk, today())
    lines = (pages.signature_row(one, found) for one in tracking.signatures_of(request.actor, made.pk))
    return csv_files.download(f"signatures-{today()}.csv", pages.SIGNATURES_HEADER, lines)
