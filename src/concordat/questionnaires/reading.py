"""A form out of a file, by the file's ending; the same for the command and the page."""

from __future__ import annotations

import re
from dataclasses import replace

from concordat.lib.form_logic import Form
from concordat.questionnaires import files, library, packs, sheets, xlsform

ENDINGS = (".xlsx", ".csv", ".zip")


def require_form_name(name: str) -> None:
    """Refuse a file whose name does not end like a form's, before it is read."""
    if not name.lower().endswith(ENDINGS):
        raise files.RefusedFile("A form is a file that ends in .xlsx, .csv or, as a Form Pack, .zip.")


def form_in(content: bytes, *, name: str, code: str = "", title: str = "") -> Form:
    """The form in a file of this name; `code` and `title` replace what the file says.

    Raises `RefusedFile` with one sentence, or `FormProblems` with a row number each.
    """
    return form_and_pack_in(content, name=name, code=code, title=title)[0]


def form_and_pack_in(content: bytes, *, name: str, code: str = "", title: str = "") -> tuple[Form, packs.Pack | None]:
    """The same with the pack that it came in, where the file is one. Read once."""
    require_form_name(name)
    if packs.is_pack(name):
        pack = packs.read(content)
        return replace(pack.form, code=code or code_from(pack.form.code), title=title or pack.form.title), pack
    return _form_alone(content, name=name, code=code, title=title), None


def _form_alone(content: bytes, *, name: str, code: str, title: str) -> Form:
    stem, _, ending = name.rpartition(".")
    if ending.lower() == "csv":
        found = code or code_from(stem)
        return sheets.form_from_csv(content, code=found, title=title or library.titles().get(found, stem))
    form = xlsform.form_from_xlsform(content, fallback_code=code or stem)
    return replace(form, code=code or code_from(form.code), title=title or form.title)


def code_from(said: str) -> str:
    """A code that can stand in an address, out of what a file is called or says."""
    return re.sub(r"[^a-z0-9]+", "-", said.lower()).strip("-")[:60].rstrip("-") or "form"
