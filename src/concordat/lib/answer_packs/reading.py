"""The document of a pack as a pack, to the last field; what does not belong together is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from concordat.lib.answer_packs.contents import (
    BOARD,
    COLOURS,
    KINDS,
    TAG_STATES,
    Answer,
    Expectation,
    Form,
    Pack,
    Scale,
    Signed,
    Value,
)
from concordat.lib.answer_packs.fields import Fields
from concordat.lib.answer_packs.refusals import NotAPack
from concordat.lib.answer_packs.writing import CODE, FORMAT, TEXT, TITLE, VERSION

ANSWERS, EXPECTATIONS, TAGS, CHANGES, VALUES, SCALES, EDITIONS = 1_000, 2_000, 200, 50, 20, 100, 40
LARGEST_URN = 9_999_999
SUMMER = timedelta(hours=1)  # days are England's, moments are UTC
_PACK = {
    "format", "version", "partnership", "of_return", "audit", "urn", "form", "made_at", "submitted_on", "signed",
    "scales", "expectations", "answers",
}  # fmt: skip
_FORM = {"code", "version", "title", "guidance_on", "editions", "tags"}
_SIGNED = {"head_on", "board_on", "board_by"}
_ANSWER = {
    "text", "scale", "says", "answered_on", "expectations", "tags", "complete", "kind", "carried", "changed",
    "not_in_place",
}  # fmt: skip


def pack_of(said: Any) -> Pack:
    """The pack that a document is; raises `NotAPack` with the part that is wrong."""
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise NotAPack("This is not an answer pack. Ask for the file again.")
    if said.get("version") != VERSION or isinstance(said.get("version"), bool):
        raise NotAPack(f"This pack is of another version than {VERSION}, which is what can be read here.")
    top = Fields(said, "The top", _PACK)
    pack = Pack(
        partnership=top.text("partnership", TITLE),
        of_return=top.code("of_return"),
        audit=top.text("audit", TITLE),
        urn=top.number("urn", LARGEST_URN),
        form=_form(said["form"]),
        made_at=top.moment("made_at"),
        submitted_on=top.day("submitted_on"),
        signed=_signed(said["signed"]),
        scales=top.named("scales", SCALES, _scale),
        expectations=top.named("expectations", EXPECTATIONS, _expectation),
        answers=top.named("answers", ANSWERS, _answer),
    )
    _require_whole(pack)
    return pack


def _form(said: Any) -> Form:
    here = Fields(said, "The form", _FORM)
    return Form(
        code=here.code("code"),
        version=here.code("version"),
        title=here.text("title", TITLE),
        guidance_on=here.day("guidance_on"),
        editions=here.words("editions", TITLE, EDITIONS),
        tags=here.text("tags", CODE, empty=True),
    )


def _signed(said: Any) -> Signed:
    here = Fields(said, "The signature of the return", _SIGNED)
    if here.is_empty("board_on") != here.is_empty("board_by"):
        raise here.wrong("board_by")
    if here.is_empty("board_on"):
        return Signed(here.day("head_on"))
    return Signed(here.day("head_on"), here.day("board_on"), here.choice("board_by", BOARD))


def _scale(code: str, said: Any) -> Scale:
    where = f"The scale {code}"
    here = Fields(said, where, ("code", "values", "established"))
    values = tuple(_value(one, where) for one in here.each("values", VALUES))
    scale = Scale(here.code("code"), values, here.code("established"))
    chosen = scale.value(scale.established)
    if len({one.value for one in values}) != len(values) or chosen is None or chosen.colour != "green":
        raise here.wrong("established")
    return scale


def _value(said: Any, where: str) -> Value:
    here = Fields(said, where, ("value", "label", "colour"))
    return Value(here.code("value"), here.text("label", TITLE), here.choice("colour", COLOURS))


def _expectation(code: str, said: Any) -> Expectation:
    here = Fields(said, f"The expectation {code}", ("statement", "changed_on"))
    return Expectation(here.hexadecimal("statement", 64), here.days("changed_on", CHANGES))


def _answer(code: str, said: Any) -> Answer:
    here = Fields(said, f"The answer to {code}", _ANSWER)
    return Answer(
        text=here.text("text", TEXT),
        scale=here.code("scale"),
        says=here.code("says"),
        answered_on=here.day("answered_on"),
        expectations=here.codes("expectations", TAGS),
        tags=here.choice("tags", TAG_STATES),
        complete=here.flag("complete"),
        kind=here.choice("kind", KINDS),
        carried=here.flag("carried"),
        changed=here.flag("changed"),
        not_in_place=None if here.is_empty("not_in_place") else here.codes("not_in_place", TAGS),
    )


def _require_whole(pack: Pack) -> None:
    """Every answer is on its scale and about expectations that the pack names, and nothing is named for nothing."""
    for code, answer in pack.answers.items():
        if not _is_sound(pack, answer):
            raise NotAPack(f"The answer to {code} of this pack contradicts itself. Ask for the file again.")
    used = {tag for answer in pack.answers.values() for tag in answer.expectations}
    if used != set(pack.expectations) or {one.scale for one in pack.answers.values()} != set(pack.scales):
        raise NotAPack("This pack names scales or expectations other than those of its answers. Ask for it again.")
    made_on = (pack.made_at + SUMMER).date()
    signed = [pack.signed.head_on, *([pack.signed.board_on] if pack.signed.board_on else [])]
    if max(*signed, pack.submitted_on, pack.form.guidance_on) > made_on:
        raise NotAPack("This pack was made before the day on which its return was signed. Ask for the file again.")


def _is_sound(pack: Pack, answer: Answer) -> bool:
    scale = pack.scales.get(answer.scale)
    value = scale.value(answer.says) if scale else None
    if value is None or not set(answer.expectations) <= set(pack.expectations):
        return False
    if answer.complete and (answer.tags != "agreed" or not answer.expectations):
        return False
    if answer.not_in_place is None:
        return True
    ticked = set(answer.not_in_place)
    return value.colour == "amber" and ticked <= set(answer.expectations) and bool(ticked or not answer.complete)
