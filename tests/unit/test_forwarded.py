"""What a proxy says is believed from named proxies only; everybody else's headers are dropped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.web.forwarded import NotAnAddress, TrustedProxies

HEADERS = {
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_FOR": "192.0.2.7",
    "HTTP_X_FORWARDED_HOST": "evil.example",
    "HTTP_X_FORWARDED_PORT": "443",
    "HTTP_FORWARDED": "for=192.0.2.7;proto=https",
    "HTTP_X_REAL_IP": "192.0.2.7",
}


def passed_on(trusted: str, environ: dict[str, Any]) -> dict[str, Any]:
    """What the site gets to see."""
    seen: dict[str, Any] = {}

    def site(given: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        seen.update(given)
        return [b""]

    asked = {"REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": "http", "HTTP_HOST": "north.example", **environ}
    list(TrustedProxies(site, trusted)(asked, lambda *_: None))
    return seen


@pytest.mark.parametrize(
    ("trusted", "remote"), [("", "127.0.0.1"), ("10.0.0.1", "127.0.0.1"), ("10.0.0.1", "nonsense")]
)
def test_nobody_is_believed_who_is_not_named(trusted: str, remote: str) -> None:
    seen = passed_on(trusted, HEADERS | {"REMOTE_ADDR": remote})
    assert seen == {"REMOTE_ADDR": remote, "wsgi.url_scheme": "http", "HTTP_HOST": "north.example"}


def test_a_named_proxy_says_scheme_and_address_and_nothing_else() -> None:
    for remote in ("10.0.0.9", "::ffff:10.0.0.9"):
        seen = passed_on("10.0.0.0/24", HEADERS | {"REMOTE_ADDR": remote})
        assert seen == {"REMOTE_ADDR": "192.0.2.7", "wsgi.url_scheme": "https", "HTTP_HOST": "north.example"}


def test_what_the_asker_put_before_the_proxy_is_not_believed() -> None:
    way = "203.0.113.1, 192.0.2.7, 10.0.0.8"
    seen = passed_on("10.0.0.0/24", {"REMOTE_ADDR": "10.0.0.9", "HTTP_X_FORWARDED_FOR": way})
    assert seen["REMOTE_ADDR"] == "192.0.2.7"
    seen = passed_on("10.0.0.0/24", {"REMOTE_ADDR": "10.0.0.9", "HTTP_X_FORWARDED_FOR": "1.2.3.4, <script>"})
    assert seen["REMOTE_ADDR"] == "10.0.0.9"
    seen = passed_on("10.0.0.0/24", {"REMOTE_ADDR": "10.0.0.9", "HTTP_X_FORWARDED_PROTO": "javascript"})
    assert seen["wsgi.url_scheme"] == "http"


@pytest.mark.parametrize("written", ["everybody", "127.0.0.1;10.0.0.1", "0.0.0.0/0", "::/0", "10.0.0.1/24"])
def test_a_proxy_is_named_by_its_address(written: str) -> None:
    with pytest.raises(NotAnAddress, match="CONCORDAT_TRUSTED_PROXIES"):
        TrustedProxies(lambda *_: [b""], written)


@given(st.dictionaries(st.sampled_from(sorted(HEADERS)), st.text(max_size=30)), st.ip_addresses())
def test_without_names_the_address_is_always_the_connections_own(headers: dict[str, str], remote: Any) -> None:
    seen = passed_on("", headers | {"REMOTE_ADDR": str(remote)})
    assert seen["REMOTE_ADDR"] == str(remote)
    assert seen["wsgi.url_scheme"] == "http"
