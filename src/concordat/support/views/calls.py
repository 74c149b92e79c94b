"""The log, a call noted in one short page, and what is still to do of it. For the partnership's support team."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib import messages as said
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.core import clock, csv_files
from concordat.core.clock import now
from concordat.core.problems import NotFound, Problem
from concordat.core.taking import TAKE_FILE
from concordat.core.views import ActorRequest, permission
from concordat.establishments import queries as establishment_queries
from concordat.support import operations, queries
from concordat.support.forms import NoteCall, PlanCall
from concordat.support.operations.calls import NextStep
from concordat.support.presenters import calls as say
from concordat.support.presenters import lists
from concordat.support.views import working_at

if TYPE_CHECKING:
    from concordat.support.models import Call

BOTH = ["GET", "HEAD", "POST"]


@require_safe
@permission("support.see_log")
def log(request: ActorRequest) -> HttpResponse:
    """Every call, narrowed and sorted as the address says."""
    homes = working_at.homes(request)
    officers = working_at.officers(request, homes)
    chosen = say.chosen(request.GET)
    found = queries.calls(request.actor, chosen, sort=say.sort_of(request.GET))
    page = say.log(found, request.GET, officers, clock.today())
    page["steps"] = working_at.steps(request, homes[0], "support:log", "support:note")
    page["note_href"] = reverse("support:note")
    page["about"] = establishment_queries.establishment(chosen.setting).organisation.name if chosen.setting else ""
    return render(request, "support/log.html", page)


@require_safe
@permission("support.see_log", file=TAKE_FILE)
def log_csv(request: ActorRequest) -> HttpResponse:
    """The same list as a file."""
    found = queries.calls(request.actor, say.chosen(request.GET), sort=say.sort_of(request.GET))
    return csv_files.download("calls.csv", say.CSV_HEADER, (say.csv_row(row) for row in found))


@require_http_methods(BOTH)
@permission("support.note_call")
def note(request: ActorRequest) -> HttpResponse:
    """Note a call: one page, from the menu or from the page of a setting."""
    asked = lists.number(request.GET, "setting")
    brief = next(iter(establishment_queries.briefs_of([asked])), None) if asked else None
    if asked:
        queries.partnership_of_setting(request.actor, asked, day=clock.today())
    if request.method == "POST":
        return _noted(request, brief)
    recent = [] if brief else queries.recent_settings(request.actor)
    form = _note_form(request, None, [(brief.id, brief.name)] if brief else recent, fixed=brief is not None)
    return _note_page(request, form, brief)


def _noted(request: ActorRequest, brief: Any) -> HttpResponse:
    posted, day = request.POST, clock.today()
    choices = [(brief.id, brief.name)] if brief else queries.recent_settings(request.actor)
    found = []
    heard = posted.get("said", "").replace("\x00", "").strip()
    if brief is None and heard:
        found = [(one.id, one.name) for one in queries.settings_named(request.actor, heard, day=day)]
        choices = found
    form = _note_form(request, posted, choices, fixed=brief is not None)
    if found:
        form.fields["setting_id"].label = "Which of these"
    is_valid = form.is_valid()
    chosen = form.cleaned_data.get("setting_id")
    setting = brief.id if brief else chosen or (found[0][0] if len(found) == 1 else None)
    if setting is None:
        _say_which(form, bool(found), bool(heard))
    elif is_valid and _keep(request, form, setting) is not None:
        said.success(request, f"Noted: {dict(choices)[setting]}. The log has it.")
        return redirect(reverse("support:log"))
    return _note_page(request, form, brief)


def _say_which(form: NoteCall, several: bool, typed: bool) -> None:
    if several:
        form.add_error("setting_id", "Several settings fit. Choose one, or type more of the name.")
    elif typed:
        form.add_error("said", "No open setting of your area is called so. Type part of its name, its URN or postcode.")
    else:
        form.add_error("said", "Say which setting it was.")


def _keep(request: ActorRequest, form: NoteCall, setting: int) -> Call | None:
    typed = form.cleaned_data
    step = NextStep(typed["next_step"], typed["next_on"], typed["follower"]) if form.is_open else None
    try:
        return operations.note_call(
            establishment_id=setting,
            channel=typed["channel"],
            kind=typed["kind"],
            words=typed["words"],
            minutes=typed["minutes"],
            on=typed["on"],
            form_key=typed["form_key"],
            next_step=step,
            by=request.actor,
            at=now(),
        )
    except Problem as problem:
        if isinstance(problem, operations.SentBefore):
            form.renew()
        form.add_error(None if isinstance(problem, NotFound) else "words", problem.sentence)
        return None


def _note_form(request: ActorRequest, posted: Any, settings: list[tuple[int, str]], *, fixed: bool) -> NoteCall:
    officers = [(str(one.id), one.name) for one in working_at.officers(request, working_at.homes(request))]
    initial: dict[str, Any] = {"form_key": uuid4(), "follower": str(request.actor.person_id)}
    if fixed:
        initial["setting_id"] = settings[0][0]
    else:
        initial["said"] = request.GET.get("search", "")[:100]
    choices = [(str(pk), name) for pk, name in settings]
    return NoteCall(posted, initial=initial, settings=choices, fixed=fixed, officers=officers)


def _note_page(request: ActorRequest, form: NoteCall, brief: Any) -> HttpResponse:
    fields = [
        form[name] for name in ("setting_id", "said", "kind", "words", "minutes", "channel") if name in form.fields
    ]
    page = {
        "form": form,
        "brief": brief,
        "fields": fields,
        "more": [form[name] for name in ("next_step", "next_on", "follower", "on")],
        "more_is_open": any(form[name].errors or form[name].data for name in ("next_step", "next_on", "on")),
        "breadcrumbs": [{"text": "Support log", "href": reverse("support:log")}],
    }
    return render(request, "support/note.html", page, status=422 if form.errors else 200)


@require_http_methods(BOTH)
@permission("support.see_log")
def one(request: ActorRequest, support_call_id: int) -> HttpResponse:
    """One call: its next step said anew, or closed."""
    kept = queries.call(request.actor, support_call_id)
    officers = queries.officers(request.actor, kept.partnership_id, at=now())
    closing = request.POST.get("step") == "close"
    form = PlanCall(
        request.POST if request.method == "POST" and not closing else None,
        initial={"next_step": kept.next_step, "next_on": kept.next_on, "follower": kept.follower_id},
        officers=[(str(one.id), one.name) for one in officers],
    )
    errors: list[dict[str, str]] = []
    if request.method == "POST" and (closing or form.is_valid()):
        try:
            told = _go_on(request, kept, None if closing else form)
        except Problem as problem:
            errors = [{"text": problem.sentence, "href": "#main-content"}]
        else:
            said.success(request, told)
            return redirect(reverse("support:call", args=[kept.pk]))
    page = {
        "kept": kept,
        "facts": say.facts(kept),
        "plan": form,
        "errors": [*errors, *_errors_of(form)],
        "breadcrumbs": [{"text": "Support log", "href": reverse("support:log")}],
    }
    return render(request, "support/call.html", page, status=422 if page["errors"] else 200)


def _go_on(request: ActorRequest, kept: Call, form: PlanCall | None) -> str:
    if form is None:
        operations.close_call(call=kept, by=request.actor, at=now())
        return "The call is closed."
    typed = form.cleaned_data
    step = NextStep(typed["next_step"], typed["next_on"], typed["follower"])
    operations.plan_call(call=kept, next_step=step, by=request.actor, at=now())
    return "The next step is kept."


def _errors_of(form: PlanCall) -> list[dict[str, str]]:
    return [{"text": str(error), "href": f"#id_{name}"} for name, found in form.errors.items() for error in found]
