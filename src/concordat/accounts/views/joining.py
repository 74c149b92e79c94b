"""Joining by invitation: a password, then, if wanted now, something stronger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from concordat.accounts import operations, queries
from concordat.accounts.forms import ChoosePassword, ConfirmPassword
from concordat.accounts.operations import InvitationNotPossible
from concordat.accounts.sessions import MAILED_LINK
from concordat.accounts.vocabulary import ROLE_NAMES, Role
from concordat.core.clock import now
from concordat.core.views import ActorRequest, public

if TYPE_CHECKING:
    from concordat.accounts.models import Person


@public
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: ActorRequest, token: str) -> HttpResponse:
    """Accept an invitation. Whoever has the link has the mailbox, so a first password may be chosen here."""
    invitation = queries.invitation_by_token(token, at=now())
    if invitation is None:
        return render(request, "accounts/join_over.html", status=410)
    operations.note_opened(invitation=invitation, at=now())
    person = queries.person_by_email(invitation.email)
    has_password = person is not None and person.has_usable_password()
    form = (ConfirmPassword if has_password else ChoosePassword)(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            joined = operations.accept_invitation(token=token, password=form.cleaned_data["password"], at=now())
        except InvitationNotPossible as problem:
            form.add_error("password", problem.sentence)
        else:
            return redirect("account_login") if has_password else _first_sign_in(request, joined)
    page = {
        "form": form,
        "token": token,
        "has_password": has_password,
        "email": invitation.email,
        "name": invitation.name,
        "organisation": invitation.organisation.name,
        "role": ROLE_NAMES[Role(invitation.role)],
    }
    return render(request, "accounts/join.html", page, status=422 if form.errors else 200)


def _first_sign_in(request: ActorRequest, person: Person) -> HttpResponse:
    """The password was chosen a moment ago, and the link came by mail: offer something stronger, which may wait."""
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    reauthenticate_by_password(request)
    record_authentication(request, person, MAILED_LINK)
    return redirect("accounts:step_up")
