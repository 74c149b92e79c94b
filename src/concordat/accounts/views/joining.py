"""Joining by invitation: a password, then the second factor."""

from __future__ import annotations

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from concordat.accounts import operations, queries
from concordat.accounts.forms import Join
from concordat.accounts.operations import InvitationNotPossible
from concordat.accounts.vocabulary import ROLE_NAMES, Role
from concordat.core.clock import now
from concordat.core.views import public

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@public
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation. For somebody who has just opened the mail."""
    waiting = queries.invitation_by_token(token, at=now())
    if waiting is None:
        return render(request, "accounts/invitation_over.html", status=410)
    form = Join(request.POST or None)
    errors: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            person = operations.accept_invitation(token=token, password=form.cleaned_data["password"], at=now())
        except InvitationNotPossible as problem:
            errors.append({"text": problem.sentence, "href": "#id_password"})
        else:
            login(request, person, backend=BACKEND)
            return redirect("mfa_activate_totp")
    context = {
        "form": form,
        "errors": errors,
        "waiting": waiting,
        "role": ROLE_NAMES[Role(waiting.role)],
        "organisation": waiting.organisation,
    }
    return render(request, "accounts/join.html", context, status=422 if errors or form.errors else 200)
