"""What an outside audit stands for in a return, in words: on pages, on paper and in what is signed."""

from __future__ import annotations

from collections.abc import Mapping

from concordat.lib.form_logic import Form, Section


def by_name(form: Form, accepted: Mapping[str, str]) -> dict[str, list[str]]:
    """Sections by the outside audit that stands for them, in the form's order."""
    found: dict[str, list[str]] = {}
    for section in form.shown_sections:
        for name in names_in(section, accepted):
            found.setdefault(name, []).append(f"{section.code} {section.title}")
    return found


def names_in(section: Section, accepted: Mapping[str, str]) -> list[str]:
    """The outside audits that stand for questions of a section."""
    return list(dict.fromkeys(accepted[one.code] for one in section.questions if one.code in accepted))


def in_words(form: Form, accepted: Mapping[str, str]) -> list[str]:
    """A line for each outside audit with its sections; nothing where every section is answered here."""
    return [f"{name}: {'; '.join(sections)}" for name, sections in by_name(form, accepted).items()]


def to_sign(form: Form, accepted: Mapping[str, str]) -> str:
    """The sentence that goes under a declaration, so that nobody signs for what was not asked."""
    said = in_words(form, accepted)
    if not said:
        return ""
    return f" The partnership has accepted outside audits in place of answers. {'. '.join(said)}."


def in_list(accepted: Mapping[str, str]) -> str:
    """For a list of returns: how many questions are not asked, and in favour of which audits."""
    if not accepted:
        return ""
    count = len(accepted)
    names = ", ".join(sorted(set(accepted.values())))
    return f"{count} {'question' if count == 1 else 'questions'} accepted from {names}"
