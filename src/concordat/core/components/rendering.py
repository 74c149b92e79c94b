"""Renders the macros of govuk-frontend-jinja in one environment; nothing is kept from call to call.

Text is escaped. A parameter whose name ends in `html` is put in as it is only when it was made safe on
purpose (`format_html`, `mark_safe`, another component); an ordinary string there is escaped like text,
so that a presenter cannot let somebody's words become markup by mistake.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from jinja2 import Environment, PackageLoader, PrefixLoader, TemplateNotFound

_FOLDER = "govuk_frontend_jinja"
_NAME = re.compile(r"govuk((?:[A-Z][a-z]+)+)")
_UNTOUCHED = (SafeString, bool, int, float, type(None))


class NoSuchComponent(LookupError):
    """A name that the design system does not have: a mistake in a template."""


@cache
def _environment() -> Environment:
    loader = PrefixLoader({_FOLDER: PackageLoader(_FOLDER)})
    return Environment(
        loader=loader, autoescape=True, auto_reload=False, cache_size=-1, trim_blocks=True, lstrip_blocks=True
    )


@cache
def _macro(name: str) -> Callable[[Mapping[str, Any]], str]:
    match = _NAME.fullmatch(name)
    if match is None:
        raise NoSuchComponent(name)
    folder = re.sub(r"(?<!^)(?=[A-Z])", "-", match.group(1)).lower()
    try:
        template = _environment().get_template(f"{_FOLDER}/components/{folder}/macro.html")
    except TemplateNotFound:
        raise NoSuchComponent(name) from None
    macro: Callable[[Mapping[str, Any]], str] = getattr(template.module, name)
    return macro


def render(name: str, params: Mapping[str, Any]) -> SafeString:
    """The markup of one component, such as `render("govukButton", {"text": "Save"})`."""
    return mark_safe(_macro(name)(_guarded(params)))  # noqa: S308 - every value was escaped or made safe on purpose


def _guarded(params: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _guarded_value(key, value) for key, value in params.items()}


def _guarded_value(key: str, value: Any) -> Any:
    if isinstance(value, _UNTOUCHED):
        return value
    if isinstance(value, str):
        if key == "attributes":
            raise TypeError("attributes of a component are a mapping, never a string")
        return escape(value) if key.lower().endswith("html") else value
    if isinstance(value, Mapping):
        return _guarded(value)
    if isinstance(value, Sequence):
        return [_guarded_value("", item) for item in value]
    return escape(value) if key.lower().endswith("html") else value
