"""What the shell of every page shows: who is signed in, the menu, whether this is a demo."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from concordat.accounts.vocabulary import ROLE_NAMES, Role
from concordat.audits import queries as audit_queries
from concordat.core.actor import Actor
from concordat.core.demo import is_demo
from concordat.core.permissions import allows_somewhere
from concordat.partnership import faces
from concordat.partnership.faces import Shown
from concordat.web import help

MENU = (
    ("Home", "home", ""),
    ("My audits", "audits:mine", "audits.answer_section"),
    ("Our schools", "audits:trusts", "audits.answer_for_trust"),
    ("Audits", "audits:cycles", "audits.see_cycle"),
    ("Pooled figures", "audits:pools", "audits.see_pools"),
    ("Requests", "requests:mine", "requests.see"),
    ("Section 11", "audits:agencies_mine", "audits.see_own_agency"),
    ("Forms", "questionnaires:forms", "questionnaires.import_form"),
    ("Register", "establishments:register", "establishments.see_register"),
    ("Partnership", "partnership:mine", "partnership.see_naming"),
    ("Local offer", "resources:mine", "resources.see_offers"),
    ("Support log", "support:log", "support.see_log"),
    ("Support", "support:mine", "support.see_counts"),
    ("Messages", "communications:messages", "communications.write_message"),
    ("People", "accounts:mine", "accounts.see_people"),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of `concordat/page.html`; at most one query a minute for each set of roles."""
    actor = getattr(request, "actor", None) or Actor.nobody()
    items = []
    if actor.is_signed_in:
        for text, route, permission in MENU:
            if not permission or allows_somewhere(actor, permission):
                href = reverse(route)
                here = request.path == href or (href != "/" and request.path.startswith(href))
                items.append({"text": text, "href": href, "active": here})
    roles = list(dict.fromkeys(ROLE_NAMES[Role(held.role)] for held in actor.roles))
    return {
        "actor": actor,
        "navigation": items,
        "person_role": ", ".join(roles),
        "demo": is_demo(),
        "face": face_for(request, actor),
        "help_address": help.address_for(request.resolver_match.view_name if request.resolver_match else ""),
    }


def face_for(request: HttpRequest, actor: Actor) -> Shown | None:
    """Whose site it is for this person: of several partnerships the one of the page, else the product's plain face."""
    if not actor.is_signed_in or getattr(request, "page_failed", False) or request.path.startswith("/account/"):
        return None  # nobody who has yet to give the second factor may fetch its files
    working_on = _worked_on(request, actor) if faces.belongs_to_several(actor) else None
    return faces.seen_by(actor, working_on=working_on)


def _worked_on(request: HttpRequest, actor: Actor) -> int | None:
    """The partnership that the address is about."""
    match = request.resolver_match
    named = match.kwargs if match else {}
    if "partnership_id" in named:
        return int(named["partnership_id"])
    if "return_id" in named or "cycle_id" in named:
        return audit_queries.partnership_of(actor, return_id=named.get("return_id"), cycle_id=named.get("cycle_id"))
    return None
