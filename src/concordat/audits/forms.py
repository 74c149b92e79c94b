"""What people type on the pages of audits, cleaned, with errors that say what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from concordat.audits.evidence_rules import Said
from concordat.audits.vocabulary import (
    EVIDENCE_NAMES,
    REQUEST_NAMES,
    SCHEME_NAMES,
    SHARING_NAMES,
    EvidenceKind,
    Sharing,
)
from concordat.core.uploaded_workbooks import RefusedFile
from concordat.partnership import contact_files

DAY = {"invalid": "Give the day as year-month-day, such as 2027-03-31."}


class SignHead(forms.Form):
    """The head's signature."""

    agreed = forms.BooleanField(
        label="I have read this return and I sign the declaration",
        error_messages={"required": "Tick the box to sign."},
    )


class SignBoard(forms.Form):
    """The board's approval at a meeting."""

    meeting_on = forms.DateField(
        label="Date of the meeting",
        help_text="For example 2026-11-23",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": "Give the date of the meeting.",
            "invalid": "Give the date of the meeting as year-month-day, such as 2026-11-23.",
        },
    )
    minute_number = forms.CharField(
        label="Number of the minute", max_length=40, error_messages={"required": "Give the number of the minute."}
    )
    review_by = forms.DateField(
        label="The board reviews the action plan by (if decided)",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "Give the review date as year-month-day, such as 2027-03-31."},
    )


class Ask(forms.Form):
    """A question sent back with a return."""

    question = forms.ChoiceField(label="About which question", required=False)
    asked = forms.CharField(
        label="What do you want to ask?",
        help_text="Never name a child.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Write what you want to ask.", "max_length": "Use 2,000 characters or fewer."},
    )

    def __init__(self, *args: Any, questions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["question"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "The whole return"), *questions]


class Reply(forms.Form):
    """The setting's reply."""

    reply = forms.CharField(
        label="Your reply",
        help_text="Never name a child.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Write your reply.", "max_length": "Use 4,000 characters or fewer."},
    )


class Decision(forms.Form):
    """What the partnership decides about one return."""

    until = forms.DateField(
        label="New last day",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Give the new last day.", "invalid": "Give the day as year-month-day."},
    )
    reason = forms.CharField(
        label="Why",
        help_text="The setting reads this. Never name a child.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Give the reason.", "max_length": "Use 1,000 characters or fewer."},
    )

    def __init__(self, *args: Any, asks_until: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_until:
            del self.fields["until"]


class AskPartnership(forms.Form):
    """A setting asks for more time, or to be exempt."""

    kind = forms.ChoiceField(
        label="What do you ask for?",
        choices=list(REQUEST_NAMES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you ask for."},
    )
    until = forms.DateField(
        label="More time until",
        help_text="Leave empty if you ask to be exempt.",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "Give the day as year-month-day."},
    )
    why = forms.CharField(
        label="Why",
        help_text="For example: the lead is ill; the setting closes in March. Never name a child.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say why.", "max_length": "Use 1,000 characters or fewer."},
    )


class AddEvidence(forms.Form):
    """A file, a link, or what was seen and is not stored."""

    question = forms.ChoiceField(label="For which question", required=False)
    kind = forms.ChoiceField(
        label="How do you show it?",
        choices=list(EVIDENCE_NAMES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how you show it."},
    )
    title = forms.CharField(
        label="Title",
        help_text="Such as: Child protection policy. Never the name of a child.",
        max_length=150,
        error_messages={"required": "Give it a title.", "max_length": "Use 150 characters or fewer."},
    )
    file = forms.FileField(
        label="File",
        help_text="PDF, Office, a picture or plain text, up to 20 MB. Take out names of children first.",
        required=False,
        max_length=1000,
        allow_empty_file=True,
    )
    link = forms.CharField(
        label="Address of the page", help_text="Begins with https://", required=False, max_length=500
    )
    seen = forms.CharField(
        label="What was seen",
        help_text="For what must not leave the school, such as the single central record.",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen_by = forms.CharField(label="Who saw it", required=False, max_length=150)
    seen_on = forms.DateField(
        label="When it was seen", required=False, widget=forms.DateInput(attrs={"type": "date"}), error_messages=DAY
    )
    dated_on = forms.DateField(
        label="Date of the document (if it has one)",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages=DAY,
    )
    review_by = forms.DateField(
        label="To be reviewed by (if it runs out)",
        help_text="It appears on your first page a month before.",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages=DAY,
    )
    shared = forms.ChoiceField(
        label="Who may open it?",
        help_text="Your trust and the partnership see title, kind and dates, as they see your answers.",
        choices=list(SHARING_NAMES.items()),
        widget=forms.RadioSelect,
        initial=Sharing.setting,
    )

    def __init__(self, *args: Any, questions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["question"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "The whole return"), *questions]

    def said(self) -> Said:
        """What the rules look at."""
        given = self.cleaned_data
        names = ("title", "dated_on", "review_by", "link", "seen", "seen_by", "seen_on")
        return Said(EvidenceKind(given["kind"]), **{name: given[name] for name in names})


class Share(forms.Form):
    """Who besides the setting may open evidence."""

    shared = forms.ChoiceField(label="Who may open it?", choices=list(SHARING_NAMES.items()), widget=forms.RadioSelect)


class StartPilot(forms.Form):
    """Which settings try an audit, and until when."""

    settings = forms.MultipleChoiceField(
        label="Which settings",
        help_text="One to five; three of different kinds are usual. Ask them on the telephone first.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one setting."},
    )
    closes_on = forms.DateField(
        label="Last day of the pilot",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Give the last day of the pilot."} | DAY,
    )

    def __init__(self, *args: Any, settings: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["settings"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = settings


class SayOfPilot(forms.Form):
    """What was unclear, and how long it took."""

    question = forms.ChoiceField(label="About which question", required=False)
    unclear = forms.CharField(
        label="What was unclear?",
        help_text="Never name a child.",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    minutes = forms.IntegerField(
        label="How many minutes did it take?",
        help_text="Leave empty if you did not look at the clock.",
        required=False,
        min_value=1,
        max_value=600,
        error_messages={
            "invalid": "Give the minutes as a number.",
            "min_value": "Give at least 1 minute.",
            "max_value": "Give at most 600 minutes.",
        },
    )

    def __init__(self, *args: Any, questions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["question"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "The whole audit"), *questions]


class AddYearOne(forms.Form):
    """Last year's spreadsheet: a file, or its rows pasted."""

    year = forms.CharField(
        label="School year it is about",
        max_length=20,
        help_text="For example 2025 to 2026",
        error_messages={"required": "Give the school year, such as 2025 to 2026."},
    )
    file = forms.FileField(label="File (XLSX or CSV)", required=False, allow_empty_file=True)
    text = forms.CharField(
        label="Or paste the rows with their headings",
        required=False,
        max_length=1_000_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def clean(self) -> dict[str, Any]:
        """The rows as text, out of the file or as pasted."""
        found = super().clean() or {}
        sent = found.get("file")
        try:
            found["rows"] = contact_files.text_of(sent.read()) if sent else found.get("text", "")
        except RefusedFile as refused:
            self.add_error("file", refused.sentence)
        if not sent and not found.get("text", "").strip():
            self.add_error("file", "Choose a file, or paste the rows.")
        return found


class ReopenCycle(forms.Form):
    """A closed audit opens again."""

    closes_on = forms.DateField(
        label="New last day",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Give the new last day.", "invalid": "Give the day as year-month-day."},
    )


NARROWED_BY = {
    "phase": "Only these phases",
    "type_group": "Only these types of setting",
    "trust_id": "Only these trusts",
}


class NewCycle(forms.Form):
    """A cycle to prepare."""

    title = forms.CharField(
        label="Title",
        max_length=150,
        initial="School safeguarding audit",
        error_messages={"required": "Give the audit a title."},
    )
    year = forms.CharField(
        label="School year",
        max_length=20,
        help_text="For example 2026 to 2027",
        error_messages={"required": "Give the school year, such as 2026 to 2027."},
    )
    opens_on = forms.DateField(
        label="First day",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Give the first day.", "invalid": "Give the first day as year-month-day."},
    )
    closes_on = forms.DateField(
        label="Last day",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Give the last day.", "invalid": "Give the last day as year-month-day."},
    )

    def __init__(
        self,
        *args: Any,
        versions: list[tuple[str, str]],
        narrow: Mapping[str, list[tuple[str, str]]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for scheme, name in SCHEME_NAMES.items():
            self.fields[f"form_{scheme}"] = forms.ChoiceField(
                label=f"Form for {name}", required=False, choices=[("", "Nobody under this scheme"), *versions]
            )
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
        chosen = {fact: self.cleaned_data.get(fact) or [] for fact in NARROWED_BY}
        chosen["trust_id"] = [int(trust) for trust in chosen["trust_id"]]
        return {fact: values for fact, values in chosen.items() if values}

    def clean(self) -> dict[str, Any]:
        """The last day comes after the first, and somebody is asked something."""
        found = super().clean() or {}
        first, last = found.get("opens_on"), found.get("closes_on")
        if first and last and last <= first:
            self.add_error("closes_on", "The last day must be after the first day.")
        if not any(found.get(f"form_{scheme}") for scheme in SCHEME_NAMES):
            self.add_error("form_s175", "Choose at least one form.")
        return found
