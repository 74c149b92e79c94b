"""What people type about initiatives and taking part, cleaned, with errors that say what to do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms

from concordat.resources.vocabulary import INITIATIVE_KINDS, PHASE_NAMES, TAKING_NAMES

Choices = Sequence[tuple[str, str]]
_DAY = {"invalid": "Give the day as year-month-day, such as 2027-03-31."}


def _day(label: str, needed: str = "", hint: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        required=bool(needed),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages=_DAY | ({"required": needed} if needed else {}),
    )


def _many(label: str, hint: str, choices: Choices = ()) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=hint,
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from the list."},
    )


def _number(label: str, most: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=most,
        error_messages={
            "invalid": "Give a whole number, or leave it empty.",
            "min_value": "Give 0 or more.",
            "max_value": f"Give at most {most}.",
        },
    )


class WriteInitiative(forms.Form):
    """What, by whom, for whom, when, and which recommendations it answers."""

    title = forms.CharField(
        label="Title",
        max_length=150,
        error_messages={"required": "Give it a title.", "max_length": "Use 150 characters or fewer."},
    )
    kind = forms.ChoiceField(
        label="What is it for?",
        choices=[("", "Choose"), *INITIATIVE_KINDS.items()],
        error_messages={"required": "Choose what it is for.", "invalid_choice": "Choose from the list."},
    )
    what = forms.CharField(
        label="What is done, in plain words",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what is done.", "max_length": "Use 2,000 characters or fewer."},
    )
    agency_id = forms.TypedChoiceField(
        label="Which partner does it?", required=False, coerce=int, empty_value=None, choices=[]
    )
    agency_name = forms.CharField(label="Or the name of another agency", max_length=250, required=False)
    offer_id = forms.TypedChoiceField(
        label="Does it rest on a service of the local offer?",
        help_text="The service then says how to ask. Nothing is written twice.",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[],
    )
    phases = _many("For which phases?", "None ticked means every phase.", list(PHASE_NAMES.items()))
    authorities = _many("In which areas?", "None ticked means the whole partnership.")
    from_on = _day("From", "Give the first day.")
    until_on = _day("Until", hint="Leave it empty where no end is set.")
    answers = _many("Which recommendations does it answer?", "Of a national review, or of your own tracker.")
    aims = forms.CharField(
        label="Which expectations is it to improve?",
        help_text="Codes of the question bank with commas between, such as SVH-08, TRN-02. What settings answered"
        " before and afterwards is shown for these.",
        max_length=200,
        required=False,
    )
    was = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        agencies: Choices,
        offers: Choices,
        authorities: Choices,
        recommended: Choices,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("agency_id", [("", "Another agency"), *agencies]),
            ("offer_id", [("", "No"), *offers]),
            ("authorities", list(authorities)),
            ("answers", list(recommended)),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_answers(self) -> tuple[str, ...]:
        """At least one."""
        if not self.cleaned_data["answers"]:
            raise forms.ValidationError("Choose at least one recommendation.")
        return tuple(self.cleaned_data["answers"])

    def clean_aims(self) -> tuple[str, ...]:
        """Codes in capitals, once each."""
        return tuple(dict.fromkeys(re.findall(r"[A-Z]+-\d+|[^\s,;]+", self.cleaned_data["aims"].upper())))

    def clean_phases(self) -> tuple[str, ...]:
        """As a tuple."""
        return tuple(self.cleaned_data["phases"])

    def clean_authorities(self) -> tuple[int, ...]:
        """Ids."""
        return tuple(int(one) for one in self.cleaned_data["authorities"])


class SayTakeUp(forms.Form):
    """Whether a setting takes part, since when, and how many. Never a name of a child."""

    state = forms.ChoiceField(
        label="Do you take part?",
        choices=list(TAKING_NAMES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether the setting takes part.", "invalid_choice": "Choose from the list."},
    )
    since_on = _day("Since when?", "Give the day.")
    staff = _number("How many staff took part so far?", 5000)
    sessions = _number("How many sessions were there so far?", 500)
    was = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class NoteTakeUp(SayTakeUp):
    """The same, noted by the office for a setting."""

    establishment_id = forms.TypedChoiceField(
        label="Which setting?",
        coerce=int,
        error_messages={"required": "Choose a setting.", "invalid_choice": "Choose a setting of the list."},
    )
    field_order = ["establishment_id"]

    def __init__(self, *args: Any, settings: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["establishment_id"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", "Choose a setting"), *settings]
        self.fields["state"].label = "Does it take part?"
        self.fields["was"].required = False
