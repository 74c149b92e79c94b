"""All that is an organisation's own, to take away without asking anybody (UK GDPR, Article 20 in spirit)."""

from __future__ import annotations

from pathlib import Path

from django.urls import reverse

from concordat.accounts import access, queries
from concordat.accounts.models import Organisation
from concordat.accounts.on_behalf import acting_for
from concordat.accounts.vocabulary import OrganisationKind
from concordat.core import clock, takeaway
from concordat.core.actor import Actor
from concordat.core.documents.archive import Tell, file_name
from concordat.core.documents.kinds import ZIP, About, Kind, register
from concordat.core.problems import NotFound, Problem

EVERYTHING = "accounts.everything"
KINDS = {OrganisationKind.establishment: "setting", OrganisationKind.partnership: "partnership"}


class NotWhole(Problem):
    """All that is held, asked for by somebody to whom a part of it is closed for the time being."""


def own(actor: Actor, organisation_id: int) -> Organisation:
    """A setting or partnership whose data the actor may take whole; raises `NotFound`, `NotAllowed` or `NotWhole`."""
    found = queries.organisations_by_id([organisation_id]).get(organisation_id)
    if found is None or found.kind not in KINDS:
        raise NotFound()
    access.require(actor, "accounts.take_everything", found)
    if why := takeaway.why_not(actor, found.pk, of=KINDS[OrganisationKind(found.kind)]):
        raise NotWhole(why)
    return found


def _about(actor: Actor, about_id: int, variant: str) -> About:
    found = own(actor, about_id)
    name = f"everything-{file_name(found.name)}-{clock.today()}"
    back = reverse("accounts:everything", args=[about_id])
    return About(f"All that is held for {found.name}", name, back, f"{clock.now():%Y-%m-%d %H:%M}")


def _fill(actor: Actor, about_id: int, variant: str, path: Path, tell: Tell) -> None:
    found = own(actor, about_id)
    ids = (found.pk, *found.predecessors.filter(kind=found.kind).values_list("pk", flat=True))
    whose = takeaway.Organisation(found.pk, KINDS[OrganisationKind(found.kind)], found.name, ids)
    takeaway.write(actor, whose, path, as_of=clock.now(), tell=tell)


register(Kind(EVERYTHING, ZIP, _about, acting_for, fill=_fill))
