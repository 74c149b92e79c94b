"""The second factor is compulsory: without one, a signed-in person sets it up before anything else.

A demo's invented people, signed in with the demo's own page, are let through: that page does not
exist outside a demo.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpResponse
from django.shortcuts import redirect

from concordat.core.demo import is_demo

LET_THROUGH = (
    "/account/",
    "/join/",
    "/demo/",
    "/static/",
    "/healthz",
    "/readyz",
    "/help/",
    "/accessibility/",
    "/privacy/",
    "/contact/",
)
PASSED = "second_factor"


class SecondFactor:
    """Sends people without a second factor to set one up."""

    def __init__(self, get_response: Callable[[Any], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        """Let through, or send to set-up."""
        if request.path.startswith(LET_THROUGH) or not request.user.is_authenticated or self._has_one(request):
            return self.get_response(request)
        return redirect("mfa_activate_totp")

    def _has_one(self, request: Any) -> bool:
        """Asked of the table once a session; taking the factor away ends the session's mark with the session."""
        if request.session.get(PASSED):
            return True
        if request.session.get("demo_sign_in") and is_demo():
            return True
        if is_mfa_enabled(request.user):
            request.session[PASSED] = True
            return True
        return False
