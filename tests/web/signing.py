"""A chair behind a signing link: asked for by the head, with what the letters say."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.core import mail as django_mail
from django.test import Client

from concordat.accounts.models import RoleHeld
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.audits import jobs
from concordat.audits.jobs import NOTIFIER
from concordat.audits.models import SigningLink
from concordat.core.actor import acting_as
from concordat.core.clock import now
from tests.web.signed_in import client_of
from tests.world import ASH, World

NEW = "chair@board.example"


def asked(world: World, found: Any, *, email: str = NEW, role: Role = Role.headteacher, place: str = ASH) -> Any:
    client = client_of(world, role, place)
    return client.post(f"/audits/returns/{found.pk}/ask-chair/", {"name": "Cora Chair", "email": email})


def newest() -> SigningLink:
    with acting_as(NOTIFIER):
        return SigningLink.objects.order_by("-pk")[0]


def mailed(kind: str) -> str:
    """What the newest letter holds: the path of the link, or the code."""
    link = newest()
    if kind == "link":
        jobs.send_signing_link(link.pk)
        letter = str(django_mail.outbox[-1].body)
        path = re.search(r"/sign/\S+/", letter)
        assert path
        return path[0]
    jobs.send_signing_code(link.pk, link.codes_sent)
    code = re.search(r"code is (\d{6})", str(django_mail.outbox[-1].body))
    assert code
    return code[1]


def proved(client: Client, path: str) -> Any:
    client.post(path)
    answer = client.post(f"{path}code/", {"code": mailed("code")})
    with acting_as(FOUNDER):  # the database's own clock stands still in a test, at its beginning
        RoleHeld.objects.filter(role=Role.governor, person__email=NEW).update(starts_at=now() - timedelta(hours=1))
    return answer
