"""What people type about a form of another body: the file, its columns and rows, its words, who is asked, answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from concordat.audits.others.mapping import LONGEST_WORD, Asked
from concordat.audits.others_words import MEANINGS
from concordat.lib.contact_list import Finder, Place
from concordat.lib.filled_files import LONGEST, Grid, Layout, column_of, letters

MOST_NAMED = 1000
OTHER, NOTHING = "other", ""
ROWS = {"required": "Give the row.", "min_value": "Rows begin at 1.", "invalid": "Give the number of a row."}


class BringIn(forms.Form):
    """The body's file, what it is called and whose it is."""

    title = forms.CharField(
        label="What the form is called",
        max_length=150,
        help_text="For example Safeguarding audit for schools 2026",
        error_messages={"required": "Say what the form is called."},
    )
    body = forms.CharField(
        label="Whose form it is",
        max_length=150,
        help_text="For example a neighbouring council, an insurer or a diocese",
        error_messages={"required": "Say whose form it is."},
    )
    file = forms.FileField(
        label="Their file (Excel .xlsx or Word .docx)",
        help_text="Blank, as they sent it, without a password and without macros. 5 MB at most",
        allow_empty_file=True,
        error_messages={"required": "Choose their file."},
    )


class LayOut(forms.Form):
    """Which column of a sheet or table asks, which is answered, from which row to which."""

    use = forms.BooleanField(label="This part holds questions", required=False)
    question = forms.CharField(label="Column of the questions", max_length=3, required=False)
    answer = forms.CharField(label="Column of the answers", max_length=3, required=False)
    comment = forms.CharField(label="Column for comments (optional)", max_length=3, required=False)
    first = forms.IntegerField(label="First row", min_value=1, max_value=2000, required=False, error_messages=ROWS)
    last = forms.IntegerField(label="Last row", min_value=1, max_value=2000, required=False, error_messages=ROWS)
    left_out = forms.CharField(
        label="Rows to leave out (optional)", max_length=500, required=False, help_text="For example 12, 30-34"
    )

    def __init__(self, data: Mapping[str, Any] | None, *, grid: Grid, layout: Layout | None, number: int) -> None:
        initial = {"use": layout is not None}
        if layout is not None:
            initial |= _as_typed(layout)
        super().__init__(data, prefix=f"g{number}", initial=initial)
        self.grid = grid

    def clean(self) -> dict[str, Any]:
        """Columns by their numbers; only of a part that is used."""
        found = super().clean() or {}
        if not found.get("use"):
            return found
        for name in ("question", "answer", "comment"):
            said = found.get(name, "")
            found[name] = column_of(said)
            if not found[name] and (said or name != "comment"):
                self.add_error(name, "Give the letter of a column, such as B.")
        if found["question"] and found["question"] in (found["answer"], found["comment"]):
            self.add_error("answer", "The answers stand in another column than the questions.")
        for name in ("first", "last"):
            if found.get(name) is None and name not in self.errors:
                self.add_error(name, ROWS["required"])
        if (found.get("first") or 1) > (found.get("last") or 2000):
            self.add_error("last", "The last row comes after the first.")
        found["left_out"] = self._rows(found.get("left_out", ""))
        return found

    def layout(self) -> Layout | None:
        """As the library takes it; nothing for a part without questions."""
        said = self.cleaned_data
        if not said.get("use"):
            return None
        names = ("question", "answer", "comment", "first", "last", "left_out")
        return Layout(self.grid.name, **{name: said[name] for name in names})

    def _rows(self, said: str) -> tuple[int, ...]:
        rows: set[int] = set()
        for part in said.replace(" ", "").split(","):
            first, _, last = part.partition("-")
            if part and not (first.isdigit() and (last or first).isdigit() and int(last or first) <= 2000):
                self.add_error("left_out", "Write rows as numbers, such as 12, 30-34.")
            elif part:
                rows |= set(range(int(first), int(last or first) + 1))
        return tuple(sorted(rows))


def _as_typed(layout: Layout) -> dict[str, Any]:
    return {
        "question": letters(layout.question),
        "answer": letters(layout.answer),
        "comment": letters(layout.comment),
        "first": layout.first,
        "last": layout.last,
        "left_out": ", ".join(str(row) for row in layout.left_out),
    }


class Words(forms.Form):
    """For each meaning the word that the body has for it: one of its file's own, or typed."""

    def __init__(
        self, data: Mapping[str, Any] | None, *, known: Sequence[str], proposed: Mapping[str, str], free: bool
    ) -> None:
        super().__init__(data)
        for meaning, label in MEANINGS.items():
            about: dict[str, Any] = {"label": label, "required": False, "initial": proposed.get(meaning, "")}
            if free or not known:
                self.fields[meaning] = forms.CharField(max_length=LONGEST_WORD, **about)
            else:
                choices = [(NOTHING, "The body has no word for it"), *((word, word) for word in known)]
                wrong = {"invalid_choice": "Choose one of the words of the file."}
                self.fields[meaning] = forms.ChoiceField(choices=choices, error_messages=wrong, **about)


class Ask(forms.Form):
    """All settings, or those that are named."""

    who = forms.ChoiceField(
        label="Which settings does the body ask?",
        widget=forms.RadioSelect,
        choices=[("all", "All of them"), ("some", "Those that I name below")],
        error_messages={"required": "Choose which settings are asked."},
    )
    names = forms.CharField(
        label="Names or URNs, one a line",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=100_000,
    )

    def __init__(self, data: Mapping[str, Any] | None, *, places: Sequence[Place]) -> None:
        super().__init__(data)
        self.places = places
        self.chosen: list[int] = []
        field = self.fields["who"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("all", f"All {len(places)} of them"), ("some", "Those that I name below")]

    def clean(self) -> dict[str, Any]:
        """The settings that are meant; a name that nobody has is said."""
        found = super().clean() or {}
        lines = [line.strip() for line in found.get("names", "").splitlines() if line.strip()][:MOST_NAMED]
        if found.get("who") == "all":
            self.chosen = [place.id for place in self.places]
        elif found.get("who") == "some":
            finder, wrong = Finder(self.places), []
            for line in lines:
                one = finder.find(name=line, number=line if line.isdigit() else "")
                if one.place is None:
                    wrong.append(one.why)
                else:
                    self.chosen.append(one.place.id)
            if not lines:
                self.add_error("names", "Write at least one name or URN.")
            for why in wrong[:10]:
                self.add_error("names", why)
        return found


@dataclass(frozen=True)
class Fields:
    """The fields of one question on a page."""

    asked: Asked
    word: Any
    other: Any
    comment: Any


class Answers(forms.Form):
    """The answers of a section, in the body's words; where a cell has no list of its own, in words of one's own too."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        questions: Sequence[Asked],
        words: Sequence[str],
        stands: Mapping[str, tuple[str, str]],
    ) -> None:
        super().__init__(data)
        self.questions = questions
        for one in questions:
            word, comment = stands.get(one.code, ("", ""))
            choices = list(one.choices or words)
            is_other = bool(word) and word not in choices
            options = [(NOTHING, "Not answered"), *((each, each) for each in choices)]
            if not one.choices:
                options.append((OTHER, "Something else, in words"))
                self.fields[f"{one.code}.other"] = forms.CharField(
                    label=f"{one.code}, in words",
                    max_length=LONGEST,
                    required=False,
                    initial=word if is_other else "",
                    widget=forms.Textarea(attrs={"rows": 2}),
                )
            self.fields[f"{one.code}.word"] = forms.ChoiceField(
                label=f"{one.code} {one.text}",
                choices=options,
                required=False,
                initial=OTHER if is_other else word,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": f"Choose one of the answers to {one.code}."},
            )
            if one.comment:
                self.fields[f"{one.code}.comment"] = forms.CharField(
                    label=f"Comment on {one.code}",
                    max_length=LONGEST,
                    required=False,
                    initial=comment,
                    widget=forms.Textarea(attrs={"rows": 2}),
                )

    def rows(self) -> list[Fields]:
        """Each question with its fields."""
        return [
            Fields(one, *(self._field(one, part) for part in ("word", "other", "comment"))) for one in self.questions
        ]

    def _field(self, one: Asked, part: str) -> Any:
        name = f"{one.code}.{part}"
        return self[name] if name in self.fields else None

    def said(self, code: str) -> tuple[str, str]:
        """The word and the comment of a question."""
        given = self.cleaned_data
        word = given.get(f"{code}.word", "")
        if word == OTHER:
            word = given.get(f"{code}.other", "").strip()
        return word, given.get(f"{code}.comment", "").strip()
