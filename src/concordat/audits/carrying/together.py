"""All returns of a setting together: what is ready in each, and what answering one would fill of the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from concordat.audits import counts
from concordat.audits.carrying.standing import WHOLE, answers_of_setting, forms_of, sources_of, versions_in
from concordat.audits.models import AuditReturn
from concordat.audits.vocabulary import EDITABLE, ReturnState
from concordat.core.actor import Actor
from concordat.lib import crosswalk
from concordat.lib.crosswalk import Colour
from concordat.questionnaires import tags

SUPPOSED = "supposed"


@dataclass(frozen=True)
class Asked:
    """One open return: how many questions it asks, how many are ready, how many of each other return it would fill."""

    questions: int
    ready: int
    fills: dict[int, int] = field(default_factory=dict)


def side_by_side(actor: Actor, establishment_id: int, returns: Sequence[AuditReturn], *, on: date) -> dict[int, Asked]:
    """By id of each return that still takes answers. One query and those of the tags."""
    taking = [one for one in returns if is_open(one)]
    standings = answers_of_setting(actor, establishment_id)
    tagged = forms_of({one.form_version_id for one in taking} | versions_in(standings.values()))
    bank = tags.bank(at=on)
    found = {}
    for one in taking:
        own = standings.get(one.pk)
        answered = {code for code, given in own.given.items() if given.value} if own else set()
        may = [each for each in standings.values() if each.may_fill(one.partnership_id)]
        sources = sources_of(may, establishment_id=establishment_id, forms=tagged)
        ready = _ready(one, tagged, sources, bank, on)
        fills = {
            other.pk: len(_ready(other, tagged, [_supposed(one, tagged, on)], bank, on))
            for other in taking
            if other.pk != one.pk
        }
        found[one.pk] = Asked(counts.questions_asked(one), len(ready - answered), fills)
    return found


def is_open(one: AuditReturn) -> bool:
    """Whether the return takes answers now."""
    return ReturnState(one.state) in EDITABLE and one.cycle.state == "open"


def _ready(
    one: AuditReturn,
    tagged: dict[int, crosswalk.Form],
    sources: Iterable[crosswalk.Source],
    bank: crosswalk.Bank,
    on: date,
) -> set[str]:
    form = tagged[one.form_version_id]
    target = crosswalk.Target(str(one.pk), form, str(one.establishment_id), WHOLE, on)
    return {offer.question for offer in crosswalk.offers(target, sources, bank=bank) if offer.ready is not None}


def _supposed(one: AuditReturn, tagged: dict[int, crosswalk.Form], on: date) -> crosswalk.Source:
    """The return as it would be with everything in place and signed today: the most that it could fill."""
    form = tagged[one.form_version_id]
    answers = tuple(
        crosswalk.Answer(question.id, value)
        for question in form.questions
        if question.scale is not None and (value := question.scale.value_of(Colour.GREEN)) is not None
    )
    about = frozenset({str(one.establishment_id)})
    return crosswalk.Source(f"{SUPPOSED}-{one.pk}", form, about, WHOLE, answers, on, on)
