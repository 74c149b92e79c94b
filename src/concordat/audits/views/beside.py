"""What is known already beside the questions of a section, and in a sentence on the page of the return."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from concordat.audits.carrying.forward import last_year
from concordat.audits.carrying.given import Standing
from concordat.audits.carrying.known import Known, known_of
from concordat.audits.carrying.standing import carried_of, differences_of
from concordat.audits.presenters import carrying as say
from concordat.audits.presenters.returns import minutes
from concordat.audits.presenters.trusts import levels
from concordat.core import clock
from concordat.core.actor import Actor
from concordat.lib import form_logic

if TYPE_CHECKING:
    from concordat.audits.models import AuditReturn


def overview(actor: Actor, audit_return: AuditReturn, standings: Mapping[int, Standing]) -> dict[str, Any]:
    """How much is ready and how much differs; for those who answer."""
    known = known_of(actor, audit_return, on=clock.today(), standings=standings)
    differs = any(offer.contradiction for offer in known.offers.values())
    reasons = differences_of(audit_return) if differs else {}
    differ = say.differences(audit_return, known, reasons)
    return {
        "ready": len(known.to_confirm),
        "minutes": minutes(known.minutes_ready),
        "saved": len(known.carried),
        "minutes_saved": minutes(known.minutes_saved),
        "differ": sum(not one.reason for one in differ),
        "changed": len(known.changed),
        "ticks": len(known.tick_lists(known.form.questions)),
    }


def beside(
    actor: Actor,
    audit_return: AuditReturn,
    shown: form_logic.Section,
    standings: Mapping[int, Standing],
    *,
    answers: bool,
) -> dict[str, say.Beside]:
    """What is known beside each question; what other returns say only for those who answer here."""
    carried = carried_of(audit_return)
    known = _known(actor, audit_return, shown, standings, carried) if answers else None
    differs = known is not None and any(offer.contradiction for offer in known.offers.values())
    return say.beside(
        audit_return,
        [question.code for question in shown.questions],
        carried=carried,
        known=known,
        reasons=differences_of(audit_return) if differs else {},
        before=last_year(audit_return, standings),
        levels=levels(audit_return, standings, carried),
    )


def _known(
    actor: Actor, audit_return: AuditReturn, shown: form_logic.Section, standings: Mapping[int, Standing], carried: Any
) -> Known | None:
    """Only where a question of the section could get an answer from elsewhere, and there is an elsewhere."""
    rated = any(question.scale for question in shown.questions)
    elsewhere = any(return_id != audit_return.pk for return_id in standings)
    if not (rated and elsewhere):
        return None
    return known_of(actor, audit_return, on=clock.today(), section=shown, standings=standings, carried=carried)
