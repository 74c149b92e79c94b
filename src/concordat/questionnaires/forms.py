"""What people choose when they bring in a form, build one or tag its questions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms

from concordat.questionnaires import library
from concordat.questionnaires.files import SIZE_LIMIT
from concordat.questionnaires.vocabulary import REASON_LIMIT


class BringIn(forms.Form):
    """A workbook or sheet with a form."""

    file = forms.FileField(
        label="The form",
        help_text="A workbook (.xlsx), a CSV file or a Form Pack (.zip), 5 MB at most",
        error_messages={
            "required": "Choose the file with the form.",
            "empty": "This file is empty. Save the form again and choose that file.",
        },
    )
    code = forms.CharField(
        label="Code of the form (optional)",
        help_text="Small letters, digits and hyphens, such as northfield-audit. Left empty, the file says it.",
        max_length=60,
        required=False,
    )
    title = forms.CharField(
        label="Title of the form (optional)", help_text="Left empty, the file says it.", max_length=200, required=False
    )
    edition = forms.CharField(
        label="Edition",
        help_text="What people will call this version, such as 2027 or Draft for consultation",
        max_length=200,
        error_messages={"required": "Give this version a name, such as 2027."},
    )

    licence = forms.CharField(
        label="Licence (optional)",
        help_text="Under which others may use the form, such as OGL 3.0. Left empty, a Form Pack says it.",
        max_length=100,
        required=False,
    )
    core = forms.TypedChoiceField(
        label="The core that it extends (optional)",
        help_text="A regional form that this one asks whole and unchanged, with a few questions of its own.",
        coerce=int,
        empty_value=None,
        required=False,
    )
    owner = forms.TypedChoiceField(
        label="Whose form it is",
        coerce=int,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the partnership that asks."},
    )

    def __init__(
        self, *args: Any, owners: Sequence[tuple[int, str]], cores: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        """Who keeps the forms of several partnerships says which one asks; nobody else is asked."""
        super().__init__(*args, **kwargs)
        core = self.fields["core"]
        assert isinstance(core, forms.TypedChoiceField)
        core.choices = [("", "None: it stands by itself"), *cores]
        if len(owners) < 2:
            del self.fields["owner"]
        else:
            field = self.fields["owner"]
            assert isinstance(field, forms.TypedChoiceField)
            field.choices, field.required = list(owners), True

    def clean_file(self) -> Any:
        """Its size is looked at before it is read."""
        file = self.cleaned_data["file"]
        if file.size > SIZE_LIMIT:
            raise forms.ValidationError(f"A form has {SIZE_LIMIT // 1_048_576} MB at most. Take out pictures.")
        return file

    def clean_code(self) -> str:
        """A code that can stand in an address."""
        code = str(self.cleaned_data["code"]).strip()
        if code and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code):
            raise forms.ValidationError("Use small letters, digits and single hyphens, such as northfield-audit.")
        return code


class TeamForm(forms.Form):
    """Who tags a form, by mail address: two editors, a reader, and perhaps a third editor."""

    first = forms.EmailField(
        label="Mail address of the first editor", error_messages={"required": "Name the first editor."}
    )
    second = forms.EmailField(
        label="Mail address of the second editor",
        help_text="Neither sees what the other chose before both have handed in.",
        error_messages={"required": "Name the second editor."},
    )
    reader = forms.EmailField(
        label="Mail address of the reader (optional)",
        help_text="Best somebody of another agency: tries to be green on every tag and still false on the question.",
        required=False,
    )
    third = forms.EmailField(
        label="Mail address of a third editor (optional)",
        help_text="Chooses only where the two editors differ.",
        required=False,
    )


class CoverForm(forms.Form):
    """What the reader found."""

    covers = forms.ChoiceField(
        label="Can every tag be in place and the answer still be no?",
        choices=[("yes", "No, the tags cover the whole question"), ("no", "Yes, something is missing")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether something is missing."},
    )
    because = forms.CharField(
        label="What is missing",
        help_text="For example: staff may know whom to tell and not know how to record.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=REASON_LIMIT,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Whoever finds a gap says which."""
        said = super().clean() or {}
        if said.get("covers") == "no" and not said.get("because", "").strip():
            self.add_error("because", "Say what could be false although every tag is green.")
        return said


KINDS = {
    "rag4": "Green, amber, red or does not apply",
    "lvl4": "Four levels, from starting to embedded",
    "s0-3": "0 to 3",
    "conf3": "How confident",
    "yes/no": "Yes or no",
    "tick+rag4": "Ticks for parts, then green, amber or red",
    "multi": "Any of the choices",
    "text": "Words",
    "number": "A number",
    "number %": "A percentage",
    "date": "A date",
    "table": "A table",
}


def _of(kind: str) -> list[tuple[str, str]]:
    return [(code.code, f"{code.code}: {code.meaning}") for code in library.codes() if code.kind == kind]


class QuestionForm(forms.Form):
    """One question of a draft, cell by cell as in the CSV."""

    id = forms.CharField(
        label="Code", max_length=40, help_text="Such as A1.2", error_messages={"required": "Give the question a code."}
    )
    section = forms.CharField(
        label="Code of its section",
        max_length=40,
        help_text="Such as A1. A new code is a new section.",
        error_messages={"required": "Say in which section it stands."},
    )
    section_title = forms.CharField(
        label="Title of the section", max_length=200, error_messages={"required": "Give the section a title."}
    )
    text = forms.CharField(
        label="What is asked",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={"required": "Write what is asked."},
    )
    help = forms.CharField(
        label="Help (optional)",
        help_text="For green, amber and red: what green means, or “Green: ... Amber: ... Red: ...”",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )
    type = forms.ChoiceField(label="How it is answered", choices=[])
    choices = forms.CharField(
        label="Choices or ticks (optional)",
        help_text="With semicolons between: One; Two",
        max_length=2000,
        required=False,
    )
    columns = forms.CharField(
        label="Columns of a table (optional)",
        help_text="Such as Name: text; When: date?",
        max_length=2000,
        required=False,
    )
    level = forms.ChoiceField(label="Level", choices=[])
    area = forms.ChoiceField(label="Subject", choices=[], required=False)
    applies_to = forms.ChoiceField(label="Whom it concerns", choices=[])
    anchor = forms.CharField(
        label="Guidance (optional)", help_text="Codes, such as K2 K5", max_length=100, required=False
    )
    answered_by = forms.CharField(
        label="Who answers (optional)", help_text="Codes, such as DSL", max_length=100, required=False
    )
    evidence = forms.CharField(label="What shows it (optional)", max_length=300, required=False)
    expectations = forms.CharField(
        label="Tags as you would draft them (optional)",
        help_text="Codes of expectations, such as POL-06 POL-07. Two editors agree on them later.",
        max_length=300,
        required=False,
    )
    required = forms.ChoiceField(
        label="Has to be answered",
        choices=[("", "As usual for its level"), ("yes", "Yes"), ("no", "No")],
        required=False,
    )

    def __init__(self, *args: Any, kind: str = "", **kwargs: Any) -> None:
        """A kind that the list does not have is kept for the question that has it."""
        super().__init__(*args, **kwargs)
        kinds = {**({kind: kind} if kind and kind not in KINDS else {}), **KINDS}
        for name, choices in (
            ("type", list(kinds.items())),
            ("level", _of("level")),
            ("area", [("", "None"), *_of("area")]),
            ("applies_to", _of("applies_to")),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices


class BeginForm(forms.Form):
    """A new form, empty or as a copy."""

    title = forms.CharField(label="Title", max_length=200, error_messages={"required": "Give the form a title."})
    code = forms.SlugField(
        label="Code",
        help_text="Small letters, digits and hyphens, such as northfield-audit",
        max_length=60,
        error_messages={"required": "Give the form a code, such as northfield-audit."},
    )
    edition = forms.CharField(
        label="Edition", max_length=200, error_messages={"required": "Give this version a name, such as 2027."}
    )
    copied = forms.TypedChoiceField(
        label="Begin with a copy of", coerce=int, empty_value=None, required=False, choices=[]
    )
    section = forms.CharField(label="Title of the first section, unless you copy", max_length=200, required=False)
    text = forms.CharField(label="First question, unless you copy", max_length=2000, required=False)
    owner = forms.TypedChoiceField(
        label="Whose form it is",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the partnership that asks."},
    )

    def __init__(
        self, *args: Any, owners: Sequence[tuple[int, str]], known: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        """Who keeps the forms of one partnership only is not asked which."""
        super().__init__(*args, **kwargs)
        for name, choices in (("owner", list(owners)), ("copied", [("", "Nothing: it begins empty"), *known])):
            field = self.fields[name]
            assert isinstance(field, forms.TypedChoiceField)
            field.choices = choices
        if len(owners) < 2:
            del self.fields["owner"]

    def clean(self) -> dict[str, Any]:
        """An empty form needs its first question."""
        said = super().clean() or {}
        for name, sentence in (("section", "Give the first section a title."), ("text", "Write the first question.")):
            if not said.get("copied") and not said.get(name):
                self.add_error(name, sentence)
        return said
