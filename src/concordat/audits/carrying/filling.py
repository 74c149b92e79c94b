"""What a pack would fill, before it is kept: the open returns that this partnership asks of the setting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from concordat.audits import queries
from concordat.audits.carrying.known import ReadyAnswer, known_of
from concordat.audits.carrying.packed import standing_of
from concordat.audits.carrying.standing import answers_at
from concordat.audits.carrying.together import is_open
from concordat.audits.models import AuditReturn
from concordat.core.actor import Actor
from concordat.lib import answer_packs
from concordat.questionnaires import tags

NOT_KEPT = 0


@dataclass(frozen=True)
class Filled:
    """One open return, and what the pack makes ready in it by itself."""

    audit_return: AuditReturn
    ready: tuple[ReadyAnswer, ...]


def filled_by(actor: Actor, audit_return: AuditReturn, pack: answer_packs.Pack, *, on: date) -> list[Filled]:
    """For each open return of the setting to the partnership, the answers that the pack by itself would make ready."""
    place, partnership = audit_return.establishment_id, audit_return.partnership_id
    packed = standing_of(pack, NOT_KEPT, place, partnership, bank=tags.bank(at=on))
    asked = queries.returns_of(actor).filter(establishment_id=place, partnership_id=partnership)
    found = []
    for one in asked:
        if not is_open(one):
            continue
        standings = {number: each for number, each in answers_at(actor, one).items() if number == one.pk}
        known = known_of(actor, one, on=on, standings=standings | {packed.return_id: packed})
        found.append(Filled(one, tuple(known.to_confirm.values())))
    return found
