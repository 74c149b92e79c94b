"""What support was given: counted by setting, phase, type, month and kind, with denominators from the register."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from concordat.core.actor import Actor
from concordat.core.clock import day_of
from concordat.core.small_groups import hidden_sets
from concordat.establishments import queries as establishment_queries
from concordat.establishments.queries import EstablishmentBrief
from concordat.support import access, queries, rules
from concordat.support.vocabulary import KIND_NAMES

GROUPINGS = {"phase": "Phase", "type": "Type", "month": "Month", "kind": "What it was about", "setting": "Setting"}
IN_A_PAPER = ("phase", "type", "month", "kind")
NOT_SAID = "Not given in the register"


@dataclass(frozen=True)
class Support:
    """One call or one request, as far as counting goes."""

    establishment_id: int
    on: date
    kind: str
    minutes: int
    is_request: bool
    answered_in_days: int | None = None


@dataclass
class Line:
    """A group's counts. `settings` is how many open ones the register has, `reached` which of these had support.

    What was given to settings that have closed since is counted, too; they themselves are not.
    """

    name: str
    settings: int | None = None
    reached: set[int] = field(default_factory=set)
    closed: set[int] = field(default_factory=set)
    calls: int = 0
    requests: int = 0
    minutes: int = 0
    days: list[int] = field(default_factory=list)
    hidden: bool = False

    @property
    def members(self) -> set[int]:
        """Every setting that had support, those that have closed too."""
        return self.reached | self.closed

    @property
    def median_days(self) -> float | None:
        """School days to the first answer, in the middle."""
        return rules.median(self.days)

    @property
    def percent(self) -> int | None:
        """How many of the group's settings had support."""
        return round(100 * len(self.reached) / self.settings) if self.settings else None

    def add(self, one: Support, *, is_open: bool) -> None:
        """Count one more."""
        (self.reached if is_open else self.closed).add(one.establishment_id)
        self.calls += not one.is_request
        self.requests += one.is_request
        self.minutes += one.minutes
        if one.answered_in_days is not None:
            self.days.append(one.answered_in_days)


@dataclass(frozen=True)
class Report:
    """The whole and its groups, and the open settings with no contact at all."""

    whole: Line
    lines: tuple[Line, ...]
    without: tuple[EstablishmentBrief, ...]


def report(
    actor: Actor, partnership_id: int, *, grouping: str, since: date, until: date, today: date, smallest: int = 0
) -> Report:
    """Count a period. `smallest` is above 0 for a paper: groups of fewer settings are hidden. Five queries at most."""
    here = {brief.id: brief for brief in queries.settings_of(partnership_id, today)}
    given = _given(actor, partnership_id, since, until)
    gone = {one.establishment_id for one in given} - set(here)
    known = {**here, **{brief.id: brief for brief in (establishment_queries.briefs_of(gone) if gone else [])}}
    whole = counted("Every setting", given, here)
    lines = grouped(given, here, known, grouping)
    without = tuple(brief for brief in here.values() if brief.id not in whole.reached)
    if smallest:
        lines = _for_a_paper(lines, smallest)
        whole = _hidden(whole) if 0 < len(whole.members) < smallest else whole
    return Report(whole, tuple(lines), without)


def counted(name: str, given: Iterable[Support], here: Mapping[int, EstablishmentBrief]) -> Line:
    """One line of these, over the open settings."""
    line = Line(name, len(here))
    for one in given:
        line.add(one, is_open=one.establishment_id in here)
    return line


def grouped(
    given: Iterable[Support],
    here: Mapping[int, EstablishmentBrief],
    known: Mapping[int, EstablishmentBrief],
    grouping: str,
) -> list[Line]:
    """A line for each group; phases, types and settings without any support have one too."""
    of_setting: dict[str, Callable[[EstablishmentBrief], str]] = {
        "phase": lambda brief: brief.phase or NOT_SAID,
        "type": lambda brief: brief.type_group or NOT_SAID,
        "setting": lambda brief: f"{brief.name} ({brief.urn or brief.id})",
    }
    lines: dict[str, Line] = {}
    if grouping in of_setting:
        sizes: dict[str, int] = defaultdict(int)
        for brief in here.values():
            sizes[of_setting[grouping](brief)] += 1
        lines = {name: Line(name, size) for name, size in sorted(sizes.items())}
    for one in given:
        if grouping in of_setting:
            name = of_setting[grouping](known[one.establishment_id])
        else:
            name = f"{one.on:%Y-%m}" if grouping == "month" else KIND_NAMES[one.kind]
        lines.setdefault(name, Line(name, 0 if grouping in of_setting else len(here))).add(
            one, is_open=one.establishment_id in here
        )
    return sorted(lines.values(), key=lambda line: line.name)


def _for_a_paper(lines: list[Line], smallest: int) -> list[Line]:
    """Small groups without their figures, and as many more as keep them from being worked out."""
    hidden = hidden_sets({line.name: line.members for line in lines}, smallest)
    return [_hidden(line) if line.name in hidden else line for line in lines]


def _hidden(line: Line) -> Line:
    return Line(line.name, line.settings, hidden=True)


def _given(actor: Actor, partnership_id: int, since: date, until: date) -> list[Support]:
    calls = access.visible_calls(actor).filter(partnership_id=partnership_id, on__gte=since, on__lte=until)
    found = [Support(*row, False) for row in calls.values_list("establishment_id", "on", "kind", "minutes")]
    requests = access.visible_requests(actor).filter(
        partnership_id=partnership_id, asked_at__date__gte=since, asked_at__date__lte=until
    )
    rows = requests.values_list("establishment_id", "asked_at", "kind", "minutes", "answered_in_days")
    return found + [Support(pk, day_of(at), kind, minutes, True, days) for pk, at, kind, minutes, days in rows]
