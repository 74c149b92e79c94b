"""Notices by mail and in a calendar. For everybody."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from concordat.core.clock import now
from concordat.core.views import ActorRequest, permission
from concordat.worklist import operations, queries
from concordat.worklist.forms import ChooseRhythm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@permission("worklist.choose_notices")
def notices(request: ActorRequest) -> HttpResponse:
    """How often we write, and the address of the own calendar."""
    step = request.POST.get("step", "rhythm") if request.method == "POST" else ""
    form = ChooseRhythm(
        request.POST if step == "rhythm" else None, initial={"rhythm": str(queries.rhythm_of(request.actor))}
    )
    if step == "rhythm" and form.is_valid():
        operations.choose_rhythm(rhythm=form.cleaned_data["rhythm"], by=request.actor, at=now())
        messages.success(request, "Your choice is kept.")
        return redirect(reverse("worklist:notices"))
    if step == "end_feed":
        operations.end_feed(by=request.actor, at=now())
        messages.success(request, "The calendar address has ended.")
        return redirect(reverse("worklist:notices"))
    address = ""
    if step == "make_feed":
        path = reverse("worklist:calendar", args=[operations.make_feed(by=request.actor, at=now())])
        address = f"{settings.CONCORDAT_ADDRESS}{path}"
    page = {"form": form, "feed_made_at": queries.feed_made_at(request.actor), "address": address}
    return render(request, "worklist/notices.html", page, status=422 if form.errors else 200)
