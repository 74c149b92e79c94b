"""Who brings in forms of other bodies and who fills them; `others_security.py` says the same to the database."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from concordat.audits.models import BodyAnswer, BodyForm, BodyFormAsked
from concordat.audits.others_security import FILLERS, KEEPERS
from concordat.audits.others_words import FormState
from concordat.core import permissions
from concordat.core.actor import Actor
from concordat.core.permissions import Predicate, role
from concordat.establishments import access as establishment_access

require, allows, allows_somewhere = permissions.require, permissions.allows, permissions.allows_somewhere

keeps = role(
    *KEEPERS,
    says="the partnership's business manager or administrator, the trust's safeguarding lead or chief executive",
    at=lambda thing: int(thing.owner_id),
)
fills = role(
    *FILLERS, says="the setting's safeguarding team, head and board", at=lambda asked: int(asked.establishment_id)
)
sees = Predicate(
    "whoever brought the form in, and the settings that are asked",
    lambda actor, form: visible_body_forms(actor).filter(pk=form.pk).exists(),
    lambda actor: actor.holds(*KEEPERS, *FILLERS),
)
permissions.declare(
    {
        "audits.see_body_forms": [[sees]],
        "audits.keep_body_forms": [[keeps]],
        "audits.fill_body_form": [[fills]],
    }
)


def visible_body_forms(actor: Actor) -> QuerySet[BodyForm]:
    """Those of the actor's partnership or trust; those that the actor's settings are asked, once they are asked."""
    asked = BodyFormAsked.objects.filter(_mine(actor)).values("body_form_id")
    ours = Q(owner_id__in=actor.organisations(*KEEPERS))
    return BodyForm.objects.filter(ours | (~Q(state=FormState.draft) & Q(pk__in=asked)))


def visible_asked(actor: Actor) -> QuerySet[BodyFormAsked]:
    """That a setting is asked: for it, once it is, and for whoever asks it."""
    ours = Q(owner_id__in=actor.organisations(*KEEPERS))
    return BodyFormAsked.objects.filter(ours | _mine(actor))


def visible_body_answers(actor: Actor) -> QuerySet[BodyAnswer]:
    """A setting's own people only: neither who asked nor the trust reads what was filled in."""
    mine: Any = establishment_access.establishments_of(actor, *FILLERS).values("pk")
    return BodyAnswer.objects.filter(establishment_id__in=mine)


def _mine(actor: Actor) -> Q:
    return Q(establishment_id__in=establishment_access.establishments_of(actor, *FILLERS).values("pk"))
