"""The door to answering once: the bank of expectations and the forms with their tags, as `lib/crosswalk` wants them.

Two editors' agreement counts as it was released; until then a question has the tags that its form drafts. What scales,
levels and kinds of answer mean is read from the library's dated files, by the day the version was published.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery

from concordat.core.remembered import Remembered
from concordat.lib import form_logic
from concordat.lib.crosswalk import Bank, Colour, Expectation, Form, Kind, Question, Scale, TagState
from concordat.questionnaires import library, limits, rules
from concordat.questionnaires.models import Expectation as ExpectationRow
from concordat.questionnaires.models import ExpectationChange, FormVersion, TagRelease

_FORMS: dict[tuple[str, ...], Form] = {}  # by digests, the bank's too, so that what is frozen never grows old
_MOST = 256
_BY_STRICTNESS = (Kind.COUNT, Kind.PEOPLE_AND_TRAINING, Kind.PRACTICE)


@dataclass(frozen=True)
class _Bank:
    """What the bank holds: expectations, the kind of each, and a digest of the kinds, which forms are built with."""

    expectations: tuple[Expectation, ...]
    kinds: Mapping[str, Kind]
    digest: str


_BANK: Remembered[_Bank] = Remembered()


@dataclass(frozen=True)
class Release:
    """What provenance names: which release of a version's tags, and its digest."""

    number: int
    digest: str


def bank(*, at: date) -> Bank:
    """Every expectation, with the days by then from which guidance asks more or other of it, or nothing any more."""
    return Bank(tuple(_until(one, at) for one in _bank().expectations))


def forms_for(version_ids: Iterable[int]) -> dict[int, Form]:
    """Versions by id, with tags as released, else drafted. Three queries at most, one where all are known.

    A form that extends a core has the core's tags for what it shares, unless two editors agreed on its own.
    """
    latest = TagRelease.objects.filter(version_id=OuterRef("pk")).order_by("-number")
    of_core = TagRelease.objects.filter(version_id=OuterRef("core_id")).order_by("-number")
    rows = FormVersion.objects.filter(pk__in=set(version_ids)).annotate(
        released=Subquery(latest.values("pk")[:1]),
        tags_digest=Subquery(latest.values("digest")[:1]),
        core_released=Subquery(of_core.values("pk")[:1]),
        core_tags_digest=Subquery(of_core.values("digest")[:1]),
    )
    heads = list(rows.select_related("form").defer("definition"))
    known = _bank()
    missing = [head for head in heads if _key(head, known) not in _FORMS]
    found = {head.pk: _FORMS[_key(head, known)] for head in heads if head not in missing}
    if missing:
        wanted = [head.pk for head in missing]
        definitions = dict(FormVersion.objects.filter(pk__in=wanted).values_list("pk", "definition"))
        released = [one for head in missing for one in (head.released, head.core_released) if one]
        contents = dict(TagRelease.objects.filter(pk__in=released).values_list("pk", "content"))
        for head in missing:
            said = rules.extended(contents.get(head.core_released, {}), contents.get(head.released))
            found[head.pk] = _form(head, form_logic.from_json(definitions[head.pk]), said, known.kinds)
            _keep(_key(head, known), found[head.pk])
    return {head.pk: found[head.pk] for head in heads}


def drafted(form: form_logic.Form, *, day: date) -> Form:
    """A form with the tags it drafts, as it would be if it were published on a day; without a database."""
    kinds = {row["id"]: Kind(row["kind"]) for row in library.bank()}
    return Form(form.code, "draft", form.title, day, _questions(form, {}, kinds, day))


def releases(version_ids: Iterable[int]) -> dict[int, Release]:
    """The newest release of each version's tags, where there is one. One query."""
    rows = TagRelease.objects.filter(version_id__in=set(version_ids)).order_by("number")
    return {
        version: Release(number, digest) for version, number, digest in rows.values_list("version", "number", "digest")
    }


def forget() -> None:
    """Empty what is remembered, after the bank was loaded anew."""
    _BANK.forget()
    _FORMS.clear()


def _bank() -> _Bank:
    return _BANK.get("bank", _read_bank)


def _read_bank() -> _Bank:
    changed: dict[str, list[date]] = {}
    confirmed = ExpectationChange.objects.filter(edition__confirmed=True)
    for code, day in confirmed.values_list("expectation_id", "edition__from_on"):
        if day is not None:
            changed.setdefault(code, []).append(day)
    rows = list(
        ExpectationRow.objects.order_by("code").values_list("code", "statement", "replaces_id", "retired_on", "kind")
    )
    for code, _, _, retired_on, _ in rows:
        if retired_on:
            changed.setdefault(code, []).append(retired_on)
    made = tuple(
        Expectation(code, said, replaces, tuple(sorted(changed.get(code, ())))) for code, said, replaces, _, _ in rows
    )
    kinds = {code: Kind(kind) for code, *_, kind in rows}
    said = "\n".join(f"{code} {kind}" for code, kind in kinds.items())
    return _Bank(made, kinds, hashlib.sha256(said.encode()).hexdigest())


def _until(one: Expectation, at: date) -> Expectation:
    days = tuple(day for day in one.changed_on if day <= at)
    return one if days == one.changed_on else Expectation(one.id, one.statement, one.replaces, days)


def _key(head: Any, bank: _Bank) -> tuple[str, ...]:
    tagged = (head.tags_digest or "", head.core_tags_digest or "")
    return (head.digest, head.form.code, str(head.number), str(head.published_at), *tagged, bank.digest)


def _keep(key: tuple[str, ...], form: Form) -> None:
    if len(_FORMS) >= _MOST:
        _FORMS.clear()
    _FORMS[key] = form


def _form(head: Any, form: form_logic.Form, content: Mapping[str, Any], kinds: Mapping[str, Kind]) -> Form:
    day = (head.published_at or head.imported_at).date()
    return Form(form.code, str(head.number), form.title, day, _questions(form, content, kinds, day))


def _questions(
    form: form_logic.Form, content: Mapping[str, Any], kinds: Mapping[str, Kind], day: date
) -> tuple[Question, ...]:
    return tuple(_question(one, content.get(code, {}), kinds, day) for code, one in form.questions.items())


def _question(one: form_logic.Question, released: Mapping[str, Any], kinds: Mapping[str, Kind], day: date) -> Question:
    state = TagState(released.get("state", TagState.DRAFT))
    tags = frozenset(one.expectations if state is TagState.DRAFT else released["tags"])
    return Question(
        one.code,
        tags,
        scale_of(one, day),
        state,
        bool(released.get("complete", False)),
        kind=_kind(one, tags, kinds, day),
        must=limits.means("level", one.level, day) == "must",
        answer_here=bool(released.get("answered_here", False)),
        inapplicable_when=frozenset() if one.applies_to == "all" else frozenset((one.applies_to,)),
        text=one.text,
    )


def _kind(one: form_logic.Question, tags: frozenset[str], kinds: Mapping[str, Kind], day: date) -> Kind:
    """The one that grows old soonest, of what it asks about and of how it is answered."""
    found = {kinds.get(tag, Kind.PRACTICE) for tag in tags}
    if one.choice_part is None:
        found |= {Kind(said) for part in one.parts if (said := limits.means("part", part.kind, day))}
    return next((kind for kind in _BY_STRICTNESS if kind in found), Kind.PRACTICE)


def scale_of(one: form_logic.Question, day: date) -> Scale | None:
    """The question's scale in colours, where the library says what each of its values means; else nothing carries."""
    part = one.choice_part
    if part is None or not part.scale:
        return None
    return scale_in_words(part.scale, [(option.value, option.label) for option in part.options], day)


def scale_in_words(code: str, said: Sequence[tuple[str, str]], day: date) -> Scale | None:
    """A scale of the library in these values and words, with what it means by each of them on a day."""
    rows = {row["value"]: row for row in library.scale_colours() if row["scale"] == code and limits.holds(row, day)}
    if not rows or any(value not in rows for value, _ in said):
        return None
    values = tuple((value, Colour(rows[value]["colour"])) for value, _ in said)
    established = next((value for value, _ in said if rows[value]["established"]), "")
    return Scale(_descriptor(code, tuple(said)), values, established) if established else None


def _descriptor(code: str, said: tuple[tuple[str, str], ...]) -> str:
    """The scale's code where its words are the library's; else words of its own, which mean the same only to itself."""
    known = library.scales().get(code)
    if known is not None and said == tuple((option.value, option.label) for option in known.options):
        return code
    return f"{code}: {said}"
