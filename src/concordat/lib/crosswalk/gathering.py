"""Which answers may be looked at for a target, and what each says about a question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from concordat.lib.crosswalk.carrying import Certainty, carry, itself
from concordat.lib.crosswalk.conditions import Conditions
from concordat.lib.crosswalk.questions import Bank, Question
from concordat.lib.crosswalk.relations import Relation, relation_between
from concordat.lib.crosswalk.results import Obstacle, Origin, Provenance, Rule
from concordat.lib.crosswalk.scales import Colour
from concordat.lib.crosswalk.sources import AgeLimits, Answer, Rating, Source, Target

NOTHING: frozenset[str] = frozenset()
UNSETTLED = {
    Colour.AMBER: Obstacle.AMBER,
    Colour.RED: Obstacle.RED,
    Colour.NOT_APPLICABLE: Obstacle.NOT_APPLICABLE,
}


class Said:
    """An answer that may be a source, with the conditions towards the target.

    `colour` is none for what has no colours. `in_place` are the expectations that are certainly in place: all of
    a green answer, what stayed unticked of an amber one. `reason` is why it does not apply, where the register
    still says so. `order`: ratings that somebody checked first, then the newest signed; `place` is its place in it.
    """

    def __init__(self, source: Source, answer: Answer, conditions: Conditions, target: Target) -> None:
        question = source.form.by_id[answer.question]
        self.source, self.answer, self.question, self.conditions = source, answer, question, conditions
        self.colour = question.scale.colour_of(answer.value) if question.scale else None
        self.in_place = _in_place(question, answer, self.colour)
        self.origin = _origin(source, question, answer, self.colour)
        self.same = _same_version(source, target)
        self.reason = answer.reason if answer.reason in target.register_reasons else None
        newest = -(source.signed_on or date.min).toordinal()
        self.order = (not answer.rating.checked, newest, source.id, question.id, answer.rating)
        self.place = 0


def _in_place(question: Question, answer: Answer, colour: Colour | None) -> frozenset[str]:
    if colour is Colour.GREEN:
        return question.expectations
    return NOTHING if answer.not_in_place is None else question.expectations - answer.not_in_place


def _origin(source: Source, question: Question, answer: Answer, colour: Colour | None) -> Origin:
    return Origin(
        source=source.id,
        form=source.form.code,
        version=source.form.version,
        form_title=source.form.title,
        question=question.id,
        question_text=question.text,
        value=answer.value,
        colour=colour,
        rating=answer.rating,
        signed_on=source.signed_on,
        ticked=answer.not_in_place,
        whose=source.whose,
    )


class View:
    """An answer seen from a question to be filled.

    `conditions_failed`: what stands against using it. `verdict`: what is certain by it and by which rule, nothing
    where a condition is not met.
    """

    def __init__(self, said: Said, wanted: Question) -> None:
        self.said, self.wanted = said, wanted
        self.is_itself = said.same and said.question.id == wanted.id
        self.relation: Relation = (
            Relation.EQUAL if self.is_itself else relation_between(said.question.expectations, wanted.expectations)
        )
        failed = said.conditions.obstacles(said.answer, said.question, wanted)
        self.conditions_failed = _without_tags(failed) if self.is_itself else failed
        self.usable = not self.conditions_failed
        self.verdict = self._verdict()

    def _verdict(self) -> tuple[Certainty, Rule | None]:
        said, wanted = self.said, self.wanted
        if not self.usable or said.colour is None:
            return Certainty.UNKNOWN, None
        if self.is_itself:
            certainty = itself(wanted, said.colour, reason=said.reason)
            return certainty, Rule.EQUAL if certainty is not Certainty.UNKNOWN else None
        certainty = carry(said.question, wanted, said.colour, reason=said.reason)
        if certainty is not Certainty.UNKNOWN:
            return certainty, self._rule(certainty)
        return self._by_ticks()

    def _rule(self, certainty: Certainty) -> Rule:
        """Equal tags of which one side is not complete are a superset for green and a subset for not green."""
        if self.relation is not Relation.EQUAL or (self.said.question.complete and self.wanted.complete):
            return Rule(self.relation)
        return Rule.SUPERSET if certainty is Certainty.GREEN else Rule.SUBSET

    def _by_ticks(self) -> tuple[Certainty, Rule | None]:
        ticked = self.said.answer.not_in_place
        if ticked is None:
            return Certainty.UNKNOWN, None
        if ticked & self.wanted.expectations:
            return Certainty.NOT_GREEN, Rule.TICKED
        covered = self.wanted.complete and self.wanted.expectations <= self.said.in_place
        return (Certainty.GREEN, Rule.TICKED) if covered else (Certainty.UNKNOWN, None)

    def provenance(self, rule: Rule | None) -> Provenance:
        """Where it comes from."""
        shared = self.said.question.expectations & self.wanted.expectations
        return Provenance(self.said.origin, self.relation, rule, shared)

    def doubts(self) -> tuple[Obstacle, ...]:
        """Why it is a suggestion only: a condition, or that nothing follows."""
        if self.conditions_failed:
            return self.conditions_failed
        if self.verdict[0].excludes_green:
            return (Obstacle.NOT_ALL_IN_PLACE,)
        colour, relation = self.said.colour, self.relation
        if colour in UNSETTLED and self.said.answer.not_in_place is None:
            return (UNSETTLED[colour],)
        if self.wanted.expectations <= self.said.in_place:
            return (Obstacle.TAGS_NOT_COMPLETE,)
        return (Obstacle.OVERLAPS_ONLY if relation is Relation.INTERSECTS else Obstacle.PART_ONLY,)


def gather(target: Target, sources: Iterable[Source], bank: Bank, limits: AgeLimits) -> dict[str, list[Said]]:
    """By expectation, the answers about it that may be looked at; those of an overlay by their very question too.

    Left out: returns that do not speak for the establishment, the target itself, answers that were themselves
    carried (one hop, no chains), and self-ratings of questions that somebody has checked.
    """
    heard = []
    for source in sources:
        if source.id == target.id or target.establishment not in source.about:
            continue
        bank.require_known(source.form)
        conditions = Conditions(source, target, bank, limits)
        heard += [Said(source, answer, conditions, target) for answer in _heard(source.answers)]
    found: dict[str, list[Said]] = {}
    for place, said in enumerate(sorted(heard, key=lambda said: said.order)):
        said.place = place
        for tag in said.question.expectations:
            found.setdefault(tag, []).append(said)
        if said.same:
            found.setdefault(itself_key(said.question), []).append(said)
    return found


def itself_key(question: Question) -> str:
    """Under which an answer to the very same question is gathered; no expectation is called so."""
    return f"= {question.id}"


def _same_version(source: Source, target: Target) -> bool:
    """Whether an overlay answers the very version that the target asks with."""
    same = (source.form.code, source.form.version) == (target.form.code, target.form.version)
    return source.overlay and same


def _without_tags(failed: tuple[Obstacle, ...]) -> tuple[Obstacle, ...]:
    return tuple(one for one in failed if one is not Obstacle.TAGS_NOT_AGREED)


def _heard(answers: Iterable[Answer]) -> Iterator[Answer]:
    """One hop only; and who looked outranks who said so."""
    answers = tuple(answers)
    checked = {answer.question for answer in answers if answer.rating is not Rating.SELF}
    for answer in answers:
        if not answer.carried and (answer.rating.checked or answer.question not in checked):
            yield answer
