"""The formal letter to a named setting whose duties are not signed: a draft to print, never sent by itself (B-03)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse

from concordat.accounts.on_behalf import acting_for
from concordat.accounts.vocabulary import PARTNERSHIP_OFFICE
from concordat.core import clock, letterheads
from concordat.core.actor import Actor
from concordat.core.documents.kinds import PDF, About, Kind, register
from concordat.core.problems import NotFound
from concordat.partnership import access, rules
from concordat.partnership.duties import letters, tracking
from concordat.partnership.duties.tracking import DutyRow, InForce

LETTER = "partnership.duty_letter_pdf"


def _lettered(actor: Actor, establishment_id: int) -> tuple[Any, DutyRow, InForce]:
    """A named setting that the office writes formally to now; raises `NotFound`."""
    today = clock.today()
    naming = tracking.naming_of(establishment_id, today, own=actor.organisations(*PARTNERSHIP_OFFICE))
    if naming is None:
        raise NotFound
    access.require(actor, "partnership.write_formally", naming)
    found = tracking.in_force(naming.partnership_id, today)
    row = tracking.rows_of(actor, [naming], {naming.partnership_id: found})[0]
    if found.since is None or not rules.is_letter_due(row.standing, published_on=found.since, today=today):
        raise NotFound
    return naming, row, found


def _about(actor: Actor, about_id: int, variant: str) -> About:
    naming, row, found = _lettered(actor, about_id)
    head = letterheads.of(naming.partnership_id)
    steps = f"{row.standing} {row.opened} {row.acknowledged} {found.since} {clock.today()}"
    basis = f"{naming.partnership_id} {steps} {head.digest if head else ''}"
    back = reverse("partnership:setting_duties", args=[about_id])
    return About(f"Draft letter: {row.brief.name}", f"duties-letter-{about_id}", back, basis)


def _pdf(actor: Actor, about_id: int, variant: str) -> bytes:
    from concordat.core.documents.pdf import pdf

    naming, row, found = _lettered(actor, about_id)
    answer_by = clock.today() + timedelta(days=rules.LETTER_GIVES_DAYS)
    sent = tracking.letters_to(about_id)
    return pdf(letters.formal_letter(naming, row, found, sent, today=clock.today(), answer_by=answer_by))


register(Kind(LETTER, PDF, _about, acting_for, _pdf))
