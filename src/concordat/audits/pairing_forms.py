"""What people type on the pages of pairing, cleaned, with errors that say what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from concordat.audits.operations import Limits
from concordat.audits.pairing_words import HELPED_NAMES, PHASE_NAMES, ROOM_NAMES, PhaseLimit
from concordat.lib.matching import MOST

DAY = {"invalid": "Give the day as year-month-day, such as 2027-03-31."}
PLACES = ("First", "Second", "Third")


def _day(label: str, missing: str, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, error_messages={"required": missing, **DAY}, **more)


def _words(label: str, missing: str, *, most: int, hint: str = "", needed: bool = True) -> forms.CharField:
    said = {"required": missing, "max_length": f"Use {most:,} characters or fewer."}
    area = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(
        label=label, help_text=hint, max_length=most, widget=area, error_messages=said, required=needed
    )


class RoundLimits(forms.Form):
    """The limits and days of a round."""

    offers_until = _day("Schools say what they offer until", "Give the last day for schools to say what they offer.")
    review_on = _day(
        "They look back on", "Give the day of the review.", help_text="About a term after the pairs are published."
    )
    max_km = forms.IntegerField(
        label="Longest way between partners, in kilometres",
        help_text="In a straight line. Where no place is held, partners are in one postcode district.",
        min_value=1,
        max_value=200,
        initial=15,
        error_messages={
            "required": "Give the longest way in kilometres.",
            "invalid": "Give the way as a whole number of kilometres.",
            "min_value": "Give a distance between 1 and 200 km.",
            "max_value": "Give a distance between 1 and 200 km.",
        },
    )
    phases = forms.ChoiceField(
        label="Who may meet",
        choices=[(phase.value, name) for phase, name in PHASE_NAMES.items()],
        initial=PhaseLimit.same,
        widget=forms.RadioSelect,
        error_messages={"required": "Say which phases may meet."},
    )
    other_trusts = forms.BooleanField(label="Partners are never of one trust", required=False, initial=True)
    both_ways = forms.BooleanField(label="Only pairs in which both give something", required=False)
    recent_years = forms.IntegerField(
        label="Years for which a former partner is not chosen again",
        min_value=0,
        max_value=10,
        initial=2,
        error_messages={
            "required": "Give the years, or 0.",
            "invalid": "Give the years as a whole number.",
            "min_value": "Give between 0 and 10 years.",
            "max_value": "Give between 0 and 10 years.",
        },
    )

    def limits(self) -> Limits:
        """The limits as the operation wants them."""
        given = self.cleaned_data
        return Limits(
            max_km=given["max_km"],
            phases=PhaseLimit(given["phases"]),
            other_trusts=given["other_trusts"],
            both_ways=given["both_ways"],
            recent_years=given["recent_years"],
        )


class NewRound(RoundLimits):
    """A round to begin."""

    cycle = forms.ChoiceField(
        label="From the accepted returns of", error_messages={"required": "Choose the audit to draw from."}
    )
    field_order = ["cycle", "offers_until", "review_on"]

    def __init__(self, *args: Any, cycles: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["cycle"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(cycles)


class SayOffer(forms.Form):
    """What a school is strong in and needs: a select for each place, the first counts most."""

    capacity = forms.TypedChoiceField(
        label="Does your school take part?",
        choices=[(str(room), name) for room, name in ROOM_NAMES.items()],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether your school takes part."},
    )

    def __init__(self, *args: Any, standards: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Nothing"), *standards.items()]
        for kind in ("strength", "need"):
            for number in range(MOST):
                label = f"{PLACES[number]} {kind}"
                self.fields[f"{kind}_{number}"] = forms.ChoiceField(label=label, choices=choices, required=False)

    def of(self, kind: str) -> list[BoundField]:
        """The selects of one kind."""
        return [self[f"{kind}_{number}"] for number in range(MOST)]

    def strengths(self) -> list[BoundField]:
        """The selects of strengths."""
        return self.of("strength")

    def needs(self) -> list[BoundField]:
        """The selects of needs."""
        return self.of("need")

    def chosen(self, kind: str) -> list[str]:
        """What was chosen, in order."""
        given = [self.cleaned_data.get(f"{kind}_{number}", "") for number in range(MOST)]
        return [code for code in given if code]


class Accept(forms.Form):
    """A school accepts its pair."""

    mailbox = forms.EmailField(
        label="Mailbox at which your partner reaches you",
        help_text="The mailbox of your safeguarding post. Your partner sees it once both schools have accepted.",
        max_length=254,
        error_messages={
            "required": "Give the mailbox of your safeguarding post.",
            "invalid": "Give a mailbox such as dsl@school.example.",
        },
    )


class Decline(forms.Form):
    """A school declines its pair."""

    reason = _words(
        "Why not this partner?",
        "Say why, so that the partnership finds a better partner.",
        most=500,
        hint="Only the partnership's office reads this, not the other school.",
    )


class Drop(forms.Form):
    """The officer takes a pair apart."""

    reason = _words("Why?", "Say why, so that a colleague understands it later.", most=500)


class NoteVisit(forms.Form):
    """A line in the log."""

    on = _day("Day", "Give the day of the visit.")
    what = _words(
        "What you did or saw",
        "Say in a few words what you did or saw.",
        most=1000,
        hint="Your partner and the partnership's office read this. Never name a child.",
    )


class Review(forms.Form):
    """A school looks back."""

    met = forms.TypedChoiceField(
        label="Have your schools met?",
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you have met."},
    )
    helped = forms.ChoiceField(
        label="Did it help, if you have met?",
        choices=[(helped.value, name) for helped, name in HELPED_NAMES.items()],
        required=False,
        widget=forms.RadioSelect,
    )
    theme = _words(
        "What was it about?",
        "",
        most=500,
        needed=False,
        hint="Only the partnership's office reads this. Never name a child.",
    )

    def clean(self) -> dict[str, Any]:
        """Whoever has met says whether it helped."""
        found = super().clean() or {}
        if found.get("met") and not found.get("helped"):
            self.add_error("helped", "Say whether it helped.")
        return found
