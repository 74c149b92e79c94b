"""How the questions of published forms relate, in words; derived from tags, never kept by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from concordat.lib.crosswalk import Form, Question, Relation, TagState, links_between

WORDS = {
    Relation.EQUAL: "asks the same",
    Relation.SUPERSET: "asks less: it is part of this question",
    Relation.SUBSET: "asks more: this question is part of it",
    Relation.INTERSECTS: "asks about some of the same",
}
BETWEEN = {
    Relation.EQUAL: "asks the same as",
    Relation.SUPERSET: "includes",
    Relation.SUBSET: "is part of",
    Relation.INTERSECTS: "asks some of the same as",
}


@dataclass(frozen=True)
class Related:
    """Another question that asks about something in common, seen from one."""

    form: Form
    question: Question
    relation: Relation
    shared: tuple[str, ...]
    explained: tuple[str, ...]


@dataclass(frozen=True)
class Pair:
    """Two questions of two forms."""

    question: Question
    other: Question
    relation: Relation


def related_to(form: Form, question: Question, others: Iterable[Form]) -> list[Related]:
    """What relates to a question, the closest first."""
    alone = Form(form.code, form.version, form.title, form.guidance_on, (question,))
    forms = [alone, *(other for other in others if (other.code, other.version) != (form.code, form.version))]
    found = []
    for link in links_between(forms):
        if link.form == 0:
            other = forms[link.other_form]
            asked = other.by_id[link.other_question]
            shared = tuple(sorted(question.expectations & asked.expectations))
            found.append(Related(other, asked, link.relation, shared, explained(question, asked, link.relation)))
    order = list(WORDS)
    return sorted(found, key=lambda one: (order.index(one.relation), one.form.title, one.question.id))


def pairs(form: Form, other: Form) -> list[Pair]:
    """Every related pair of two forms, in the order of the first."""
    found = [
        Pair(form.by_id[link.question], other.by_id[link.other_question], link.relation)
        for link in links_between([form, other])
    ]
    place = {one.id: number for number, one in enumerate(form.questions)}
    after = {one.id: number for number, one in enumerate(other.questions)}
    return sorted(found, key=lambda pair: (place[pair.question.id], after[pair.other.id]))


def explained(here: Question, there: Question, relation: Relation) -> tuple[str, ...]:
    """What an answer to either makes certain about the other, and what it still waits for."""
    said = [
        *_green(here, there, "here", "there", relation in (Relation.EQUAL, Relation.SUPERSET)),
        *_green(there, here, "there", "here", relation in (Relation.EQUAL, Relation.SUBSET)),
    ]
    if not said:
        said.append("Neither answer settles the other. It is shown as a suggestion and never selected.")
    return tuple(said)


def _green(source: Question, target: Question, at: str, to: str, contains: bool) -> Sequence[str]:
    if not contains:
        return ()
    if source.scale is None or target.scale is None:
        return (f"Green {at} would be green {to}, but one of the two is not rated in colours, so nothing is carried.",)
    waits = _waits(source, at, complete=False) + _waits(target, to, complete=True)
    if waits:
        return (f"Green {at} would be green {to}, once {' and '.join(waits)}.",)
    return (f"Green {at} means green {to}. It is made ready {to}, and a person confirms it.",)


def _waits(one: Question, where: str, *, complete: bool) -> list[str]:
    if one.tags is not TagState.AGREED:
        return [f"the tags {where} are agreed"]
    return [f"the tags {where} are found to cover the whole question"] if complete and not one.complete else []
