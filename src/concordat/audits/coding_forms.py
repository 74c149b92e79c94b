"""What the office types when it opens or closes a coding; the codebook's table is read by `entries_in`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from concordat.audits.coding_rules import LONGEST_REASON, MOST_CODES, Entry, words_in

Choices = Sequence[tuple[str, str]]


class NewCoding(forms.Form):
    """Which question, and who codes."""

    subject = forms.ChoiceField(
        label="Which notes are coded?",
        help_text="Those beside the answers of settings that are not fully confident, or rate amber or red.",
        error_messages={"required": "Choose a question.", "invalid_choice": "Choose a question of this audit."},
    )
    coder_ids = forms.TypedMultipleChoiceField(
        label="Which two people code?",
        help_text="Each codes every note, without seeing what the other gives it.",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose two people.", "invalid_choice": "Choose people of the list."},
    )

    def __init__(self, *args: Any, subjects: Choices, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        subject, coders = self.fields["subject"], self.fields["coder_ids"]
        assert isinstance(subject, forms.ChoiceField)
        assert isinstance(coders, forms.TypedMultipleChoiceField)
        subject.choices = [("", "Choose a question"), *subjects]
        coders.choices = people

    def clean_coder_ids(self) -> list[int]:
        """Two of them."""
        found: list[int] = self.cleaned_data["coder_ids"]
        if len(found) != 2:
            raise forms.ValidationError("Choose two people.")
        return found


class CloseCoding(forms.Form):
    """Why a coding ends without a result."""

    reason = forms.CharField(
        label="Why",
        help_text="The partnership's team reads this. Never name a child.",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Give the reason.", "max_length": "Use 1,000 characters or fewer."},
    )


def entries_in(posted: QueryDict) -> list[Entry]:
    """The codes as the page of the codebook posts them, in its order; rows to take out or left empty are none."""
    found: list[Entry] = []
    taken = {posted.get(f"key-{row}", "") for row in range(MOST_CODES + 1)}
    for row in range(MOST_CODES + 1):
        if posted.get(f"out-{row}") or f"title-{row}" not in posted:
            continue
        key, title, description, words = (
            posted.get(f"{name}-{row}", "").strip() for name in ("key", "title", "description", "words")
        )
        if not (key or title or description or words):
            continue
        if not key:
            key = next(made for number in range(1, 99) if (made := f"own{number}") not in taken)
            taken.add(key)
        found.append(Entry(key[:20], title, description, words_in(words)))
    return found
