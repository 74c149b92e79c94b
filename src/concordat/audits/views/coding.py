"""The office opens a coding of notes, writes its codebook, starts it, follows it, freezes what stands or closes it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.audits import coding_access as access
from concordat.audits import operations, queries
from concordat.audits.checking import withheld
from concordat.audits.coding import compared, notes, standing, subjects
from concordat.audits.coding.codebook import codebook_of
from concordat.audits.coding_forms import CloseCoding, NewCoding, entries_in
from concordat.audits.presenters import coding as say
from concordat.audits.views.checking import asked, typed
from concordat.core import csv_files
from concordat.core.clock import now
from concordat.core.problems import NotFound, Problem
from concordat.core.taking import TAKE_FILE
from concordat.core.views import ActorRequest, permission

BOTH = ["GET", "HEAD", "POST"]


@require_safe
@permission("audits.see_coding")
def every(request: ActorRequest, cycle_id: int) -> HttpResponse:
    """The codings of an audit. For the education safeguarding lead."""
    cycle = queries.cycle_for(request.actor, cycle_id)
    access.require(request.actor, "audits.see_coding", cycle)
    may_open = access.allows(request.actor, "audits.keep_coding", cycle)
    page = say.every(cycle, standing.codings_of(request.actor, cycle), may_open=may_open)
    return render(request, "audits/codings.html", page)


@require_http_methods(BOTH)
@permission("audits.keep_coding")
def new(request: ActorRequest, cycle_id: int) -> HttpResponse:
    """Open a coding: which question, and which two people code. For the office."""
    cycle = queries.cycle_for(request.actor, cycle_id)
    access.require(request.actor, "audits.keep_coding", cycle)
    offered = subjects.subjects_of(request.actor, cycle)
    people = standing.possible_coders(request.actor, cycle.partnership_id, at=now())
    form = NewCoding(
        typed(request),
        subjects=[(one.key, one.title) for one in offered.values()],
        people=[(str(person), f"{name} ({role.lower()})") for person, (name, role) in people.items()],
    )
    page = {
        "caption": f"{cycle.title}, {cycle.year}",
        "title": "Code the notes beside a question",
        "says": [
            "Two people read every note and give it codes, each without seeing the other's. Then you see how far they "
            "agree, settle what they gave otherwise, and read the counts.",
            "The codebook begins with suggested codes, which you can change before coding starts. No note leaves this"
            " site.",
        ],
        "button": "Open the coding",
        "breadcrumbs": say.of_cycle(cycle),
    }

    def do(given: dict[str, Any]) -> Any:
        return operations.open_coding(cycle=cycle, by=request.actor, at=now(), **given)

    return asked(request, form, do, page, lambda made: reverse("audits:codebook", args=[made.pk]))


@require_safe
@permission("audits.see_coding")
def one(request: ActorRequest, coding_id: int) -> HttpResponse:
    """How far a coding is, how the two agree, and what stands. For the education safeguarding lead."""
    return _shown(request, standing.coding_for(request.actor, coding_id), [])


def _shown(request: ActorRequest, found: standing.Standing, errors: list[dict[str, str]]) -> HttpResponse:
    coding, actor = found.coding, request.actor
    both = compared.compared(actor, coding, found.coders)
    coder = found.coder(actor)
    to_code = 0
    if coder is not None and found.stage == "coding":
        mine = notes.coded_by(actor, coding).get(coder.person_id, {})
        to_code = len(both.notes) - len(notes.current(both.notes, mine))
    page = say.one(
        found,
        both,
        is_coder=coder is not None,
        may_keep=access.allows(actor, "audits.keep_coding", coding),
        to_code=to_code,
        not_counted=withheld.not_counted(actor, coding.cycle) if found.stage == "comparing" else "",
    )
    page["coder_done"] = coder is not None and coder.done_at is not None
    page["errors"] = errors
    return render(request, "audits/coding.html", page, status=422 if errors else 200)


@require_http_methods(BOTH)
@permission("audits.keep_coding")
def codebook(request: ActorRequest, coding_id: int) -> HttpResponse:
    """The codes: title, description, and the words that suggest each. For the office, before coding starts."""
    found = _kept(request, coding_id)
    if found.stage != "preparing":
        raise NotFound("Coding has started, so the codebook stays as it is.")
    entries, errors, was = list(codebook_of(request.actor, found.coding)), [], found.coding.codebook_version
    if request.method == "POST":
        shown = request.POST.get("was", "")
        entries = entries_in(request.POST)
        version = int(shown) if shown.isascii() and shown.isdigit() and len(shown) < 5 else 0
        try:
            operations.change_codebook(coding=found.coding, entries=entries, was=version, by=request.actor, at=now())
        except Problem as problem:
            errors = [{"text": problem.sentence, "href": "#main-content"}]
        else:
            return redirect(reverse("audits:coding", args=[coding_id]))
    page = say.codebook(found, entries, errors, was)
    return render(request, "audits/codebook.html", page, status=422 if errors else 200)


@require_http_methods(["POST"])
@permission("audits.keep_coding")
def start(request: ActorRequest, coding_id: int) -> HttpResponse:
    """The codebook is ready; the two begin. For the office."""
    found = _kept(request, coding_id)
    try:
        operations.start_coding(coding=found.coding, by=request.actor, at=now())
    except Problem as problem:
        return _shown(request, found, [{"text": problem.sentence, "href": "#main-content"}])
    return redirect(reverse("audits:coding", args=[coding_id]))


@require_http_methods(BOTH)
@permission("audits.keep_coding")
def again(request: ActorRequest, coding_id: int) -> HttpResponse:
    """Let both code what is new or changed. For the office."""
    found = _kept(request, coding_id)
    page = {
        "caption": found.coding.title,
        "title": "Let both code again",
        "says": [
            "Notes that are new or were changed since are coded by both; until both have finished again, neither sees "
            "the other's codes. Codes of other notes stay as both gave them before they saw each other's, and so does "
            "what was settled of them.",
        ],
        "button": "Let both code again",
        "breadcrumbs": say.below(found),
    }

    def do(given: dict[str, Any]) -> Any:
        return operations.code_again(coding=found.coding, by=request.actor, at=now())

    return asked(request, None, do, page, lambda _: reverse("audits:coding", args=[coding_id]))


@require_http_methods(BOTH)
@permission("audits.keep_coding")
def freeze(request: ActorRequest, coding_id: int) -> HttpResponse:
    """Keep what stands, with its date. For the office."""
    found = _kept(request, coding_id)
    page = {
        "caption": found.coding.title,
        "title": "Freeze the results",
        "says": [
            "The counts are kept as they stand today, with the version of the codebook. Nothing of this coding can be "
            "changed afterwards.",
            "Notes that were changed since they were coded are left out, and the results say how many.",
        ],
        "button": "Freeze the results",
        "breadcrumbs": say.below(found),
    }

    def do(given: dict[str, Any]) -> Any:
        return operations.freeze_coding(coding=found.coding, by=request.actor, at=now())

    return asked(request, None, do, page, lambda _: reverse("audits:coding", args=[coding_id]))


@require_http_methods(BOTH)
@permission("audits.keep_coding")
def close(request: ActorRequest, coding_id: int) -> HttpResponse:
    """Close a coding of the wrong question, or of a coder who has left, with the reason. For the office."""
    found = _kept(request, coding_id)
    page = {
        "caption": found.coding.title,
        "title": "Close without a result",
        "says": [
            "Nothing of this coding counts, and it cannot be opened again. The question can then be coded anew, with"
            " other people if you like: they read and code every note from the beginning.",
        ],
        "button": "Close without a result",
        "breadcrumbs": say.below(found),
    }

    def do(given: dict[str, Any]) -> Any:
        return operations.close_coding(coding=found.coding, by=request.actor, at=now(), **given)

    return asked(request, CloseCoding(typed(request)), do, page, lambda _: reverse("audits:coding", args=[coding_id]))


@require_safe
@permission("audits.see_coding", file=TAKE_FILE)
def results_csv(request: ActorRequest, coding_id: int) -> HttpResponse:
    """The frozen counts as a file: codes and numbers, no note."""
    found = standing.coding_for(request.actor, coding_id)
    if found.result is None:
        raise NotFound("There are no results yet. They come when the coding is frozen.")
    return csv_files.download(f"coding-{coding_id}.csv", say.CSV_HEADER, say.csv_rows(found))


def _kept(request: ActorRequest, coding_id: int) -> standing.Standing:
    found = standing.coding_for(request.actor, coding_id)
    access.require(request.actor, "audits.keep_coding", found.coding)
    return found
