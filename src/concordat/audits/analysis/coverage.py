"""What guidance expects, expectation by expectation, and how far settings are (AX-WAK-5): from what they have signed.

Nothing is asked anew: each signed answer of the last twelve months says, through the tags of its question, what is in
place and what is not. The newest that says anything certain counts. Where nothing is certain the setting is open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform

from concordat.audits import access, checking_access
from concordat.audits.models import Answer, TickedAnswer
from concordat.audits.vocabulary import RETURNED
from concordat.core import clock
from concordat.core.actor import Actor
from concordat.core.small_groups import hidden_groups
from concordat.establishments import queries as establishment_queries
from concordat.establishments.queries import EstablishmentBrief
from concordat.lib.crosswalk import Form, NotOnScale, Singles, singles
from concordat.questionnaires import tags

WITHIN = timedelta(days=365)


@dataclass(frozen=True)
class Stand:
    """What a setting's newest certain answer says of one expectation, when it was signed, and where."""

    is_met: bool
    signed_on: date
    audit: str
    question: str
    return_id: int


@dataclass(frozen=True)
class HandedIn:
    """A return that was handed in: whose, by which form, when, of which audit."""

    establishment_id: int
    form_version_id: int
    on: date
    audit: str


@dataclass(frozen=True)
class Said:
    """An answer as it was chosen, with the ticks below it."""

    return_id: int
    question: str
    chosen: str
    ticks: list[str] | None


@dataclass(frozen=True)
class Setting:
    """A setting that signed something in the span, with what is certain of it by expectation."""

    brief: EstablishmentBrief
    stands: Mapping[str, Stand]


@dataclass(frozen=True)
class Group:
    """Settings of one kind for one expectation; nothing is counted where the group is too small to show."""

    name: str
    met: int = 0
    not_met: int = 0
    settings: int = 0
    is_hidden: bool = False

    @property
    def open(self) -> int:
        """Settings of which it is certain neither way."""
        return self.settings - self.met - self.not_met

    @property
    def certain(self) -> int:
        """Settings of which something is certain: what a figure would tell about."""
        return self.met + self.not_met

    @property
    def at_least(self) -> int:
        """The share that certainly meets it, in percent of all that returned, rounded down; 0 for none."""
        return 100 * self.met // self.settings if self.settings else 0

    @property
    def at_most(self) -> int:
        """The share that would meet it if all of which nothing is certain did, rounded up: a bound is never too low."""
        return -(-100 * (self.settings - self.not_met) // self.settings) if self.settings else 0


@dataclass(frozen=True)
class Line:
    """One expectation: all settings, and each group."""

    expectation: str
    whole: Group
    groups: tuple[Group, ...]
    changed_since: int = 0  # certain by answers from before guidance changed


@dataclass(frozen=True)
class Coverage:
    """All settings with something signed, and the threshold below which a group is not shown."""

    settings: tuple[Setting, ...]
    threshold: int
    asked: frozenset[str] = field(default=frozenset())

    def line(self, expectation: str, *, by: str = "phase", changed_on: date | None = None) -> Line:
        """Counts for one expectation; groups so small that they would tell what one said are hidden."""
        groups: dict[str, list[Setting]] = defaultdict(list)
        for one in self.settings:
            groups[str(getattr(one.brief, by) or "Not known")].append(one)
        counted = [_counted(name, found, expectation) for name, found in sorted(groups.items())]
        # By who returned, and by those of whom something is certain: one answer among thirty is one setting's.
        hidden = hidden_groups({one.name: one.settings for one in counted}, self.threshold)
        hidden |= hidden_groups({one.name: one.certain for one in counted}, self.threshold)
        whole = _counted("All", self.settings, expectation)
        if whole.settings < self.threshold or 0 < whole.certain < self.threshold:
            return Line(expectation, _hidden(whole), tuple(map(_hidden, counted)))
        shown = tuple(_hidden(one) if one.name in hidden else one for one in counted)
        return Line(expectation, whole, shown, _before(self.settings, expectation, changed_on))


def _counted(name: str, settings: Iterable[Setting], expectation: str) -> Group:
    every = list(settings)
    said = [one.stands[expectation].is_met for one in every if expectation in one.stands]
    return Group(name, sum(said), len(said) - sum(said), len(every))


def _hidden(one: Group) -> Group:
    return Group(one.name, settings=one.settings, is_hidden=True)


def _before(settings: Iterable[Setting], expectation: str, changed_on: date | None) -> int:
    if changed_on is None:
        return 0
    stands = [one.stands[expectation] for one in settings if expectation in one.stands]
    return sum(one.signed_on < changed_on for one in stands)


def coverage(actor: Actor, partnership_id: int, *, on: date, threshold: int) -> Coverage:
    """Of every setting that handed something in within a year. Six queries whatever the number."""
    returns = _returns(actor, partnership_id, on)
    forms = tags.forms_for({one.form_version_id for one in returns.values()})
    stands: dict[int, dict[str, Stand]] = defaultdict(dict)
    for row in _answers(returns, forms):
        one = returns[row.return_id]
        said = _singles(forms[one.form_version_id], row)
        for is_met, named in ((True, said.in_place), (False, said.missing)):
            stand = Stand(is_met, one.on, one.audit, row.question, row.return_id)
            for expectation in named:
                _keep(stands[one.establishment_id], expectation, stand)
    briefs = establishment_queries.briefs_of({one.establishment_id for one in returns.values()})
    asked = frozenset(
        tag
        for form in forms.values()
        for question in form.questions
        if question.agreed
        for tag in question.expectations
    )
    return Coverage(tuple(Setting(brief, stands.get(brief.id, {})) for brief in briefs), threshold, asked)


def _keep(stands: dict[str, Stand], expectation: str, stand: Stand) -> None:
    """The newest counts; of the same day what is missing counts."""
    before = stands.get(expectation)
    if before is None or (stand.signed_on, not stand.is_met) > (before.signed_on, not before.is_met):
        stands[expectation] = stand


def _returns(actor: Actor, partnership_id: int, on: date) -> dict[int, HandedIn]:
    found = access.visible_returns(actor).filter(
        checking_access.returns_not_visited(actor),
        partnership_id=partnership_id,
        state__in=sorted(RETURNED),
        submitted_at__date__gt=on - WITHIN,
        submitted_at__date__lte=on,
        cycle__pilot_of=None,
    )
    rows = found.values_list("pk", "establishment_id", "form_version_id", "submitted_at", "cycle__title", "cycle__year")
    return {
        pk: HandedIn(setting, version, clock.day_of(at), f"{title}, {year}")
        for pk, setting, version, at, title, year in rows
        if at is not None
    }


def _answers(returns: Mapping[int, HandedIn], forms: Mapping[int, Form]) -> list[Said]:
    """What was chosen in every rated and tagged question of these returns, with the ticks below it. One query."""
    wanted = {one.id for form in forms.values() for one in form.questions if one.agreed and one.scale}
    here = {"audit_return": OuterRef("audit_return"), "question": OuterRef("question")}
    ticked = TickedAnswer.objects.filter(**here, answer_version=OuterRef("version"))
    found: QuerySet[Any, Any] = (
        Answer.objects.asked()
        .filter(audit_return_id__in=list(returns), question__in=wanted)
        .annotate(chosen=KeyTextTransform("choice", "value"), ticks=Subquery(ticked.values("not_in_place")[:1]))
    )
    rows = found.values_list("audit_return_id", "question", "chosen", "ticks")
    return [Said(*row) for row in rows if row[2] is not None]


def _singles(form: Form, row: Said) -> Singles:
    question = form.by_id.get(row.question)
    if question is None or question.scale is None:
        return Singles()
    try:
        colour = question.scale.colour_of(row.chosen)
    except NotOnScale:
        return Singles()
    ticks = None if row.ticks is None else frozenset(row.ticks)
    return singles(question, colour, not_in_place=ticks if ticks and ticks <= question.expectations else None)
