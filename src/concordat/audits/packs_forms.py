"""What people type about packs: whose key it is, what they were told, a file."""

from __future__ import annotations

from typing import Any

from django import forms

from concordat.lib.answer_packs import LARGEST

WORDS = forms.Textarea(attrs={"rows": 4})
NO_FILE = "Choose the pack: a file that ends in .json."


class AgreeIssuer(forms.Form):
    """Another installation's key, and the fingerprint that somebody there has read out."""

    name = forms.CharField(
        label="Whose installation it is",
        help_text="For example the name of the other partnership",
        max_length=150,
        error_messages={"required": "Say whose installation it is.", "max_length": "Use 150 characters or fewer."},
    )
    public_key = forms.CharField(
        label="Their public key",
        help_text="All lines, from BEGIN PUBLIC KEY to END PUBLIC KEY. It is no secret.",
        max_length=4000,
        widget=WORDS,
        error_messages={"required": "Paste the key that they sent.", "max_length": "Paste one key and nothing else."},
    )
    told = forms.CharField(
        label="The fingerprint that they read out to you",
        help_text="Ring somebody you know there, by a number that you have from elsewhere. Eight groups of four signs.",
        max_length=100,
        error_messages={
            "required": "Type the fingerprint that they read out.",
            "max_length": "A fingerprint has eight groups of four signs.",
        },
    )


class EndIssuer(forms.Form):
    """Why packs of a key are not taken any more."""

    reason = forms.CharField(
        label="Why",
        help_text="Every setting of your area can read this.",
        max_length=1000,
        widget=WORDS,
        error_messages={"required": "Give the reason.", "max_length": "Use 1,000 characters or fewer."},
    )


class BringPack(forms.Form):
    """A pack, as a file or, once it was looked at, as it came."""

    file = forms.FileField(
        label="The pack",
        help_text="The file that your setting took out of the other installation. It ends in .json.",
        required=False,
    )
    pack = forms.CharField(required=False, strip=False, max_length=LARGEST, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """The content as bytes, whichever way it came."""
        given = self.cleaned_data
        file = given.get("file")
        if file is not None:
            given["content"] = file.read(LARGEST + 1)
        elif given.get("pack"):
            given["content"] = given["pack"].encode("utf-8", "surrogatepass")
        elif not self.errors:
            self.add_error("file", NO_FILE)
        return given
