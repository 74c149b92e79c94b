"""What a lead and a colleague type when a section goes over and comes back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

LONG = {"max_length": "Use 1,000 characters or fewer."}


class HandSections(forms.Form):
    """Which sections, to whom, with a note and a day."""

    sections = forms.MultipleChoiceField(
        label="Which sections?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one section.",
            "invalid_choice": "Choose sections of this return.",
        },
    )
    person = forms.ChoiceField(
        label="To whom?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose a colleague.",
            "invalid_choice": "Choose a colleague who holds a role at your setting.",
        },
    )
    note = forms.CharField(
        label="Note (optional)",
        help_text="Shown with the section, never mailed. Do not name a child.",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=LONG,
    )
    wanted_on = forms.DateField(
        label="By when (optional)",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "Give the day as year-month-day, such as 2026-11-27."},
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        sections: list[tuple[str, str]],
        people: list[tuple[str, str]],
        until: str,
        initial: Mapping[str, Any],
    ) -> None:
        super().__init__(data, initial=dict(initial))
        for name, choices in (("sections", sections), ("person", people)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        self.fields["wanted_on"].help_text = f"A school day until {until}"


class HandBack(forms.Form):
    """What the colleague says with it."""

    said = forms.CharField(
        label="Is there anything the safeguarding lead should know? (optional)",
        help_text="For example what you could not answer. Do not name a child.",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=LONG,
    )
