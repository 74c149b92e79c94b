"""What a Form Pack holds, as plain values."""

from __future__ import annotations

from dataclasses import dataclass

from concordat.lib import crosswalk
from concordat.lib.crosswalk import Bank, tag_rows
from concordat.lib.form_logic import Form

Row = dict[str, str]
EXPECTATION_COLUMNS = ("id", "statement", "replaces", "changed_on")


@dataclass(frozen=True)
class Core:
    """The version of another form that this one extends."""

    code: str
    number: int
    digest: str


@dataclass(frozen=True)
class Release:
    """The release of the tags that the pack holds."""

    number: int
    digest: str


@dataclass(frozen=True)
class Pack:
    """A version of a form, whole, with everything that is needed to use it elsewhere."""

    form: Form
    number: int
    edition: str
    licence: str
    expectations: tuple[Row, ...]
    crosswalk: tuple[Row, ...]
    tags: Release | None = None
    core: Core | None = None

    @property
    def guidance(self) -> dict[str, str]:
        """The edition of guidance that each anchor of the form means."""
        return {code.code: code.edition for code in self.form.codes if code.kind == "anchor" and code.edition}


def packed(
    form: Form,
    tagged: crosswalk.Form,
    bank: Bank,
    *,
    number: int,
    edition: str,
    licence: str,
    tags: Release | None = None,
    core: Core | None = None,
) -> Pack:
    """The pack of a form; `tagged` is the same form with the tags as they stand."""
    used = {tag for question in tagged.questions for tag in question.expectations}
    expectations = tuple(
        {
            "id": one.id,
            "statement": one.statement,
            "replaces": one.replaces or "",
            "changed_on": " ".join(day.isoformat() for day in one.changed_on),
        }
        for one in sorted(bank.expectations, key=lambda one: one.id)
        if one.id in used
    )
    return Pack(form, number, edition, licence, expectations, tuple(tag_rows(tagged, bank)), tags, core)
