"""What people type about pools, cleaned, with errors that say what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

Choices = Sequence[tuple[str, str]]


def _day(label: str, hint: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": "Give the last day.",
            "invalid": "Give the day as year-month-day, such as 2027-03-31.",
        },
    )


class BeginPool(forms.Form):
    """A name, a purpose, who is asked, and until when one's own partnership is in it."""

    name = forms.CharField(
        label="Name",
        max_length=120,
        help_text="Such as “Northern counties”.",
        error_messages={"required": "Give the pool a name.", "max_length": "Use 120 characters or fewer."},
    )
    purpose = forms.CharField(
        label="What are the figures for?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The others read this before they decide.",
        error_messages={"required": "Say what the figures are for.", "max_length": "Use 500 characters or fewer."},
    )
    others = forms.TypedMultipleChoiceField(
        label="Which partnerships do you ask?",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one partnership.",
            "invalid_choice": "Choose partnerships of the list.",
        },
    )
    until_on = _day("Until when is your own partnership in it?", "You can leave at any time before.")

    def __init__(self, *args: Any, others: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["others"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = others


class JoinPool(forms.Form):
    """Until which day a partnership consents."""

    until_on = _day("Until which day may your results be pooled?", "You can leave at any time before.")


class ReleaseAudit(forms.Form):
    """Which closed audit is put into a pool."""

    cycle_id = forms.TypedChoiceField(
        label="Which audit?",
        coerce=int,
        widget=forms.RadioSelect,
        help_text="Closed audits that are in no pool yet.",
        error_messages={"required": "Choose an audit.", "invalid_choice": "Choose an audit of the list."},
    )

    def __init__(self, *args: Any, audits: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["cycle_id"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = audits
