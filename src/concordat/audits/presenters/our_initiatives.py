"""Initiatives as a setting reads them: what it has joined, and what it could join."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from concordat.audits.initiatives.register import Offered
from concordat.audits.presenters import initiatives
from concordat.audits.presenters.returns import day as in_words
from concordat.resources.vocabulary import INITIATIVE_KINDS

if TYPE_CHECKING:
    from concordat.resources.models import TakeUp


def ours(setting: str, establishment_id: int, found: Iterable[Offered], *, may_say: bool) -> dict[str, Any]:
    """What a setting has joined, and what it could join."""
    every = [_offered(one, establishment_id, may_say=may_say) for one in found]
    return {
        "setting": setting,
        "lists": [
            ("What we have joined", [one for one in every if one["joined"]], "Nothing yet."),
            ("What we could join", [one for one in every if not one["joined"]], "Nothing else is offered now."),
        ],
        "back_link": {"text": "Back to my audits", "href": reverse("audits:mine")},
    }


def _offered(each: Offered, establishment_id: int, *, may_say: bool) -> dict[str, Any]:
    one, take = each.initiative, each.take_up
    may = may_say and (take is not None or each.state != "over")
    return {
        "title": one.title,
        "kind": INITIATIVE_KINDS[one.kind],
        "what": one.what,
        "who": f"{one.agency_name}, for {each.by}",
        "when": initiatives.when(one),
        "how": f"{one.offer.title}: {one.offer.how_to_ask}" if one.offer else "",
        "answers": [answer.says for answer in each.answers],
        "joined": take is not None,
        "tag": initiatives.taking_tag(take) if take else initiatives.STATES[each.state],
        "numbers": _numbers(take) if take else "",
        "href": reverse("audits:say_take_up", args=[establishment_id, one.pk]) if may else "",
        "action": "Change what you said" if take else "Say that you take part",
    }


def _numbers(take: TakeUp) -> str:
    said = [f"Since {in_words(take.since_on)}"]
    said += [f"{take.staff} staff"] if take.staff is not None else []
    said += [f"{take.sessions} sessions"] if take.sessions is not None else []
    return ", ".join(said) + f". Noted by {initiatives.noted_by(take)}."
