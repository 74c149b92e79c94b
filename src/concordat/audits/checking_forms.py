"""What people type when they check returns, cleaned, with errors that say what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from concordat.audits.checking_rules import ACTION_NAMES, OUTCOME_NAMES, STANDING_NAMES, ActionState

DAY = {"invalid": "Give the day as year-month-day, such as 2027-03-31."}
Choices = Sequence[tuple[str, str]]


def _says(needed: str, longest: int) -> dict[str, str]:
    long = {"max_length": f"Use {longest:,} characters or fewer."}
    return long | {"required": needed} if needed else long


def _day(label: str, needed: str = "", hint: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        required=bool(needed),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages=DAY | ({"required": needed} if needed else {}),
    )


def _text(label: str, needed: str = "", hint: str = "", rows: int = 4, longest: int = 2000) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(needed),
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages=_says(needed, longest),
    )


def _line(label: str, needed: str = "", hint: str = "", longest: int = 150) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(needed),
        max_length=longest,
        error_messages=_says(needed, longest),
    )


def _number(label: str, hint: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=hint,
        min_value=0,
        max_value=500,
        error_messages={
            "required": "Give a number; 0 for none.",
            "invalid": "Give a whole number.",
            "min_value": "Give 0 or more.",
            "max_value": "Give at most 500.",
        },
    )


class Moderators(forms.Form):
    """Who rates."""

    moderator_ids = forms.TypedMultipleChoiceField(
        label="Who rates?",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one person."},
    )

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["moderator_ids"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = people


class OnePerson(forms.Form):
    """One of several people."""

    moderator_id = forms.TypedChoiceField(
        label="Who looks again?",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a person."},
    )

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["moderator_id"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = people


class DrawVisits(forms.Form):
    """How many visits, and what is looked at."""

    risk_size = _number("How many by risk?", "The more is red or amber in a return, the likelier it is drawn.")
    random_size = _number("How many by chance?", "Without these, nobody could say how it is with the others.")
    questions = forms.MultipleChoiceField(
        label="What do visitors look at?",
        help_text="The same at every setting: up to 20 questions that can be seen on a visit.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one question."},
    )

    def __init__(self, *args: Any, questions: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["questions"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = questions


class BookVisit(forms.Form):
    """Who visits, and when."""

    visit_on = _day("Day of the visit", "Give the day of the visit.", "A school day of the setting.")
    visitor_id = forms.TypedChoiceField(
        label="Who visits?",
        help_text="Somebody who has not read what the setting says of itself.",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who visits."},
    )

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["visitor_id"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = people


class Words(forms.Form):
    """What the setting reads first."""

    words = _text("What do you want to say to the setting?", "Write a few words.", "Never name a child.", rows=6)


class Represent(forms.Form):
    """A setting sees its ratings otherwise."""

    why = _text(
        "Which ratings do you see otherwise, and why?",
        "Say which ratings you see otherwise, and why.",
        "Name the questions, such as A1.2, and what shows your rating. Never name a child.",
        rows=6,
    )


class DecideRepresentation(forms.Form):
    """What the other moderator decides."""

    outcome = forms.ChoiceField(
        label="What do you decide?",
        choices=list(OUTCOME_NAMES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you decide."},
    )
    answer = _text("Your answer", "Write the answer.", "The setting reads it. Never name a child.", rows=6)


class ChangeAction(forms.Form):
    """An action as the setting wants it."""

    state = forms.ChoiceField(
        label="What about this action?",
        choices=[(state.value, name) for state, name in ACTION_NAMES.items() if state is not ActionState.proposed],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you do about it."},
    )
    what = _text("What is to be done", "Write what is to be done.", longest=1000, rows=3)
    who = _line("Who does it", hint="A name or a post, such as the deputy lead.")
    by_when = _day("By when")
    said = _text("What shows that it is done, or why it is dropped", longest=1000, rows=3, hint="Never name a child.")
    was = forms.IntegerField(widget=forms.HiddenInput)


class Recommend(forms.Form):
    """What every setting is asked to put in place."""

    title = _line("Title", "Give it a title.", longest=200)
    asks = _text("What is asked of every setting", "Say what is asked.")
    source = _line("Where it comes from", "Say where it comes from.", "Such as: Inspection of March 2026.", longest=200)
    due_on = _day("By when", "Give the day by which it is in place.")


class SayStanding(forms.Form):
    """Where a setting stands with a recommendation."""

    state = forms.ChoiceField(
        label="Where do you stand?",
        choices=list(STANDING_NAMES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose where you stand."},
    )
    shows = _text("What shows it, or what is missing", longest=1000, hint="Never name a child.")
    was = forms.IntegerField(widget=forms.HiddenInput)
