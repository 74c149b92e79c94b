"""Recommendations against settings: done, in part, not yet, with what shows it; rolled up by trust (BX-HUL-2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from concordat.audits import checking_access as access
from concordat.audits.checking_rules import Standing
from concordat.audits.models import Recommendation, RecommendationStanding
from concordat.core.actor import Actor
from concordat.core.problems import NotFound
from concordat.establishments import queries as establishment_queries
from concordat.establishments.queries import EstablishmentBrief
from concordat.partnership import queries as partnership_queries

UNSAID = ""


@dataclass(frozen=True)
class Row:
    """One setting: where it stands with each recommendation, by id; nothing said is the empty state."""

    setting: EstablishmentBrief
    standings: dict[int, RecommendationStanding] = field(default_factory=dict)

    def state(self, recommendation_id: int) -> str:
        """Done, part, no, or nothing said."""
        found = self.standings.get(recommendation_id)
        return found.state if found else UNSAID


@dataclass(frozen=True)
class Matrix:
    """Settings against recommendations."""

    recommendations: tuple[Recommendation, ...]
    rows: tuple[Row, ...]

    def by_trust(self) -> dict[str, dict[int, tuple[int, int]]]:
        """For each trust, (done, settings) for each recommendation."""
        return self._by(lambda row: row.setting.trust_name or "No trust")

    def by_phase(self) -> dict[str, dict[int, tuple[int, int]]]:
        """The same for each phase."""
        return self._by(lambda row: row.setting.phase or "Not known")

    def _by(self, group: Callable[[Row], str]) -> dict[str, dict[int, tuple[int, int]]]:
        groups: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            groups[group(row)].append(row)
        return {
            name: {
                one.pk: (sum(row.state(one.pk) == Standing.done for row in rows), len(rows))
                for one in self.recommendations
            }
            for name, rows in sorted(groups.items())
        }


def recommendations_of(actor: Actor, partnership_id: int) -> list[Recommendation]:
    """Those that are followed now, the nearest day first. One query."""
    found = access.visible_recommendations(actor).filter(partnership_id=partnership_id, closed_at=None)
    return list(found.order_by("due_on", "pk"))


def recommendation_for(actor: Actor, recommendation_id: int) -> Recommendation:
    """One that the actor may see; raises `NotFound`."""
    found = access.visible_recommendations(actor).filter(pk=recommendation_id).first()
    if found is None:
        raise NotFound()
    return found


def matrix_of(actor: Actor, partnership_id: int, *, on: date) -> Matrix:
    """Every setting of the partnership that is open, against every recommendation. Three queries."""
    found = recommendations_of(actor, partnership_id)
    said: dict[int, dict[int, RecommendationStanding]] = defaultdict(dict)
    for one in access.visible_standings(actor).filter(recommendation_id__in=[one.pk for one in found]):
        said[one.establishment_id][one.recommendation_id] = one
    areas = partnership_queries.areas_on(partnership_id, on)
    settings = establishment_queries.briefs(establishment_queries.open_on(on).filter(local_authority_id__in=areas))
    rows = [Row(brief, said.get(brief.id, {})) for brief in sorted(settings, key=lambda one: one.name.lower())]
    return Matrix(tuple(found), tuple(rows))


def standings_at(actor: Actor, establishment_id: int) -> dict[int, RecommendationStanding]:
    """What a setting has said, by recommendation. One query."""
    found = access.visible_standings(actor).filter(establishment_id=establishment_id)
    return {one.recommendation_id: one for one in found}
