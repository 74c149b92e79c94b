"""What answers elsewhere make ready, suggest or contradict in a return to be filled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter

from concordat.lib.crosswalk.carrying import Certainty, covers
from concordat.lib.crosswalk.gathering import Said, View, gather, itself_key
from concordat.lib.crosswalk.questions import Bank, Question
from concordat.lib.crosswalk.results import (
    Contradiction,
    Obstacle,
    Origin,
    Provenance,
    Ready,
    Rule,
    Statement,
    Suggestion,
    TickList,
)
from concordat.lib.crosswalk.scales import Colour
from concordat.lib.crosswalk.sources import AgeLimits, Source, Target

DEFAULT_LIMITS = AgeLimits()
MADE_READY = (Certainty.GREEN, Certainty.RED, Certainty.NOT_APPLICABLE)


@dataclass(frozen=True)
class Offer:
    """All that is known about a question to be filled.

    Where sources disagree nothing is ready, and `disagreement` gives every side: ratings that somebody checked
    first, then the newest signed. What is neither ready nor disputed is a suggestion, worked out when asked for.
    """

    question: str
    ready: Ready | None = None
    disagreement: tuple[Statement, ...] = ()
    contradiction: Contradiction | None = None
    _left: tuple[View, ...] = field(default=(), repr=False, compare=False)

    @cached_property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """Answers that overlap, to be shown and not selected, in the order of a disagreement."""
        return tuple(_suggestion(view, bool(self.disagreement)) for view in self._left)

    @property
    def tick_lists(self) -> tuple[TickList, ...]:
        """The tick lists that would tell more about this question."""
        return tuple(each.tick_list for each in self.suggestions if each.tick_list)


def offers(
    target: Target, sources: Iterable[Source], *, bank: Bank, limits: AgeLimits = DEFAULT_LIMITS
) -> tuple[Offer, ...]:
    """For every question of the target, in its order, what answers in these returns say about it.

    Raises `UnknownExpectation` where a form has a tag that the bank does not have.
    """
    bank.require_known(target.form)
    by_tag = gather(target, sources, bank, limits)
    return tuple(_offer(question, target, by_tag) for question in target.form.questions)


def _offer(question: Question, target: Target, by_tag: dict[str, list[Said]]) -> Offer:
    keys = (*question.expectations, itself_key(question))
    related = {said for key in keys for said in by_tag.get(key, ())}
    views = [View(said, question) for said in sorted(related, key=attrgetter("place"))]
    statements = _statements(question, views)
    ready = _ready(question, statements)
    disagreement = tuple(statements) if _disagree(statements) else ()
    shown = (ready.statement, *ready.agreeing) if ready else disagreement
    used = {id(each.origin) for said in shown for each in said.sources}
    left = tuple(view for view in views if id(view.said.origin) not in used)
    return Offer(question.id, ready, disagreement, _contradiction(question, target, statements), left)


def _statements(question: Question, views: Sequence[View]) -> list[Statement]:
    """Everything that is certain: by one answer each, and by greens that cover the question together."""
    found = [
        Statement(certainty, (view.provenance(rule),))
        for view in views
        for certainty, rule in [view.verdict]
        if certainty is not Certainty.UNKNOWN
    ]
    if not any(each.certainty is Certainty.GREEN for each in found):
        together = _joint_cover(question, views)
        if together:
            found.append(Statement(Certainty.GREEN, together))
            found.sort(key=_rank)
    return found


def _rank(statement: Statement) -> tuple[bool, int]:
    """Checked ratings first, then the newest signed; several sources are as old as the newest of them."""
    return not all(each.origin.rating.checked for each in statement.sources), -statement.newest.toordinal()


def _joint_cover(question: Question, views: Sequence[View]) -> tuple[Provenance, ...]:
    """The fewest answers found, best source first, whose greens together cover the question; none if they do not."""
    usable = [view for view in views if view.usable and view.said.in_place]
    if not covers(question, (view.said.in_place for view in usable)):
        return ()
    left, chosen = question.expectations, []
    while left:
        best = max(usable, key=lambda view: len(left & view.said.in_place))
        chosen.append(best)
        left = left - best.said.in_place
    return tuple(view.provenance(Rule.JOINT_COVER) for view in chosen)


def _disagree(statements: Sequence[Statement]) -> bool:
    """Whether not all of it can be true: amber and red are both not green, and are not each other."""
    said = {each.certainty for each in statements}
    if said & {Certainty.AMBER, Certainty.RED}:
        said.discard(Certainty.NOT_GREEN)
    return len(said) > 1


def _ready(question: Question, statements: Sequence[Statement]) -> Ready | None:
    """Green, red in the same words, not applicable for the same reason; never amber, never where sources disagree."""
    if not statements or question.scale is None or _disagree(statements):
        return None
    pointed = [
        each for each in statements if each.certainty in (Certainty.GREEN, Certainty.RED, Certainty.NOT_APPLICABLE)
    ]
    if not pointed:
        return None
    colour = pointed[0].certainty.colour
    value = question.scale.value_of(colour) if colour else None
    if value is None:
        return None
    best, *others = pointed
    return Ready(question.id, value, best, tuple(others))


def _suggestion(view: View, disagree: bool) -> Suggestion:
    certainty, rule = view.verdict
    doubts = view.doubts()
    return Suggestion(
        question=view.wanted.id,
        provenance=view.provenance(rule),
        certainty=certainty,
        obstacles=(*doubts, Obstacle.SOURCES_DISAGREE) if disagree else doubts,
        missing=view.wanted.expectations - view.said.question.expectations,
        tick_list=_tick_list(view),
    )


def _tick_list(view: View) -> TickList | None:
    """Below an amber answer that may be used and was not asked yet; of one thing alone it is clear which.

    What an overlay says is not the setting's to refine, and nothing is added to what is sealed.
    """
    said, asked = view.said, view.said.question
    if said.source.overlay or said.source.sealed:
        return None
    if not view.usable or said.colour is not Colour.AMBER or said.answer.not_in_place is not None:
        return None
    if asked.complete and len(asked.expectations) == 1:
        return None
    return TickList(said.source.id, asked.id, tuple(sorted(asked.expectations)))


def _contradiction(question: Question, target: Target, statements: Sequence[Statement]) -> Contradiction | None:
    chosen = target.chosen.get(question.id)
    if chosen is None or question.scale is None or question.scale.colour_of(chosen) is not Colour.GREEN:
        return None
    against = tuple(each for each in statements if each.certainty.excludes_green)
    return Contradiction(question.id, chosen, against) if against else None


def source_changed(origin: Origin, sources: Iterable[Source]) -> bool:
    """Whether the answer that was carried is not what its source says now; the carried answer stays as it is."""
    for source in sources:
        for answer in source.answers if source.id == origin.source else ():
            if answer.question == origin.question and answer.rating is origin.rating:
                return answer.changed or (answer.value, answer.not_in_place) != (origin.value, origin.ticked)
    return True
