"""A regional core with local extras: the core whole and unchanged, and only so many questions besides (D2X-NY-3)."""

from __future__ import annotations

from concordat.core.problems import Problem
from concordat.lib.form_logic import Form


class NotAnExtension(Problem):
    """A form that lacks a question of its core, changes one, or adds too many."""


def extras(form: Form, core: Form) -> list[str]:
    """The questions that a form asks beyond its core, in its order."""
    return [code for code in form.questions if code not in core.questions]


def require_extension(form: Form, core: Form, *, most: int) -> None:
    """Every question of the core as the core asks it, and at most so many others."""
    missing = [code for code in core.questions if code not in form.questions]
    if missing:
        raise NotAnExtension(f"The core asks {missing[0]}, and this form does not. Put it back as the core has it.")
    changed = [code for code, asked in core.questions.items() if form.questions[code] != asked]
    if changed:
        raise NotAnExtension(f"{changed[0]} is asked in another way than in the core. Ask it as the core has it.")
    own = len(extras(form, core))
    if own > most:
        raise NotAnExtension(f"This form has {own} questions of its own; a core takes {most} at most. Leave some out.")
