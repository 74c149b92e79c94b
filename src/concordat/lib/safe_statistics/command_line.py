"""The commands: count respondents, suppress counts, attack a release, check a certificate."""

from __future__ import annotations

import argparse
import json
import os
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb
import numpy as np

from concordat.lib.safe_statistics.attack import Attack, Impossible
from concordat.lib.safe_statistics.certificate import Certificate, check
from concordat.lib.safe_statistics.description import Description, DescriptionProblem
from concordat.lib.safe_statistics.files import (
    COUNT,
    VALUE,
    FileProblem,
    count_file,
    count_rows,
    read_counts,
    read_release,
    write_rows,
)
from concordat.lib.safe_statistics.polytope import Bools, CountsDisagree, Polytope, build
from concordat.lib.safe_statistics.published import Release, named
from concordat.lib.safe_statistics.reading import description_json, read_description
from concordat.lib.safe_statistics.relations import Ints
from concordat.lib.safe_statistics.release import NotSafe, release
from concordat.lib.safe_statistics.roll_up import roll_up_and_suppress
from concordat.lib.safe_statistics.rule import RuleProblem
from concordat.lib.safe_statistics.suppression import suppress
from concordat.lib.safe_statistics.values import Symbol

SAID = (DescriptionProblem, RuleProblem, FileProblem, CountsDisagree, NotSafe, Impossible)
UNREADABLE = (ValueError, OverflowError, KeyError, TypeError, AttributeError, IndexError, OSError, duckdb.Error)
NO_HOLE, HOLE, CANNOT = 0, 1, 2


def main(given: Sequence[str] | None = None) -> int:
    """Run one command: 0 where it found no hole, 1 where it found one, 2 where it could not be done at all."""
    arguments = _parser().parse_args(given)
    _without_banner()
    try:
        description = read_description(json.loads(Path(arguments.description).read_text(encoding="utf-8")))
        found: int = arguments.run(arguments, description)
    except SAID as problem:
        sys.stderr.write(f"{problem}\n")
        return CANNOT
    except UNREADABLE as problem:
        sys.stderr.write(f"Something given cannot be read ({type(problem).__name__}): {problem}\n")
        return CANNOT
    return found


def _count(arguments: argparse.Namespace, description: Description) -> int:
    """Respondents, one a row, into counts."""
    tables = count_file(Path(arguments.respondents), description)
    write_rows(Path(arguments.output), description, COUNT, count_rows(description, tables))
    return 0


def _suppress(arguments: argparse.Namespace, description: Description) -> int:
    """Counts into a release, a certificate, and a description where schools were rolled up; 2 where none may go out."""
    tables = read_counts(Path(arguments.counts), description)
    seed = secrets.randbits(63) if arguments.seed is None else arguments.seed
    reports_as = None
    if description.unit is None:
        polytope = build(description)
        result = suppress(polytope, polytope.values(tables), seed=seed)
    else:
        rolled, result = roll_up_and_suppress(description, tables, seed=seed)
        description, tables, reports_as = rolled.description, dict(rolled.tables), dict(rolled.reports_as)
        polytope = build(description)
    out = release(polytope, polytope.values(tables), result)
    write_rows(Path(arguments.output), description, VALUE, out.rows())
    kept = {
        "seed": seed,
        "description": description_json(description),
        "reports_as": reports_as,
        "tables": result.certificate.to_json(),
    }
    Path(arguments.certificate).write_text(json.dumps(kept), encoding="utf-8")
    counts = f"{int(result.primary.sum())} small counts, {int(result.secondary.sum())} others hidden to cover them"
    sys.stdout.write(f"{counts}, {polytope.size} cells. Keep the certificate secret: it holds the counts.\n")
    return 0


def _attack(arguments: argparse.Namespace, description: Description) -> int:
    """The interval of every hidden cell; 1 where one is known exactly or known to be small."""
    out = read_release(Path(arguments.release), description)
    attack = Attack(out)
    rows = []
    holes = 0
    for key, (low, high) in attack.intervals().items():
        holes += low == high or (low >= description.rule.floor and high < description.rule.threshold)
        rows.append((named(description, *key), f"{low} to {high}"))
    write_rows(Path(arguments.output), description, "interval", rows)
    sys.stdout.write(f"{len(rows)} hidden cells, {holes} of them known exactly or known to be small.\n")
    return HOLE if holes else NO_HOLE


def _check(arguments: argparse.Namespace, description: Description) -> int:
    """Whether a certificate proves a release, by adding up."""
    kept = json.loads(Path(arguments.certificate).read_text(encoding="utf-8"))
    used = read_description(kept["description"])
    tables = read_counts(Path(arguments.counts), description)
    if kept["reports_as"] is not None:
        tables = _as_reported(description, used, kept["reports_as"], tables)
    polytope = build(used)
    x = polytope.values(tables)
    out = read_release(Path(arguments.release), used)
    shown = _shown(polytope, x, out)
    finding = check(polytope, x, shown, Certificate.from_json(kept["tables"]), description.rule)
    sys.stdout.write(
        f"{len(finding.small_shown)} small counts shown, {len(finding.uncovered)} not covered, "
        f"{len(finding.impossible)} tables impossible, {len(finding.too_few)} reports about too few: "
        f"{'holds' if finding.holds else 'does not hold'}.\n"
    )
    return NO_HOLE if finding.holds else HOLE


def _shown(polytope: Polytope, x: Ints, out: Release) -> Bools:
    """The cells that a release shows; refused where a cell says something else than was counted."""
    shown = np.zeros(polytope.size, dtype=np.bool_)
    numbers = {key: number for number, key in enumerate(polytope.keys())}
    for key, cell in out.cells.items():
        counted = int(x[numbers[key]]) if key in numbers else 0
        if isinstance(cell, int):
            if key in numbers:
                shown[numbers[key]] = True
            if cell != counted:
                raise FileProblem(f"The release says {cell} where {counted} was counted.")
        elif cell not in (Symbol.hidden, Symbol.not_available) and key in numbers:
            raise FileProblem(f"The release says {cell} where something can be: only c and x say nothing.")
    return shown


def _as_reported(
    description: Description, used: Description, reports_as: dict[str, str], tables: dict[tuple[int, ...], np.ndarray]
) -> dict[tuple[int, ...], np.ndarray]:
    from concordat.lib.safe_statistics.roll_up import merged, unit_names

    names = unit_names(description)
    groups = [[n for n, name in enumerate(names) if reports_as[name] == each] for each in unit_names(used)]
    return dict(merged(description, tables, groups).tables)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m concordat.lib.safe_statistics", description=__doc__)
    commands = parser.add_subparsers(required=True)
    for run, name, files in (
        (_count, "count", ["respondents"]),
        (_suppress, "suppress", ["counts"]),
        (_attack, "attack", ["release"]),
        (_check, "check", ["counts", "release"]),
    ):
        command = commands.add_parser(name, help=str(run.__doc__), description=run.__doc__)
        command.add_argument("description", help="what is to be published, as JSON")
        for file in files:
            command.add_argument(file, help="a CSV or Parquet file")
        if name != "check":
            command.add_argument("--output", required=True, help="the file to write, CSV or Parquet")
        if name in ("suppress", "check"):
            command.add_argument("--certificate", required=True, help="the certificate, as JSON; secret")
        if name == "suppress":
            command.add_argument("--seed", type=int, help="to repeat a run; else one is drawn and kept")
        command.set_defaults(run=run)
    return parser


def _without_banner() -> None:
    """HiGHS greets on the first start, on the stream where results go."""
    import highspy

    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        highspy.Highs()
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)
