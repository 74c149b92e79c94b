"""Who may read, bring in and publish forms."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from concordat.core.actor import Actor
from concordat.core.permissions import declare, role, signed_in, system
from concordat.questionnaires.models import FormVersion
from concordat.questionnaires.vocabulary import FORM_KEEPERS, LIBRARY, VersionState


def _owner(thing: Any) -> int | None:
    """The organisation that a form, or the form of a version, belongs to."""
    owner: int | None = getattr(getattr(thing, "form", thing), "owner_id", None)
    return owner


_library = system(LIBRARY)
_keeper = role(*FORM_KEEPERS, says="the business manager or administrator of the form's partnership", at=_owner)

declare(
    {
        "questionnaires.read_form": [[signed_in], [_library]],
        "questionnaires.import_form": [[_keeper], [_library]],
        "questionnaires.publish_form": [[_keeper], [_library]],
        "questionnaires.add_expectations": [[_library]],
        "questionnaires.load_guidance": [[_library]],
    }
)


def visible_versions(actor: Actor) -> QuerySet[FormVersion]:
    """What is published, for everybody signed in; a draft for those only who keep its owner's forms."""
    if actor.system == LIBRARY:
        return FormVersion.objects.all()
    if not actor.is_signed_in and actor.system is None:
        return FormVersion.objects.none()
    mine = Q(form__owner_id__in=actor.organisations(*FORM_KEEPERS))
    return FormVersion.objects.filter(~Q(state=VersionState.draft) | mine)
