"""What a trust's audit fills of its schools' open returns, whoever asks: filled, ready, and the gaps that are left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from concordat.audits import counts, rules
from concordat.audits.carrying import overlay, standing
from concordat.audits.carrying.given import Standing
from concordat.audits.models import AuditReturn, TrustAnswer, TrustAudit, TrustSignature
from concordat.audits.trusts.levels import Reading
from concordat.audits.vocabulary import EDITABLE
from concordat.lib import crosswalk
from concordat.questionnaires import tags

READY = (crosswalk.Colour.GREEN, crosswalk.Colour.RED)


@dataclass(frozen=True)
class Filled:
    """One open return of a school: questions asked, confirmed out of the trust's audit, ready, left for the school."""

    audit_return: AuditReturn
    asked: int
    answered: int
    confirmed: int
    ready: int

    @property
    def gaps(self) -> int:
        """What the school still has to find out itself."""
        return max(0, self.asked - self.answered - self.ready)

    @property
    def share(self) -> int:
        """What part of the form the audit fills, per cent of what it asks."""
        return round(100 * (self.confirmed + self.ready) / self.asked) if self.asked else 0

    @property
    def minutes(self) -> int:
        """What that saves, at the two minutes a question of the to-do list."""
        return rules.MINUTES_A_QUESTION * (self.confirmed + self.ready)


def filled_by(
    reading: Reading,
    trust_audit: TrustAudit,
    said: Iterable[TrustAnswer],
    signatures: Iterable[TrustSignature],
    *,
    on: date,
) -> list[Filled]:
    """Each return that takes answers, by what this audit alone makes ready in it. The queries of the tags only.

    Of a draft nothing is ready. Other sources of a school may add to it or disagree; its own page counts with all.
    """
    returns = [one for one in reading.returns if one.state in EDITABLE and one.cycle.state == "open"]
    answered: dict[int, set[str]] = defaultdict(set)
    confirmed: dict[int, int] = defaultdict(int)
    for given in reading.given:
        answered[given.return_id].add(given.question)
        confirmed[given.return_id] += given.confirmed
    standings = overlay.standings_of_audit(trust_audit, [one.establishment_id for one in returns], said, signatures)
    tagged = tags.forms_for({trust_audit.form_version_id, *(one.form_version_id for one in returns)})
    bank = tags.bank(at=on)
    found = []
    for one in returns:
        ready = _ready(one, standings.get(one.establishment_id), tagged, bank, on) - answered[one.pk]
        asked = counts.questions_asked(one)
        found.append(Filled(one, asked, len(answered[one.pk]), confirmed[one.pk], len(ready)))
    return found


def _ready(one: AuditReturn, said: Standing | None, tagged: dict[int, crosswalk.Form], bank: Any, on: date) -> set[str]:
    if said is None:
        return set()
    sources = standing.sources_of([said], establishment_id=one.establishment_id, forms=tagged)
    target = crosswalk.Target(str(one.pk), tagged[one.form_version_id], str(one.establishment_id), standing.WHOLE, on)
    offers = crosswalk.offers(target, sources, bank=bank)
    return {offer.question for offer in offers if offer.ready is not None and offer.ready.colour in READY}
