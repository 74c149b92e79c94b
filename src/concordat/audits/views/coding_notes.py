"""A coder codes ten notes at a time; the two, or the lead, settle what was coded otherwise, one note at a time."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from concordat.audits import coding_access as access
from concordat.audits import operations
from concordat.audits.coding import compared, notes, standing
from concordat.audits.coding.codebook import codebook_of
from concordat.audits.coding.notes import NoteKey
from concordat.audits.operations import Coded
from concordat.audits.presenters import coding_notes as say
from concordat.audits.presenters.coding_notes import Typed
from concordat.core.clock import now
from concordat.core.problems import NotFound, Problem
from concordat.core.views import ActorRequest, permission

BOTH = ["GET", "HEAD", "POST"]
GONE = "Some notes are no longer here: their returns were changed or reopened. Look at what is left, then save again."


@require_http_methods(BOTH)
@permission("audits.code_notes")
def code(request: ActorRequest, coding_id: int) -> HttpResponse:
    """Read ten notes and give each its codes. For the two who code."""
    found = _coding(request, coding_id)
    coder = found.coder(request.actor)
    if coder is None or coder.done_at is not None or found.stage != "coding":
        raise NotFound("There is nothing to code here now.")
    typed = Typed()
    if request.method == "POST":
        typed = _saved(request, found)
        if not (typed.problems or typed.sentence):
            return redirect(_next(request, coding_id))
    every = notes.notes_of(request.actor, found.coding, to_code=True)
    mine = notes.coded_by(request.actor, found.coding).get(coder.person_id, {})
    if any(key not in every for key in typed.problems):
        typed = replace(typed, sentence=GONE)
    apart = notes.given_apart(every, mine, found.coders)
    page = say.code_page(found, every, mine, codebook_of(request.actor, found.coding), request.GET, typed, apart)
    return render(request, "audits/code_notes.html", page, status=422 if page["errors"] else 200)


def _saved(request: ActorRequest, found: standing.Standing) -> Typed:
    given = _given(request)
    try:
        kept = operations.code_notes(coding=found.coding, given=given, by=request.actor, at=now())
    except Problem as problem:
        return Typed({key: one.codes for key, one in given.items()}, sentence=problem.sentence)
    return Typed({key: one.codes for key, one in given.items()}, kept.problems)


def _given(request: ActorRequest) -> dict[NoteKey, Coded]:
    """The notes of the page that were coded, or were before; a note left alone is none of them."""
    found: dict[NoteKey, Coded] = {}
    for field in request.POST:
        name, _, what = field.rpartition(".")
        key = say.key_in(name) if what == "seen" else None
        if key is None:
            continue
        codes, was = frozenset(request.POST.getlist(f"{name}.codes")), _number(request, f"{name}.was")
        if codes or was:
            found[key] = Coded(codes, _number(request, field), was)
    return found


def _number(request: ActorRequest, field: str) -> int:
    text = request.POST.get(field, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _next(request: ActorRequest, coding_id: int) -> str:
    here = reverse("audits:code_notes", args=[coding_id])
    page = _number(request, "page")
    if request.POST.get("then") != "next":
        return reverse("audits:coding", args=[coding_id])
    if request.GET.get("show") == "left":
        return f"{here}?show=left"
    return f"{here}?page={page + 1}" if page else reverse("audits:coding", args=[coding_id])


@require_http_methods(["POST"])
@permission("audits.code_notes")
def finish(request: ActorRequest, coding_id: int) -> HttpResponse:
    """I have coded every note. For the two who code."""
    found = _coding(request, coding_id)
    try:
        operations.finish_coding(coding=found.coding, by=request.actor, at=now())
    except Problem as problem:
        page = {
            "caption": found.coding.title,
            "title": "You have not finished yet",
            "says": [],
            "button": "Try again",
            "errors": [{"text": problem.sentence, "href": "#main-content"}],
            "back_link": {"text": "Back to this coding", "href": reverse("audits:coding", args=[coding_id])},
        }
        return render(request, "audits/check_form.html", page, status=422)
    return redirect(reverse("audits:coding", args=[coding_id]))


@require_http_methods(BOTH)
@permission("audits.settle_coding")
def settle(request: ActorRequest, coding_id: int) -> HttpResponse:
    """One note that was coded otherwise: which codes stand. For the two who code, or the lead."""
    found = standing.coding_for(request.actor, coding_id)
    access.require(request.actor, "audits.settle_coding", found.coding)
    if found.stage != "comparing":
        raise NotFound("There is nothing to settle now.")
    said = {field.removeprefix("code-"): request.POST[field] for field in request.POST if field.startswith("code-")}
    why = _settled(request, found, said) if request.method == "POST" else ""
    both = compared.compared(request.actor, found.coding, found.coders)
    if request.method == "POST" and not why:
        after = say.next_waiting(both, _number(request, "page"))
        here = reverse("audits:settle_coding" if after else "audits:coding", args=[coding_id])
        return redirect(f"{here}?page={after}" if after else here)
    errors = [{"text": why, "href": "#main-content"}] if why else []
    typed = say.Answered(say.key_in(request.POST.get("note", "")), said) if errors else say.Answered()
    page = say.settle_page(found, both, request.GET, typed, errors)
    return render(request, "audits/settle_coding.html", page, status=422 if errors else 200)


def _settled(request: ActorRequest, found: standing.Standing, said: dict[str, str]) -> str:
    """What is wrong; empty where it is settled."""
    key = say.key_in(request.POST.get("note", ""))
    shown = request.POST.getlist("shown")
    if key is None or any(said.get(one) not in ("yes", "no") for one in shown):
        return "Say yes or no to each code that only one of you gave."
    try:
        operations.settle_note(
            coding=found.coding,
            note=key,
            codes=[one for one in shown if said[one] == "yes"],
            disputed=shown,
            was=_number(request, "was"),
            by=request.actor,
            at=now(),
        )
    except Problem as problem:
        return problem.sentence
    return ""


def _coding(request: ActorRequest, coding_id: int) -> standing.Standing:
    found = standing.coding_for(request.actor, coding_id)
    access.require(request.actor, "audits.code_notes", found.coding)
    return found
