"""Two conditions of every page: a role that has not ended, and a second factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect

from concordat.accounts import queries
from concordat.accounts.sessions import DEMO_SIGN_IN, SECOND_FACTOR
from concordat.core.actor import Actor

ACCOUNT_PAGES = "/account/"
SECURITY_PAGES = "/account/2fa/"
WITHOUT_SIGN_IN = ("/account/", "/join/", "/demo/sign-in/")
SET_UP = "/account/2fa/totp/activate/"
ENDED = "You hold no role in Concordat any more, so we signed you out. Ask your headteacher or partnership about it."


class SecondFactor:
    """Signs out whoever holds no role any more; sends the others to set up a second factor if they have none."""

    def __init__(self, get_response: Callable[[Any], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        """Runs after the actor is known."""
        actor = getattr(request, "actor", None)
        if actor is None or not request.user.is_authenticated:
            return self.get_response(request)
        if not actor.roles:
            logout(request)
            request.actor = Actor.nobody()
            messages.error(request, ENDED)
            if not request.path.startswith(WITHOUT_SIGN_IN):
                return redirect("account_login")
        elif not request.path.startswith(ACCOUNT_PAGES) and not has_second_factor(request):
            return redirect(SET_UP)
        elif request.path.startswith(SECURITY_PAGES) and request.method == "POST":
            request.session.pop(SECOND_FACTOR, None)
        return self.get_response(request)


def has_second_factor(request: Any) -> bool:
    """Whether this session may go on; asked of the database once, and again after the security pages were used."""
    if request.session.get(DEMO_SIGN_IN) or request.session.get(SECOND_FACTOR):
        return True
    if queries.has_second_factor(request.user.pk):
        request.session[SECOND_FACTOR] = True
        return True
    return False
