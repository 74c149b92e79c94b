"""Asking about pairing: rounds, offers, pairs, what returns suggest, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import combinations
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject, TruncDate

from concordat.audits import access, checking_access, pairing_access
from concordat.audits.analysis.confidence import asks_confidence
from concordat.audits.models import (
    Answer,
    AuditCycle,
    AuditReturn,
    CycleForm,
    PairingGroup,
    PairingMember,
    PairingNote,
    PairingOffer,
    PairingRound,
    PairingSaid,
)
from concordat.audits.pairing_rules import Rated, Standing, phases_of, standings
from concordat.audits.pairing_security import PAIRING_KEEPERS
from concordat.audits.pairing_words import STANDING, Answered, PairState, PhaseLimit, RoundState, SaidOf
from concordat.audits.vocabulary import CONFIDENT, RATING_SCALE, CycleState, ReturnState
from concordat.core.actor import Actor
from concordat.core.problems import NotFound
from concordat.establishments import queries as establishment_queries
from concordat.establishments.queries import EstablishmentBrief
from concordat.lib import matching
from concordat.lib.form_logic import Form
from concordat.questionnaires import queries as questionnaire_queries

WITH = ("cycle__partnership__organisation",)
MEMBERS = PairingMember.objects.select_related("establishment__organisation", "reply").order_by("establishment_id")
METRES_IN_KM = 1000


def rounds_of(actor: Actor) -> QuerySet[PairingRound]:
    """Rounds that the actor may see, the newest first."""
    return pairing_access.visible_rounds(actor).select_related(*WITH).order_by("-begun_at", "-pk")


def kept_rounds(actor: Actor) -> list[Any]:
    """Rounds of the actor's own partnership with how many schools said and how many pairs stand. One query."""
    return list(
        rounds_of(actor)
        .filter(partnership_id__in=actor.organisations(*PAIRING_KEEPERS))
        .annotate(
            asked=Count("offers", distinct=True),
            said=Count("offers", distinct=True, filter=Q(offers__said_at__isnull=False)),
            standing=Count("pairs", distinct=True, filter=Q(pairs__state__in=STANDING)),
        )
    )


def round_for(actor: Actor, round_id: int) -> Any:
    """A round of the actor's partnership, with `form_versions` of its audit; raises `NotFound`. One query."""
    forms = CycleForm.objects.filter(cycle=OuterRef("cycle")).order_by("pk").values("form_version_id")
    found = rounds_of(actor).filter(pk=round_id).annotate(form_versions=ArraySubquery(forms)).first()
    if found is None or not pairing_access.allows(actor, "audits.keep_pairing", found):
        raise NotFound()
    return found


def offer_for(actor: Actor, offer_id: int) -> PairingOffer:
    """An offer that the actor may see; raises `NotFound`."""
    found = pairing_access.visible_offers(actor).select_related(
        "round__cycle__partnership__organisation", "establishment__organisation", "audit_return"
    )
    one = found.filter(pk=offer_id).first()
    if one is None:
        raise NotFound()
    return one


def pair_for(actor: Actor, pair_id: int) -> PairingGroup:
    """A pair that the actor may see, with its members; raises `NotFound`."""
    found = pairing_access.visible_pairs(actor).select_related("round__cycle").filter(pk=pair_id)
    one = found.prefetch_related(Prefetch("members", queryset=MEMBERS)).first()
    if one is None:
        raise NotFound()
    return one


def offers_at(actor: Actor) -> list[Any]:
    """What the actor's own settings are asked for in rounds that are not over, and where each stands. One query.

    Each with `pair` where it is in one that is with the schools: its `id`, `answer` and `published_on`, whether it
    `waits` for a school to accept, and whether this one `is_reviewed`.
    """
    mine = pairing_access.visible_offers(actor).filter(establishment_id__in=pairing_access.own_settings(actor))
    mine = mine.exclude(round__state=RoundState.closed).annotate(pair=_pair_of(OuterRef("establishment_id")))
    return list(mine.select_related("round__cycle", "establishment__organisation").order_by("establishment_id", "pk"))


def _pair_of(establishment: OuterRef) -> Subquery:
    """The pair of a school that is with the schools, within a query about its offer."""
    waiting = PairingMember.objects.filter(pair=OuterRef("pair")).exclude(answer=Answered.accepted)
    found = PairingMember.objects.filter(
        round=OuterRef("round"), establishment=establishment, stands=True, pair__state=PairState.published
    )
    facts = JSONObject(
        id="pair_id",
        answer="answer",
        published_on=TruncDate("pair__published_at"),
        waits=Exists(waiting),
        is_reviewed=Exists(PairingSaid.objects.filter(member=OuterRef("pk"), kind=SaidOf.review)),
    )
    return Subquery(found.values(facts=facts)[:1])


def with_rounds(cycles: QuerySet[AuditCycle]) -> QuerySet[AuditCycle, Any]:
    """Audits that are not closed or have a round under way, with what is to be done in it as `round`. No query more."""
    declined = PairingGroup.objects.filter(
        round=OuterRef("pk"), state=PairState.declined, ended_at__gt=OuterRef("solved_at")
    )
    proposed = PairingGroup.objects.filter(round=OuterRef("pk"), state=PairState.proposed)
    under_way = PairingRound.objects.filter(cycle=OuterRef("pk")).exclude(state=RoundState.closed)
    facts = JSONObject(
        id="pk",
        solving="solving",
        offers_until="offers_until",
        declined=Exists(declined),
        proposed=Exists(proposed),
    )
    found = cycles.annotate(round=Subquery(under_way.values(facts=facts)[:1]))
    return found.filter(~Q(state=CycleState.closed) | Exists(under_way))


def memberships_at(actor: Actor) -> list[PairingMember]:
    """The actor's own settings in pairs that are with the schools, in rounds that are not over. One query."""
    found = pairing_access.visible_members(actor).filter(
        establishment_id__in=pairing_access.own_settings(actor), stands=True, pair__state=PairState.published
    )
    return list(found.exclude(round__state=RoundState.closed).select_related("pair", "round").order_by("pk"))


def pairs_of(actor: Actor, one: PairingRound) -> list[Any]:
    """Every pair of a round with its schools and what they told the partnership. Three queries.

    Each with `visited`: whether the log has a visit by the day of the review.
    """
    said = Prefetch("said", queryset=PairingSaid.objects.order_by("pk"))
    members = Prefetch("members", queryset=MEMBERS.prefetch_related(said))
    visits = PairingNote.objects.filter(pair=OuterRef("pk"), on__lte=one.review_on)
    found = (
        pairing_access.visible_pairs(actor).filter(round=one).select_related("ending").annotate(visited=Exists(visits))
    )
    return list(found.prefetch_related(members).order_by("pk"))


def offers_of(actor: Actor, one: PairingRound) -> list[PairingOffer]:
    """Every offer of a round, by name of the setting. One query."""
    found = pairing_access.visible_offers(actor).filter(round=one)
    return list(found.select_related("establishment__organisation").order_by("establishment__sort_name", "pk"))


def notes_of(actor: Actor, pair: PairingGroup) -> list[PairingNote]:
    """The log of a pair, the newest visit first. One query."""
    found = pairing_access.visible_notes(actor).filter(pair=pair)
    return list(found.select_related("establishment__organisation").order_by("-on", "-pk"))


def said_of(actor: Actor, pair: PairingGroup) -> list[PairingSaid]:
    """What the actor may read of what the schools of a pair told the partnership. One query."""
    return list(pairing_access.visible_said(actor).filter(member__pair=pair).order_by("pk"))


def accepted_returns(actor: Actor, cycle: AuditCycle) -> list[AuditReturn]:
    """Returns of an audit that the partnership accepted. One query."""
    found = access.visible_returns(actor).filter(cycle=cycle, state=ReturnState.accepted)
    return list(found.order_by("pk"))


def visits_any_of(actor: Actor, returns: Iterable[AuditReturn]) -> bool:
    """Whether the actor is to visit a setting of these returns, and so is blind to them. One query."""
    return checking_access.visiting(actor).filter(audit_return_id__in=[one.pk for one in returns]).exists()


def cycles_to_pair(actor: Actor) -> list[Any]:
    """Audits of the actor's partnership with at least two accepted returns, the newest first. One query."""
    mine = actor.organisations(*PAIRING_KEEPERS)
    found = access.visible_cycles(actor).filter(partnership_id__in=mine, pilot_of=None)
    accepted = Count("returns", filter=Q(returns__state=ReturnState.accepted))
    return list(found.annotate(accepted=accepted).filter(accepted__gte=2).order_by("-opens_on", "-pk"))


def standards_of(cycle: AuditCycle) -> dict[str, str]:
    """The standards that an audit asks about, by code. One query."""
    forms = CycleForm.objects.filter(cycle=cycle).order_by("pk")
    return standards_in(forms.values_list("form_version_id", flat=True))


def standards_in(form_versions: Iterable[int]) -> dict[str, str]:
    """The areas in which these forms ask for a rating, by code."""
    found: dict[str, str] = {}
    for version in form_versions:
        form = questionnaire_queries.form_of(version)
        for question in form.questions.values():
            if question.area and question.scale == RATING_SCALE:
                found.setdefault(question.area, form.meaning("area", question.area))
    return found


def standings_of(returns: Iterable[AuditReturn]) -> dict[int, dict[str, Standing]]:
    """How each area stands in each of these returns. One query."""
    forms = {one.pk: one.form_version_id for one in returns}
    chosen: dict[int, dict[str, str]] = {pk: {} for pk in forms}
    rows = Answer.objects.asked().filter(audit_return_id__in=list(forms), value__has_key="choice")
    for return_id, question, choice in rows.values_list("audit_return_id", "question", "value__choice"):
        chosen[return_id][question] = str(choice or "")
    return {pk: standings(_rated(questionnaire_queries.form_of(version), chosen[pk])) for pk, version in forms.items()}


def _rated(form: Form, chosen: Mapping[str, str]) -> Iterable[Rated]:
    for section in form.shown_sections:
        sure = any(asks_confidence(one) and chosen.get(one.code) in CONFIDENT for one in section.questions)
        for question in section.questions:
            if question.scale == RATING_SCALE and question.code in chosen:
                yield Rated(question.area, chosen[question.code], sure)


@dataclass(frozen=True)
class Pool:
    """All that finding pairs needs to know of a round."""

    schools: list[matching.School]
    declined: frozenset[frozenset[int]]
    recent: frozenset[frozenset[int]]
    locked: list[tuple[int, ...]]


def rules_of(one: PairingRound) -> matching.Rules:
    """The limits of a round, as the library wants them."""
    phases = {PhaseLimit.same: matching.Phases.same, PhaseLimit.across: matching.Phases.across}
    return matching.Rules(
        max_metres=one.max_km * METRES_IN_KM,
        phases=phases.get(PhaseLimit(one.phases), matching.Phases.all),
        other_trusts_only=one.other_trusts,
        both_ways_only=one.both_ways,
    )


def pool_of(one: PairingRound, *, at: datetime) -> Pool:
    """The schools of a round that said what they offer, with pairs that are not to be and those that stand."""
    groups = list(PairingGroup.objects.filter(round=one).prefetch_related("members"))
    standing = [tuple(m.establishment_id for m in g.members.all()) for g in groups if g.state in STANDING]
    room = {key: len(members) - 1 for members in standing for key in members}
    offers = {o.establishment_id: o for o in PairingOffer.objects.filter(round=one).exclude(said_at=None)}
    briefs = establishment_queries.briefs_of({*offers, *room})
    schools = [school_of(brief, offers.get(brief.id), at_least=room.get(brief.id, 0)) for brief in briefs]
    declined = {two for group in groups for two in _declined(group)}
    return Pool(schools, frozenset(declined), frozenset(_recent(one, at=at)), standing)


def school_of(brief: EstablishmentBrief, offer: PairingOffer | None, *, at_least: int = 0) -> matching.School:
    """A setting as the library wants it; one in a pair that stands has room for it, whatever it says now."""
    found = matching.School(
        brief.id,
        place=brief.place,
        district=brief.district,
        phases=phases_of(brief.phase, brief.type_group),
        trust=brief.trust_id,
        capacity=max(at_least, offer.capacity if offer else 0),
    )
    return replace(found, strengths=tuple(offer.strengths), needs=tuple(offer.needs)) if offer else found


def _declined(group: PairingGroup) -> Iterable[frozenset[int]]:
    """Pairs that are not to be again: of the school that declined with each other, of all where the officer did."""
    members = list(group.members.all())
    if group.state == PairState.dropped:
        return [matching.pair(a.establishment_id, b.establishment_id) for a, b in combinations(members, 2)]
    return [
        matching.pair(one.establishment_id, other.establishment_id)
        for one, other in combinations(members, 2)
        if Answered.declined in (one.answer, other.answer)
    ]


def _recent(one: PairingRound, *, at: datetime) -> Iterable[frozenset[int]]:
    if not one.recent_years:
        return []
    since = at.replace(year=at.year - one.recent_years, day=min(at.day, 28))
    before = PairingGroup.objects.filter(
        partnership_id=one.partnership_id, state=PairState.published, round__begun_at__gte=since
    ).exclude(round=one)
    groups = [[m.establishment_id for m in g.members.all()] for g in before.prefetch_related("members")]
    return [matching.pair(a, b) for members in groups for a, b in combinations(members, 2)]


@dataclass(frozen=True)
class Outcome:
    """One standard that a school was paired for: how it stood before, and in the next audit."""

    pair_id: int
    establishment_id: int
    standard: str
    before: Standing | None
    after: Standing | None


def next_cycle(one: PairingRound) -> AuditCycle | None:
    """The partnership's next audit that has opened. One query."""
    found = AuditCycle.objects.filter(
        partnership_id=one.partnership_id, opens_on__gt=one.cycle.opens_on, pilot_of=None
    ).exclude(state="draft")
    return found.order_by("opens_on", "pk").first()


def outcomes_of(actor: Actor, pairs: Iterable[PairingGroup], later: AuditCycle | None) -> list[Outcome]:
    """For each need that a pair was made for, before and after, as far as the actor may see returns. Three queries."""
    wanted = [
        (pair, int(gift["taker"]), str(gift["standard"]))
        for pair in pairs
        if pair.state == PairState.published
        for gift in pair.gifts
    ]
    settings = {taker for _, taker, _ in wanted}
    visible = access.visible_returns(actor).filter(establishment_id__in=settings).exclude(submitted_at=None)
    of_round = [pair.round_id for pair, _, _ in wanted]
    first = visible.filter(cycle__pairing_rounds__in=set(of_round))
    second = visible.filter(cycle=later) if later is not None else visible.none()
    before = {one.establishment_id: found for one, found in _by_return(first)}
    after = {one.establishment_id: found for one, found in _by_return(second)}
    return [
        Outcome(pair.pk, taker, standard, before.get(taker, {}).get(standard), after.get(taker, {}).get(standard))
        for pair, taker, standard in wanted
    ]


def _by_return(found: QuerySet[AuditReturn]) -> Iterable[tuple[AuditReturn, dict[str, Standing]]]:
    returns = list(found)
    by_id = standings_of(returns) if returns else {}
    return [(one, by_id[one.pk]) for one in returns]


def own_member(actor: Actor, pair: PairingGroup) -> PairingMember | None:
    """The line of the actor's own setting that the actor may answer for, one that waits for an answer first."""
    own = [one for one in pair.members.all() if pairing_access.allows(actor, "audits.answer_pair", one)]
    return min(own, key=lambda one: bool(one.answer), default=None)


def is_accepted(pair: PairingGroup) -> bool:
    """Whether every school of a pair with the schools has accepted."""
    members = list(pair.members.all())
    return pair.state == PairState.published and all(one.answer == Answered.accepted for one in members)


def mailboxes_of(establishment_id: int, day: date) -> list[str]:
    """Mailboxes of the safeguarding posts at a setting. One query."""
    held = establishment_queries.posts_at(establishment_id, day)
    return list(dict.fromkeys(one.mailbox for one in held if one.mailbox))


def to_review(*, on: date) -> list[Any]:
    """Schools of accepted pairs whose round is looked back at from this day on, and that have not. One query."""
    found = PairingMember.objects.filter(
        round__review_on__lte=on, round__state=RoundState.published, pair__state=PairState.published, stands=True
    )
    found = found.annotate(
        waits_for=Count("pair__members", filter=~Q(pair__members__answer=Answered.accepted), distinct=True),
        is_reviewed=Exists(PairingSaid.objects.filter(member=OuterRef("pk"), kind=SaidOf.review)),
    )
    return list(found.filter(waits_for=0, is_reviewed=False).order_by("pk"))


def to_ask(round_id: int) -> list[int]:
    """Offers of a round that nobody has said anything about. One query."""
    found = PairingOffer.objects.filter(round_id=round_id, said_at=None).exclude(round__state=RoundState.closed)
    return list(found.order_by("pk").values_list("pk", flat=True))


def declined_pairs(one: PairingRound) -> QuerySet[PairingGroup]:
    """Pairs with the schools that one of them declined and that nobody has ended yet."""
    found = PairingGroup.objects.filter(round=one, state=PairState.published, members__answer=Answered.declined)
    return found.distinct()
