"""Whose word about which address counts: a rule without network and database (decision 25).

An address in a token is only a claim. It counts where the provider says that it was verified, or where the
operator has named the tenant together with the domains that are that tenant's own: else anybody with a
tenant could write another school's address into it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class NotVouchedFor(ValueError):
    """A token whose address nobody answers for."""


def issuer(stated: str, claims: Mapping[str, Any]) -> str:
    """The issuer that the token must name; Microsoft states one with a place for the tenant."""
    return stated.replace("{tenantid}", str(claims.get("tid", "")))


def address(claims: Mapping[str, Any], trust: Mapping[str, Any]) -> str:
    """The mail address that this token answers for. Raises `NotVouchedFor`."""
    tenants, hosted = trust.get("tenants"), trust.get("hosted_domains")
    if tenants is not None:
        mail = _mail(claims.get("email") or claims.get("preferred_username"))
        if _domain(mail) not in tenants.get(str(claims.get("tid", "")).lower(), ()):
            raise NotVouchedFor("this tenant is not named for addresses of this domain")
        return mail
    mail = _mail(claims.get("email"))
    stated = claims.get("email_verified")
    verified = stated is True or stated == "true"
    if hosted is not None:
        if not verified or str(claims.get("hd", "")).lower() not in hosted or _domain(mail) not in hosted:
            raise NotVouchedFor("this is not a verified account of a domain that is named")
        return mail
    if not verified and _domain(mail) not in trust.get("mail_domains", ()):
        raise NotVouchedFor("the provider does not say that it verified this address")
    return mail


def _mail(stated: object) -> str:
    if not isinstance(stated, str) or stated.count("@") != 1 or len(stated) > 254 or not stated.isascii():
        raise NotVouchedFor("there is no address in it")
    return stated.strip()


def _domain(mail: str) -> str:
    return mail.rpartition("@")[2].lower()
