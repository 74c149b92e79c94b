"""Letters with codes and people who ask."""

from __future__ import annotations

from datetime import datetime

from concordat.accounts import operations as account_operations
from concordat.accounts.models import Organisation, RoleHeld
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import SETTING_KEEPERS, Role
from concordat.core.actor import acting_as
from concordat.joining import codes, operations
from concordat.joining.access import FRONT_DESK
from concordat.joining.models import ClaimCode, JoinRequest
from tests.factories import organisations
from tests.world import ASH, NORTH, NORTHERN, World


def without_keepers(world: World, place: str, *, at: datetime) -> None:
    """Whoever kept the setting's accounts has left."""
    with acting_as(FOUNDER):
        for held in RoleHeld.objects.filter(organisation=world.id(place), role__in=SETTING_KEEPERS, ends_at=None):
            account_operations.end_role(held=held, by=FOUNDER, at=at)


def a_new_setting(world: World, name: str = "Elm Primary School", *, website: str = "") -> int:
    """A setting of the north where nobody has ever been; its id."""
    with acting_as(FOUNDER):
        area = Organisation.objects.get(pk=world.id(NORTH))
        made = organisations.establishment(area, name, website=website, telephone="01924555123")
    world.places[name] = made.pk
    return int(made.pk)


def a_letter(world: World, place: str = ASH, *, at: datetime) -> tuple[ClaimCode, str]:
    """A letter to a setting and the code that it shows."""
    office = world.actor(Role.business_manager, NORTHERN)
    with acting_as(office):
        run = operations.make_letters(
            partnership_id=world.id(NORTHERN), establishment_ids=[world.id(place)], by=office, at=at
        )
        claim = ClaimCode.objects.get(run=run)
        return claim, codes.code_for(claim.pk, claim.nonce)


def asked(
    world: World, place: str = ASH, *, email: str = "ned@new.example", role: Role = Role.dsl, at: datetime
) -> JoinRequest:
    """Somebody asked without a letter; the mailbox is not proved."""
    with acting_as(FRONT_DESK):
        operations.ask_to_join(
            establishment_id=world.id(place), role=role, name="Ned New", email=email, by=FRONT_DESK, at=at
        )
        return JoinRequest.objects.get(establishment=world.id(place), email__iexact=email, decided_at=None)


def proved(
    world: World, place: str = ASH, *, email: str = "ned@new.example", role: Role = Role.dsl, at: datetime
) -> JoinRequest:
    """The same with the mailbox proved."""
    request = asked(world, place, email=email, role=role, at=at)
    with acting_as(FRONT_DESK):
        operations.prove_mailbox(token=codes.token_for(request.pk, request.nonce), by=FRONT_DESK, at=at)
        return JoinRequest.objects.get(pk=request.pk)
