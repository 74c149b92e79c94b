"""What people type when they join or invite."""

from __future__ import annotations

from typing import Any

from django import forms

from concordat.accounts.vocabulary import ROLE_NAMES, Role


class Join(forms.Form):
    """A password for a new account, or that of the account there is."""

    password = forms.CharField(
        label="Password",
        help_text="At least 12 characters. Three random words are easy to remember and hard to guess.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        error_messages={"required": "Enter a password."},
    )


class Invite(forms.Form):
    """Somebody to invite."""

    name = forms.CharField(label="Name", max_length=150, error_messages={"required": "Give the person's name."})
    email = forms.EmailField(
        label="Mail address",
        error_messages={
            "required": "Give the person's mail address.",
            "invalid": "Give a mail address such as name@school.example.",
        },
    )
    role = forms.ChoiceField(label="Role", error_messages={"required": "Choose a role."})

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(role.value, ROLE_NAMES[role]) for role in roles]
