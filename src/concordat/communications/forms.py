"""What the office types when it writes to settings."""

from __future__ import annotations

from django import forms

from concordat.communications.rules import LONGEST_SUBJECT, LONGEST_TEXT
from concordat.communications.vocabulary import TO_ROLES


class WriteMessage(forms.Form):
    """To whom, subject, text."""

    roles = forms.MultipleChoiceField(
        label="To whom at each setting",
        choices=list(TO_ROLES.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose to whom at each setting the message goes.",
            "invalid_choice": "Choose to whom at each setting the message goes.",
        },
    )
    subject = forms.CharField(
        label="Subject",
        help_text="Everybody who sees a mailbox sees it: name no child and no adult.",
        max_length=LONGEST_SUBJECT,
        error_messages={"required": "Give the message a subject."},
    )
    text = forms.CharField(
        label="Text",
        help_text="Mail is not a safe place for anything about a child. Leave an empty line between paragraphs.",
        widget=forms.Textarea(attrs={"rows": 10}),
        max_length=LONGEST_TEXT,
        error_messages={"required": "Write a text."},
    )
