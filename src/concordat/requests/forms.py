"""What people type about requests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from concordat.requests.rules import LONGEST_MINUTES
from concordat.requests.vocabulary import REFUSAL_NAMES

Choices = list[tuple[str, str]]
NARROWED_BY = {
    "phase": "Only these phases",
    "type_group": "Only these types of setting",
    "trust_id": "Only these trusts",
}


def _day(label: str, hint: str, missing: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": missing, "invalid": "Give the day as year-month-day, such as 2027-03-05."},
    )


def _words(label: str, hint: str, missing: str, longest: int, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
    )


class RequestForm(forms.Form):
    """A request: what, why, who sees it, how, how long, when, whom."""

    title = forms.CharField(
        label="What you ask for", max_length=150, error_messages={"required": "Say what you ask for."}
    )
    kind = forms.ChoiceField(
        label="What kind of request it is",
        help_text="Each kind gives settings a least number of school days.",
        error_messages={"required": "Choose what kind of request it is."},
    )
    why = _words(
        "Why you ask", "What will be done with it. Settings read this.", "Say why you ask; settings read it.", 2000
    )
    who_sees = _words(
        "Who will see the answers", "People, not systems.", "Say who will see the answers; settings read it.", 1000, 2
    )
    how = _words(
        "How settings answer",
        "A link, a mailbox, a meeting: never a name of a child.",
        "Say how settings answer.",
        1000,
        2,
    )
    minutes = forms.IntegerField(
        label="How many minutes it takes one setting",
        help_text="All people of the setting together. Try it with one setting if you do not know.",
        min_value=1,
        max_value=LONGEST_MINUTES,
        error_messages={
            "required": "Say in minutes how long it takes one setting.",
            "invalid": "Give the minutes as a whole number.",
            "min_value": f"Give the minutes as a number from 1 to {LONGEST_MINUTES}.",
            "max_value": f"Give the minutes as a number from 1 to {LONGEST_MINUTES}.",
        },
    )
    sent_on = _day("Day on which you send it", "", "Give the day on which you send it.")
    due_on = _day("Last day to answer", "A school day.", "Give the last day to answer.")
    short_because = forms.CharField(
        label="If it must be sooner than is fair: why",
        help_text="Only where the last day gives too little time. Settings read this.",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    areas = forms.MultipleChoiceField(
        label="What it is about",
        help_text="We look up what settings have answered about it in the last twelve months.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    expectations = forms.CharField(
        label="Particular expectations",
        help_text="Codes of the question bank with commas between, such as SVH-08, VOI-01.",
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, kinds: Choices, areas: Choices, narrow: Mapping[str, Choices], **more: Any) -> None:
        super().__init__(*args, **more)
        _choices(self, "kind", [("", "Choose"), *kinds])
        _choices(self, "areas", areas)
        for fact, choices in narrow.items():
            self.fields[fact] = forms.MultipleChoiceField(
                label=NARROWED_BY[fact], required=False, choices=choices, widget=forms.CheckboxSelectMultiple
            )

    def who(self) -> list[BoundField]:
        """The fields that narrow who is asked; the page folds them away."""
        return [self[fact] for fact in NARROWED_BY if fact in self.fields]

    def what(self) -> list[BoundField]:
        """The other fields."""
        return [field for field in self if field.name not in NARROWED_BY]

    def scope(self) -> dict[str, list[Any]]:
        """Facts of the register with the values that are asked; empty asks everybody."""
        chosen: dict[str, list[Any]] = {fact: self.cleaned_data.get(fact) or [] for fact in NARROWED_BY}
        chosen["trust_id"] = [int(trust) for trust in chosen["trust_id"]]
        return {fact: values for fact, values in chosen.items() if values}

    def clean_expectations(self) -> list[str]:
        """The codes, in capitals, once each."""
        typed = re.split(r"[\s,;]+", self.cleaned_data["expectations"].upper())
        return list(dict.fromkeys(code for code in typed if code))


class AnswerForm(forms.Form):
    """A setting has answered."""

    minutes = forms.IntegerField(
        label="How many minutes it took",
        help_text="Leave it empty if you do not know. It shows the partnership what its requests cost.",
        min_value=1,
        max_value=LONGEST_MINUTES,
        required=False,
        error_messages={"invalid": "Give the minutes as a whole number, or leave them out."},
    )


class RefuseForm(forms.Form):
    """A setting says no."""

    refusal = forms.ChoiceField(
        label="Why",
        choices=list(REFUSAL_NAMES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a reason."},
    )
    words = forms.CharField(
        label="More about it",
        help_text="The partnership's team and its analyst read this. Name no child, no adult and nobody's health.",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WithdrawForm(forms.Form):
    """The office takes a request back."""

    because = _words(
        "Why you withdraw it", "Settings read this.", "Say why you withdraw it; settings read the reason.", 500
    )


def _choices(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
