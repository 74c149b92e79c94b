"""A setting reads what it is asked, by whom and why; says that it has answered, or says no."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.core.clock import now, today
from concordat.core.problems import Problem
from concordat.core.views import ActorRequest, permission
from concordat.requests import access, operations, queries, rules, sources
from concordat.requests.forms import AnswerForm, RefuseForm
from concordat.requests.presenters import following
from concordat.requests.presenters.own import own_page
from concordat.requests.presenters.words import year_of

BOTH = ["GET", "HEAD", "POST"]


@require_safe
@permission("requests.see")
def mine(request: ActorRequest) -> HttpResponse:
    """The calendar for a partnership's team, what is asked of us for a setting's people."""
    found = queries.partnerships(request.actor)
    if len(found) == 1:
        return redirect(reverse("requests:calendar", args=[found[0].id]))
    if found:
        return render(request, "requests/mine.html", {"partnerships": found})
    return redirect(reverse("requests:own"))


@require_safe
@permission("requests.see_own")
def own(request: ActorRequest) -> HttpResponse:
    """What is asked of us in a school year, by everybody. For a safeguarding lead, a head and a trust."""
    places = queries.own_settings(request.actor)
    first, last = rules.span_of(year_of(request.GET.get("year", ""), today()))
    asks = sources.asks_of_settings(request.actor, (pk for pk, _ in places), first, last)
    names = queries.partnership_names(one.partnership_id for one in asks)
    return render(
        request, "requests/own.html", own_page(asks, places, names, request.GET, today(), sources.unseen(request.actor))
    )


@require_safe
@permission("requests.see_own")
def asked(request: ActorRequest, ask_id: int, establishment_id: int) -> HttpResponse:
    """One request, why it is asked, who sees it, and what we said. For a safeguarding lead and a head."""
    row = queries.asked_for(request.actor, ask_id, establishment_id)
    page = following.asked_page(
        row,
        may_answer=access.allows(request.actor, "requests.answer", row),
        may_refuse=access.allows(request.actor, "requests.refuse", row),
    )
    return render(request, "requests/asked.html", page)


@require_http_methods(BOTH)
@permission("requests.answer")
def answer(request: ActorRequest, ask_id: int, establishment_id: int) -> HttpResponse:
    """Say that we have answered, and how long it took. For a safeguarding lead."""
    row = queries.asked_for(request.actor, ask_id, establishment_id)
    access.require(request.actor, "requests.answer", row)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    here = reverse("requests:asked", args=[ask_id, establishment_id])
    if form.is_valid():
        try:
            operations.answer_request(asked=row, minutes=form.cleaned_data["minutes"], by=request.actor, at=now())
        except Problem as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, "The partnership sees that you have answered.")
            return redirect(here)
    page = {"form": form, "title": "We have answered", "button": "We have answered", "asked": row.request}
    page["back_link"] = {"text": "The request", "href": here}
    return render(request, "requests/form.html", page, status=422 if form.errors else 200)


@require_http_methods(BOTH)
@permission("requests.refuse")
def refuse(request: ActorRequest, ask_id: int, establishment_id: int) -> HttpResponse:
    """Say no, with a reason. For a head and a safeguarding lead."""
    row = queries.asked_for(request.actor, ask_id, establishment_id)
    access.require(request.actor, "requests.refuse", row)
    form = RefuseForm(request.POST if request.method == "POST" else None)
    here = reverse("requests:asked", args=[ask_id, establishment_id])
    if form.is_valid():
        typed = form.cleaned_data
        try:
            operations.refuse_request(
                asked=row, refusal=typed["refusal"], words=typed["words"], by=request.actor, at=now()
            )
        except Problem as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, "The partnership sees that you do not answer, and why.")
            return redirect(here)
    page = {"form": form, "title": "We do not answer", "button": "Tell the partnership", "asked": row.request}
    page["back_link"] = {"text": "The request", "href": here}
    return render(request, "requests/form.html", page, status=422 if form.errors else 200)
