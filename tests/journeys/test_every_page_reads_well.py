"""Every page that a role can open: no violation of axe, nothing that scrolls sideways on a telephone, one heading."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.core.actor import acting_as
from concordat.core.clock import now
from concordat.partnership import operations as partnership_operations
from concordat.partnership import queries as partnership_queries
from concordat.partnership.operations import FaceWords
from tests.factories import audits, joining, register, resources, support, tagging
from tests.factories.pictures import a_logo
from tests.journeys.conftest import Visit
from tests.web.signed_in import session_of
from tests.web.test_every_url import address_of, patterns
from tests.world import ASH, BEECH, DAISY, NORTH, NORTHERN, World

# The office has some eighty pages, each opened twice and looked at by axe.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
Open = Callable[..., Visit]
FILES = (".csv", ".xlsx", ".zip", "healthz", "readyz", "logout", "/demo/")


@pytest.fixture(scope="module")
def numbers(world: World) -> dict[str, str]:
    """Ids of an audit under way: one return submitted and asked about, one begun, one untouched."""
    cycle = audits.opened(world, at=now())
    audits.submitted(world, ASH, at=now() - timedelta(minutes=10))
    audits.answered(world, BEECH, at=now() - timedelta(minutes=5))
    with acting_as(FOUNDER):
        made = partnership_queries.partnership(world.id(NORTHERN))
        partnership_operations.load_naming_bases(by=FOUNDER, at=now())
        version = partnership_operations.publish_arrangements(
            partnership=made, version="2026-27", published_on=now().date(), by=FOUNDER, at=now()
        )
        partnership_operations.name_settings(
            arrangements=version,
            establishment_ids=[world.id(ASH), world.id(DAISY)],
            basis_code="relevant-agency-2018",
            named_on=now().date(),
            by=FOUNDER,
            at=now(),
        )
    manager = world.actor(Role.business_manager, NORTHERN)
    with acting_as(manager):
        words = FaceWords(display_name="Northfield Together", accent="#7a1f5c", front_door="01632 960 001")
        partnership_operations.set_face(partnership=made, words=words, by=manager, at=now())
        partnership_operations.set_logo(
            partnership=made, content=a_logo(), alt="A plain green field", by=manager, at=now()
        )
        contacts = partnership_operations.add_contacts(
            partnership=made,
            text=f"School,Email,Role\n{ASH},ada@ash.example,DSL\nNowhere School,bob@b.example,caretaker\n",
            by=manager,
            at=now(),
        )
    claim, _ = joining.a_letter(world, at=now())
    return {
        "request_id": str(joining.proved(world, at=now()).pk),
        "run_id": str(claim.run_id),
        "post_id": str(register.a_post(world.id(ASH), world.people[f"dsl of {ASH}"], at=now())),
        "list_id": str(contacts.pk),
        "authority_id": str(world.id(NORTH)),
        "cycle_id": str(cycle.pk),
        "return_id": str(audits.return_of(world, ASH).pk),
        "code": "A1",
        "organisation_id": str(world.id(ASH)),
        "establishment_id": str(world.id(ASH)),
        "partnership_id": str(world.id(NORTHERN)),
        "version_id": "1",
        "question": tagging.opened(world, 1).a_question(),
        "offer_id": str(resources.an_offer(world, NORTHERN).pk),
        "token": "1-forged",
        "support_call_id": str(support.a_call(world, at=now(), to_do_in=2).pk),
        "support_id": str(_an_answered_request(world)),
        "person_id": str(support.administrator(world).person_id),
    }


def _an_answered_request(world: World) -> int:
    asked = support.a_request(world)
    support.an_answer(world, asked)
    support.a_note(world, asked)
    return int(asked.pk)


@pytest.mark.parametrize(
    ("role", "place", "at_least"),
    [
        (Role.business_manager, NORTHERN, 30),
        (Role.education_safeguarding_lead, NORTHERN, 18),
        (Role.dsl, ASH, 18),
        (Role.headteacher, ASH, 18),
        (Role.dsl, BEECH, 14),
    ],
    ids=str,
)
def test_every_page_of_a_role_reads_well(
    world: World, visit: Open, numbers: dict[str, str], role: Role, place: str, at_least: int
) -> None:
    here = numbers
    if place == BEECH:
        here = numbers | {"return_id": str(audits.return_of(world, BEECH).pk)}
        here |= {name: str(world.id(BEECH)) for name in ("organisation_id", "establishment_id")}
    session = session_of(world, role, place)
    desk, telephone = visit(session), visit(session, width=320, scripts=False)
    seen = 0
    for route, _ in patterns():
        address = address_of(route, here)
        if any(part in address for part in FILES):
            continue
        response = desk.page.request.get(desk.address + address)
        if response.status != 200 or not response.url.endswith(address):
            continue
        desk.open(address)
        desk.check()
        assert desk.page.locator("h1").count() == 1, address
        telephone.open(address)
        telephone.check()
        seen += 1
    assert seen >= at_least
