"""People who ask to join. For the head, the safeguarding lead, the school business manager and the office."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.core.clock import now
from concordat.core.problems import Problem
from concordat.core.views import ActorRequest, permission
from concordat.joining import access, operations, queries
from concordat.joining.presenters import requests as say


@require_safe
@permission("joining.decide_request")
def requests(request: ActorRequest) -> HttpResponse:
    """Who waits for a word, and what became of the others."""
    at = now()
    page = {
        "waiting": [say.row(one) for one in queries.requests_waiting(request.actor, at=at)],
        "decided": [say.row(one) for one in queries.requests_decided(request.actor, at=at)],
    }
    return render(request, "joining/requests.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@permission("joining.decide_request")
def one_request(request: ActorRequest, request_id: int) -> HttpResponse:
    """Say whether this person belongs to the setting."""
    at = now()
    asked = queries.request_for(request.actor, request_id, at=at)
    access.require(request.actor, "joining.decide_request", asked.establishment)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        confirmed = request.POST.get("answer") == "confirm"
        decide = operations.confirm_request if confirmed else operations.refuse_request
        try:
            decide(request=asked, by=request.actor, at=at)
        except Problem as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            said = f"We are sending an invitation to {asked.email}." if confirmed else "Refused. We tell the person so."
            messages.success(request, said)
            return redirect("joining:requests")
    page = {
        "row": say.row(asked),
        "is_open": asked.decided_at is None,
        "errors": errors,
        "back_link": {"text": "People who ask to join", "href": reverse("joining:requests")},
    }
    return render(request, "joining/request.html", page, status=422 if errors else 200)
