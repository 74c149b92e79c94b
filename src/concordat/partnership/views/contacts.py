"""Lists of contacts: paste, look, invite, see who has come. For the business manager."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.core import audiences, csv_files
from concordat.core.clock import now
from concordat.core.problems import Problem
from concordat.core.taking import TAKE_FILE
from concordat.core.views import ActorRequest, permission
from concordat.partnership import access, operations, presenters, queries
from concordat.partnership.forms import AddContacts

BOTH = ["GET", "HEAD", "POST"]


@require_http_methods(BOTH)
@permission("partnership.keep_contacts")
def lists(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """The lists there are, and a new one."""
    made = queries.partnership(partnership_id)
    access.require(request.actor, "partnership.keep_contacts", made)
    form = AddContacts(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            kept = operations.add_contacts(partnership=made, text=form.cleaned_data["text"], by=request.actor, at=now())
        except Problem as problem:
            form.add_error("text", problem.sentence)
        else:
            return redirect(reverse("partnership:contact_list", args=[kept.pk]))
    page = {
        "partnership": made,
        "form": form,
        "lists": queries.contact_lists(request.actor, made.pk),
        "back_link": {"text": "The partnership", "href": reverse("partnership:structure", args=[made.pk])},
    }
    return render(request, "partnership/contacts.html", page, status=422 if form.errors else 200)


@require_http_methods(BOTH)
@permission("partnership.keep_contacts")
def one_list(request: ActorRequest, list_id: int) -> HttpResponse:
    """What each row means and what has become of it; invite those who are ready."""
    kept = queries.contact_list(request.actor, list_id)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            count = operations.send_invitations(contact_list=kept, by=request.actor, at=now())
        except Problem as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            messages.success(request, f"{count} {'invitation goes' if count == 1 else 'invitations go'} out now.")
            return redirect(reverse("partnership:contact_list", args=[kept.pk]))
    page = {
        "contact_list": kept,
        "errors": errors,
        "back_link": {"text": "Contacts", "href": reverse("partnership:contacts", args=[kept.partnership_id])},
        "write_href": audiences.write_href(request.actor, "contacts", request.GET, {"of": str(kept.pk)}),
        **presenters.contact_page(kept.pk, queries.contact_rows(kept, at=now()), request.GET),
    }
    return render(request, "partnership/contact_list.html", page, status=422 if errors else 200)


@require_safe
@permission("partnership.keep_contacts", file=TAKE_FILE)
def rows_csv(request: ActorRequest, list_id: int) -> HttpResponse:
    """Every row with what is wrong or what has become of it, to mend in the spreadsheet and paste again."""
    kept = queries.contact_list(request.actor, list_id)
    rows = presenters.narrowed_contacts(queries.contact_rows(kept, at=now()), request.GET)
    return csv_files.download("contacts.csv", presenters.CONTACT_HEADER, (presenters.contact_csv(row) for row in rows))
