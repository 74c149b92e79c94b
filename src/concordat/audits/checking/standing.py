"""Where the checking of one return stands."""

from __future__ import annotations

from dataclasses import dataclass

from concordat.audits import checking_access as access
from concordat.audits.checking.letters import feedback_on
from concordat.audits.checking_rules import Round
from concordat.audits.models import AuditReturn, Feedback, Moderation, Representation, Visit
from concordat.core.actor import Actor

__all__ = ["Round", "Standing", "of_return", "representation_for"]


@dataclass(frozen=True)
class Standing:
    """Who rates it, its visit, what the setting heard, what it represented."""

    moderations: tuple[Moderation, ...]
    visit: Visit | None
    told: tuple[Feedback, ...]
    representation: Representation | None

    @property
    def may_release(self) -> bool:
        """Whether feedback can be released now: nobody is rating it, and there is something that was not told."""
        first = [one for one in self.moderations if one.round == Round.first]
        if any(one.done_at is None for one in first):
            return False
        if not self.told:
            return True
        return self.visit is not None and self.visit.locked_at is not None and not self._told_of(self.visit)

    def _told_of(self, visit: Visit) -> bool:
        return any(one.visit_id == visit.pk for one in self.told)

    @property
    def asks(self) -> bool:
        """Whether the setting waits for another moderator's decision."""
        return self.representation is not None and self.representation.decided_at is None

    @property
    def is_looked_at_again(self) -> bool:
        """Whether somebody was asked to look again."""
        return any(one.round == Round.again for one in self.moderations)


def of_return(actor: Actor, audit_return: AuditReturn) -> Standing:
    """Everything about one return. Four queries."""
    rounds = access.visible_moderations(actor).filter(audit_return=audit_return, withdrawn_at=None)
    return Standing(
        tuple(rounds.order_by("assigned_at")),
        access.visible_visits(actor).filter(audit_return=audit_return).select_related("draw").first(),
        tuple(feedback_on(actor, audit_return)),
        access.visible_representations(actor).filter(audit_return=audit_return).first(),
    )


def representation_for(actor: Actor, audit_return: AuditReturn) -> Representation | None:
    """What a setting represented about its return. One query."""
    return access.visible_representations(actor).filter(audit_return=audit_return).first()
