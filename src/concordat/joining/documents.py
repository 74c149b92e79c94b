"""The letters of a run as one document to print: one page a setting, addressed to its head by the name of the post."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from concordat.accounts.on_behalf import acting_for
from concordat.core.actor import Actor
from concordat.core.documents.kinds import PDF, About, Kind, register
from concordat.joining import access, queries
from concordat.joining.presenters import papers

LETTERS = "joining.letters_pdf"


def _about(actor: Actor, about_id: int, variant: str) -> About:
    run = queries.run_for(actor, about_id)
    access.require(actor, "joining.keep_letters", run)
    back = reverse("joining:run", args=[run.pk])
    found = queries.codes_of(actor, run.pk)
    states = "".join("u" if one.used_at else "r" if one.revoked_at else "-" for one in found)
    return About(f"Letters of {papers.day(run.made_at.date())}", f"letters-{run.pk}", back, states)


def _letters(actor: Actor, about_id: int, variant: str) -> bytes:
    from concordat.core.documents.pdf import pdf

    run = queries.run_for(actor, about_id)
    access.require(actor, "joining.keep_letters", run)
    return pdf(papers.letters(run, queries.codes_of(actor, run.pk), address=settings.CONCORDAT_ADDRESS))


register(Kind(LETTERS, PDF, _about, acting_for, _letters))
