"""Fields of Django forms in the design system's markup."""

from __future__ import annotations

from django import forms
from django.template import Context, Engine

from concordat.core.components.form_fields import component_for, errors_of

ENGINE = Engine(libraries={"concordat": "concordat.core.templatetags.concordat"})


class Visit(forms.Form):
    """A form with one field of each kind that pages use."""

    email = forms.EmailField(label="Work e-mail", widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    password = forms.CharField(widget=forms.PasswordInput)
    role = forms.ChoiceField(label="Role", choices=[("h", "Head"), ("d", "Deputy")], widget=forms.RadioSelect)
    phase = forms.ChoiceField(label="Phase", choices=[("", "Any"), ("Early", [("n", "Nursery")])])
    areas = forms.MultipleChoiceField(
        choices=[("a", "One"), ("b", "Two")], widget=forms.CheckboxSelectMultiple, required=False
    )
    note = forms.CharField(label="URN note", widget=forms.Textarea)
    keep = forms.BooleanField(required=False, help_text="On this computer only")
    step = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> None:
        raise forms.ValidationError("The two do not go together.")


def drawn(form: forms.Form, name: str) -> str:
    source = "{% load concordat %}{% field one %}"
    return ENGINE.from_string(source).render(Context({"one": form[name]}))


def test_each_kind_of_field_has_its_component() -> None:
    form = Visit()
    kinds = {name: component_for(form[name])[0] for name in form.fields if name != "step"}
    assert kinds == {
        "email": "govukInput",
        "password": "govukPasswordInput",
        "role": "govukRadios",
        "phase": "govukSelect",
        "areas": "govukCheckboxes",
        "note": "govukTextarea",
        "keep": "govukCheckboxes",
    }
    assert drawn(form, "step") == '<input type="hidden" name="step" id="id_step">'


def test_what_was_typed_stays_and_is_escaped() -> None:
    form = Visit({"email": '"><b>', "role": "d", "areas": ["b"], "note": "</textarea><b>", "keep": "on"})
    assert 'value="&#34;&gt;&lt;b&gt;"' in drawn(form, "email")
    assert "&lt;/textarea&gt;" in drawn(form, "note")
    assert 'value="d" checked' in drawn(form, "role")
    assert 'value="b" checked' in drawn(form, "areas")
    assert 'value="a" checked' not in drawn(form, "areas")
    assert " checked" in drawn(form, "keep")


def test_a_password_is_never_written_back() -> None:
    assert "hunter2" not in drawn(Visit({"password": "hunter2 hunter2"}), "password")


def test_values_are_found_inside_groups_of_options() -> None:
    assert '<option value="n" selected>' in drawn(Visit({"phase": "n"}), "phase")


def test_a_hint_is_tied_to_its_box() -> None:
    assert 'aria-describedby="id_keep-item-hint"' in drawn(Visit(), "keep")


def test_missing_answers_are_named_and_linked() -> None:
    listed = errors_of(Visit({"email": "not mail"}))
    assert {"text": "The two do not go together.", "href": "#id_email"} in listed
    assert {"text": "Enter a valid email address.", "href": "#id_email"} in listed
    assert {"text": "Choose role", "href": "#id_role"} in listed
    assert {"text": "Enter URN note", "href": "#id_note"} in listed
    assert 'id="id_role"' in drawn(Visit(), "role"), "the link of the summary must lead somewhere"


def test_a_form_without_errors_has_no_summary() -> None:
    source = "{% load concordat %}{% error_summary form %}"
    assert ENGINE.from_string(source).render(Context({"form": Visit()})) == ""
