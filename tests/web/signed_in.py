"""A browser's stand-in that is signed in as somebody of the world, with the second factor passed."""

from __future__ import annotations

from django.test import Client

from concordat.accounts.models import Person
from concordat.accounts.sessions import SECOND_FACTOR
from concordat.accounts.vocabulary import Role
from concordat.core.actor import Actor, acting_as
from concordat.partnership import faces
from tests.world import World, name_of

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def client_of(world: World, role: Role, place: str) -> Client:
    """Signed in as the one who holds this role there, and not on the first page of this minute.

    That first page asks once more than the others, whose face it shows: see tests/web/test_face_pages.py.
    """
    client = Client()
    with acting_as(Actor.nobody(), phase="sign_in"):
        client.force_login(Person.objects.get(pk=world.people[name_of(role, place)]), backend=BACKEND)
        session = client.session
        session[SECOND_FACTOR] = True
        session.save()
    with acting_as(world.actor(role, place)) as actor:
        faces.seen_by(actor)
    return client


def session_of(world: World, role: Role, place: str) -> str:
    """The value of that person's session cookie, for a real browser."""
    return client_of(world, role, place).cookies["concordat_session"].value
