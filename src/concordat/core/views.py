"""Every view names its permission or says that it is public; a test walks the URLs."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponseBase

from concordat.core.actor import Actor
from concordat.core.permissions import require_somewhere, require_strength
from concordat.core.problems import NotAllowed
from concordat.core.taking import TAKE_FILE, TAKE_PUBLIC_FILE

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


def permission(
    name: str, *, file: str = ""
) -> Callable[[Callable[P, HttpResponseBase]], Callable[P, HttpResponseBase]]:
    """The page is for people who are signed in; `name` is what it is about, checked again by its operation or query.

    `file` is the permission to take a file away, for a view that answers with one. An attachment from a view
    that names none is held back as well, as if it were `core.take_file`.
    """

    def decorate(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
        @functools.wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            request: Any = args[0]
            if not request.actor.is_signed_in:
                raise SignInFirst("Sign in to open this page.")
            require_somewhere(request.actor, name)
            if file:
                require_strength(request.actor, file)
            answer = view(*args, **kwargs)
            if file != TAKE_PUBLIC_FILE and answer.get("Content-Disposition", "").startswith("attachment"):
                require_strength(request.actor, TAKE_FILE)
            return answer

        guarded.permission = name  # type: ignore[attr-defined]
        guarded.file = file  # type: ignore[attr-defined]
        return guarded

    return decorate
