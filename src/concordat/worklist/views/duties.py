"""My duties this term (B-06). For the head, the DSL, the deputy, the chair and the school business manager."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from concordat.core.clock import now, today
from concordat.core.problems import NotFound
from concordat.core.views import ActorRequest, permission
from concordat.worklist import operations, queries
from concordat.worklist.duties import term_in_words, term_of
from concordat.worklist.presenters import duties as say


@require_http_methods(["GET", "HEAD", "POST"])
@permission("worklist.tick_duties")
def duties(request: ActorRequest) -> HttpResponse:
    """What the guidance asks of me this term, at each of my settings; tick what is done."""
    term = term_of(today())
    if request.method == "POST":
        said = request.POST.get("setting", "")
        if not (said.isascii() and said.isdigit() and len(said) < 18):
            raise NotFound
        count = operations.tick_duties(
            establishment_id=int(said), done=request.POST.getlist("done"), term=term, by=request.actor, at=now()
        )
        messages.success(request, f"{count} {'duty is' if count == 1 else 'duties are'} ticked.")
        return redirect(reverse("worklist:duties"))
    found = queries.duties_of(request.actor, term=term)
    page = {"term": term_in_words(term), "settings": say.settings(found, today=today())}
    return render(request, "worklist/duties.html", page)
