"""A field of a Django form as a component of the design system: label, hint, error and what was typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField

Params = dict[str, Any]
_OURS = frozenset(
    {
        "id",
        "class",
        "placeholder",
        "required",
        "type",
        "autocomplete",
        "inputmode",
        "rows",
        "aria-describedby",
    }
)
_CHOSEN = (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.FileInput)


def component_for(field: BoundField) -> tuple[str, Params]:
    """The component's name and parameters for one field; hidden inputs are not components."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "govukCheckboxes", _single_checkbox(field)
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "govukCheckboxes", _choices(field)
    if isinstance(widget, forms.RadioSelect):
        return "govukRadios", _choices(field)
    params = _input(field)
    if isinstance(widget, forms.Select):
        return "govukSelect", params | {"items": _options(field)}
    if isinstance(widget, forms.Textarea):
        return "govukTextarea", params | {"rows": widget.attrs.get("rows", 5), "value": _value(field)}
    if isinstance(widget, forms.PasswordInput):
        return "govukPasswordInput", params
    if isinstance(widget, forms.FileInput):
        return "govukFileUpload", params
    return "govukInput", params | _typed(field)


def errors_of(form: forms.BaseForm) -> list[dict[str, str]]:
    """What the error summary lists: each message with a link to its field."""
    first = next((field.auto_id for field in form.visible_fields()), "")
    listed = [{"text": str(error), "href": f"#{first}"} for error in form.non_field_errors()]
    for field in form:
        listed += [{"text": _said(field, error), "href": f"#{field.auto_id or first}"} for error in field.errors]
    return listed


def _said(field: BoundField, error: object) -> str:
    """Django's "This field is required." says nothing; name what is missing instead."""
    said = str(error)
    if said != str(forms.Field.default_error_messages["required"]):
        return said
    label = str(field.label)
    name = label if label[1:2].isupper() else label[:1].lower() + label[1:]
    return f"{'Choose' if isinstance(field.field.widget, _CHOSEN) else 'Enter'} {name}"


def _shared(field: BoundField) -> Params:
    shared: Params = {"name": field.html_name}
    if field.help_text:
        shared["hint"] = {"text": field.help_text}
    if field.errors:
        shared["errorMessage"] = {"text": " ".join(_said(field, error) for error in field.errors)}
    return shared


def _input(field: BoundField) -> Params:
    attrs = field.field.widget.attrs
    params = _shared(field) | {"id": field.auto_id, "label": {"text": str(field.label)}}
    params |= {name: attrs[name] for name in ("autocomplete", "inputmode") if name in attrs}
    if "class" in attrs:
        params["classes"] = attrs["class"]
    params["attributes"] = {name: value for name, value in attrs.items() if name not in _OURS and value is not False}
    return params


def _typed(field: BoundField) -> Params:
    widget = field.field.widget
    kind = widget.attrs.get("type") or getattr(widget, "input_type", "text")
    width = {"classes": "govuk-input--width-10"} if kind == "date" else {}
    return {"type": kind, "value": _value(field), **width}


def _value(field: BoundField) -> str:
    value = field.field.widget.format_value(field.value())
    return "" if value is None else str(value)


def _options(field: BoundField) -> list[Params]:
    flat: list[tuple[Any, Any]] = []
    for value, label in getattr(field.field.widget, "choices", ()):
        flat.extend(label if isinstance(label, (list, tuple)) else [(value, label)])
    value = field.value()
    chosen = {str(one) for one in (value if isinstance(value, (list, tuple)) else [value]) if one is not None}
    return [
        {"value": str(key), "text": str(label), "selected": str(key) in chosen, "checked": str(key) in chosen}
        for key, label in flat
    ]


def _choices(field: BoundField) -> Params:
    legend = {"text": str(field.label), "classes": "govuk-fieldset__legend--s"}
    return _shared(field) | {
        "idPrefix": field.auto_id,
        "fieldset": {"legend": legend},
        "items": _options(field),
    }


def _single_checkbox(field: BoundField) -> Params:
    item: Params = {
        "id": field.auto_id,
        "value": "on",
        "text": str(field.label),
        "checked": bool(field.value()),
    }
    if field.help_text:
        item["hint"] = {"text": field.help_text}
    shared = _shared(field)
    shared.pop("hint", None)
    return shared | {"idPrefix": field.auto_id, "items": [item]}
