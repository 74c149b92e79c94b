"""What the page of a setting offers the support team and the setting's own leaders."""

from __future__ import annotations

from django.urls import reverse

from concordat.core.actor import Actor
from concordat.core.clock import today
from concordat.core.permissions import allows_somewhere
from concordat.core.setting_links import Link, declare
from concordat.support import queries
from concordat.support.vocabulary import ASKERS


def _offered(actor: Actor, establishment_id: int) -> list[Link]:
    found = []
    if allows_somewhere(actor, "support.note_call") and queries.is_of_my_area(actor, establishment_id, day=today()):
        found.append(Link("Note a call", f"{reverse('support:note')}?setting={establishment_id}"))
        found.append(Link("Calls with this setting", f"{reverse('support:log')}?setting={establishment_id}"))
    if establishment_id in actor.organisations(*ASKERS):
        found.append(Link("Ask your partnership for support", reverse("support:ask", args=[establishment_id])))
    return found


declare("support", _offered)
