"""What somebody chooses about notices."""

from __future__ import annotations

from django import forms

from concordat.worklist.vocabulary import RHYTHM_NAMES, Rhythm


class ChooseRhythm(forms.Form):
    """How often."""

    rhythm = forms.TypedChoiceField(
        label="How often may we write to you about what waits for you?",
        help_text="Only on school days between eight and five. The letter names nobody and no setting.",
        coerce=Rhythm,
        choices=[(one.value, name) for one, name in RHYTHM_NAMES.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how often.", "invalid_choice": "Choose how often."},
    )
