"""Conditions of every page: a role that has not ended, and a session that has shown enough."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from concordat.accounts import idle, queries
from concordat.accounts.sessions import used_recovery_code
from concordat.core.actor import Actor
from concordat.core.strength import Strength

WITHOUT_SIGN_IN = ("/account/", "/join/", "/demo/sign-in/")
# Open to a session that has shown nothing yet: they are how it shows something, or ends.
HOW_TO_SHOW = (
    "/account/login/",
    "/account/logout/",
    "/account/code/",
    "/account/step-up/",
    "/account/reauthenticate/",
    "/account/password/reset/",
    "/account/2fa/authenticate/",
    "/account/2fa/reauthenticate/",
    "/account/2fa/webauthn/reauthenticate/",
    "/account/2fa/webauthn/login/",
)
SIGN_IN_PAGES = "/account/"
WITHOUT_HAT = ("/account/", "/join/", "/demo/", "/hat/")
FACTOR_PAGES = "/account/2fa/"
ENDED = "You hold no role in Concordat any more, so we signed you out. Ask your headteacher or partnership about it."


class EnoughShown:
    """Signs out whoever holds no role any more; asks the others to show who they are before anything opens."""

    def __init__(self, get_response: Callable[[Any], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        """Runs after the actor is known."""
        actor = getattr(request, "actor", None)
        if actor is None or not request.user.is_authenticated:
            return self.get_response(request)
        if not actor.roles and not actor.hats:
            logout(request)
            request.actor = Actor.nobody()
            messages.error(request, ENDED)
            if not request.path.startswith(WITHOUT_SIGN_IN):
                return redirect("account_login")
        elif not request.path.startswith(HOW_TO_SHOW) and (first := _first(request, actor)) is not None:
            return first
        return self.get_response(request)


def _first(request: Any, actor: Actor) -> HttpResponse | None:
    """What comes before the page: unlocking, showing more, choosing a hat; none where nothing does."""
    request.keep_typed = request.method == "POST"
    if idle.is_locked(request):
        return idle.ask_again(request)
    if not _has_shown_enough(request, actor):
        return redirect(f"{reverse('accounts:step_up')}?{urlencode({'next': request.get_full_path()})}")
    request.keep_typed = False
    idle.note_use(request)
    if actor.hats and not actor.hat and not request.path.startswith(WITHOUT_HAT):
        return redirect("accounts:hat")
    return None


def _has_shown_enough(request: Any, actor: Actor) -> bool:
    """Pages take what is organisational; those that change factors take the factor, where there is one."""
    if actor.strength < Strength.organisational:
        return False
    if request.user.factor_due_at is not None and not request.path.startswith(SIGN_IN_PAGES):
        return actor.strength == Strength.strong  # after a reset a new factor comes first
    if actor.strength == Strength.strong or not request.path.startswith(FACTOR_PAGES):
        return True
    return used_recovery_code(request) or not queries.factors_of(request.user.pk)
