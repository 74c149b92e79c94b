"""CX-COR-7 and 8: an officer pairs schools; a head accepts on a telephone, notes a visit and looks back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from concordat.accounts.vocabulary import Role
from concordat.audits import operations
from concordat.audits.models import PairingRound
from concordat.core import clock
from concordat.core.actor import acting_as
from concordat.core.clock import now
from tests.factories import pairing as pair_up
from tests.journeys.conftest import Visit
from tests.web.signed_in import session_of
from tests.world import ASH, BEECH, NORTHERN, World

pytestmark = pytest.mark.slow
Open = Callable[..., Visit]


def when_the_worker_has_its_turn() -> None:
    with acting_as(pair_up.PAIRER) as pairer:
        one = PairingRound.objects.get()
        operations.solve_round(round_id=one.pk, number=one.solve_number, by=pairer, at=now())


def say(school: Visit, world: World, setting: str, strong: str, need: str) -> None:
    school.open(f"/audits/pairing/offers/{pair_up.offer_of(world, setting).pk}/")
    school.check()
    school.page.get_by_label("Yes, a pair or a trio").check()
    for label, option in (("First strength", strong), ("First need", need)):
        school.page.get_by_label(label).select_option(label=option)
    for label in ("Second strength", "Third strength", "Second need", "Third need"):
        school.page.get_by_label(label).select_option("")
    school.press("Say this")
    assert "Your school has said this" in school.page.content()


def test_from_a_round_to_looking_back(world: World, visit: Open) -> None:
    pair_up.accepted(world, ASH, BEECH)
    office = visit(session_of(world, Role.education_safeguarding_lead, NORTHERN))
    office.open("/audits/pairing/")
    office.check()
    office.press("Begin a round")
    office.page.get_by_label("Schools say what they offer until").fill((clock.today() + timedelta(days=21)).isoformat())
    office.page.get_by_label("Any phase").check()
    office.press("Begin the round")
    here = office.page.url.removeprefix(office.address)

    ash = visit(session_of(world, Role.dsl, ASH))
    beech = visit(session_of(world, Role.headteacher, BEECH), width=320, scripts=False)
    say(ash, world, ASH, "The DSL team", "Online safety")
    say(beech, world, BEECH, "Online safety", "The DSL team")

    office.open(here)
    office.press("Look for pairs")
    assert "Looking for pairs" in office.page.content()
    when_the_worker_has_its_turn()
    office.page.get_by_text("Pairs were last looked for").wait_for()  # the page moves on by itself
    office.check()
    office.press("Lock")
    office.press("Publish the pairs")
    office.press("Publish 1 pair")
    for school, box in ((ash, "dsl@ash.example"), (beech, "dsl@beech.example")):
        school.open("/audits/")
        school.check()
        school.press("your partner")
        school.page.get_by_label("Mailbox at which your partner reaches you").fill(box)
        school.press("Accept")
    assert "dsl@ash.example" in beech.page.content()

    beech.page.get_by_label("Day").fill(clock.today().isoformat())
    beech.page.get_by_label("What you did or saw").fill("Looked at how they record concerns")
    beech.press("Add to the log")
    assert "Looked at how they record concerns" in beech.page.content()
    beech.press("Say how it went")
    beech.page.get_by_label("Yes", exact=True).check()
    beech.page.get_by_label("Yes, much").check()
    beech.press("Send to the partnership")

    office.open(here)
    office.check()
    assert "1 of 1 agreed pair has met" in office.page.content()
    telephone = visit(session_of(world, Role.education_safeguarding_lead, NORTHERN), width=320, scripts=False)
    for address in (here, here + "limits/", here + "outcome/", here + "close/", "/audits/pairing/"):
        telephone.open(address)
        telephone.check()
