"""Lay out a new context: `make new-context NAME=visits`. Every file says what belongs in it; none pretends to work."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

FILES = {
    "__init__.py": '"""{Title}: say in one sentence what people do here. See README.md in this folder."""\n',
    "README.md": "# {Title}\n\nWhat it holds, who uses it, and which practices it answers. Keep it to one page.\n",
    "apps.py": '''"""The {name} context as a Django app."""

from django.apps import AppConfig


class {Class}Config(AppConfig):
    """See README.md in this folder."""

    name = "concordat.{name}"
    label = "{name}"
    default_auto_field = "django.db.models.BigAutoField"
''',
    "vocabulary.py": '"""The words and statuses of {title}."""\n',
    "rules.py": '"""Rules of practice of {title}: plain Python; the clock and the facts are passed in."""\n',
    "models.py": '"""Tables of {title}; constraints here first, friendly messages in the forms second."""\n',
    "row_security.py": '''"""Who gives and gets rows of {title}: the promise of `access.py`, kept by the database."""

from __future__ import annotations

from concordat.core.row_security import Function, Table

FUNCTIONS: list[Function] = []
TABLES: list[Table] = []
''',
    "owned.py": '''"""Whose data the tables of {title} hold, for an organisation that takes away all that is its own."""

from concordat.core.takeaway import declare

declare(owned={{}}, left_out={{}})
''',
    "access.py": '''"""Who may do and see what in {title}. The database keeps the same promise in `row_security.py`."""

from __future__ import annotations

from collections.abc import Sequence

from concordat.core import permissions
from concordat.core.permissions import Way

require = permissions.require
allows = permissions.allows

PERMISSIONS: dict[str, Sequence[Way]] = {{}}
permissions.declare(PERMISSIONS)
''',
    "queries.py": '"""Asking about {title}, always from what the actor may see."""\n',
    "operations.py": '"""Everything a person does in {title}: every write says who and when."""\n',
    "forms.py": '"""Forms of {title}: clean what was typed and phrase what is wrong with it."""\n',
    "presenters.py": '"""What the pages of {title} say, made from records."""\n',
    "views.py": '"""Pages of {title}: one query or one operation each, with the permission named."""\n',
    "urls.py": '''"""Addresses of {title}."""

from django.urls import URLPattern

app_name = "{name}"

urlpatterns: list[URLPattern] = []
''',
    "jobs.py": '"""What {title} does later or on a timetable; a job calls one operation as a named system actor."""\n',
    "migrations/__init__.py": "",
}

NEXT = """{name} is laid out in src/concordat/{name}/. Now
  1. give it a place in .importlinter: its layer, the slice, and a contract for its tables (make check waits for it);
  2. add "concordat.{name}" to INSTALLED_APPS of the staff settings, and its addresses to the staff site;
  3. write the README first; remove the files it will not need."""


class NotAName(ValueError):
    """A name that cannot be a context."""


def lay_out(name: str, root: Path = ROOT) -> Path:
    """Write the files of a context called `name`; refuses a name that is no plain noun or is taken."""
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name):
        raise NotAName("Name the context in small letters, in the field's words: make new-context NAME=visits")
    folder = root / "src" / "concordat" / name
    if folder.exists():
        raise NotAName(f"There is a context called {name} already.")
    title = name.replace("_", " ")
    words = {
        "name": name,
        "title": title,
        "Title": title.capitalize(),
        "Class": "".join(part.capitalize() for part in name.split("_")),
    }
    for file, text in FILES.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.format(**words), encoding="utf-8")
    (folder / "templates" / name).mkdir(parents=True)
    return folder


def main() -> int:
    """Lay out the context named on the command line and say what comes next."""
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    try:
        lay_out(name)
    except NotAName as problem:
        print(problem, file=sys.stderr)
        return 1
    print(NEXT.format(name=name))
    return 0


if __name__ == "__main__":
    sys.exit(main())
