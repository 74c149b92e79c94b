"""What people type about a partnership."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from concordat.accounts.vocabulary import ENTERED_PARTNER_KINDS
from concordat.core import uploaded_workbooks
from concordat.partnership import contact_files
from concordat.partnership.rules import EVERY
from concordat.partnership.vocabulary import PARTNER_KIND_NAMES


class Day(forms.DateField):
    """A day, typed or picked."""

    def __init__(self, label: str, required: str) -> None:
        super().__init__(
            label=label,
            widget=forms.DateInput(attrs={"type": "date"}),
            error_messages={
                "required": required,
                "invalid": "Give the day as year-month-day, such as 2026-09-01.",
            },
        )


class _KnownOrNew(forms.Form):
    """A body that is on record, or the name of one that is not."""

    known = forms.TypedChoiceField(label="A body on record", required=False, coerce=int, empty_value=None)
    name = forms.CharField(
        label="Or the name of a new body",
        help_text="Local authorities come from the national register, so choose those from the list.",
        max_length=250,
        required=False,
    )

    def __init__(self, *args: Any, bodies: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        _choices(self, "known", [("", "None of these"), *((str(pk), name) for pk, name in bodies)])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if "known" not in self.errors and "name" not in self.errors and bool(said.get("known")) == bool(said["name"]):
            self.add_error("known", "Choose a body from the list, or type the name of a new one: one of the two.")
        return said


class JoinPartnership(_KnownOrNew):
    """A body that joins."""

    kind = forms.ChoiceField(
        label="What a new body is",
        choices=[("", "It is on record"), *((kind.value, PARTNER_KIND_NAMES[kind]) for kind in ENTERED_PARTNER_KINDS)],
        required=False,
    )
    from_on = Day("It belongs to the partnership from", "Give the day from which it belongs to the partnership.")

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("name") and not said.get("kind"):
            self.add_error("kind", "Say what the new body is.")
        return said


class ReplacePartner(_KnownOrNew):
    """A body and its successor."""

    field_order = ("earlier", "known", "name", "on")
    earlier = forms.TypedChoiceField(
        label="Which partner is replaced", coerce=int, error_messages={"required": "Choose the partner."}
    )
    on = Day("The successor takes over on", "Give the day on which the successor takes over.")

    def __init__(self, *args: Any, partners: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        _choices(self, "earlier", [("", "Choose"), *((str(pk), name) for pk, name in partners)])


def _address(*, required: bool) -> forms.URLField:
    return forms.URLField(
        label="Where the text can be read",
        help_text="The full address on your website, which begins with https://. Named settings are led there.",
        max_length=300,
        required=required,
        assume_scheme="https",
        validators=[RegexValidator(r"^https://", "Give an address that begins with https://.")],
        error_messages={
            "required": "Give the address of the text.",
            "invalid": "Give the full address, such as https://www.northfield.example/arrangements.",
        },
    )


class PublishArrangements(forms.Form):
    """A version of the arrangements."""

    version = forms.CharField(
        label="What this version is called",
        help_text="For example 2026-27",
        max_length=40,
        error_messages={"required": "Give the version a name.", "max_length": "Use 40 characters or fewer."},
    )
    published_on = Day("Published on", "Give the day of publication.")
    address = _address(required=False)


class WhereArrangementsAre(forms.Form):
    """Where the published text can be read."""

    address = _address(required=True)


class WriteStatement(forms.Form):
    """The duties in words: one field for every setting, and one for each kind."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, names: Mapping[str, str], **more: Any) -> None:
        super().__init__(*args, **more)
        for kind, name in names.items():
            self.fields[kind] = forms.CharField(
                label=name,
                help_text="Begin each duty with a hyphen and a space." if kind == EVERY else "",
                widget=forms.Textarea(attrs={"rows": 14 if kind == EVERY else 7}),
                required=False,
                strip=False,
            )


class NameSettings(forms.Form):
    """Which settings, under which arrangements and law, from which day."""

    arrangements = forms.ChoiceField(
        label="Under which published arrangements",
        error_messages={"required": "Choose a version of the arrangements."},
    )
    basis = forms.ChoiceField(label="On which legal basis", error_messages={"required": "Choose a legal basis."})
    named_on = Day("Named from", "Give the day from which they are named.")
    which = forms.ChoiceField(
        label="Which settings",
        widget=forms.RadioSelect,
        choices=[("all", "All that are not named on that day"), ("ticked", "Only those ticked below")],
        error_messages={"required": "Say which settings."},
    )
    settings = forms.MultipleChoiceField(label="Not named yet", widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(
        self,
        *args: Any,
        arrangements: list[tuple[str, str]],
        bases: list[tuple[str, str]],
        settings: list[tuple[str, str]],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        _choices(self, "arrangements", arrangements)
        _choices(self, "basis", bases)
        _choices(self, "settings", settings)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("which") == "ticked" and not said.get("settings") and "settings" not in self.errors:
            self.add_error("settings", "Tick at least one setting, or choose all of them.")
        return said


def _choices(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


class AddContacts(forms.Form):
    """A pasted list, a workbook or a CSV file."""

    text = forms.CharField(
        label="Paste the rows from your spreadsheet",
        help_text="With their headings. We need a mail address and the school or its URN; name and role help."
        " Without a role we take the designated safeguarding lead.",
        widget=forms.Textarea(attrs={"rows": 12}),
        max_length=1_000_000,
        required=False,
    )
    file = forms.FileField(label="Or choose an Excel workbook (.xlsx) or a CSV file", required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        file = said.get("file")
        if file is not None:
            said["text"] = self._text_of(file)
        elif not said.get("text"):
            self.add_error("text", "Paste the rows, or choose a file.")
        return said

    def _text_of(self, file: Any) -> str:
        if file.size > uploaded_workbooks.SIZE_LIMIT:
            self.add_error("file", "This file is too large for a list of contacts. Choose one under 5 MB.")
            return ""
        content: bytes = file.read()
        try:
            return contact_files.text_of(content)
        except uploaded_workbooks.RefusedFile as refused:
            self.add_error("file", refused.sentence)
            return ""


class FaceForm(forms.Form):
    """What a partnership says of itself."""

    display_name = forms.CharField(
        label="Name on pages, letters and papers",
        help_text="Leave it empty to use the partnership's full name.",
        max_length=80,
        required=False,
    )
    accent = forms.CharField(
        label="Colour",
        help_text="# and six digits, such as #0b5c66. White text must be readable on it. Empty is Concordat's own.",
        max_length=20,
        required=False,
    )
    reply_address = forms.EmailField(
        label="Where people reply to our letters",
        help_text="A mailbox that somebody reads, such as safeguarding@northfield.example",
        max_length=254,
        required=False,
        error_messages={"invalid": "Write a mail address, such as safeguarding@northfield.example."},
    )
    front_door = forms.CharField(
        label="Front door: telephone",
        help_text="Where schools report a worry about a child in working hours.",
        max_length=40,
        required=False,
    )
    out_of_hours = forms.CharField(label="Out of hours: telephone", max_length=40, required=False)
    allegations = forms.CharField(
        label="Allegations against adults who work with children (LADO): telephone", max_length=40, required=False
    )


class LogoForm(forms.Form):
    """A logo, chosen or looked at already, and the words for it."""

    file = forms.FileField(
        label="Choose a PNG or JPEG file", help_text="Up to 2 MB. We show it up to 44 pixels high.", required=False
    )
    kept = forms.CharField(widget=forms.HiddenInput, required=False, max_length=300_000)
    alt = forms.CharField(
        label="What the logo shows, for people who cannot see it",
        help_text="Usually the words in it, such as Northfield Safeguarding Children Partnership",
        max_length=120,
        error_messages={"required": "Say what the logo shows."},
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("file") and not said.get("kept") and "file" not in self.errors:
            self.add_error("file", "Choose a file.")
        return said
