"""Who may come in with a work account: somebody invited, and nobody is ever made up."""

from __future__ import annotations

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.http import HttpRequest
from django.shortcuts import render

from concordat.accounts import operations, queries
from concordat.accounts.operations import InvitationNotPossible
from concordat.core.clock import now
from concordat.core.demo import is_demo
from concordat.core.problems import Problem

JOINING = "joining_with_work_account"


class WorkAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Matched to the address that was invited; the first work account of a person is the person's only one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never."""
        return False

    def list_apps(self, request: Any, provider: str | None = None, client_id: str | None = None) -> list[Any]:
        """Those of the settings; none in a demo, which speaks to nobody outside."""
        if is_demo():
            return []
        named = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in named.values() for app in apps]

    def pre_social_login(self, request: Any, sociallogin: Any) -> None:
        """Find the person, or say on a plain page what to do."""
        if sociallogin.state.get("process") != AuthProcess.LOGIN or not sociallogin.email_addresses:
            raise _page(request, "")
        mail = sociallogin.email_addresses[0].email
        token = request.session.pop(JOINING, "")
        try:
            if token and (not sociallogin.is_existing or sociallogin.user.email.lower() == mail.lower()):
                operations.accept_with_work_account(token=token, mail=mail, at=now())
            if not sociallogin.is_existing:
                person = queries.person_by_email(mail)
                if person is None:
                    raise _page(request, "")
                operations.link_work_account(
                    person=person, provider=sociallogin.account.provider, uid=sociallogin.account.uid, at=now()
                )
                sociallogin.lookup()
        except (InvitationNotPossible, Problem) as problem:
            raise _page(request, problem.sentence) from problem


def _page(request: Any, sentence: str) -> ImmediateHttpResponse:
    """200, so that the state of the journey is spent and cannot be used again."""
    return ImmediateHttpResponse(render(request, "accounts/work_account_unknown.html", {"sentence": sentence}))
