"""Choosing a hat. For somebody whose roles must not mix: who judges returns and gives one in the same area."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from concordat.accounts import operations
from concordat.accounts.sessions import HAT
from concordat.accounts.vocabulary import HAT_NAMES, Hat
from concordat.core.clock import now
from concordat.core.problems import NotFound
from concordat.core.views import ActorRequest, permission


@require_http_methods(["GET", "HEAD", "POST"])
@permission("accounts.see_own_account")
def hat(request: ActorRequest) -> HttpResponse:
    """On which side somebody works for now; nobody else has this page."""
    if not request.actor.hats:
        raise NotFound()
    if request.method == "POST":
        chosen = request.POST.get("hat", "")
        if chosen in set(Hat):
            operations.put_hat_on(hat=Hat(chosen), by=request.actor, at=now())
            request.session[HAT] = chosen
            messages.success(request, f"You work {HAT_NAMES[Hat(chosen)][:1].lower()}{HAT_NAMES[Hat(chosen)][1:]} now.")
            return redirect("home")
    choices = [(str(one), HAT_NAMES[one], one == request.actor.hat) for one in Hat]
    return render(request, "accounts/hat.html", {"choices": choices})
