"""What people type about outside audits, cleaned, with errors that say what to do."""

from __future__ import annotations

from typing import Any

from django import forms

from concordat.audits.forms import DAY

Choices = list[tuple[str, str]]
REASON = {"required": "Give the reason.", "max_length": "Use 1,000 characters or fewer."}
WORDS = forms.Textarea(attrs={"rows": 4})


class _OfSections(forms.Form):
    """A form in which sections are chosen."""

    sections = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one section.",
            "invalid_choice": "Choose sections that are offered here.",
        },
    )

    def __init__(self, *args: Any, sections: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["sections"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = sections


class NameOutside(_OfSections):
    """A new entry of the list of accepted audits."""

    name = forms.CharField(
        label="What the audit is called",
        max_length=150,
        error_messages={"required": "Say what the audit is called.", "max_length": "Use 150 characters or fewer."},
    )
    whose = forms.CharField(
        label="Whose audit it is",
        help_text="For example the name of a trust, a diocese or another partnership",
        max_length=150,
        error_messages={"required": "Say whose audit it is.", "max_length": "Use 150 characters or fewer."},
    )
    from_on = forms.DateField(
        label="Accepted from",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages=DAY | {"required": "Give the first day."},
    )
    until_on = forms.DateField(
        label="Accepted until (if known)",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages=DAY,
    )
    reason = forms.CharField(
        label="Why it is accepted",
        help_text="Every setting of your area can read this.",
        max_length=1000,
        widget=WORDS,
        error_messages=REASON,
    )
    field_order = ("name", "whose", "sections", "from_on", "until_on", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sections"].label = "Sections that it may stand for"


class Because(forms.Form):
    """A reason alone, and who reads it."""

    reason = forms.CharField(
        label="Why",
        help_text="The setting reads this. Never name a child.",
        max_length=1000,
        widget=WORDS,
        error_messages=REASON,
    )

    def __init__(self, *args: Any, read_by: str = "The setting", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = f"{read_by} reads this. Never name a child."


class Offer(_OfSections):
    """A setting offers one of the accepted audits, with evidence of its return."""

    outside = forms.ChoiceField(
        label="Which audit",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the audit.", "invalid_choice": "Choose an audit that is accepted now."},
    )
    evidence = forms.ChoiceField(
        label="Evidence that shows it",
        help_text="The partnership's office can open it from now on.",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose the evidence, or add it first.",
            "invalid_choice": "Choose evidence of this return.",
        },
    )
    note = forms.CharField(
        label="Anything the office should know (optional)",
        help_text="Never name a child.",
        required=False,
        max_length=1000,
        widget=WORDS,
        error_messages=REASON,
    )
    field_order = ("outside", "sections", "evidence", "note")

    def __init__(self, *args: Any, audits: Choices, evidence: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sections"].label = "For which sections"
        for name, choices in (("outside", audits), ("evidence", evidence)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices


class Decide(_OfSections):
    """The office accepts for sections, or declines."""

    outcome = forms.ChoiceField(
        label="What you decide",
        choices=[("accepted", "Accept it for the sections ticked below"), ("declined", "Decline it")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you decide."},
    )
    reason = Because.base_fields["reason"]
    field_order = ("outcome", "sections", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sections"].label = "Sections to accept"
        if self.data.get("outcome") == "declined":
            self.fields["sections"].required = False
