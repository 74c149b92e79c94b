"""What people type when they ask to join, and which settings get a letter."""

from __future__ import annotations

from typing import Any

from django import forms

from concordat.joining.vocabulary import ASKED_POSTS, CLAIMED_POSTS


class _AboutMe(forms.Form):
    """Who asks."""

    name = forms.CharField(
        label="Your full name", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label="Your work email address",
        max_length=254,
        help_text="One that only you read. We send a link there.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": "Enter an email address in the correct format, like name@school.example"},
    )
    role = forms.ChoiceField(label="Your post", choices=[])
    posts = ASKED_POSTS

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Choose your post"), *self.posts]


class HaveLetter(_AboutMe):
    """The code of a letter, and who has it."""

    code = forms.CharField(
        label="The code in your letter",
        help_text="Twelve letters and digits in three groups. Spaces and small letters do not matter.",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-20"}),
    )
    field_order = ("code", "name", "email", "role")
    posts = CLAIMED_POSTS


class AskToJoin(_AboutMe):
    """Who asks without a letter."""


class MakeLetters(forms.Form):
    """Which settings get a letter."""

    which = forms.ChoiceField(
        label="Which settings",
        widget=forms.RadioSelect,
        choices=[("all", "All where nobody has joined"), ("ticked", "Only those ticked below")],
        error_messages={"required": "Say which settings."},
    )
    settings = forms.MultipleChoiceField(label="Nobody has joined", widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args: Any, settings: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["settings"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = settings
        self._every = [int(value) for value, _ in settings]

    def clean(self) -> dict[str, Any]:
        """The ids of the settings that are meant."""
        said = super().clean() or {}
        ticked = said.get("settings", [])
        if said.get("which") == "ticked" and not ticked and "settings" not in self.errors:
            self.add_error("settings", "Tick at least one setting, or choose all of them.")
        said["ids"] = self._every if said.get("which") == "all" else [int(one) for one in ticked]
        return said


class NoteCall(forms.Form):
    """What an officer noted of a call to a setting."""

    source = forms.ChoiceField(
        label="Where is the number from that you rang?",
        help_text="Never take a number from the mail or the call that asks.",
        widget=forms.RadioSelect,
    )
    number = forms.CharField(
        label="The number, where it is not the register's",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off", "class": "govuk-input--width-20"}),
    )
    spoke_with = forms.CharField(label="Who did you speak with?", max_length=150)
    spoke_as = forms.CharField(
        label="What is that person there?", help_text="Such as: school secretary", max_length=100
    )
    name = forms.CharField(label="Full name of the new keeper", max_length=150)
    email = forms.EmailField(
        label="Work email address of the new keeper",
        max_length=254,
        error_messages={"invalid": "Enter an email address in the correct format, like name@school.example"},
    )
    role = forms.ChoiceField(label="Post of the new keeper", choices=[("", "Choose a post"), *CLAIMED_POSTS])

    def __init__(self, *args: Any, sources: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["source"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = sources


class AnnounceLeaving(forms.Form):
    """A last day, and who follows."""

    last_day = forms.DateField(
        label="Last day in this role",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Give the day as year-month-day, such as 2026-09-01."},
    )
    successor_name = forms.CharField(
        label="Full name of whoever follows",
        help_text="Leave name and address empty if nobody is known yet.",
        max_length=150,
        required=False,
    )
    successor_email = forms.EmailField(
        label="Work email address of whoever follows",
        help_text="We invite them now, so that both are there for a while.",
        max_length=254,
        required=False,
        error_messages={"invalid": "Enter an email address in the correct format, like name@school.example"},
    )


class OpenReset(forms.Form):
    """What an officer noted of ringing somebody back."""

    source = forms.ChoiceField(
        label="Where is the number from that you rang?",
        help_text="Never take a number from the mail or the call that asks.",
        widget=forms.RadioSelect,
    )
    number = forms.CharField(
        label="The number, where it is not the register's",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off", "class": "govuk-input--width-20"}),
    )
    reason = forms.CharField(
        label="Why is it needed?", help_text="Such as: the phone was stolen, no printed codes", max_length=300
    )

    def __init__(self, *args: Any, sources: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["source"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = sources
