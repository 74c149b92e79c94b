"""What people type about posts, cleaned, with errors that say what to do."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

POSTS = [("dsl", "Designated safeguarding lead"), ("deputy_dsl", "Deputy designated safeguarding lead")]


class NamePost(forms.Form):
    """Who holds which post from when."""

    post = forms.ChoiceField(label="Post", choices=POSTS, widget=forms.RadioSelect)
    person = forms.TypedChoiceField(
        label="Who",
        coerce=int,
        help_text="People who hold a role at this setting. Invite somebody who is not listed first.",
    )
    held_from = forms.DateField(
        label="From",
        help_text="For example 2026-09-01",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "Give the day as year-month-day, such as 2026-09-01."},
    )

    def __init__(self, *args: Any, people: list[tuple[int, str]], today: date, **more: Any) -> None:
        super().__init__(*args, **more)
        who = self.fields["person"]
        assert isinstance(who, forms.TypedChoiceField)
        who.choices = [("", "Choose somebody"), *people]
        self.fields["held_from"].initial = today
