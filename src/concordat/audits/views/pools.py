"""A partnership begins a pool, joins and leaves it, puts an audit into it and has the region counted."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.audits import operations, queries
from concordat.audits.pooling import access
from concordat.audits.pooling.forms import BeginPool, JoinPool, ReleaseAudit
from concordat.audits.pools import standing
from concordat.audits.pools.standing import Part
from concordat.audits.presenters import pools as say
from concordat.audits.views.checking import asked, typed
from concordat.core import clock
from concordat.core.clock import now
from concordat.core.problems import NotFound
from concordat.core.views import ActorRequest, permission
from concordat.partnership import queries as partnership_queries

BOTH = ["GET", "HEAD", "POST"]


@require_safe
@permission("audits.see_pools")
def every(request: ActorRequest) -> HttpResponse:
    """Pools that my partnership is in or asked to join. For the analyst and the business manager."""
    kept = standing.kept_by(request.actor)
    page = say.every(standing.pools_of(request.actor), standing.read_by(request.actor), kept, day=clock.today())
    return render(request, "audits/pools.html", page)


@require_http_methods(BOTH)
@permission("audits.keep_pool")
def begin(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """Begin a pool and ask others to join. For the business manager."""
    own = next((one for one in standing.kept_by(request.actor) if one.id == partnership_id), None)
    if own is None:
        raise NotFound
    others = [(str(one.id), one.name) for one in partnership_queries.others_than(partnership_id)]
    page = {
        "caption": own.name,
        "title": "Begin a pool",
        "says": [
            "Partnerships of a region put the results of one audit each together. Each agrees to this purpose until a"
            " day, and can leave at any time.",
            "The others see counts of the whole region. They never see a return of one of your settings.",
        ],
        "button": "Begin and ask them",
        "back_link": {"text": "Back to pooled figures", "href": reverse("audits:pools")},
    }

    def do(given: dict[str, Any]) -> Any:
        return operations.begin_pool(partnership_id=partnership_id, by=request.actor, at=now(), **given)

    form = BeginPool(typed(request), others=others)
    return asked(request, form, do, page, lambda made: reverse("audits:pool", args=[made.pk]))


@require_safe
@permission("audits.see_pools")
def one(request: ActorRequest, pool_id: int) -> HttpResponse:
    """Who is in a pool, what each has released, and its tables. For the analyst and the business manager."""
    found = standing.pool_for(request.actor, pool_id)
    kept = {body.id for body in standing.kept_by(request.actor)}
    return render(request, "audits/pool.html", say.one(found, kept, day=clock.today()))


@require_http_methods(BOTH)
@permission("audits.keep_pool")
def join(request: ActorRequest, pool_part_id: int) -> HttpResponse:
    """Agree that results are pooled, until a day. For the business manager."""
    found = _own(request, pool_part_id)
    until = found.part.until_on
    form = JoinPool(typed(request), initial={"until_on": until.isoformat() if until else ""})
    page = _page(found, "Agree that your results are pooled", [f"What for: {found.part.pool.purpose}"], "Agree") | {
        "quote": "The others see counts of the whole region and of your area, with small groups hidden. They never see"
        " a return. You can leave at any time; tables with your results are then shown to nobody any more."
    }

    def do(given: dict[str, Any]) -> Any:
        return operations.join_pool(part=found.part, by=request.actor, at=now(), **given)

    return asked(request, form, do, page, _there)


@require_http_methods(BOTH)
@permission("audits.keep_pool")
def leave(request: ActorRequest, pool_part_id: int) -> HttpResponse:
    """Decline, or leave. For the business manager."""
    found = _own(request, pool_part_id)
    says = [
        "Results that you released and that are in no table yet are destroyed.",
        "Tables with your results are shown to nobody any more, to your partnership neither. The others can make a new"
        " table only from other audits.",
    ]
    page = _page(found, "Leave this pool" if found.part.given_at else "Decline to join", says, "Leave")

    def do(given: dict[str, Any]) -> Any:
        return operations.leave_pool(part=found.part, by=request.actor, at=now())

    return asked(request, None, do, page, lambda _: reverse("audits:pools"))


@require_http_methods(BOTH)
@permission("audits.keep_pool")
def release(request: ActorRequest, pool_part_id: int) -> HttpResponse:
    """Put the results of a closed audit into the pool. For the business manager."""
    found = _own(request, pool_part_id)
    audits = standing.may_be_released(request.actor, found.part.partnership_id)
    form = ReleaseAudit(typed(request), audits=[(str(one.pk), f"{one.title}, {one.year}") for one in audits])
    says = [
        "What settings chose is kept where no person reads it, counted once everybody has released, and then"
        " destroyed. No note, name or file goes with it.",
        "An audit goes into one table, once: two tables of nearly the same returns could be subtracted.",
    ]
    page = _page(found, "Put an audit into the pool", says, "Release the results")

    def do(given: dict[str, Any]) -> Any:
        cycle = queries.cycle_for(request.actor, given["cycle_id"])
        return operations.release_audit(part=found.part, cycle=cycle, by=request.actor, at=now())

    return asked(request, form, do, page, _there)


@require_http_methods(BOTH)
@permission("audits.keep_pool")
def take_back(request: ActorRequest, pool_part_id: int) -> HttpResponse:
    """Take results back that are in no table yet. For the business manager."""
    found = _own(request, pool_part_id)
    waits = found.waits
    if waits is None:
        raise NotFound("Nothing of yours waits for a table.")
    page = _page(found, "Take the results back", [f"{waits.title}: {waits.returns} returns."], "Take them back")

    def do(given: dict[str, Any]) -> Any:
        return operations.take_back_release(release=waits, by=request.actor, at=now())

    return asked(request, None, do, page, _there)


@require_http_methods(BOTH)
@permission("audits.keep_pool")
def count(request: ActorRequest, pool_part_id: int) -> HttpResponse:
    """Have the region counted. For the business manager."""
    found = _own(request, pool_part_id)
    says = [
        "The results of everybody who is in the pool are counted into a table, which stays as it is.",
        "It is there in a minute or so. What settings chose is then destroyed.",
    ]
    page = _page(found, "Count the region", says, "Count")

    def do(given: dict[str, Any]) -> Any:
        operations.ask_for_table(part=found.part, by=request.actor, at=now())
        return found.part

    return asked(request, None, do, page, _there)


def _own(request: ActorRequest, pool_part_id: int) -> Part:
    """A part that has not ended, in whose name the actor acts; raises `NotFound`."""
    found = standing.part_for(request.actor, pool_part_id)
    access.require(request.actor, "audits.keep_pool", found.part)
    return found


def _page(found: Part, title: str, says: list[str], button: str) -> dict[str, Any]:
    pool = found.part.pool
    return {
        "caption": pool.name,
        "title": title,
        "says": says,
        "button": button,
        "back_link": {"text": "Back to the pool", "href": reverse("audits:pool", args=[pool.pk])},
    }


def _there(done: Any) -> str:
    return reverse("audits:pool", args=[done.pool_id])
