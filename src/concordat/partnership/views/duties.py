"""A named setting's own duties: what binds it, who has opened, acknowledged and signed, and the signing itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from concordat.accounts.vocabulary import SETTING_TEAM, TRUST_TEAM
from concordat.core.clock import now, today
from concordat.core.problems import NotAllowed, NotFound, Problem
from concordat.core.views import ActorRequest, permission
from concordat.establishments import access as establishment_access
from concordat.establishments import queries as establishment_queries
from concordat.lib import plain_markdown
from concordat.partnership import access, operations, rules
from concordat.partnership.documents import LETTER
from concordat.partnership.duties import pages, tracking
from concordat.partnership.duties.tracking import DutyRow, InForce
from concordat.partnership.vocabulary import SIGNER_NAMES, SignerKind

BOTH = ["GET", "HEAD", "POST"]


@require_safe
@permission("partnership.see_duties")
def mine(request: ActorRequest) -> HttpResponse:
    """My settings and how far each has come; straight to the one where there is one. For settings and trusts."""
    own = establishment_access.establishments_of(request.actor, *SETTING_TEAM, *TRUST_TEAM)
    briefs = establishment_queries.briefs(own)
    if len(briefs) == 1:
        return redirect(reverse("partnership:setting_duties", args=[briefs[0].id]))
    named = tracking.namings_on(today()).filter(establishment_id__in=[brief.id for brief in briefs])
    namings = list(tracking.with_settings(named).select_related("partnership__organisation"))
    found = tracking.in_force_of({naming.partnership_id for naming in namings}, today())
    rows = tracking.rows_of(request.actor, namings, found)
    return render(request, "partnership/duties_mine.html", {"listed": pages.mine(briefs, rows, namings)})


@require_safe
@permission("partnership.see_duties")
def setting(request: ActorRequest, establishment_id: int) -> HttpResponse:
    """Whether a setting is named, under what, its duties, and what is still to do."""
    return _page(request, establishment_id, "partnership/duties_setting.html")


@require_http_methods(BOTH)
@permission("partnership.see_duties")
def arrangements(request: ActorRequest, establishment_id: int) -> HttpResponse:
    """The arrangements in force. The button of the page before records that they were opened."""
    if request.method == "POST":
        operations.open_arrangements(naming=_naming(request, establishment_id), by=request.actor, at=now())
        return redirect(request.get_full_path())
    return _page(request, establishment_id, "partnership/duties_arrangements.html", must_be_named=True)


@require_POST
@permission("partnership.acknowledge_arrangements")
def acknowledge(request: ActorRequest, establishment_id: int) -> HttpResponse:
    """The head says that the setting knows the arrangements."""
    naming, shown = _naming(request, establishment_id), request.POST.get("arrangements", "")
    if not (shown.isascii() and shown.isdigit() and len(shown) < 18):
        raise NotFound
    try:
        operations.acknowledge_arrangements(naming=naming, arrangements_id=int(shown), by=request.actor, at=now())
    except (NotFound, NotAllowed):
        raise
    except Problem as problem:
        here = "partnership/duties_arrangements.html"
        return _page(request, establishment_id, here, must_be_named=True, problem=problem.sentence)
    messages.success(request, "The arrangements are acknowledged for your setting.")
    return redirect(reverse("partnership:setting_duties", args=[establishment_id]) + _under(request))


@require_http_methods(BOTH)
@permission("partnership.see_duties")
def sign(request: ActorRequest, establishment_id: int) -> HttpResponse:
    """The words that are signed, and a button for the office that the reader holds here."""
    here = "partnership/duties_sign.html"
    if request.method != "POST":
        return _page(request, establishment_id, here, must_be_named=True)
    naming, said = _naming(request, establishment_id), request.POST
    number, kind = said.get("statement", ""), said.get("kind", "")
    if kind not in set(SignerKind) or not (number.isascii() and number.isdigit() and len(number) < 18):
        raise NotFound
    try:
        operations.sign_duties(
            naming=naming,
            statement_id=int(number),
            digest=said.get("digest", ""),
            kind=SignerKind(kind),
            by=request.actor,
            at=now(),
        )
    except (NotFound, NotAllowed):
        raise
    except Problem as problem:
        return _page(request, establishment_id, here, must_be_named=True, problem=problem.sentence)
    messages.success(request, f"Signed. {SIGNER_NAMES[SignerKind(kind)]}: the words and their digest are kept.")
    return redirect(reverse("partnership:setting_duties", args=[establishment_id]) + _under(request))


def _naming(request: ActorRequest, establishment_id: int) -> Any:
    access.require_reading(request.actor, establishment_id)
    naming = _chosen(request, tracking.namings_of(establishment_id, today()))
    if naming is None:
        raise NotFound("This setting is not named now.")
    return naming


def _chosen(request: ActorRequest, namings: list[Any]) -> Any:
    """The naming by the partnership of the address, else by one's own partnership, else the latest; none without."""
    said = request.GET.get("under", "")
    if not said:
        own = access.follows(request.actor)
        return next((one for one in namings if one.partnership_id in own), namings[0] if namings else None)
    found = next((one for one in namings if str(one.partnership_id) == said), None)
    if found is None:
        raise NotFound("This partnership does not name this setting now.")
    return found


def _under(request: ActorRequest) -> str:
    """What the address says of the partnership, for the page after; it was found valid."""
    said = request.GET.get("under", "")
    return f"?under={said}" if said else ""


def _page(
    request: ActorRequest, establishment_id: int, template: str, *, must_be_named: bool = False, problem: str = ""
) -> HttpResponse:
    found = establishment_queries.establishment(establishment_id)
    access.require_reading(request.actor, establishment_id)
    namings = tracking.namings_of(establishment_id, today())
    naming = _chosen(request, namings)
    if naming is None and must_be_named:
        raise NotFound("This setting is not named now.")
    under = f"?under={naming.partnership_id}" if len(namings) > 1 else ""
    context: dict[str, Any] = {"name": found.organisation.name, "establishment_id": establishment_id, "naming": naming}
    context |= {"under": under, "others": [one for one in namings if one != naming]}
    if naming is not None:
        force = tracking.in_force(naming.partnership_id, today())
        knows = access.allows(request.actor, "partnership.write_formally", naming)
        rows = tracking.rows_of(request.actor, [naming], {naming.partnership_id: force}, with_letters=knows)
        context |= _named(request, naming, rows[0], force) | _for_office(request, naming, rows[0], force)
    context["errors"] = [{"text": problem, "href": "#main-content"}] if problem else []
    if template != "partnership/duties_setting.html":
        back = reverse("partnership:setting_duties", args=[establishment_id]) + under
        context["back_link"] = {"text": "Duties of the setting", "href": back}
    return render(request, template, context, status=422 if problem else 200)


def _named(request: ActorRequest, naming: Any, row: DutyRow, force: InForce) -> dict[str, Any]:
    text = tracking.text_of(force.statement, row.brief.type_code) if force.statement else ""
    return {
        "row": row,
        "in_force": force,
        "standing": pages.tag(row.standing),
        "steps": pages.steps_of(row, force),
        "blocks": plain_markdown.parse(text),
        "digest": rules.digest_of_text(text) if text else "",
        "may_open": access.allows(request.actor, "partnership.open_arrangements", naming),
        "may_acknowledge": row.acknowledged is None
        and access.allows(request.actor, "partnership.acknowledge_arrangements", naming),
        "may_sign": pages.may_sign(request.actor, naming, row) if force.statement else [],
    }


def _for_office(request: ActorRequest, naming: Any, row: DutyRow, force: InForce) -> dict[str, Any]:
    """What was written to the setting, and the formal letter where it is due (B-03). For the office alone."""
    if not access.allows(request.actor, "partnership.write_formally", naming):
        return {}
    due = force.since is not None and rules.is_letter_due(row.standing, published_on=force.since, today=today())
    return {
        "shows_letters": True,
        "letters": pages.letter_rows(tracking.letters_to(row.brief.id)),
        "letter_kind": LETTER if due else "",
    }
