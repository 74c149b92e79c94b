"""What a proxy says of a request, believed from the proxies that the operator names, and from nobody else.

Outermost on both sites: without `CONCORDAT_TRUSTED_PROXIES` every such header is dropped before anything reads it, so
nobody can pretend to come over TLS or from another address. Of a trusted proxy two things are believed: the scheme, and
the last address in its list that is not a trusted proxy's. The host is always that of the request itself.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
SAID_BY_A_PROXY = ("HTTP_X_FORWARDED_", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_X_SCHEME", "HTTP_FRONT_END_HTTPS")


class NotAnAddress(ValueError):
    """A proxy that is not named by its address; the text says how to write it."""


def networks(written: str) -> tuple[Network, ...]:
    """`127.0.0.1, 10.0.0.0/24` as networks. Raises `NotAnAddress`; the whole world is none."""
    found = []
    for part in filter(None, (one.strip() for one in written.split(","))):
        try:
            network = ipaddress.ip_network(part)
        except ValueError:
            raise NotAnAddress(f"CONCORDAT_TRUSTED_PROXIES: “{part}” is no address, such as 127.0.0.1.") from None
        if network.prefixlen == 0:
            raise NotAnAddress("CONCORDAT_TRUSTED_PROXIES: name the proxies, not everybody.")
        found.append(network)
    return tuple(found)


class TrustedProxies:
    """Passes requests on with what may be believed, and nothing else that a proxy says."""

    def __init__(self, site: Application, trusted: str) -> None:
        self.site = site
        self.trusted = networks(trusted)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        scheme = str(environ.get("HTTP_X_FORWARDED_PROTO", "")).strip().lower()
        way = str(environ.get("HTTP_X_FORWARDED_FOR", ""))
        for name in [name for name in environ if name.startswith(SAID_BY_A_PROXY)]:
            del environ[name]
        if self._is_trusted(str(environ.get("REMOTE_ADDR", ""))):
            if scheme in ("http", "https"):
                environ["wsgi.url_scheme"] = scheme
            asker = next((one for one in reversed(way.split(",")) if not self._is_trusted(one.strip())), "").strip()
            if asker and _address(asker) is not None:
                environ["REMOTE_ADDR"] = asker
        return self.site(environ, start_response)

    def _is_trusted(self, written: str) -> bool:
        address = _address(written)
        return address is not None and any(address in network for network in self.trusted)


def _address(written: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(written.strip("[]"))
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
