"""What `concordat serve` refuses before it starts anything."""

from __future__ import annotations

import socket

import pytest

from concordat.core.supervisor import Options, Refused
from concordat.core.supervisor.options import REFUSED_IN_A_DEMO


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in REFUSED_IN_A_DEMO:
        monkeypatch.delenv(variable, raising=False)


@pytest.mark.parametrize("bind", ["127.0.0.1", "localhost", "::1", "127.0.0.5"])
def test_a_demo_serves_this_machine(bind: str) -> None:
    Options(demo=True, bind=bind).require_fit_for_a_demo()


@pytest.mark.parametrize("bind", ["0.0.0.0", "::", "192.168.1.10", "example.org"])
def test_a_demo_does_not_listen_to_others(bind: str) -> None:
    with pytest.raises(Refused, match="this machine alone"):
        Options(demo=True, bind=bind).require_fit_for_a_demo()


@pytest.mark.parametrize("variable", sorted(REFUSED_IN_A_DEMO))
def test_a_demo_refuses_what_is_for_real_work(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, "something")
    with pytest.raises(Refused, match=variable):
        Options(demo=True).require_fit_for_a_demo()


def test_a_port_in_use_is_named() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with pytest.raises(Refused, match=f"Port {taken} is in use"):
            Options(port=taken, learner_port=taken + 1).require_possible()


def test_the_two_sites_need_two_ports() -> None:
    with pytest.raises(Refused, match="two different ports"):
        Options(port=8000, learner_port=8000).require_possible()
