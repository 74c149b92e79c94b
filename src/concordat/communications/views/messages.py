"""Writing to everybody on a list. For the business manager and the administrator."""

from __future__ import annotations

from django.contrib import messages as said
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.communications import access, operations, presenters, queries
from concordat.communications.forms import WriteMessage
from concordat.core import audiences, csv_files
from concordat.core.clock import now
from concordat.core.problems import NotAllowed, NotFound, Problem
from concordat.core.taking import TAKE_FILE
from concordat.core.views import ActorRequest, permission

BOTH = ["GET", "HEAD", "POST"]


@require_safe
@permission("communications.write_message")
def sent(request: ActorRequest) -> HttpResponse:
    """Every message that the office has written, the newest first."""
    return render(request, "communications/messages.html", {"messages_kept": queries.messages_of(request.actor)})


@require_http_methods(BOTH)
@permission("communications.write_message")
def write(request: ActorRequest) -> HttpResponse:
    """Write to a list; the list is the address, as the page that shows it was narrowed."""
    audience = audiences.named(request.GET.get("list", ""))
    places = sorted(access.offices_of(request.actor))
    if audience is None:
        raise NotFound("Start from a list: an audit, the register, the safeguarding leads or your contacts.")
    if not places:
        raise NotAllowed("Your role does not include this. It is for the partnership's office.")
    form = WriteMessage(request.POST or None, initial=presenters.begun_with(request.GET))
    if form.is_valid():
        try:
            made = operations.write_message(
                partnership_id=places[0],
                query=request.GET,
                by=request.actor,
                at=now(),
                **form.cleaned_data,
            )
        except Problem as problem:
            form.add_error(None, problem.sentence)
        else:
            return redirect(reverse("communications:message", args=[made.pk]))
    page = {
        "audience": audience,
        "found": len({one.organisation_id for one in audience.find(request.actor, request.GET)}),
        "form": form,
        "beginnings": presenters.beginnings(request.GET),
        "breadcrumbs": [{"text": "Messages", "href": reverse("communications:messages")}],
    }
    return render(request, "communications/write.html", page, status=422 if form.errors else 200)


@require_http_methods(BOTH)
@permission("communications.write_message")
def one(request: ActorRequest, message_id: int) -> HttpResponse:
    """To whom a message goes, who is not reachable, the letter itself; sent once. Afterwards what became of it."""
    kept = queries.message(request.actor, message_id)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            count = operations.send_message(message=kept, by=request.actor, at=now())
        except Problem as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            said.success(request, f"{count} {'letter goes' if count == 1 else 'letters go'} out now.")
            return redirect(reverse("communications:message", args=[kept.pk]))
    lines = queries.lines_of(kept)
    returned = queries.returned_addresses({line.line.address for line in lines if line.line.address})
    page = {
        "kept": kept,
        "errors": errors,
        "returned": sorted({line.setting for line in lines if line.line.address.lower() in returned}),
        "breadcrumbs": [{"text": "Messages", "href": reverse("communications:messages")}],
        **presenters.message_page(kept, lines, request.GET),
    }
    return render(request, "communications/message.html", page, status=422 if errors else 200)


@require_safe
@permission("communications.write_message", file=TAKE_FILE)
def one_csv(request: ActorRequest, message_id: int) -> HttpResponse:
    """The log of a message as a file."""
    kept = queries.message(request.actor, message_id)
    lines = presenters.narrowed(queries.lines_of(kept), request.GET)
    return csv_files.download("message.csv", presenters.CSV_HEADER, (presenters.csv_row(line) for line in lines))
