"""Another installation: its key, packs that it signs for a setting, and a partnership here that takes them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from concordat.accounts.vocabulary import Role
from concordat.audits import operations
from concordat.audits.models import AnswerPack, AuditReturn, PackIssuer
from concordat.core.actor import acting_as
from concordat.establishments import queries as establishment_queries
from concordat.lib import answer_packs
from concordat.lib.answer_packs import keys
from concordat.questionnaires import library
from tests.world import ASH, NORTHERN, NOW, World

ELSEWHERE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
OTHERS = "Faraway Safeguarding Partnership"
EARLIER = NOW - timedelta(hours=1)


def agreed(
    world: World, *, key: Ed25519PrivateKey = ELSEWHERE, partnership: str = NORTHERN, at: datetime = EARLIER
) -> PackIssuer:
    """The partnership takes packs of the other installation."""
    manager, public = world.actor(Role.business_manager, partnership), key.public_key()
    with acting_as(manager):
        return operations.agree_issuer(
            partnership_id=world.id(partnership),
            name=OTHERS,
            public_key=keys.written(public),
            told=keys.spoken(keys.fingerprint(public)),
            by=manager,
            at=at,
        )


def scale(code: str = "rag") -> answer_packs.Scale:
    """A scale of the library in its own words."""
    colours = {row["value"]: row for row in library.scale_colours() if row["scale"] == code}
    values = tuple(
        answer_packs.Value(one.value, one.label, colours[one.value]["colour"]) for one in library.scales()[code].options
    )
    return answer_packs.Scale(code, values, next(value for value, row in colours.items() if row["established"]))


def says(value: str, expectations: str, **more: Any) -> answer_packs.Answer:
    """An answer of the pack; two editors there agreed on all that it asks."""
    given: dict[str, Any] = {"tags": "agreed", "complete": True} | more
    asked = tuple(sorted(expectations.split()))
    return answer_packs.Answer("Is it in place there?", "s1", value, date(2026, 10, 1), asked, **given)


def pack(
    world: World,
    answers: Mapping[str, answer_packs.Answer],
    *,
    setting: str = ASH,
    made_at: datetime = EARLIER,
    **changes: Any,
) -> answer_packs.Pack:
    """What the setting signed there; statements are those of `factories.carrying.tagged`."""
    used = {tag for answer in answers.values() for tag in answer.expectations}
    with acting_as(world.actor(Role.dsl, setting)):
        urn = establishment_queries.numbers_of([world.id(setting)])[world.id(setting)]
    made = answer_packs.Pack(
        partnership=OTHERS,
        of_return="77",
        audit="Faraway audit, 2026",
        urn=int(urn),
        form=answer_packs.Form("faraway-audit", "4", "Faraway audit", date(2026, 9, 1), ("KCSIE 2026",)),
        made_at=made_at,
        submitted_on=date(2026, 10, 20),
        signed=answer_packs.Signed(date(2026, 10, 12), date(2026, 10, 19), "chair"),
        scales={"s1": scale()},
        expectations={code: answer_packs.Expectation(statement(f"Thing {code}")) for code in used},
        answers=answers,
    )
    return replace(made, **changes)


def statement(text: str) -> str:
    """How a pack names what an expectation says."""
    return hashlib.sha256(text.encode()).hexdigest()


def brought(
    world: World,
    target: AuditReturn,
    given: answer_packs.Pack,
    *,
    key: Ed25519PrivateKey = ELSEWHERE,
    setting: str = ASH,
    role: Role = Role.dsl,
    at: datetime = NOW,
) -> AnswerPack:
    """The safeguarding lead has brought it in for a return."""
    by = world.actor(role, setting)
    with acting_as(by):
        return operations.keep_pack(audit_return=target, content=answer_packs.signed(given, key), by=by, at=at)
