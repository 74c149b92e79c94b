"""Pairing in words: the officer's round, a school's pair, what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from concordat.audits import pairing
from concordat.audits.models import PairingGroup, PairingMember, PairingOffer, PairingRound
from concordat.audits.pairing import Outcome
from concordat.audits.pairing_rules import Standing, is_active
from concordat.audits.pairing_words import (
    HELPED_NAMES,
    PAIR_NAMES,
    PHASE_NAMES,
    STANDING,
    Answered,
    Helped,
    PairState,
    PhaseLimit,
    RoundState,
    SaidOf,
    Solving,
)
from concordat.audits.presenters.returns import day
from concordat.audits.presenters.states import StateTag
from concordat.core import paging
from concordat.lib.matching import Gift, Group, LeftOut, Reason, Words

PAGE = 25
CSV_HEADER = ("Pair", "State", "Worth", "Kilometres", "Why", "Accepted by", "Declined by", "Active at the review")
COLOURS = {
    PairState.proposed: "blue",
    PairState.published: "light-blue",
    PairState.declined: "yellow",
    PairState.dropped: "grey",
}
ROUND_TAGS = {
    RoundState.offering: StateTag("Schools say what they offer", "blue"),
    RoundState.published: StateTag("With the schools", "green"),
    RoundState.closed: StateTag("Closed", "grey"),
}
ANSWERS = {
    "": StateTag("Has not answered", "grey"),
    Answered.accepted: StateTag("Accepted", "green"),
    Answered.declined: StateTag("Declined", "yellow"),
}
SHOWN = {"": "All", "proposed": "Proposed", "waiting": "Waiting for schools", "agreed": "Agreed", "ended": "Ended"}


@dataclass(frozen=True)
class Side:
    """One school of a pair, as the page shows it."""

    name: str
    answer: StateTag
    strengths: list[str]
    needs: list[str]
    mailbox: str
    told: list[str]  # what it told the partnership alone, where the reader may read that


@dataclass(frozen=True)
class PairLine:
    """A pair on the officer's page."""

    id: int
    title: str
    tag: StateTag
    why: list[str]
    sides: list[Side]
    worth: int
    locked: bool
    may_lock: bool
    may_drop: bool
    kind: str
    active: bool
    note: str


def title_of(pair: PairingGroup) -> str:
    """The names of the schools."""
    names = [one.establishment.organisation.name for one in pair.members.all()]
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def why_of(pair: PairingGroup, one: PairingRound, standards: Mapping[str, str]) -> list[str]:
    """Why these schools, in sentences."""
    names = {m.establishment_id: m.establishment.organisation.name for m in pair.members.all()}
    gifts = tuple(Gift(gift["giver"], gift["taker"], gift["standard"], 0) for gift in pair.gifts)
    group = Group(tuple(sorted(names)), gifts, pair.worth, pair.metres)
    return Words(names, standards, pairing.rules_of(one)).of_group(group)


def side(member: PairingMember, standards: Mapping[str, str], said: Sequence[Any], *, mailbox: bool) -> Side:
    """One school of a pair."""
    return Side(
        member.establishment.organisation.name,
        ANSWERS[Answered(member.answer) if member.answer else ""],
        [standards.get(code, code) for code in member.strengths],
        [standards.get(code, code) for code in member.needs],
        member.reply.mailbox if mailbox and hasattr(member, "reply") else "",
        [_told(one) for one in said],
    )


def _told(one: Any) -> str:
    if one.kind == SaidOf.declined:
        return f"Declined because: {one.words}"
    met = "Has met" if one.met else "Has not met"
    helped = f"; helped: {HELPED_NAMES[Helped(one.helped)].lower()}" if one.helped else ""
    return f"{met}{helped}." + (f" About: {one.words}" if one.words else "")


def line(pair: Any, one: PairingRound, standards: Mapping[str, str]) -> PairLine:
    """A pair on the officer's page."""
    members = list(pair.members.all())
    state, agreed = PairState(pair.state), pairing.is_accepted(pair)
    kind = "ended" if state not in STANDING else "agreed" if agreed else "waiting"
    tag = StateTag("Agreed", "green") if agreed else StateTag(PAIR_NAMES[state], COLOURS[state])
    is_open = one.state != RoundState.closed
    met = [said.met for member in members for said in member.said.all() if said.kind == SaidOf.review]
    return PairLine(
        id=pair.pk,
        title=title_of(pair),
        tag=tag,
        why=why_of(pair, one, standards),
        sides=[side(member, standards, list(member.said.all()), mailbox=False) for member in members],
        worth=pair.worth,
        locked=pair.locked,
        may_lock=is_open and state is PairState.proposed,
        may_drop=is_open and state in STANDING,
        kind="proposed" if state is PairState.proposed else kind,
        active=is_active(accepted_by_all=agreed, visited=pair.visited, met=met),
        note=pair.ending.because if hasattr(pair, "ending") else "",
    )


def round_page(
    one: PairingRound,
    pairs: list[Any],
    offers: list[PairingOffer],
    standards: Mapping[str, str],
    query: QueryDict,
    *,
    today: date,
) -> dict[str, Any]:
    """Everything that the officer's page of a round shows."""
    lines = [line(pair, one, standards) for pair in pairs]
    chosen = query.get("show", "") if query.get("show", "") in SHOWN else ""
    search = query.get("search", "")[:100]
    shown = narrowed(lines, chosen, search)
    number = paging.number_of(query, len(shown), size=PAGE)
    here = reverse("audits:pairing_round", args=[one.pk])
    agreed = [row for row in lines if row.kind == "agreed"]
    paired = {m.establishment_id for pair in pairs if pair.state in STANDING for m in pair.members.all()}
    said = [offer for offer in offers if offer.said_at is not None]
    return {
        "round": one,
        "tag": ROUND_TAGS[RoundState(one.state)],
        "limits": limits_in_words(one),
        "progress": {
            "label": "Schools that have said what they offer",
            "done": len(said),
            "total": len(offers),
            "text": f"{len(said)} of {len(offers)} schools",
        },
        "not_said": [offer.establishment.organisation.name for offer in offers if offer.said_at is None],
        "rows": shown[(number - 1) * PAGE : number * PAGE],
        "count_text": f"{len(shown)} of {len(lines)} pair{'s' if len(lines) != 1 else ''}",
        "choices": [(value, text, value == chosen) for value, text in SHOWN.items()],
        "search": search,
        "pages": paging.links(here, query, number, len(shown), size=PAGE),
        "csv_href": reverse("audits:pairing_csv", args=[one.pk]),
        "left": [_left(offer, one) for offer in said if offer.left_because and offer.establishment_id not in paired],
        "free": sum(1 for offer in said if offer.capacity and offer.establishment_id not in paired),
        "proposed": sum(row.kind == "proposed" for row in lines),
        "solving": {
            "waiting": one.solving == Solving.waiting,
            "problem": one.problem,
            "asked_at": one.solve_asked_at,
            "done_at": one.solved_at,
        },
        "active_text": active_text(agreed, one, today=today),
        "is_open": one.state != RoundState.closed,
        "breadcrumbs": [{"text": "Pairing", "href": reverse("audits:pairing")}],
    }


def narrowed(lines: list[PairLine], chosen: str, search: str) -> list[PairLine]:
    """Pairs of one kind, and with words in the name of a school."""
    words = search.casefold().split()
    return [
        row
        for row in lines
        if (not chosen or row.kind == chosen) and all(word in row.title.casefold() for word in words)
    ]


def active_text(agreed: list[PairLine], one: PairingRound, *, today: date) -> str:
    """The share of pairs active at one term, said where any pair is agreed; before that day, so far."""
    if not agreed:
        return ""
    active = sum(row.active for row in agreed)
    percent = round(100 * active / len(agreed))
    pairs = "1 agreed pair has" if len(agreed) == 1 else f"{len(agreed)} agreed pairs have"
    when = "so far" if today < one.review_on else f"by {day(one.review_on)}"
    return f"{active} of {pairs} met {when} ({percent}%)."


def limits_in_words(one: PairingRound) -> str:
    """The limits of a round in a sentence."""
    parts = [f"up to {one.max_km} km apart", PHASE_NAMES[PhaseLimit(one.phases)].lower()]
    parts.append("never of one trust" if one.other_trusts else "of one trust too")
    if one.both_ways:
        parts.append("only where both give something")
    if one.recent_years:
        years = "1 year" if one.recent_years == 1 else f"{one.recent_years} years"
        parts.append(f"no partners of the last {years}")
    return "; ".join(parts)


def _left(offer: PairingOffer, one: PairingRound) -> dict[str, str]:
    left = LeftOut(offer.establishment_id, Reason(offer.left_because), offer.left_fitting, offer.left_metres)
    why = Words({}, {}, pairing.rules_of(one)).of_left_out(left)
    return {"name": offer.establishment.organisation.name, "why": why}


def csv_row(row: PairLine) -> tuple[object, ...]:
    """A line of the file."""
    by = {
        text: "; ".join(side.name for side in row.sides if side.answer.text == text)
        for text in ("Accepted", "Declined")
    }
    return (row.title, row.tag.text, row.worth, row.why[-1], " ".join(row.why[:-1]), by["Accepted"], by["Declined"],
            "yes" if row.active else "no")  # fmt: skip


OUTCOME_HEADER = ("Pair", "School", "Standard", "Before", "After")


def outcome_rows(
    found: Sequence[Outcome], pairs: Sequence[PairingGroup], standards: Mapping[str, str]
) -> list[dict[str, str]]:
    """Each need that a pair was made for, before and after."""
    titles = {pair.pk: title_of(pair) for pair in pairs}
    names = {m.establishment_id: m.establishment.organisation.name for pair in pairs for m in pair.members.all()}
    return [
        {
            "pair": titles[one.pair_id],
            "school": names[one.establishment_id],
            "standard": standards.get(one.standard, one.standard),
            "before": standing_in_words(one.before),
            "after": standing_in_words(one.after),
        }
        for one in found
    ]


def standing_in_words(one: Standing | None) -> str:
    """How an area stands in a return."""
    return "Not known" if one is None else f"{one.in_place} of {one.of} in place"


def better(found: Sequence[Outcome]) -> str:
    """How many of the needs stand better than before, of those known in both audits."""
    known = [(one.before, one.after) for one in found if one.before and one.after]
    if not known:
        return "The next audit has not been returned by any of these schools yet."
    more = sum(after.in_place / after.of > before.in_place / before.of for before, after in known)
    return f"{more} of {len(known)} needs that pairs were made for stand better than before."
