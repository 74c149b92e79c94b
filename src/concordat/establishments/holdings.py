"""What somebody holds at a setting: posts, and cover for others."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from concordat.core.actor import Actor
from concordat.core.holdings import GoesTo, Holding, Leaver, register
from concordat.establishments import access
from concordat.establishments.models import StaffPost


def _held(actor: Actor, leaver: Leaver, at: datetime) -> list[Holding]:
    day = at.date()
    posts = access.visible_posts(actor, at=at).filter(
        Q(held_until=None) | Q(held_until__gt=day), establishment_id=leaver.organisation_id
    )
    href = reverse("establishments:setting", args=[leaver.organisation_id])
    own = posts.filter(person_id=leaver.person_id, post=leaver.role).count()
    found = []
    if own:
        mailbox = posts.filter(person_id=leaver.person_id).exclude(mailbox="").values_list("mailbox", flat=True).first()
        detail = f"With its mailbox {mailbox}" if mailbox else "It has no mailbox of its own"
        found.append(Holding(f"The post: {StaffPost.Post(leaver.role).label.lower()}", detail, GoesTo.successor, href))
    covers = posts.filter(covered_by_id=leaver.person_id).count()
    away = access.visible_absences(actor, at=at).filter(
        establishment_id=leaver.organisation_id, covered_by_id=leaver.person_id, until_on__gte=day, withdrawn_at=None
    )
    covers += away.count()
    if covers:
        found.append(Holding("Cover for a colleague", f"{covers} arranged", GoesTo.successor, href))
    return found


register("establishments", _held)
