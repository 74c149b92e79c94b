"""What a trust's lead types: which form to answer, the answers of a section, the signature, a file of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from concordat.audits.trust_rules import Signing
from concordat.audits.trusts import files
from concordat.core.uploaded_workbooks import RefusedFile
from concordat.lib import form_logic

DAY = "Give the day as year-month-day, such as 2026-11-27."
EACH = "Each school answers this itself"


class BeginTrustAudit(forms.Form):
    """Which form the trust answers, and how its answers are called."""

    form_version = forms.ChoiceField(
        label="Form",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a form.", "invalid_choice": "Choose one of these forms."},
    )
    title = forms.CharField(
        label="What your schools see it called",
        max_length=150,
        help_text="For example Trust answers 2026 to 2027",
        error_messages={"required": "Give these answers a title."},
    )

    def __init__(self, data: Mapping[str, Any] | None, *, versions: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        field = self.fields["form_version"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(versions)


class AnswerSection(forms.Form):
    """The ratings of a section, each with the way to leave it to the schools."""

    def __init__(
        self, data: Mapping[str, Any] | None, *, questions: Sequence[form_logic.Question], stands: Mapping[str, str]
    ) -> None:
        super().__init__(data)
        for question in questions:
            part = question.choice_part
            assert part is not None
            self.fields[question.code] = forms.ChoiceField(
                label=f"{question.code} {question.text}",
                choices=[("", EACH), *((option.value, option.label) for option in part.options)],
                widget=forms.RadioSelect,
                required=False,
                initial=stands.get(question.code, ""),
                error_messages={"invalid_choice": f"Choose one of the answers to {question.code}."},
            )


class SignTrustAudit(forms.Form):
    """Who signs for the trust, when, and whether its board has approved it."""

    name = forms.CharField(
        label="Who signs for the trust", max_length=150, error_messages={"required": "Say who signs."}
    )
    on = forms.DateField(
        label="Signed on",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="From this day an answer is counted as fresh: at most a year, half a year for people and training",
        error_messages={"required": "Give the day of signing.", "invalid": DAY},
    )
    board_on = forms.DateField(
        label="Approved by the board on (optional)",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Without it nothing is made ready for a question of which guidance says “must”",
        error_messages={"invalid": DAY},
    )
    minute_number = forms.CharField(label="Number of the minute (optional)", max_length=40, required=False)

    def signing(self) -> Signing:
        """As the rules want it."""
        said = self.cleaned_data
        return Signing(said["name"], said["on"], said["board_on"], said["minute_number"])


class BringInTrustAudit(forms.Form):
    """A trust's own audit: a title, and a file or the rows that the preview showed."""

    title = forms.CharField(
        label="What your schools see it called",
        max_length=150,
        help_text="For example Trust safeguarding review 2026. The same title again replaces what is not signed yet",
        error_messages={"required": "Give the audit a title."},
    )
    file = forms.FileField(label="File (XLSX or CSV)", required=False, allow_empty_file=True)
    rows = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)

    def clean(self) -> dict[str, Any]:
        """The rows as text, out of the file or as the preview sent them."""
        found = super().clean() or {}
        sent = found.get("file")
        try:
            if sent:
                found["rows"] = files.text_of(sent.read())
            found["read"] = files.rows_of(found.get("rows", ""))
        except RefusedFile as refused:
            self.add_error("file", refused.sentence)
        if not sent and not found.get("rows", "").strip():
            self.add_error("file", "Choose a file.")
        return found
