"""What people type about an offer."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from concordat.resources.vocabulary import LEVEL_NAMES, PHASE_NAMES, SECTOR_NAMES

Choices = list[tuple[str, str]]
_ASSUME = "https"


def _many(label: str, hint: str = "", choices: Choices | None = None) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=hint,
        choices=choices or [],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class OfferForm(forms.Form):
    """An offer: who, what, for whom, how to ask."""

    title = forms.CharField(
        label="What it is called", max_length=150, error_messages={"required": "Give the offer a name."}
    )
    agency_id = forms.TypedChoiceField(
        label="Which partner offers it", required=False, coerce=int, empty_value=None, choices=[]
    )
    agency_name = forms.CharField(
        label="Or the name of another agency", help_text="For example a charity.", max_length=250, required=False
    )
    sector = forms.ChoiceField(
        label="What kind of agency",
        help_text="Needed for an agency that you named yourself.",
        choices=[("", "Choose"), *SECTOR_NAMES.items()],
        required=False,
    )
    what = forms.CharField(
        label="What it does, in plain words",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        error_messages={"required": "Say what it does."},
    )
    standards = _many("What it helps with", "Answers that are not met in these subjects will propose this offer.")
    expectations = forms.CharField(
        label="Particular expectations",
        help_text="Codes of the question bank with commas between, such as SVH-08, VOI-01. These are proposed first.",
        max_length=300,
        required=False,
    )
    levels = _many("Level of need", choices=list(LEVEL_NAMES.items()))
    phases = _many("For which phases", "None ticked means every phase.", list(PHASE_NAMES.items()))
    age_from = forms.IntegerField(label="From which age", min_value=0, max_value=25, required=False)
    age_to = forms.IntegerField(label="Up to which age", min_value=0, max_value=25, required=False)
    authorities = _many("In which areas", "None ticked means the whole partnership.")
    how_to_ask = forms.CharField(
        label="How to ask for it",
        help_text="A telephone number, a mailbox, a form: never a name of a child.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": "Say how to ask for it."},
    )
    link = forms.URLField(label="Web page", max_length=300, required=False, assume_scheme=_ASSUME)
    days = forms.CharField(
        label="Days and hours", max_length=150, error_messages={"required": "Say on which days it can be had."}
    )
    cost = forms.CharField(
        label="What it costs the school",
        help_text="“Free” where it costs nothing.",
        max_length=150,
        error_messages={"required": "Say what it costs, or that it is free."},
    )
    review_on = forms.DateField(
        label="Look again on",
        help_text="The day on which somebody checks whether all this is still right.",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": "Give the day on which somebody looks again.",
            "invalid": "Give the day as year-month-day, such as 2026-09-01.",
        },
    )

    def __init__(
        self,
        *args: Any,
        agencies: Choices,
        areas: Choices,
        authorities: Choices,
        names_others: bool,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        _choices(self, "agency_id", [("", "Another agency"), *agencies] if names_others else agencies)
        _choices(self, "standards", areas)
        _choices(self, "authorities", authorities)
        if not names_others:
            del self.fields["agency_name"], self.fields["sector"]
        if len(authorities) < 2:
            del self.fields["authorities"]

    def clean_link(self) -> str:
        """Web pages only: nothing that a browser would run."""
        link: str = self.cleaned_data["link"]
        if link and not link.startswith(("https://", "http://")):
            raise forms.ValidationError("Give the address of a web page, beginning with https://")
        return link

    def clean_expectations(self) -> list[str]:
        """The codes, in capitals, once each."""
        typed = re.split(r"[\s,;]+", self.cleaned_data["expectations"].upper())
        return list(dict.fromkeys(code for code in typed if code))

    def clean(self) -> dict[str, Any]:
        """The areas and the expectations together are what it is about; a partner or a name, not both."""
        said = super().clean() or {}
        if said.get("agency_id") and said.get("agency_name"):
            self.add_error("agency_name", "Choose a partner from the list or name another agency: one of the two.")
        return said


def _choices(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
