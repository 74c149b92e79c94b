"""Confirming who one is: a code by mail, something stronger where the page needs it, and back to where one was."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import record_authentication
from allauth.account.stages import LoginStageController
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from concordat.accounts import operations, queries
from concordat.accounts.forms import TypeCode
from concordat.accounts.sessions import AFTER, MAILED_CODE
from concordat.accounts.stages import FactorStage, MailedCodeStage
from concordat.core.actor import Actor, set_actor
from concordat.core.clock import now
from concordat.core.components.kept_fields import KeptField
from concordat.core.problems import Problem
from concordat.core.strength import Strength
from concordat.core.views import ActorRequest, permission, public


@never_cache
@require_safe
@permission("accounts.confirm_own_sign_in")
def step_up(request: ActorRequest) -> HttpResponse:
    """For everybody whose page needs more than the session has shown: which ways there are, and what comes after."""
    after = _safe(request, request.GET.get("next", ""))
    if after:
        request.session[AFTER] = after
    if request.actor.strength == Strength.strong:
        return redirect("accounts:carry_on")
    assert request.actor.person_id is not None
    back = urlencode({"next": reverse("accounts:carry_on")})
    page = {
        "factors": queries.factors_of(request.actor.person_id),
        "has_shown_nothing": request.actor.strength == Strength.none,
        "code_href": f"{reverse('mfa_reauthenticate')}?{back}",
        "key_href": f"{reverse('mfa_reauthenticate_webauthn')}?{back}",
    }
    return render(request, "accounts/step_up.html", page)


@never_cache
@require_safe
@permission("accounts.confirm_own_sign_in")
def carry_on(request: ActorRequest) -> HttpResponse:
    """Back to where one was. What was typed there waits behind one button; it is never sent by itself."""
    after = _safe(request, request.GET.get("next", "")) or request.session.get(AFTER, "")
    typed = queries.typed_on(request.actor, after, at=now()) if after else []
    if not typed:
        request.session.pop(AFTER, None)
        return redirect(after or "home")
    page = {"path": after, "fields": [KeptField(name, value) for name, value in typed]}
    return render(request, "accounts/carry_on.html", page)


@public
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def mailed_code(request: ActorRequest) -> HttpResponse:
    """Type the code that was mailed. For whoever signs in with a password and has set up nothing stronger."""
    stage = LoginStageController.enter(request, MailedCodeStage.key)
    person: Any = request.user if request.user.is_authenticated else stage and stage.login.user
    if person is None:
        return redirect("account_login")
    by = Actor(person_id=person.pk, name=person.name)
    set_actor(by, at=None, phase="sign_in")
    form = TypeCode(request.POST if request.method == "POST" and "again" not in request.POST else None)
    sent = ""
    if "again" in request.POST:
        try:
            operations.ask_code(person=person, by=by, at=now())
            sent = "We have sent you a new code. The one before does not work any more."
        except Problem as problem:
            form = TypeCode({})
            form.add_error("code", problem.sentence)
    elif form.is_valid():
        try:
            operations.use_code(person=person, typed=form.cleaned_data["code"], by=by, at=now())
        except Problem as problem:
            form.add_error("code", problem.sentence)
        else:
            record_authentication(request, person, MAILED_CODE)
            return stage.exit() if stage else redirect("accounts:carry_on")
    page = {"form": form, "sent": sent, "is_signing_in": stage is not None}
    # Always 200: a page of 400 or more is undone whole, and the wrong try with it.
    return render(request, "accounts/mailed_code.html", page)


@public
@never_cache
@require_POST
def code_instead(request: ActorRequest) -> HttpResponse:
    """The phone or the key is not at hand: a code by mail opens what needs no more than that."""
    stage = LoginStageController.enter(request, FactorStage.key)
    return stage.exit() if stage else redirect("account_login")


def _safe(request: Any, path: str) -> str:
    """An address of this site, or nothing."""
    fits = len(path) <= 500 and path.startswith("/") and not path.startswith("//")
    return path if fits and url_has_allowed_host_and_scheme(path, allowed_hosts=None) else ""
