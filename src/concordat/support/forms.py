"""Forms of the support log: clean what was typed and phrase what is wrong with it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms

from concordat.core.clock import today
from concordat.support.operations.officers import GONE
from concordat.support.rules import LONGEST_STEP, LONGEST_WORDS, names_a_child
from concordat.support.vocabulary import CHANNEL_NAMES, KIND_NAMES, MINUTES

Choices = list[tuple[str, str]]
NO_CHILD = "Do not name a child, and give no date of birth, pupil number or NHS number."
_DATE = {"invalid": "Give the day as year-month-day, such as 2026-12-01."}


def _no_child(text: str) -> None:
    """The rule of the operation, said beside the field."""
    why_not = names_a_child(text, today=today())
    if why_not:
        raise forms.ValidationError(why_not)


def _words(label: str, hint: str, missing: str, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
        max_length=LONGEST_WORDS,
        validators=[_no_child],
        error_messages={"required": missing},
    )


def _kind() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="What it was about",
        choices=[("", "Choose"), *KIND_NAMES.items()],
        error_messages={"required": "Choose what it was about.", "invalid_choice": "Choose what it was about."},
    )


def _minutes(label: str = "Minutes") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=[(str(number), text) for number, text in MINUTES.items()], coerce=int, initial="5"
    )


def _day(label: str, hint: str = "", *, required: bool = False) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={**_DATE, "required": "Give the day."},
    )


def _person(label: str, *, required: bool = True) -> forms.TypedChoiceField:
    said = "Choose somebody from your team."
    return forms.TypedChoiceField(
        label=label,
        choices=[],
        coerce=int,
        empty_value=None,
        required=required,
        error_messages={"required": said, "invalid_choice": said},
    )


class _Once(forms.Form):
    """A form that, sent twice, does one thing."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def renew(self, **more: object) -> None:
        """The same words as a form of its own: sent again, they are kept beside what was sent before."""
        self.data = {**dict(self.data.items()), "form_key": str(uuid4()), **more}


class _NextStep(forms.Form):
    """What is still to do; nothing typed means that nothing is."""

    next_step = forms.CharField(label="Next step", max_length=LONGEST_STEP, required=False, validators=[_no_child])
    next_on = _day("By which day")
    follower = _person("Who follows it up", required=False)

    def __init__(self, *args: Any, officers: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        choose(self, "follower", officers)

    @property
    def is_open(self) -> bool:
        """Whether something is still to do."""
        return bool(self.cleaned_data["next_step"] or self.cleaned_data["next_on"])


class PlanCall(_NextStep):
    """The next step of an open call, anew."""


class NoteCall(_NextStep, _Once):
    """A call in twenty seconds: setting, kind, a line; the rest is filled in as it usually is."""

    setting_id = forms.TypedChoiceField(
        label="A setting that you noted before",
        choices=[],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    said = forms.CharField(
        label="Setting", help_text="Part of its name, its URN or its postcode.", max_length=100, required=False
    )
    kind = _kind()
    words = _words(
        "What was asked, and what you answered", f"A line or two. {NO_CHILD}", "Say in a line or two what it was about."
    )
    minutes = _minutes()
    channel = forms.ChoiceField(label="How", choices=list(CHANNEL_NAMES.items()), initial="telephone")
    on = _day("If it was not today: the day")

    field_order = (
        "setting_id",
        "said",
        "kind",
        "words",
        "minutes",
        "channel",
        "next_step",
        "next_on",
        "follower",
        "on",
    )

    def __init__(self, *args: Any, settings: Choices, fixed: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        choose(self, "setting_id", settings)
        if fixed:
            self.fields["setting_id"].widget = forms.HiddenInput()
            del self.fields["said"]
        elif not settings:
            self.fields["setting_id"].widget = forms.HiddenInput()


class AskForSupport(_Once):
    """A setting asks; where several partnerships cover its area, it says which."""

    partnership_id = forms.TypedChoiceField(
        label="Which partnership",
        choices=[],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={name: "Choose which partnership you ask." for name in ("required", "invalid_choice")},
    )
    kind = _kind()
    words = _words("What you would like to know or need", NO_CHILD, "Say in a line or two what you need.", rows=5)

    def __init__(self, *args: Any, partnerships: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        choose(self, "partnership_id", partnerships)
        if len(partnerships) < 2:
            del self.fields["partnership_id"]


class AnswerRequest(_Once):
    """An officer answers; `seen` is how many answers stood on the page."""

    words = _words("Your answer", f"The setting reads it on its own page. {NO_CHILD}", "Write the answer.", rows=5)
    minutes = _minutes("Minutes it took")
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class NoteInternally(_Once):
    """For colleagues only."""

    note = _words("Note for colleagues", f"The setting does not read it. {NO_CHILD}", "Write the note.", rows=2)


class HandOver(forms.Form):
    """To whom; which requests, or all that the officer has."""

    to_id = _person("To whom")
    requests = forms.TypedMultipleChoiceField(
        label="Only these requests",
        help_text="None ticked means everything: open requests, open calls and the settings led.",
        choices=[],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": GONE},
    )

    def __init__(self, *args: Any, officers: Choices, requests: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        choose(self, "to_id", [("", "Choose"), *officers])
        choose(self, "requests", requests)
        if not requests and "requests" not in self.data:  # what was ticked and is gone is said, never taken for nothing
            del self.fields["requests"]


class DaysAwayForm(forms.Form):
    """Who is away, from when to when, and who covers."""

    person_id = _person("Who is away")
    from_on = _day("First day", required=True)
    until_on = _day("Last day", required=True)
    covered_by = _person("Who covers")

    def __init__(self, *args: Any, officers: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        choose(self, "person_id", [("", "Choose"), *officers])
        choose(self, "covered_by", [("", "Choose"), *officers])


class AssignLeads(forms.Form):
    """Who leads for every setting on the list, from when."""

    person_id = _person("Who leads for all of these")
    from_on = _day("From which day", required=True)

    def __init__(self, *args: Any, officers: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        choose(self, "person_id", [("", "Choose"), *officers])


class SetClock(forms.Form):
    """Within how many school days settings hear."""

    answer_days = forms.IntegerField(label="School days to the answer", min_value=1, max_value=20)
    manager_days = forms.IntegerField(
        label="School days after that until the manager sees it", min_value=1, max_value=20
    )
    from_on = _day("From which day", "A day after today. What was asked before keeps its day.", required=True)


def choose(form: forms.Form, name: str, choices: Choices) -> None:
    """Give a field its choices."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
