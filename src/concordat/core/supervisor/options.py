"""What an operator may ask of `concordat serve`, and what is refused with a sentence."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
from dataclasses import dataclass

REFUSED_IN_A_DEMO = {
    "DATABASE_URL": "keeps its own PostgreSQL",
    "CONCORDAT_MAIL_HOST": "sends no real mail (mail lands in the outbox folder)",
    "CONCORDAT_TRUSTED_PROXIES": "stands behind no proxy and trusts no forwarded headers",
    "CONCORDAT_TLS": "is for this machine alone and trusts no forwarded headers",
}


class Refused(RuntimeError):
    """It cannot be served like that; the text says why and what to do."""


@dataclass(frozen=True)
class Options:
    """Where to serve, and whether as a demonstration."""

    demo: bool = False
    bind: str = "127.0.0.1"
    port: int = 8000
    learner_port: int = 8001

    @property
    def staff_address(self) -> str:
        """Where people find the staff site."""
        given = os.environ.get("CONCORDAT_ADDRESS")
        return given or f"http://localhost:{self.port}"

    @property
    def learner_address(self) -> str:
        """Where children find the learner site: always a host name of its own."""
        return f"http://learner.localhost:{self.learner_port}"

    def require_possible(self) -> None:
        """Refuse what cannot work before anything is started."""
        if self.port == self.learner_port:
            raise Refused("The staff site and the learner site need two different ports.")
        for port in (self.port, self.learner_port):
            _require_free(self.bind, port)

    def require_fit_for_a_demo(self) -> None:
        """A demo stays on this machine, with its own database and without real mail."""
        for variable, why in REFUSED_IN_A_DEMO.items():
            if os.environ.get(variable):
                raise Refused(f"A demonstration {why}: unset {variable}, or use another CONCORDAT_HOME for real work.")
        if not _is_loopback(self.bind):
            raise Refused(f"A demonstration is for this machine alone; it does not listen on {self.bind}.")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _require_free(host: str, port: int) -> None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as problem:
        raise Refused(f"{host} is no address of this machine: {problem.strerror}.") from problem
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as problem:
            if problem.errno == errno.EADDRINUSE:
                raise Refused(
                    f"Port {port} is in use by another program; choose another with PORT= or --port."
                ) from problem
            raise Refused(f"Cannot listen on {host} port {port}: {problem.strerror}.") from problem
