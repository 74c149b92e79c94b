"""Forms of other bodies: bring their file in, say what is where and what its words mean, put it before settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.audits.operations import others as operations
from concordat.audits.others import find, mapping, templates
from concordat.audits.others.forms import Ask, BringIn, LayOut, Words
from concordat.audits.others.proposed import proposed
from concordat.audits.presenters import others as say
from concordat.core import clock, uploads
from concordat.core.clock import now
from concordat.core.problems import Problem
from concordat.core.views import ActorRequest, permission

if TYPE_CHECKING:
    from concordat.audits.models import BodyForm

BOTH = ["GET", "HEAD", "POST"]
Errors = list[dict[str, str]]


@require_safe
@permission("audits.see_body_forms")
def every(request: ActorRequest) -> HttpResponse:
    """Forms of other bodies: those my settings are asked, those I brought in. For DSLs, offices and trust leads."""
    today = clock.today()
    asked = find.asked_of(request.actor)
    owners = find.owners(request.actor)
    context = {
        "asked": say.to_fill((one, proposed(request.actor, one, on=today)) for one in asked),
        "brought_in": say.brought_in(find.brought_in(request.actor)) if owners else [],
        "owners": owners,
        "breadcrumbs": [{"text": "My audits", "href": reverse("audits:mine")}],
    }
    return render(request, "audits/others/every.html", context)


@require_http_methods(BOTH)
@permission("audits.keep_body_forms")
def bring_in(request: ActorRequest, organisation_id: int) -> HttpResponse:
    """A body's file: its name, whose it is, the file. For the business manager or the trust's lead."""
    owner = find.owner_for(request.actor, organisation_id)
    form = BringIn(request.POST if request.method == "POST" else None, request.FILES or None)
    errors: Errors = []
    if uploads.was_too_large(request):
        errors.append({"text": "This file is far too large for a form.", "href": "#id_file"})
    elif request.method == "POST" and form.is_valid():
        said, sent = form.cleaned_data, form.cleaned_data["file"]
        try:
            made = operations.bring_in_body_form(
                owner_id=organisation_id,
                title=said["title"],
                body=said["body"],
                file=(sent.name, sent.read()),
                by=request.actor,
                at=now(),
            )
        except Problem as problem:
            errors.append({"text": problem.sentence, "href": "#id_file"})
        else:
            return redirect(reverse("audits:body_form_cells", args=[made.pk]))
    context = {"owner": owner, "form": form, "errors": errors, "breadcrumbs": crumbs()}
    return render(request, "audits/others/bring_in.html", context, status=422 if errors or form.errors else 200)


@require_safe
@permission("audits.keep_body_forms")
def one(request: ActorRequest, body_form_id: int) -> HttpResponse:
    """A form that was brought in: what it asks, its words, who is asked, and what comes next. For who keeps it."""
    found = find.form_for(request.actor, body_form_id)
    context = {
        **_page(found),
        "questions": say.questions(found),
        "words": say.words(found),
        "settings": find.settings_asked(found),
        "is_over": found.state == "ended",
        "breadcrumbs": crumbs(),
    }
    return render(request, "audits/others/one.html", context)


@require_http_methods(BOTH)
@permission("audits.keep_body_forms")
def cells(request: ActorRequest, body_form_id: int) -> HttpResponse:
    """Which cells hold the questions and their answers; what was seen is proposed. For who brought the file in."""
    found = find.form_for(request.actor, body_form_id)
    errors: Errors = []
    try:
        grids = [grid for grid in templates.read(found).grids if not grid.is_hidden and grid.texts]
    except Problem as problem:
        return render(request, "audits/others/gone.html", {**_page(found), "said": problem.sentence}, status=422)
    given = request.POST if request.method == "POST" else None
    proposals = {one.grid: one for one in mapping.layouts_of(found.layouts)}
    forms = [
        LayOut(given, grid=grid, layout=proposals.get(grid.name), number=number) for number, grid in enumerate(grids)
    ]
    if given is not None and all([form.is_valid() for form in forms]):
        layouts = [layout for form in forms if (layout := form.layout()) is not None]
        try:
            operations.lay_out_body_form(body_form=found, layouts=layouts, by=request.actor, at=now())
        except Problem as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            return redirect(reverse("audits:body_form_words", args=[found.pk]))
    for form in forms:
        errors += [
            {"text": f"{form.grid.name}: {said}", "href": f"#id_{form.prefix}-{name}"}
            for name, every_ in form.errors.items()
            for said in every_
        ]
    parts = [
        {"form": form, "preview": say.preview(form.grid), "is_open": form["use"].value() or bool(form.errors)}
        for form in forms
    ]
    context = {**_page(found), "parts": parts, "errors": errors, "breadcrumbs": crumbs(found)}
    return render(request, "audits/others/cells.html", context, status=422 if errors else 200)


@require_http_methods(BOTH)
@permission("audits.keep_body_forms")
def words(request: ActorRequest, body_form_id: int) -> HttpResponse:
    """What the body's words mean, beside the questions as they were read. For who brought the file in."""
    found = find.form_for(request.actor, body_form_id)
    asked = mapping.of_kept(found.questions)
    known = mapping.words_in(asked)
    form = Words(
        request.POST if request.method == "POST" else None,
        known=known,
        proposed=found.words or mapping.proposed_words(known),
        free=not all(one.choices for one in asked),
    )
    errors: Errors = []
    if request.method == "POST" and form.is_valid():
        try:
            operations.settle_body_form(body_form=found, words=form.cleaned_data, by=request.actor, at=now())
        except Problem as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            return redirect(reverse("audits:body_form", args=[found.pk]))
    context = {
        **_page(found),
        "form": form,
        "fields": list(form),
        "known": known,
        "questions": say.questions(found),
        "errors": errors,
        "breadcrumbs": crumbs(found),
    }
    return render(request, "audits/others/words.html", context, status=422 if errors or form.errors else 200)


@require_http_methods(BOTH)
@permission("audits.keep_body_forms")
def ask(request: ActorRequest, body_form_id: int) -> HttpResponse:
    """Which settings the body asks: all, or those that are named. For who brought the form in."""
    found = find.form_for(request.actor, body_form_id)
    form = Ask(request.POST if request.method == "POST" else None, places=find.places_of(found))
    errors: Errors = []
    if request.method == "POST" and form.is_valid():
        try:
            operations.ask_with_body_form(body_form=found, establishment_ids=form.chosen, by=request.actor, at=now())
        except Problem as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            return redirect(reverse("audits:body_form", args=[found.pk]))
    context = {**_page(found), "form": form, "errors": errors, "breadcrumbs": crumbs(found)}
    return render(request, "audits/others/ask.html", context, status=422 if errors or form.errors else 200)


@require_http_methods(BOTH)
@permission("audits.keep_body_forms")
def end(request: ActorRequest, body_form_id: int) -> HttpResponse:
    """It is over: nobody changes anything any more, and what was filled in stays. For who brought it in."""
    found = find.form_for(request.actor, body_form_id)
    if request.method == "POST":
        operations.end_body_form(body_form=found, by=request.actor, at=now())
        return redirect(reverse("audits:body_forms"))
    return render(request, "audits/others/end.html", {**_page(found), "breadcrumbs": crumbs(found)})


def crumbs(form: BodyForm | None = None) -> list[dict[str, str]]:
    """The way back."""
    way = [{"text": "Forms of other bodies", "href": reverse("audits:body_forms")}]
    if form is not None:
        way.append({"text": form.title, "href": reverse("audits:body_form", args=[form.pk])})
    return way


def _page(form: BodyForm) -> dict[str, Any]:
    return {"body_form": form, "tag": say.state_tag(form), "is_settled": form.form_version_id is not None}
