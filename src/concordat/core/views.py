"""Every view names its permission or says that it is public; a test walks the URLs."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponseBase

from concordat.core.actor import Actor
from concordat.core.permissions import require_somewhere
from concordat.core.problems import NotAllowed

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
PUBLIC = "public"


class ActorRequest(HttpRequest):
    """A request after the middleware has found out who is asking."""

    actor: Actor


class SignInFirst(NotAllowed):
    """Nobody is signed in; the middleware sends the person to sign in and back."""


def public(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """Anybody may open this page."""
    view.permission = PUBLIC  # type: ignore[attr-defined]
    return view


def permission(name: str) -> Callable[[Callable[P, HttpResponseBase]], Callable[P, HttpResponseBase]]:
    """The page is for people who are signed in; `name` is what it is about, checked again by its operation or query."""

    def decorate(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
        @functools.wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            request: Any = args[0]
            if not request.actor.is_signed_in:
                raise SignInFirst("Sign in to open this page.")
            require_somewhere(request.actor, name)
            return view(*args, **kwargs)

        guarded.permission = name  # type: ignore[attr-defined]
        return guarded

    return decorate
