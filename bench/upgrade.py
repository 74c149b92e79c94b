"""How long an upgrade from the first release takes, with a row in every table of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests import environment
from tests.database.test_upgrade import Drill


def measure(folder: Path) -> Iterator[tuple[str, float, str, float]]:
    """Seconds on the clock for `concordat migrate`, row security and all."""
    place = folder / "drill"
    place.mkdir()
    drill = Drill(environment.CLUSTER, place)
    yield "upgrade.from_first_release.seconds", drill.seconds, "s", 60
    for name in drill.made:
        environment.CLUSTER.drop(name)
