"""Which providers the operator has named, from environment variables (docs/operating.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured

MICROSOFT, GOOGLE, OTHER = "microsoft", "google", "oidc"
MICROSOFT_ADDRESS = "https://login.microsoftonline.com/organizations/v2.0"
GOOGLE_ADDRESS = "https://accounts.google.com"


def providers(environment: Mapping[str, str]) -> list[dict[str, Any]]:
    """The providers as allauth wants them. Raises `ImproperlyConfigured` for one that is named by halves."""
    found = [
        _microsoft(environment) if environment.get("CONCORDAT_MICROSOFT_CLIENT") else None,
        _google(environment) if environment.get("CONCORDAT_GOOGLE_CLIENT") else None,
        _other(environment) if environment.get("CONCORDAT_OIDC_CLIENT") else None,
    ]
    return [one for one in found if one is not None]


def _microsoft(environment: Mapping[str, str]) -> dict[str, Any]:
    tenants = {}
    for each in _needed(environment, "CONCORDAT_MICROSOFT_TENANTS").split():
        tenant, _, domains = each.partition("=")
        if not tenant or not domains:
            raise ImproperlyConfigured(
                "CONCORDAT_MICROSOFT_TENANTS: write each as tenant-id=school.example,other.example"
            )
        tenants[tenant.lower()] = _domains(domains.replace(",", " "))
    return _app(environment, "MICROSOFT", MICROSOFT, "Microsoft", MICROSOFT_ADDRESS, tenants=tenants)


def _google(environment: Mapping[str, str]) -> dict[str, Any]:
    hosted = _domains(_needed(environment, "CONCORDAT_GOOGLE_DOMAINS"))
    return _app(environment, "GOOGLE", GOOGLE, "Google", GOOGLE_ADDRESS, hosted_domains=hosted)


def _other(environment: Mapping[str, str]) -> dict[str, Any]:
    address = _needed(environment, "CONCORDAT_OIDC_ADDRESS").rstrip("/")
    if not address.startswith("https://"):
        raise ImproperlyConfigured("CONCORDAT_OIDC_ADDRESS must begin with https://")
    name = environment.get("CONCORDAT_OIDC_NAME", "your work account")
    trusted = _domains(environment.get("CONCORDAT_OIDC_DOMAINS", ""))
    return _app(environment, "OIDC", OTHER, name, address, mail_domains=trusted)


def _app(
    environment: Mapping[str, str], part: str, provider_id: str, name: str, address: str, **trust: Any
) -> dict[str, Any]:
    return {
        "provider_id": provider_id,
        "name": name,
        "client_id": environment[f"CONCORDAT_{part}_CLIENT"],
        "secret": _needed(environment, f"CONCORDAT_{part}_SECRET"),
        "settings": {"server_url": address, **trust},
    }


def _domains(words: str) -> list[str]:
    return [word.lower() for word in words.split()]


def _needed(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name, "").strip()
    if not value:
        raise ImproperlyConfigured(f"{name} is missing: a provider of work accounts is named by halves.")
    return value
