"""Who may read, bring in and publish forms."""

from __future__ import annotations

from typing import Any

from concordat.core.permissions import declare, role, signed_in, system
from concordat.questionnaires.vocabulary import FORM_KEEPERS, LIBRARY


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
