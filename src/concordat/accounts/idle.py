"""A session nobody used for a while is locked: password, code or key again, and back to where one was.

What was typed on the page that met the lock is kept (`operations.keep_typed`). When a session was used last is
written into it once a minute at most. A demo's sessions have no password and are never locked.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from concordat.accounts import queries
from concordat.accounts.sessions import AFTER, DEMO_SIGN_IN
from concordat.core.clock import now

SEEN = "seen"  # when the session was used last, and after how many minutes without use it is locked
WRITTEN_EVERY_SECONDS = 60


def is_locked(request: Any) -> bool:
    """Whether nobody has used this session for too long, nor confirmed since who they are."""
    if request.session.get(DEMO_SIGN_IN) or SEEN not in request.session:
        return False
    seen, minutes = request.session[SEEN]
    shown = [float(record.get("at", 0)) for record in get_authentication_records(request, request.user)]
    return bool(now().timestamp() - max([seen, *shown]) > minutes * 60)


def note_use(request: Any) -> None:
    """The session is in use."""
    at = now()
    seen = request.session.get(SEEN, (0, 0))[0]
    if at.timestamp() - seen >= WRITTEN_EVERY_SECONDS:
        request.session[SEEN] = (at.timestamp(), queries.idle_minutes(at=at))


def ask_again(request: Any) -> HttpResponse:
    """To the page that asks for the password, a code or a key; whoever has neither signs in with the work account."""
    after = request.get_full_path()
    if get_adapter(request).get_reauthentication_methods(request.user):
        request.session[AFTER] = after
        carry_on = urlencode({"next": reverse("accounts:carry_on")})
        return redirect(f"{reverse('account_reauthenticate')}?{carry_on}")
    logout(request)
    messages.info(request, "Nobody used this page for a while. Sign in again to go on; what you typed is kept.")
    carry_on = f"{reverse('accounts:carry_on')}?{urlencode({'next': after})}"
    return redirect(f"{reverse('account_login')}?{urlencode({'next': carry_on})}")
