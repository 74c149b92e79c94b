"""The demo's named settings: most have signed, some under earlier words only, some are half-way, a few not reached."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from concordat.accounts import queries as account_queries
from concordat.accounts.vocabulary import Role
from concordat.core import mail
from concordat.core.actor import Actor, acting_as
from concordat.core.clock import day_of
from concordat.core.mail import Letter
from concordat.partnership import operations, rules
from concordat.partnership import queries as partnership_queries
from concordat.partnership.duties import tracking
from concordat.partnership.vocabulary import SIGNER_ROLES, SignerKind

People = Mapping[Role, Actor]
POSTMAN = Actor.system_named("worklist.postman")


def signed_duties(partnership_id: int, office: Actor, settings: Mapping[int, People], *, now: datetime) -> None:
    """Two statements, half a year apart, and what the settings did under each."""
    before, after = now - timedelta(days=190), now - timedelta(days=33)
    _publish(partnership_id, office, before, afresh=True)
    every = list(enumerate(settings.items()))
    for place, (setting, people) in every:
        if _is_out_of_date(place):
            _sign(setting, people, tuple(SignerKind), before + timedelta(days=4))
    _publish(partnership_id, office, after, afresh=False)
    for place, (setting, people) in every:
        at = after + timedelta(days=2 + place % 20, minutes=place)
        if _is_out_of_date(place):
            continue
        if _is_silent(place):
            if place % 2:
                _comes_back(setting, people, at)
        elif place % 15 == 8:
            _open(setting, people[Role.dsl], at)
        else:
            kinds = (SignerKind.head,) if place % 15 == 11 else tuple(SignerKind)
            _sign(setting, people, kinds, at)


def _is_out_of_date(place: int) -> bool:
    return place % 12 == 5


def _is_silent(place: int) -> bool:
    return place % 23 in (3, 4)


def _publish(partnership_id: int, office: Actor, at: datetime, *, afresh: bool) -> None:
    with acting_as(office, at=at):
        made = partnership_queries.partnership(partnership_id)
        draft = operations.begin_statement(partnership=made, afresh=afresh, by=office, at=at)
        operations.publish_statement(partnership=made, seen=draft.digest, by=office, at=at)


def _open(setting: int, by: Actor, at: datetime) -> None:
    with acting_as(by, at=at):
        naming = tracking.naming_of(setting, day_of(at))
        if naming is not None:
            operations.open_arrangements(naming=naming, by=by, at=at)


def _sign(setting: int, people: People, kinds: tuple[SignerKind, ...], at: datetime) -> None:
    """The head reads, acknowledges and signs; the governor signs what the head has read."""
    with acting_as(people[Role.headteacher], at=at) as head:
        naming = tracking.naming_of(setting, day_of(at))
        if naming is None:
            return
        found = tracking.in_force(naming.partnership_id, day_of(at))
        assert found.arrangements is not None
        assert found.statement is not None
        operations.acknowledge_arrangements(naming=naming, arrangements_id=found.arrangements.pk, by=head, at=at)
    digest = rules.digest_of_text(tracking.text_of(found.statement, naming.establishment.type_code))
    for kind in kinds:
        with acting_as(people[SIGNER_ROLES[kind]], at=at) as by:
            operations.sign_duties(
                naming=naming, statement_id=found.statement.pk, digest=digest, kind=kind, by=by, at=at
            )


def _comes_back(setting: int, people: People, at: datetime) -> None:
    """The notice to the chair of a setting did not arrive."""
    chair = people[Role.governor]
    with acting_as(chair, at=at):
        address = account_queries.own_address(chair)
    letter = Letter(f"demo-notice-{setting}", address, "", (), "worklist.digest", organisation_id=setting)
    with acting_as(POSTMAN, at=at):
        mail.keep_on_record(letter, state=mail.State.bounced, at=at)
