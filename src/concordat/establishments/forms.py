"""What people type about posts and local settings, cleaned, with errors that say what to do."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from concordat.core.problems import NotFound
from concordat.establishments import local_settings
from concordat.establishments.calendar_files import LARGEST_BYTES, CalendarRead, read_calendar
from concordat.establishments.duty import NAMES
from concordat.establishments.register.extracts import postcode_of
from concordat.establishments.term_dates import TermDatesNotPossible
from concordat.establishments.vocabulary import PHASES

POSTS = [("dsl", "Designated safeguarding lead"), ("deputy_dsl", "Deputy designated safeguarding lead")]

WEEKDAYS = [(str(number), name.capitalize()) for number, name in enumerate(NAMES, start=1)]


def _day_input() -> forms.DateInput:
    """A day, typed or picked; browsers know its value in this one form only."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _said(sentence: str) -> dict[str, str]:
    """The same sentence where nothing is chosen and where something is that is not on the list."""
    return {"required": sentence, "invalid_choice": sentence, "invalid": sentence}


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
        widget=_day_input(),
        error_messages={"invalid": "Give the day as year-month-day, such as 2026-09-01."},
    )

    def __init__(self, *args: Any, people: list[tuple[int, str]], today: date, **more: Any) -> None:
        super().__init__(*args, **more)
        _choose(self, "person", [("", "Choose somebody"), *((str(pk), name) for pk, name in people)])
        self.fields["held_from"].initial = today


class DescribePost(forms.Form):
    """How a post is reached and covered, and when its holder was trained."""

    mailbox = forms.EmailField(
        label="Mail address of the post",
        help_text="One that the deputy reads too, such as safeguarding@school.example. It outlives the person.",
        max_length=254,
        required=False,
        error_messages={"invalid": "Give a mail address such as safeguarding@school.example."},
    )
    weekdays = forms.MultipleChoiceField(
        label="Working days",
        help_text="Notices go to whoever is on duty. Leave all empty for every school day.",
        choices=WEEKDAYS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    covered_by = forms.TypedChoiceField(
        label="Who covers on the other school days",
        help_text="Notices go to this person then. Nobody chosen: to a deputy who works on that day.",
        coerce=int,
        empty_value=None,
        required=False,
    )
    working_days = forms.CharField(
        label="Anything else about the working days",
        help_text="For example term time, mornings only",
        max_length=60,
        required=False,
    )
    cover = forms.CharField(
        label="How cover is arranged besides",
        help_text="For example: the head in the holidays, by the school's telephone",
        max_length=250,
        required=False,
    )
    trained_on = forms.DateField(
        label="Day of the last training for this post",
        help_text="It is due again every two years. Leave it empty if there was none yet.",
        widget=_day_input(),
        required=False,
        error_messages={"invalid": "Give the day as year-month-day, such as 2026-09-01."},
    )

    def __init__(self, *args: Any, people: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        _choose(self, "covered_by", [("", "Nobody in particular"), *((str(pk), name) for pk, name in people)])

    def clean_weekdays(self) -> str:
        """As the post keeps them: 1 to 7, Monday first."""
        return "".join(sorted(self.cleaned_data["weekdays"]))


class NoteAbsence(forms.Form):
    """Days away, and who covers."""

    from_on = forms.DateField(
        label="First day away",
        widget=_day_input(),
        error_messages={"invalid": "Give the day as year-month-day, such as 2026-09-01."},
    )
    until_on = forms.DateField(
        label="Last day away",
        widget=_day_input(),
        error_messages={"invalid": "Give the day as year-month-day, such as 2026-09-01."},
    )
    covered_by = forms.TypedChoiceField(
        label="Who covers here",
        help_text="Notices go to this person on these days. Nobody chosen: to the usual cover or a deputy.",
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, *args: Any, people: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        _choose(self, "covered_by", [("", "As usual"), *((str(pk), name) for pk, name in people)])


class DescribeLocalSetting(forms.Form):
    """A setting that the register does not hold."""

    name = forms.CharField(
        label="Name of the setting", max_length=250, error_messages={"required": "Enter the name of the setting."}
    )
    type_code = forms.ChoiceField(
        label="What kind of setting is it?",
        widget=forms.RadioSelect,
        error_messages=_said("Choose what kind of setting it is."),
    )
    phase = forms.ChoiceField(
        label="Phase",
        help_text="Decides with which settings it is counted.",
        choices=[("", "Choose a phase"), *((phase, phase) for phase in PHASES)],
        error_messages=_said("Choose a phase. For a training provider it is 16 plus."),
    )
    local_authority = forms.TypedChoiceField(
        label="Local authority", coerce=int, error_messages=_said("Choose the local authority it is in.")
    )
    postcode = forms.CharField(
        label="Postcode",
        max_length=12,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={"required": "Enter the postcode, such as WF1 2ST."},
    )
    trust = forms.CharField(
        label="Trust (optional)",
        help_text="Its name, or its group number (UID) in the register.",
        max_length=250,
        required=False,
    )

    def __init__(self, *args: Any, areas: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        _choose(self, "type_code", [(kind.code, kind.name) for kind in local_settings.local_kinds()])
        listed = [(str(pk), name) for pk, name in areas]
        _choose(self, "local_authority", listed if len(listed) == 1 else [("", "Choose an authority"), *listed])

    def clean_postcode(self) -> str:
        """As it is written on letters."""
        clean = postcode_of(str(self.cleaned_data["postcode"]))
        if not clean:
            raise forms.ValidationError("This is not a full postcode such as WF1 2ST.")
        return clean

    def clean_trust(self) -> int | None:
        """The trust that is meant."""
        said = str(self.cleaned_data["trust"]).strip()
        if not said:
            return None
        try:
            return local_settings.trust_meant_by(said)
        except NotFound as problem:
            raise forms.ValidationError(problem.sentence) from problem


class ConfirmMerge(forms.Form):
    """The irreversible step is confirmed."""

    sure = forms.BooleanField(
        label="These two are the same setting, and I know that a merge cannot be undone",
        error_messages={"required": "Tick the box to say that the two are the same setting."},
    )


class ConfirmClosing(forms.Form):
    """The irreversible step is confirmed."""

    sure = forms.BooleanField(
        label="This setting has shut for good, and nothing follows it",
        error_messages={"required": "Tick the box to say that the setting has shut for good."},
    )


def _choose(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


class TermDates(forms.Form):
    """Terms and closed days, one a line."""

    text = forms.CharField(
        label="Terms and closed days, one a line",
        help_text="Such as: Autumn term 2026, 2026-09-03, 2026-12-18. A line whose name does not say term is a time"
        " when schools are closed: Half-term holiday, 2026-10-26, 2026-10-30.",
        widget=forms.Textarea(attrs={"rows": 12}),
        max_length=40_000,
        required=False,
    )


class CalendarFile(forms.Form):
    """Term dates as a calendar file."""

    calendar = forms.FileField(
        label="A calendar file of term dates",
        help_text="Many councils offer their term dates as an .ics file. You see what it says before it is kept.",
        max_length=200,
        allow_empty_file=False,
        error_messages={"required": "Choose a calendar file.", "empty": "This file is empty."},
        widget=forms.ClearableFileInput(attrs={"accept": ".ics,text/calendar"}),
    )

    def clean_calendar(self) -> CalendarRead:
        """What the file says."""
        given = self.cleaned_data["calendar"]
        try:
            return read_calendar(given.read(LARGEST_BYTES + 1))
        except TermDatesNotPossible as problem:
            raise forms.ValidationError(problem.sentence) from problem


class OwnDates(forms.Form):
    """Days on which one setting is closed, one a line."""

    text = forms.CharField(
        label="Closed days of this setting, one a line",
        help_text="Such as: Inset day, 2026-11-27. Or: Moving house, 2027-02-08, 2027-02-12. Only if your terms differ"
        " from the area's, give every term too: Autumn term 2026, 2026-09-07, 2026-12-18.",
        widget=forms.Textarea(attrs={"rows": 10}),
        max_length=40_000,
        required=False,
    )
