"""Questions of different forms that ask the same, so that their answers may be added up (D2-09)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from concordat.lib import crosswalk, form_logic
from concordat.lib.crosswalk import Relation
from concordat.questionnaires import queries as questionnaire_queries
from concordat.questionnaires import tags

Asked = tuple[int, str]  # a question by the version of its form, and its code


@dataclass(frozen=True)
class Common:
    """One question of the region: the words of the first form that asks it, and where it is asked."""

    section: str
    section_title: str
    code: str
    text: str
    options: tuple[tuple[str, str], ...]
    asked: frozenset[Asked] = field(default=frozenset())


def common_questions(versions: Mapping[int, frozenset[int]]) -> tuple[list[Common], int]:
    """Questions that every partnership asks, and how many others are left out; `versions` of forms by partnership.

    The same version of a form is the same; else two questions are where two editors agree that the tags of each are
    all it asks, the tags are equal and the scale is one. Forms are remembered, tags cost three queries.
    """
    every = sorted(frozenset().union(*versions.values()))
    tagged = tags.forms_for(every)
    made: list[Common] = []
    for version in every:
        form = questionnaire_queries.form_of(version)
        for section, question in _choices_of(form):
            here = (version, question.code)
            place = next((at for at, one in enumerate(made) if _are_equal(here, one.asked, tagged)), None)
            if place is None:
                part = question.choice_part
                assert part is not None
                options = tuple((one.value, one.label) for one in part.options)
                named = Common(section.code, section.title, question.code, question.text, options, frozenset([here]))
                made.append(named)
            else:
                one = made[place]
                made[place] = Common(
                    one.section, one.section_title, one.code, one.text, one.options, one.asked | {here}
                )
    found = [one for one in made if all(_is_asked(one, forms) for forms in versions.values())]
    return found, len(made) - len(found)


def _choices_of(form: form_logic.Form) -> Iterable[tuple[form_logic.Section, form_logic.Question]]:
    for section in form.sections:
        for question in section.questions:
            part = question.choice_part
            if part is not None and part.options:
                yield section, question


def _is_asked(one: Common, versions: frozenset[int]) -> bool:
    return any(version in versions for version, _ in one.asked)


def _are_equal(here: Asked, asked: Iterable[Asked], tagged: Mapping[int, crosswalk.Form]) -> bool:
    """Whether a question is equal to one of another form that is there, and its own form has none there already."""
    known = list(asked)
    if any(version == here[0] for version, _ in known):
        return False
    mine = tagged[here[0]].by_id.get(here[1])
    return any(_asks_the_same(mine, tagged[version].by_id.get(code)) for version, code in known)


def _asks_the_same(one: crosswalk.Question | None, other: crosswalk.Question | None) -> bool:
    if one is None or other is None or one.scale is None or other.scale is None:
        return False
    return (
        one.complete
        and other.complete
        and one.scale.descriptor == other.scale.descriptor
        and crosswalk.relation_between(one.expectations, other.expectations) is Relation.EQUAL
    )
