"""The office writes the duties of named settings, looks at them, and publishes them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.core.clock import now, today
from concordat.core.problems import NotAllowed, NotFound, Problem
from concordat.core.views import ActorRequest, permission
from concordat.lib import plain_markdown
from concordat.partnership import access, operations, queries
from concordat.partnership.duties import pages, template, tracking
from concordat.partnership.forms import WhereArrangementsAre, WriteStatement

BOTH = ["GET", "HEAD", "POST"]


@require_http_methods(BOTH)
@permission("partnership.write_statement")
def statement(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """The statement in force, those before, and the draft. For the office and the education safeguarding lead."""
    made = _partnership(request, partnership_id)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        afresh = request.POST.get("begin") == "template"
        try:
            operations.begin_statement(partnership=made, afresh=afresh, by=request.actor, at=now())
        except NotAllowed:
            raise
        except Problem as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            return redirect(reverse("partnership:write_statement", args=[made.pk]))
    page = {
        "partnership": made,
        "in_force": tracking.in_force(made.pk, today()),
        "statements": tracking.statements_of(request.actor, made.pk),
        "draft": tracking.draft_of(request.actor, made.pk),
        "template": template.newest(),
        "errors": errors,
        "back_link": {"text": "The partnership", "href": reverse("partnership:structure", args=[made.pk])},
    }
    return render(request, "partnership/statement.html", page, status=422 if errors else 200)


@require_http_methods(BOTH)
@permission("partnership.write_statement")
def write(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """Change the draft, and look at it as each kind of setting will read it."""
    made = _partnership(request, partnership_id)
    draft = tracking.draft_of(request.actor, made.pk) if request.method == "POST" else _draft(request, made)
    begins = {**draft.texts, "seen": draft.digest} if draft else {}
    form = WriteStatement(request.POST or None, names=template.kind_names(), initial=begins)
    if form.is_valid() and "look" not in request.POST and _saved(request, made, form):
        messages.success(request, "The draft is saved. Look at it, then publish it.")
        return redirect(reverse("partnership:publish_statement", args=[made.pk]))
    texts = form.cleaned_data if form.is_bound and form.is_valid() else begins
    page = {
        "partnership": made,
        "is_published": tracking.draft_of(request.actor, made.pk) is None if form.is_bound else False,
        "form": form,
        "template": template.of_version(draft.template) if draft else None,
        "preview": _preview(texts) if "look" in request.POST and not form.errors else [],
        "back_link": {"text": "Duties of named settings", "href": reverse("partnership:statement", args=[made.pk])},
    }
    return render(request, "partnership/statement_write.html", page, status=422 if form.errors else 200)


def _saved(request: ActorRequest, made: Any, form: WriteStatement) -> bool:
    """Whether the words are in the draft now; else the form says why not, and keeps them."""
    try:
        operations.write_statement(
            partnership=made,
            texts=form.cleaned_data,
            seen=form.cleaned_data["seen"],
            anew="anew" in request.POST,
            by=request.actor,
            at=now(),
        )
    except NotAllowed:
        raise
    except NotFound:
        form.add_error(None, "A colleague published the draft while you were typing. Your words are below, not saved.")
    except Problem as problem:
        form.add_error(getattr(problem, "part", "") or None, problem.sentence)
    else:
        return True
    return False


@require_http_methods(BOTH)
@permission("partnership.write_statement")
def publish(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """The whole draft as it will stand, and a button: from then on nobody can change it."""
    made = _partnership(request, partnership_id)
    draft = _draft(request, made)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            operations.publish_statement(
                partnership=made, seen=request.POST.get("seen", ""), by=request.actor, at=now()
            )
        except (NotFound, NotAllowed):
            raise
        except Problem as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            messages.success(request, "Published. Heads and governors of named settings find it on their first page.")
            return redirect(reverse("partnership:statement", args=[made.pk]))
    page = {
        "partnership": made,
        "draft": draft,
        "parts": _preview(draft.texts),
        "errors": errors,
        "back_link": {"text": "Change the draft", "href": reverse("partnership:write_statement", args=[made.pk])},
    }
    return render(request, "partnership/statement_publish.html", page, status=422 if errors else 200)


@require_safe
@permission("partnership.see_structure")
def read(request: ActorRequest, partnership_id: int, statement_id: int) -> HttpResponse:
    """A published statement with its digest, for everybody in the area."""
    made = queries.partnership(partnership_id)
    said = tracking.statement(request.actor, made.pk, statement_id)
    page = {"partnership": made, "statement": said, "parts": _preview(said.texts)}
    return render(request, "partnership/statement_read.html", page)


@require_http_methods(BOTH)
@permission("partnership.publish_arrangements")
def where(request: ActorRequest, partnership_id: int, arrangements_id: int) -> HttpResponse:
    """Say where a published version of the arrangements can be read."""
    made = queries.partnership(partnership_id)
    access.require(request.actor, "partnership.publish_arrangements", made)
    found = queries.arrangements(made.pk, arrangements_id)
    back = reverse("partnership:structure", args=[made.pk])
    form = WhereArrangementsAre(request.POST or None, initial={"address": found.address})
    if form.is_valid():
        operations.say_where_arrangements_are(
            arrangements=found, address=form.cleaned_data["address"], by=request.actor, at=now()
        )
        messages.success(request, f"Settings are led to {found.version} from now on.")
        return redirect(back)
    page = {
        "partnership": made,
        "form": form,
        "title": f"Where {found.version} can be read",
        "button": "Save",
        "back_link": {"text": "Back to the partnership", "href": back},
    }
    return render(request, "partnership/form.html", page, status=422 if form.errors else 200)


def _partnership(request: ActorRequest, partnership_id: int) -> Any:
    made = queries.partnership(partnership_id)
    access.require(request.actor, "partnership.write_statement", made)
    return made


def _draft(request: ActorRequest, made: Any) -> Any:
    draft = tracking.draft_of(request.actor, made.pk)
    if draft is None:
        raise NotFound("There is no draft now. Begin one on the page of the duties.")
    return draft


def _preview(texts: dict[str, str]) -> list[dict[str, Any]]:
    parts = pages.parts_of(texts, template.kind_names())
    return [part | {"blocks": plain_markdown.parse(str(part["text"]))} for part in parts]
