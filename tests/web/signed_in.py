"""A browser's stand-in that is signed in as somebody of the world, with a code of an app unless said otherwise."""

from __future__ import annotations

import re
import time
from typing import Any

from django.test import Client

from concordat.accounts.models import Person
from concordat.accounts.vocabulary import Role
from concordat.core.actor import Actor, acting_as
from concordat.core.strength import Strength
from concordat.partnership import faces
from tests.world import World, name_of

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def client_of(world: World, role: Role, place: str, *, shown: Strength = Strength.strong) -> Client:
    """Signed in as the one who holds this role there, in a session that has shown this much.

    The first page of a minute asks once more than the others, whose face it shows: see tests/web/test_face_pages.py.
    """
    client = Client()
    with acting_as(Actor.nobody(), phase="sign_in"):
        client.force_login(Person.objects.get(pk=world.people[name_of(role, place)]), backend=BACKEND)
        session = client.session
        show(session, world.people[name_of(role, place)], shown)
        session.save()
    with acting_as(world.actor(role, place)) as actor:
        faces.seen_by(actor)
    return client


def show(session: Any, person_id: int, shown: Strength) -> None:
    """Write into a session what allauth writes when somebody shows a password, a mailed code, a code of an app."""
    records: list[dict[str, Any]] = [{"method": "password", "at": 1.0}]
    if shown >= Strength.organisational:
        records.append({"method": "mailed_code", "at": 2.0})
    if shown >= Strength.strong:
        records.append({"method": "mfa", "type": "totp", "at": 3.0})
    session["account_authentication_methods"] = records
    session["account_authentication_methods_user"] = str(person_id)
    session["seen"] = (time.time(), 30)


def session_of(world: World, role: Role, place: str) -> str:
    """The value of that person's session cookie, for a real browser."""
    return client_of(world, role, place).cookies["concordat_session"].value


def shown_on(client: Client, address: str) -> str:
    """What a page says that it shows, to be sent back with what is done on it."""
    found = re.search(r'name="shown" value="([^"]*)"', client.get(address).content.decode())
    assert found is not None, address
    return found[1]
