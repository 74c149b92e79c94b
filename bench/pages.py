"""CPU of the pages that people open all day, on the demo's 160 settings; the median of many requests."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from django.test import Client
from django.urls import reverse

from bench.databases import clone
from concordat.accounts.models import Person
from concordat.accounts.sessions import DEMO_SIGN_IN
from concordat.accounts.vocabulary import Role
from concordat.audits import queries
from concordat.core.actor import Actor, acting_as
from concordat.core.clock import now
from concordat.demo.building import build

TIMES = 60
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def client_of(actor: Actor) -> Client:
    """Signed in as this person, nothing more is asked."""
    client = Client()
    with acting_as(Actor.nobody(), phase="sign_in"):
        client.force_login(Person.objects.get(pk=actor.person_id or 0), backend=BACKEND)
        session = client.session
        session[DEMO_SIGN_IN] = True
        session["seen"] = (time.time(), 30)
        session.save()
    return client


def cpu_ms(request: Callable[[int], Any]) -> float:
    """Median CPU of this process in milliseconds; the database's own CPU is not in it."""
    for number in range(5):
        request(number)
    spent = []
    for number in range(TIMES):
        start = time.process_time()
        request(number)
        spent.append((time.process_time() - start) * 1000)
    return median(spent)


def measure(folder: Path) -> Iterator[tuple[str, float, str, float]]:
    """Save an answer, open the tracker of 160 returns, open a section."""
    with clone("bench_pages"):
        stage = build(now=now(), tell=lambda step, done, total: None)
        people = next(iter(stage.settings.values()))
        dsl, manager = people[Role.dsl], stage.team[Role.business_manager]
        with acting_as(dsl):
            mine = queries.returns_of(dsl).get(cycle__state="open").pk
        with acting_as(manager):
            cycle = queries.cycles_of(manager).get(state="open").pk
        answering, following = client_of(dsl), client_of(manager)
        section = reverse("audits:section", args=[mine, "A9"])
        token = [""]

        def save(number: int) -> None:
            posted = {"A9.1.choice": ("green", "amber")[number % 2], "A9.1.was": token[0], "then": "list"}
            response = answering.post(section, posted)
            assert response.status_code == 302, response.content[:2000]
            with acting_as(dsl):
                token[0] = queries.answers_of(queries.return_for(dsl, mine))["A9.1"].token

        body = answering.get(section).content.decode()
        found = re.search(r'name="A9\.1\.was" value="([^"]*)"', body)
        token[0] = found[1] if found else ""
        looked_up = cpu_ms(lambda number: _look_up(dsl, mine))
        yield "audit.save_answer.cpu_ms", cpu_ms(save) - looked_up, "ms", 35
        yield "audit.tracker_160.cpu_ms", cpu_ms(lambda number: _open(following, f"/audits/cycles/{cycle}/")), "ms", 60
        yield "home.cpu_ms", cpu_ms(lambda number: _open(following, "/")), "ms", 40
        yield "audit.section_page.cpu_ms", cpu_ms(lambda number: _open(answering, section)), "ms", 40


def _look_up(dsl: Actor, return_id: int) -> None:
    with acting_as(dsl):
        queries.answers_of(queries.return_for(dsl, return_id))


def _open(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200
