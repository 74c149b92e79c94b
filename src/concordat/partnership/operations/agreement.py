"""A setting accepts the agreement of joining."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from concordat.core import journal
from concordat.core.actor import Actor
from concordat.core.problems import Problem
from concordat.partnership import access, agreement
from concordat.partnership.models import AgreementAcceptance


class AgreementHasChanged(Problem):
    """The version that was read is not the one in force."""


def accept_agreement(*, establishment: Any, version: int, by: Actor, at: datetime) -> AgreementAcceptance:
    """The head or the DSL accepts the version in force for their setting, once."""
    access.require(by, "partnership.accept_agreement", establishment)
    if version != agreement.current().version:
        raise AgreementHasChanged("There is a newer version of the agreement. Read it below, then accept it.")
    assert by.person_id is not None
    made, is_new = AgreementAcceptance.objects.get_or_create(
        establishment_id=establishment.pk,
        version=version,
        defaults={"accepted_by_id": by.person_id, "accepted_at": at},
    )
    if is_new:
        details = {"version": version, "establishment": establishment.pk}
        with journal.entry("partnership.agreement.accepted", by=by, at=at, about=made, details=details):
            pass
    return made
