"""allauth's OpenID Connect with the checks of ours: every token is verified, and only its address is kept."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter

from concordat.accounts.work_accounts import claims, tokens


class VerifiedTokens(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """From the code to what the provider answers for."""

    nonce = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """The provider's own description, which must name the issuer that the operator has named."""
        config: dict[str, Any] = super().openid_config
        named = self.get_provider().app.settings
        if "tenants" not in named and config.get("issuer", "").rstrip("/") != named["server_url"].rstrip("/"):
            raise OAuth2Error("the provider calls itself something else")
        return config

    def get_access_token_data(self, request: Any, app: Any, client: Any, pkce_code_verifier: str | None = None) -> Any:
        """Without the secret of this journey nothing is fetched."""
        if not pkce_code_verifier:
            raise OAuth2Error("the journey has no secret")
        self.nonce = tokens.nonce_of(pkce_code_verifier)
        return super().get_access_token_data(request, app, client, pkce_code_verifier=pkce_code_verifier)

    def complete_login(self, request: Any, app: Any, token: Any, **kwargs: Any) -> Any:
        """Who it is, as far as the provider may answer for it."""
        try:
            found = tokens.checked(
                str(kwargs["response"].get("id_token", "")),
                keys=self._fetched(self.openid_config["jwks_uri"]),
                issuer=self.openid_config["issuer"],
                client_id=app.client_id,
                nonce=self.nonce,
            )
            if "email" not in found and self.openid_config.get("userinfo_endpoint"):
                found |= self._more_about(found["sub"], token.token)
            mail = claims.address(found, app.settings)
        except (tokens.TokenRefused, claims.NotVouchedFor, KeyError) as problem:
            raise OAuth2Error(str(problem)) from problem
        return self.get_provider().sociallogin_from_response(request, {"sub": found["sub"], "email": mail})

    def _more_about(self, subject: str, access_token: str) -> dict[str, Any]:
        """The address where the token has none; only of the same person (OpenID Connect Core 1.0, 5.3.2)."""
        told = self._fetched(self.profile_url, Authorization=f"Bearer {access_token}")
        if told.get("sub") != subject:
            raise tokens.TokenRefused("the provider speaks of two people")
        return {name: told[name] for name in ("email", "email_verified") if name in told}

    def _fetched(self, address: str, **headers: str) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            answer = session.get(address, headers=headers)
            answer.raise_for_status()
            body: dict[str, Any] = answer.json()
        return body


class WorkAccount(OpenIDConnectProvider):  # type: ignore[misc]
    """A provider whose accounts are work accounts of people invited here."""

    package = "concordat.accounts.work_accounts"
    oauth2_adapter_class = VerifiedTokens

    def get_pkce_params(self) -> dict[str, Any]:
        """The secret of the journey and the nonce that follows from it."""
        made: dict[str, Any] = super().get_pkce_params()
        return made | {"nonce": tokens.nonce_of(made["code_verifier"])}

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Who it is to the provider, whatever the address becomes."""
        return str(data["sub"])

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Nothing of what else the provider tells is kept."""
        return {}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        """The address."""
        return {"email": data["email"]}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        """The address that is answered for."""
        return [EmailAddress(email=data["email"], verified=True, primary=True)]
