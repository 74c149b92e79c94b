"""What the area does about what reviews and its own tracker recommend: the register, each initiative, its take-up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.audits.checking import plans
from concordat.audits.initiatives import effect, register
from concordat.audits.initiatives.forms import NoteTakeUp, WriteInitiative
from concordat.audits.presenters import initiatives as say
from concordat.audits.presenters import one_initiative
from concordat.audits.views.checking import asked, typed
from concordat.core import clock, csv_files
from concordat.core.clock import now
from concordat.core.problems import NotFound
from concordat.core.taking import TAKE_FILE
from concordat.core.views import ActorRequest, permission
from concordat.partnership import queries as partnership_queries
from concordat.questionnaires import queries as questionnaire_queries
from concordat.resources import queries as offer_queries
from concordat.resources.initiatives import access, operations, queries
from concordat.resources.initiatives.operations import Takes, Written

if TYPE_CHECKING:
    from concordat.resources.models import Initiative

BOTH = ["GET", "HEAD", "POST"]


@require_safe
@permission("resources.see_register")
def mine(request: ActorRequest) -> HttpResponse:
    """My partnership's register, or a choice of mine. For the education safeguarding lead."""
    found = partnership_queries.partnerships_by_id(queries.partnerships_read(request.actor))
    if len(found) == 1:
        return redirect(reverse("audits:initiatives", args=[found[0].id]))
    return render(request, "audits/initiatives_mine.html", {"partnerships": found})


@require_safe
@permission("resources.see_register")
def register_page(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """Every initiative with what it answers and its take-up. For the education safeguarding lead."""
    found = register.register_of(request.actor, partnership_id, day=clock.today())
    may = access.allows(request.actor, "resources.keep_initiatives", plans.At(partnership_id))
    page = say.register(found, request.GET, day=clock.today(), may_keep=may)
    return render(request, "audits/initiatives.html", page)


@require_safe
@permission("resources.see_register", file=TAKE_FILE)
def register_csv(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """The same as a file."""
    found = register.register_of(request.actor, partnership_id, day=clock.today())
    rows = say.csv_rows(say.narrowed(found, request.GET, day=clock.today()), day=clock.today())
    return csv_files.download(f"initiatives-{partnership_id}.csv", say.CSV_HEADER, rows)


def _seen(request: ActorRequest, initiative_id: int) -> Initiative:
    """One that the actor's team reads whole: settings have a page of their own."""
    found = queries.initiative(request.actor, initiative_id)
    if found.partnership_id not in queries.partnerships_read(request.actor):
        raise NotFound
    return found


def _kept(request: ActorRequest, initiative_id: int) -> Initiative:
    found = _seen(request, initiative_id)
    access.require(request.actor, "resources.keep_initiatives", found)
    return found


@require_safe
@permission("resources.see_register")
def one(request: ActorRequest, initiative_id: int) -> HttpResponse:
    """One initiative: what it answers, who takes part, what they answered before and since."""
    found, day = _seen(request, initiative_id), clock.today()
    places = register.places_of(request.actor, found, day=day)
    said = {each.setting.id: each.take_up for each in places if each.take_up is not None}
    made = partnership_queries.partnership(found.partnership_id)
    effects = effect.effects_of(request.actor, found, said, threshold=made.smallest_group, day=day)
    page = one_initiative.one(
        found,
        register.answers_of(found, register.recommended(request.actor, found.partnership_id)),
        places,
        effects,
        request.GET,
        statements=questionnaire_queries.statements(),
        threshold=made.smallest_group,
        day=day,
        may_keep=access.allows(request.actor, "resources.keep_initiatives", found),
    )
    return render(request, "audits/initiative.html", page)


@require_safe
@permission("resources.see_register", file=TAKE_FILE)
def settings_csv(request: ActorRequest, initiative_id: int) -> HttpResponse:
    """Who takes part, as a file."""
    found = _seen(request, initiative_id)
    places = one_initiative.narrowed_places(register.places_of(request.actor, found, day=clock.today()), request.GET)
    return csv_files.download(
        f"initiative-{found.pk}.csv", one_initiative.PLACES_HEADER, map(one_initiative.place_row, places)
    )


def _form(request: ActorRequest, partnership_id: int, initial: dict[str, Any]) -> WriteInitiative:
    day = clock.today()
    bodies = partnership_queries.bodies_on(partnership_id, day)
    known = register.recommended(request.actor, partnership_id)
    return WriteInitiative(
        typed(request),
        initial=initial,
        agencies=[(str(one.id), one.name) for one in bodies],
        offers=[(str(one.pk), one.title) for one in offer_queries.offers(request.actor, partnership_id)],
        authorities=[(str(one.id), one.name) for one in bodies if one.is_authority],
        recommended=[(code, f"{one.says} ({one.source})") for code, one in known.items()],
    )


def _written(given: dict[str, Any]) -> Written:
    return Written(**{name: value for name, value in given.items() if name != "was"})


@require_http_methods(BOTH)
@permission("resources.keep_initiatives")
def begin(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """Write a new initiative. For the education safeguarding lead."""
    access.require(request.actor, "resources.keep_initiatives", plans.At(partnership_id))
    wanted = {"answers": request.GET.getlist("answers"), "aims": request.GET.get("aims", "")}
    form = _form(request, partnership_id, {"from_on": clock.today().isoformat(), **wanted})
    there = reverse("audits:initiatives", args=[partnership_id])
    page = {
        "caption": partnership_queries.partnership(partnership_id).organisation.name,
        "title": "Write an initiative",
        "says": ["What the area does about a recommendation. Settings that it is for see it, and say that they join."],
        "button": "Save",
        "back_link": {"text": "Back to the register", "href": there},
    }

    def do(given: dict[str, Any]) -> Any:
        written = _written(given)
        return operations.begin_initiative(partnership_id=partnership_id, written=written, by=request.actor, at=now())

    return asked(request, form, do, page, _there)


@require_http_methods(BOTH)
@permission("resources.keep_initiatives")
def change(request: ActorRequest, initiative_id: int) -> HttpResponse:
    """Write it anew. For the education safeguarding lead."""
    found = _kept(request, initiative_id)
    form = _form(request, found.partnership_id, one_initiative.initial(found))
    page = _page(found, "Change the initiative", [], "Save")

    def do(given: dict[str, Any]) -> Any:
        was = given.get("was") or 0
        return operations.change_initiative(
            initiative=found, written=_written(given), was=was, by=request.actor, at=now()
        )

    return asked(request, form, do, page, _there)


@require_http_methods(BOTH)
@permission("resources.keep_initiatives")
def end(request: ActorRequest, initiative_id: int) -> HttpResponse:
    """It is over before its day. For the education safeguarding lead."""
    found = _kept(request, initiative_id)
    page = _page(found, "End the initiative", ["Nobody can join it any more. What came of it stays."], "End it")

    def do(given: dict[str, Any]) -> Any:
        return operations.end_initiative(initiative=found, by=request.actor, at=now())

    return asked(request, None, do, page, _there)


@require_http_methods(BOTH)
@permission("resources.keep_initiatives")
def note(request: ActorRequest, initiative_id: int) -> HttpResponse:
    """Note that a setting takes part. For the office."""
    found = _kept(request, initiative_id)
    places = {each.setting.id: each for each in register.places_of(request.actor, found, day=clock.today())}
    named = request.GET.get("setting", "")
    chosen = places.get(int(named)) if named.isascii() and named.isdigit() and len(named) < 12 else None
    form = NoteTakeUp(
        typed(request),
        settings=[(str(pk), each.setting.name) for pk, each in places.items()],
        initial=one_initiative.initial_take_up(chosen.take_up if chosen else None) | {"establishment_id": named},
    )
    says = ["Numbers only: never a name of a child, nor of a colleague."]
    page = _page(found, "Note who takes part", says, "Save")

    def do(given: dict[str, Any]) -> Any:
        place = given.pop("establishment_id")
        takes = Takes(**given | {"was": given.get("was") or 0})
        operations.say_take_up(initiative=found, establishment_id=place, takes=takes, by=request.actor, at=now())
        return found

    return asked(request, form, do, page, _there)


def _page(found: Initiative, title: str, says: list[str], button: str) -> dict[str, Any]:
    there = reverse("audits:initiative", args=[found.pk])
    return {
        "caption": found.title,
        "title": title,
        "says": says,
        "button": button,
        "back_link": {"text": "Back to the initiative", "href": there},
    }


def _there(done: Any) -> str:
    return reverse("audits:initiative", args=[done.pk])
