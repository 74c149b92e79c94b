"""Checks of an ID token (OpenID Connect Core 1.0, section 3.1.3.7): signature, issuer, audience, times, nonce.

The signature is checked although the token came over TLS from the provider itself, where the standard would
let it pass: a proxy in between is no part of what we trust.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

import jwt

from concordat.accounts.work_accounts import claims as rule

SIGNED_WITH = ("RS256", "PS256", "ES256")  # never "none", never a key that both sides know
NEEDED = ["iss", "aud", "exp", "iat", "sub", "nonce"]
LEEWAY_SECONDS = 60


class TokenRefused(ValueError):
    """An ID token that does not hold."""


def nonce_of(code_verifier: str) -> str:
    """The nonce that belongs to one journey: made from its PKCE secret, which never leaves the session before."""
    digest = hashlib.sha256(f"nonce|{code_verifier}".encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def checked(token: str, *, keys: Mapping[str, Any], issuer: str, client_id: str, nonce: str) -> dict[str, Any]:
    """The claims of a token that holds. Raises `TokenRefused`."""
    try:
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in SIGNED_WITH:
            raise TokenRefused("it is not signed with a key of the provider")
        unchecked = jwt.decode(token, options={"verify_signature": False})
        found: dict[str, Any] = jwt.decode(
            token,
            key=_key(keys, header),
            algorithms=[header["alg"]],
            audience=client_id,
            issuer=rule.issuer(issuer, unchecked),
            leeway=LEEWAY_SECONDS,
            options={"require": NEEDED},
        )
    except (jwt.PyJWTError, TypeError, ValueError) as problem:
        raise TokenRefused("the token does not hold") from problem
    if isinstance(found["aud"], list) and len(found["aud"]) > 1 and found.get("azp") != client_id:
        raise TokenRefused("it was made for somebody else")
    if not hmac.compare_digest(str(found["nonce"]).encode(), nonce.encode()):
        raise TokenRefused("it belongs to another journey")
    return found


def _key(keys: Mapping[str, Any], header: Mapping[str, Any]) -> Any:
    listed = [one for one in keys.get("keys", ()) if isinstance(one, dict) and one.get("use", "sig") == "sig"]
    fitting = [one for one in listed if one.get("kid") == header.get("kid")]
    if len(fitting) != 1:
        raise TokenRefused("the provider has no such key")
    return jwt.PyJWK.from_dict(fitting[0], algorithm=header["alg"]).key
