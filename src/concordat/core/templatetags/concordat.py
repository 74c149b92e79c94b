"""The template tags that pages use. Each is a function of its arguments; none keeps state on its node."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.template.base import Parser, Token
from django.utils.safestring import SafeString

from concordat.core import components, glossary
from concordat.core.components.form_fields import component_for, errors_of

register = template.Library()


@register.simple_tag
def component(macro: str, params: Mapping[str, Any] | None = None, **more: Any) -> SafeString:
    """One component: `{% component "govukButton" params %}`, or with keywords instead of `params`.

    Two underscores step into a nested mapping (`label__text="Name"`); keywords win over `params`.
    """
    merged = dict(params or {})
    for key, value in more.items():
        _place(merged, key.split("__"), value)
    return components.render(macro, merged)


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """A field of a Django form in the design system's markup: `{% field form.email %}`."""
    if bound.is_hidden:
        return bound.as_hidden()
    return components.render(*component_for(bound))


@register.simple_tag
def error_summary(form: BaseForm) -> SafeString:
    """The errors of a form at the top of its page, each with a link to its field."""
    listed = errors_of(form)
    if not listed:
        return SafeString()
    return components.render("govukErrorSummary", {"titleText": "There is a problem", "errorList": listed})


class _Explained(template.Node):
    """What stands inside, with the first use of each word of the glossary as a link."""

    def __init__(self, inside: template.NodeList) -> None:
        self.inside = inside

    def render(self, context: template.Context) -> SafeString:
        return SafeString(glossary.linked(self.inside.render(context), page="/glossary/"))


@register.tag
def explained(parser: Parser, token: Token) -> _Explained:
    """`{% explained %}...{% endexplained %}`: a function of the markup inside; nothing is kept on the node."""
    inside = parser.parse(("endexplained",))
    parser.delete_first_token()
    return _Explained(inside)


def _place(target: dict[str, Any], path: list[str], value: Any) -> None:
    for step in path[:-1]:
        inner = dict(target.get(step) or {})
        target[step] = inner
        target = inner
    target[path[-1]] = value
