"""From the cells of a body's file to a form: questions, their sections, and the body's words on the scale. Pure.

The form is rated with the body's own words, so that they mean the same as ours only where they say the same
(`questionnaires.tags`): a rating below "in place" is never carried into another body's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from concordat.audits.others_words import MEANINGS, NOTATION, SCALE
from concordat.audits.trusts.sheets import RATING
from concordat.lib import form_logic
from concordat.lib.filled_files import Filled, Layout, propose, questions_in
from concordat.lib.form_logic import FormProblems, Option, Row, RowProblem, Scale, build_form
from concordat.questionnaires.vocabulary import OF_OTHER_BODIES

MOST_QUESTIONS, LONGEST_QUESTION, LONGEST_WORD = 400, 1000, 200


@dataclass(frozen=True)
class Asked:
    """A question of the body: where its answer goes, and which answers its cell takes."""

    code: str
    section: str
    text: str
    answer: str
    comment: str = ""
    choices: tuple[str, ...] = ()


def proposed_layouts(found: Filled) -> list[Layout]:
    """What can be seen of each sheet or table."""
    return [one for grid in found.grids if (one := propose(grid)) is not None]


def asked_in(found: Filled, layouts: Iterable[Layout]) -> list[Asked]:
    """Every question of these sheets or tables, numbered through the file."""
    made: list[Asked] = []
    for layout in layouts:
        grid = found.grid(layout.grid)
        for one in questions_in(grid, layout) if grid is not None else ():
            code = f"Q{len(made) + 1}"
            made.append(Asked(code, one.section, one.text, one.answer, one.comment, one.choices))
    return made


def why_not(asked: Sequence[Asked]) -> str:
    """What stands against these questions; nothing where they can become a form."""
    if not asked:
        return "No question with an answer cell beside it is in these rows. Look at the columns and rows again."
    if len(asked) > MOST_QUESTIONS:
        return f"These are more than {MOST_QUESTIONS} questions. Leave out what is not answered."
    long = next((one for one in asked if len(one.text) > LONGEST_QUESTION), None)
    if long is not None:
        return f"The question beside {long.answer} has more than {LONGEST_QUESTION} characters. Leave its row out."
    places = [one.answer for one in asked]
    twice = next((place for place in places if places.count(place) > 1), None)
    return f"{twice} is the answer to two questions. Look at the columns again." if twice else ""


def words_in(asked: Iterable[Asked]) -> list[str]:
    """The words that cells of the file take, each once, in the order in which they are found."""
    return list(dict.fromkeys(word for one in asked for word in one.choices))


def proposed_words(words: Iterable[str]) -> dict[str, str]:
    """For each meaning the word that says it, as far as it is plain."""
    found: dict[str, str] = {}
    for word in words:
        meaning = RATING.get(" ".join(word.lower().split()).rstrip("."))
        if meaning is not None:
            found.setdefault(meaning, word)
    return found


def wrong_words(words: Mapping[str, str], asked: Sequence[Asked]) -> str:
    """What stands against these words."""
    given = {meaning: word for meaning, word in words.items() if word}
    if not given.keys() <= MEANINGS.keys():
        return "Choose what each word means."
    if "green" not in given:
        return "Say which word the body has for “In place”. Without it no answer can be ready."
    if len(given) < 2:
        return "Say at least one more word: a form in which everything is in place asks nothing."
    if len(set(given.values())) < len(given):
        return "The same word stands for two meanings. Give each meaning a word of its own."
    known = set(words_in(asked))
    every = all(one.choices for one in asked)
    unknown = next((word for word in given.values() if every and word not in known), None)
    return f"No cell of the file takes “{unknown}”. Choose one of its own words." if unknown else ""


def form_in(
    asked: Sequence[Asked],
    words: Mapping[str, str],
    *,
    code: str,
    title: str,
    scales: Mapping[str, Scale],
    codes: Iterable[form_logic.Code],
) -> form_logic.Form:
    """The questions as a form, rated in the body's words. Raises `FormProblems`."""
    options = tuple(_in_their_words(option, words) for option in scales[SCALE].options if words.get(option.value))
    numbered: dict[str, int] = {}
    rows: list[tuple[int, Row]] = []
    for number, one in enumerate(asked, start=1):
        place = numbered.setdefault(one.section, len(numbered) + 1)
        title_of = one.section[:150]
        cells = {"id": one.code, "section": f"S{place}", "section_title": title_of, "text": one.text, "type": NOTATION}
        rows.append((place, Row(number, cells | {"level": "info"})))
    ordered = [row for _, row in sorted(rows, key=lambda pair: pair[0])]
    theirs = {**scales, SCALE: Scale(SCALE, options)}
    return build_form(ordered, code=code, title=title, scales=theirs, codes=codes)


def _in_their_words(option: Option, words: Mapping[str, str]) -> Option:
    return replace(option, label=words[option.value], note="", prompt="")


def code_of(owner_id: int, title: str) -> str:
    """The code of the form: a changed file of the same title is its next version."""
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    return f"{OF_OTHER_BODIES}{owner_id}-{slug}"[:60].rstrip("-")


def kept(asked: Iterable[Asked]) -> list[dict[str, Any]]:
    """As a table keeps them."""
    return [asdict(one) for one in asked]


def of_kept(rows: Iterable[Mapping[str, Any]]) -> list[Asked]:
    """The same, read again."""
    return [Asked(**{**row, "choices": tuple(row["choices"])}) for row in rows]


def layouts_of(rows: Iterable[Mapping[str, Any]]) -> list[Layout]:
    """Layouts as a table keeps them, read again."""
    return [Layout(**{**row, "left_out": tuple(row["left_out"])}) for row in rows]


def problem(sentence: str) -> FormProblems:
    """A fault of the whole file."""
    return FormProblems([RowProblem(0, sentence)])
