"""What the shell of every page shows: who is signed in, the menu, whether this is a demo."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from concordat.accounts.vocabulary import ROLE_NAMES, Role
from concordat.core.actor import Actor
from concordat.core.demo import is_demo
from concordat.core.permissions import allows_somewhere

MENU = (
    ("Home", "home", ""),
    ("My audits", "audits:mine", "audits.answer"),
    ("Audits", "audits:cycles", "audits.see_cycle"),
    ("Forms", "questionnaires:forms", "questionnaires.import_form"),
    ("Register", "establishments:register", "establishments.see_register"),
    ("Partnership", "partnership:mine", "partnership.see_naming"),
    ("Local offer", "resources:mine", "resources.see_offers"),
    ("People", "accounts:mine", "accounts.see_people"),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of `concordat/page.html`; one query at most in the life of the process."""
    actor = getattr(request, "actor", None) or Actor.nobody()
    items = []
    if actor.is_signed_in:
        for text, route, permission in MENU:
            if not permission or allows_somewhere(actor, permission):
                href = reverse(route)
                here = request.path == href or (href != "/" and request.path.startswith(href))
                items.append({"text": text, "href": href, "active": here})
    roles = list(dict.fromkeys(ROLE_NAMES[Role(held.role)] for held in actor.roles))
    return {"actor": actor, "navigation": items, "person_role": ", ".join(roles), "demo": is_demo()}
