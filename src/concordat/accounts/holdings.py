"""What somebody holds in accounts: the duty of a keeper, and invitations that still wait."""

from __future__ import annotations

from datetime import datetime

from concordat.accounts import access, queries
from concordat.accounts.vocabulary import SETTING_KEEPERS
from concordat.core.actor import Actor
from concordat.core.holdings import GoesTo, Holding, Leaver, register


def _held(actor: Actor, leaver: Leaver, at: datetime) -> list[Holding]:
    found = []
    if leaver.role in SETTING_KEEPERS:
        keepers = queries.holders_at([leaver.organisation_id], *SETTING_KEEPERS, at=at)
        others = len(keepers.get(leaver.organisation_id, set()) - {leaver.person_id})
        detail = "Nobody else keeps them" if not others else f"{others} more {'keeps' if others == 1 else 'keep'} them"
        found.append(Holding("Keeping the accounts", detail, GoesTo.successor, ""))
    waiting = access.visible_invitations(actor, at=at).filter(
        organisation_id=leaver.organisation_id,
        invited_by_id=leaver.person_id,
        accepted_at=None,
        withdrawn_at=None,
        expires_at__gt=at,
    )
    count = waiting.count()
    if count:
        what = f"{count} {'invitation waits' if count == 1 else 'invitations wait'}"
        found.append(
            Holding(what, "They stay good; see who has not come", GoesTo.keepers, f"/people/{leaver.organisation_id}/")
        )
    return found


register("accounts", _held)
