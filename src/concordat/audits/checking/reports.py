"""What checking says of all: how far moderators agree, and how often settings rate themselves too well."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from concordat.audits import checking_access as access
from concordat.audits.checking import ratings, sampling
from concordat.audits.checking_rules import SCALE, Round, is_over_claim
from concordat.audits.models import AuditCycle
from concordat.core.actor import Actor
from concordat.lib.rater_agreement import Agreement, Weights, weighted_kappa
from concordat.lib.survey_sampling import Found, Rate, rate


@dataclass(frozen=True)
class ModeratorAgreement:
    """How one moderator agrees with whoever rated the same returns."""

    name: str
    returns: int
    linear: Agreement
    quadratic: Agreement


@dataclass(frozen=True)
class QuestionClaim:
    """Over-claiming on one question that visitors look at; the rate is None where few settings were visited."""

    code: str
    text: str
    rate: Rate | None


@dataclass(frozen=True)
class OverClaim:
    """How often a setting rates itself better than visitors found, over all that could have been visited."""

    drawn: int
    done: int
    threshold: int
    outstanding: int  # visits drawn by chance and not finished
    waits: bool  # none of those drawn by chance is finished: nothing can be said of all
    rate: Rate | None  # None where it waits, or where fewer settings were visited than may be shown
    questions: tuple[QuestionClaim, ...]

    @property
    def is_hidden(self) -> bool:
        """Whether too few visits are done to say it without saying it of one setting."""
        return self.done < self.threshold


def agreement_of(actor: Actor, cycle: AuditCycle) -> list[ModeratorAgreement]:
    """Each moderator against the other who rated the same return, question by question. One query."""
    rows = (
        access.visible_moderated_ratings(actor)
        .filter(moderation__audit_return__cycle=cycle, moderation__done_at__isnull=False)
        .exclude(moderation__round=Round.again)
        .values_list("audit_return_id", "moderation__moderator_name", "question", "rating")
    )
    by_return: dict[int, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for return_id, name, question, rating in rows:
        by_return[return_id][name][question] = rating
    pairs: dict[str, list[tuple[str, str]]] = defaultdict(list)
    counts: dict[str, int] = defaultdict(int)
    for raters in by_return.values():
        if len(raters) != 2:
            continue
        (one, first), (other, second) = sorted(raters.items())
        both = [(first[code], second[code]) for code in first if code in second]
        pairs[one] += both
        pairs[other] += [(second_, first_) for first_, second_ in both]
        counts[one] += 1
        counts[other] += 1
    return [
        ModeratorAgreement(
            name,
            counts[name],
            weighted_kappa(pairs[name], SCALE),
            weighted_kappa(pairs[name], SCALE, weights=Weights.quadratic),
        )
        for name in sorted(pairs)
    ]


def over_claim_of(actor: Actor, cycle: AuditCycle) -> OverClaim:
    """From the finished visits to all who could have been drawn, each standing for its like. Three queries."""
    visits = access.visible_visits(actor).filter(draw__cycle=cycle)
    rows = list(visits.values_list("audit_return_id", "chance", "audit_return__form_version_id"))
    chances = {key: chance for key, chance, _ in rows}
    visited = ratings.visited_of(actor, chances)
    said = ratings.own_ratings_of(ratings.Answered(key, version) for key, _, version in rows if key in visited)
    threshold = cycle.partnership.smallest_group
    compared = {key: _compared(said.get(key, {}), found) for key, found in visited.items()}
    questions = sampling.questions_of({version for _, _, version in rows})
    wanted = [code for code in questions if any(code in one for one in visited.values())]
    by_chance = {key for key, chance in chances.items() if chance < 1}
    outstanding = len(by_chance - visited.keys())
    return OverClaim(
        drawn=len(chances),
        done=len(visited),
        threshold=threshold,
        outstanding=outstanding,
        waits=bool(outstanding) and not by_chance & visited.keys(),
        rate=_rate(compared, chances, threshold, outstanding),
        questions=tuple(
            QuestionClaim(code, questions[code], _rate(_only(compared, code), chances, threshold, outstanding))
            for code in wanted
        ),
    )


def _compared(said: Mapping[str, str], found: Mapping[str, str]) -> dict[str, bool]:
    """For each question that both rated, whether the setting claims too much."""
    return {code: is_over_claim(said[code], rating) for code, rating in found.items() if code in said}


def _only(compared: Mapping[int, Mapping[str, bool]], code: str) -> dict[int, dict[str, bool]]:
    """A setting that was visited and does not answer the question was seen all the same."""
    return {key: {code: one[code]} if code in one else {} for key, one in compared.items()}


def _rate(
    compared: Mapping[int, Mapping[str, bool]], chances: Mapping[int, float], threshold: int, outstanding: int
) -> Rate | None:
    if sum(bool(one) for one in compared.values()) < threshold:
        return None
    seen = (Found(sum(one.values()), len(one), chances[key]) for key, one in compared.items())
    return rate(seen, outstanding=outstanding)
