"""What people type when they invite somebody and when they join."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms

from concordat.accounts.vocabulary import ROLE_NAMES, Role


class Invite(forms.Form):
    """Somebody to invite to one role."""

    name = forms.CharField(label="Full name", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(
        label="Work email address",
        max_length=254,
        help_text="We send the link there. It works once, and for 14 days.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": "Enter an email address in the correct format, like name@school.example"},
    )
    role = forms.ChoiceField(label="Role")

    def __init__(self, *args: Any, roles: Collection[Role], **more: Any) -> None:
        super().__init__(*args, **more)
        fitting = [(role.value, name) for role, name in ROLE_NAMES.items() if role in roles]
        self.fields["role"] = forms.ChoiceField(label="Role", choices=[("", "Choose a role"), *fitting])


class ChoosePassword(forms.Form):
    """A first password, twice."""

    password = forms.CharField(
        label="Choose a password",
        help_text="At least 12 characters. Three random words are easy to remember and hard to guess.",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="Type the password again", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, Any]:
        """Both must be the same."""
        cleaned = super().clean() or {}
        if cleaned.get("password") and cleaned.get("again") and cleaned["password"] != cleaned["again"]:
            self.add_error("again", "Type the same password twice")
        return cleaned


class TypeCode(forms.Form):
    """A code that was mailed."""

    code = forms.CharField(
        label="Code",
        max_length=20,
        help_text="6 digits, in the letter we sent last.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": "Type the code from the letter"},
    )


class ConfirmPassword(forms.Form):
    """The password of an account that is there already."""

    password = forms.CharField(
        label="Your password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
