"""A chair behind a signing link gets rows about that one return, of whatever table of audits, and no other row."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection, models, transaction

from concordat.accounts.vocabulary import Role
from concordat.audits import by_link, operations
from concordat.audits.evidence_rules import Said
from concordat.audits.models import AuditReturn, PastFact, PilotNote, SigningLink
from concordat.audits.vocabulary import EvidenceKind, RequestKind, Sharing
from concordat.core.actor import Actor, acting_as
from concordat.core.clock import now
from tests.factories import audits, carrying, checking
from tests.factories import pairing as pair_up
from tests.world import ASH, NORTHERN, NOW, World, name_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MODELS = [model for model in apps.get_app_config("audits").get_models() if not model._meta.proxy]
# What a return cannot be shown without, and whose rows are found by another column.
NEEDED = {
    "audits_auditcycle": "id <> (select cycle_id from audits_auditreturn where id = {0})",
    "audits_cycleform": "cycle_id <> (select cycle_id from audits_auditreturn where id = {0})",
    "audits_evidencecontent": "evidence_id not in (select id from audits_evidence where audit_return_id = {0})",
}


def about(model: type[models.Model]) -> str:
    """The column that says which return a row is about; empty where none does."""
    if model._meta.db_table in ("audits_auditreturn", "audits_auditreturnevent"):
        return "id"
    columns = {field.column for field in model._meta.concrete_fields}
    return "audit_return_id" if "audit_return_id" in columns else ""


def rows(model: type[models.Model], besides: int) -> tuple[int, int]:
    """How many rows there are, and how many of them are about no return or another one."""
    column = about(model)
    other = f"{column} is distinct from {int(besides)}" if column else "true"
    other = NEEDED.get(model._meta.db_table, other).format(int(besides))
    with connection.cursor() as cursor:
        cursor.execute(f'select count(*), count(*) filter (where {other}) from "{model._meta.db_table}"')
        every, others = cursor.fetchone()
    return every, others


def asked_for(found: AuditReturn, dsl: Actor) -> None:
    """A setting asks the partnership for something about a return, and shows something for it."""
    said = Said(EvidenceKind.link, "Policy", link="https://ash.example/policy")
    with acting_as(dsl):
        operations.ask_partnership(
            audit_return=found, kind=RequestKind.exemption, why="A fire", until=None, by=dsl, at=NOW
        )
        operations.add_evidence(
            audit_return=found, question="", said=said, shared=Sharing.partnership, file=None, by=dsl, at=NOW
        )


def filled(world: World) -> SigningLink:
    """Everything about a return of Ash that a chair reads, and a link to sign another one."""
    pair_up.looked_back(world)  # the returns of Ash and Beech are accepted, and the two are a pair
    found = audits.return_of(world, ASH)
    with acting_as(checking.office(world), at=checking.LATER) as by:  # before anybody has rated it
        operations.reopen_submitted(audit_return=found, reason="Once more", by=by, at=checking.LATER)
    asked_for(audits.return_of(world, ASH), world.actor(Role.dsl, ASH))
    audits.signed_and_submitted(world, ASH, at=checking.LATER)
    found = audits.return_of(world, ASH)
    checking.shared_out(world, found.cycle)
    checking.rated(world, checking.moderation_of(world, ASH), checking.lead(world), worse=2)
    checking.drawn(world, found.cycle)
    checking.visited(world, checking.booked(world, ASH))
    checking.told(world, ASH)
    dsl, head, chair = (world.actor(role, ASH) for role in (Role.dsl, Role.headteacher, Role.governor))
    with acting_as(head, at=checking.LATER):
        operations.represent(audit_return=found, why="A1.1 is green.", by=head, at=checking.LATER)
    checking.recommended(world)
    with acting_as(world.actor(Role.business_manager, NORTHERN)):
        PastFact.objects.create(
            establishment_id=found.establishment_id,
            partnership_id=found.partnership_id,
            year="2025 to 2026",
            kind="note",
            label="Returned",
            text="Yes",
            brought_in_at=NOW,
        )
    target = carrying.asked_again(world)
    asked_for(target, dsl)
    with acting_as(dsl):
        PilotNote.objects.create(
            audit_return=found,
            establishment_id=found.establishment_id,
            partnership_id=found.partnership_id,
            said_by_id=world.people[name_of(Role.dsl, ASH)],
            said_name=dsl.name,
            said_at=NOW,
        )
    with acting_as(head):
        assert head.person_id is not None
        made = SigningLink(
            audit_return=target,
            establishment_id=target.establishment_id,
            email="chair@ash.example",
            name=chair.name,
            person_id=world.people[name_of(Role.governor, ASH)],
            answers_digest="x",
            nonce="x",
            token_hash=b"x",
            asked_by_id=head.person_id,
            asked_at=now(),
            expires_at=now() + timedelta(days=14),
        )
        made.save(force_insert=True)
    return made


def test_no_table_of_audits_shows_more_than_the_return_to_sign(world: World) -> None:
    link = filled(world)
    whole = Actor(link.person_id, link.name)
    with acting_as(whole):
        there = {model._meta.db_table: rows(model, link.audit_return_id)[1] for model in MODELS}
    told = {name for name, others in there.items() if others}
    assert {  # so that what is not shown below is something
        "audits_auditcycle", "audits_auditreturn", "audits_answer", "audits_feedback", "audits_moderatedrating",
        "audits_visit", "audits_visitrating", "audits_representation", "audits_plannedaction", "audits_recommendation",
        "audits_pairinggroup", "audits_pairingmember", "audits_pairingnote", "audits_pairingoffer",
        "audits_pairinground", "audits_pairingsaid", "audits_pastfact", "audits_pilotnote", "audits_evidence",
        "audits_evidencecontent", "audits_returnrequest", "audits_returndecision",
    } <= told  # fmt: skip
    with transaction.atomic(), by_link.chair_by(link):
        assert rows(apps.get_model("audits", "AuditReturn"), link.audit_return_id) == (1, 0)
        for model in MODELS:
            assert rows(model, link.audit_return_id)[1] == 0, model._meta.db_table
