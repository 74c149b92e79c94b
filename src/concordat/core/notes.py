"""What operators did last and where the doctor looks it up: small files of the data folder, no secret among them."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from concordat.core import places

BACKUP = "backup"
CUSTODY = "custody"


def keep(name: str, *, at: datetime, **facts: Any) -> None:
    """Remember that this was done now; the note before it goes."""
    path = _path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(json.dumps({"at": at.isoformat(), **facts}))
    part.replace(path)


def last(name: str) -> tuple[datetime, dict[str, Any]] | None:
    """When this was done last, and what was noted; none where it never was or the note cannot be read."""
    try:
        facts = json.loads(_path(name).read_text())
        return datetime.fromisoformat(facts.pop("at")), facts
    except (OSError, ValueError, KeyError, AttributeError):
        return None


def _path(name: str) -> Path:
    return places.home() / "notes" / f"{name}.json"
