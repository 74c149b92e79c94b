"""To the provider and back."""

from __future__ import annotations

from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from requests import RequestException

from concordat.accounts import queries
from concordat.accounts.work_accounts.adapter import JOINING
from concordat.accounts.work_accounts.provider import VerifiedTokens
from concordat.core.clock import now
from concordat.core.problems import NotFound
from concordat.core.views import ActorRequest, public


@public
@never_cache
@require_safe
def begin(request: ActorRequest, provider_id: str) -> HttpResponse:
    """To the provider. A link and no form, for the pages let no form lead off the site."""
    provider = _provider(request, provider_id)
    try:
        return provider.redirect(request, AuthProcess.LOGIN, next_url=get_next_redirect_url(request))  # type: ignore[no-any-return]
    except (RequestException, OAuth2Error, KeyError, ValueError):
        return render(request, "accounts/work_account_away.html", {"name": provider.name}, status=503)


@public
@never_cache
@require_safe
def join_with(request: ActorRequest, token: str, provider_id: str) -> HttpResponse:
    """Accept an invitation with a work account instead of a password."""
    _provider(request, provider_id)
    if queries.invitation_by_token(token, at=now()) is None:
        return render(request, "accounts/join_over.html", status=410)
    request.session[JOINING] = token
    return redirect("openid_connect_login", provider_id)


@public
@never_cache
@require_safe
def back(request: ActorRequest, provider_id: str) -> HttpResponse:
    """Back from the provider: allauth checks the state, we check the token."""
    _provider(request, provider_id)
    view = OAuth2CallbackView.adapter_view(VerifiedTokens(request, provider_id))
    return view(request)  # type: ignore[no-any-return]


def _provider(request: Any, provider_id: str) -> Any:
    try:
        return get_adapter(request).get_provider(request, provider=provider_id)
    except SocialApp.DoesNotExist:
        raise NotFound() from None
