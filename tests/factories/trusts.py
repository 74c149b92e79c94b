"""A trust that says something for its schools: begun, answered and signed by its safeguarding lead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from concordat.accounts.vocabulary import Role
from concordat.audits import operations as audit_operations
from concordat.audits.carrying.known import known_of
from concordat.audits.models import TrustAudit
from concordat.audits.operations import Shown
from concordat.audits.operations import trust_sheets as sheet_operations
from concordat.audits.operations import trusts as operations
from concordat.audits.operations.trusts import Said
from concordat.audits.trust_rules import Signing
from concordat.audits.trusts import answers as find
from concordat.audits.trusts.filling import Filled, filled_by
from concordat.audits.trusts.levels import read
from concordat.audits.trusts.sheets import read_sheet
from concordat.core.actor import Actor, acting_as
from concordat.establishments import queries as establishment_queries
from concordat.lib.contact_list import Place
from tests.factories import audits
from tests.world import BEECH, NOW, TRUST, World

TODAY = NOW.date()
TITLE = "Trust answers"


def lead(world: World) -> Actor:
    """The trust's safeguarding lead."""
    return world.actor(Role.trust_safeguarding_lead, TRUST)


def said(
    world: World, chosen: Mapping[str, str], *, school: str = BEECH, title: str = TITLE, at: datetime = NOW
) -> TrustAudit:
    """What the trust says for all its schools of the form that this school is asked with; nobody has signed yet."""
    version = audits.return_of(world, school).form_version_id
    by = lead(world)
    with acting_as(by, at=at):
        made = operations.begin_trust_audit(
            trust_id=world.id(TRUST), form_version_id=version, title=title, by=by, at=at
        )
    say(world, made, chosen, at=at)
    with acting_as(by, at=at):
        return find.audit_for(by, made.pk)


def on_any_form(world: World, version: int, *, at: datetime = NOW) -> TrustAudit:
    """A draft, whoever is asked with the form: for pages that only have to be there."""
    by = lead(world)
    with acting_as(by, at=at):
        return TrustAudit.objects.create(
            trust_id=world.id(TRUST),
            form_version_id=version,
            title=TITLE,
            made_by_id=by.person_id or 0,
            made_at=at,
        )


def say(world: World, made: TrustAudit, chosen: Mapping[str, str], *, at: datetime = NOW) -> None:
    """More of it."""
    by = lead(world)
    with acting_as(by, at=at):
        stands = find.said_for_all(made)
        posted = {code: Said(value, stands[code].version if code in stands else 0) for code, value in chosen.items()}
        done = operations.save_trust_answers(trust_audit=made, posted=posted, by=by, at=at)
        assert done.conflicts == ()


def sign(
    world: World, made: TrustAudit, *, on: date | None = None, board_on: date | None = None, at: datetime = NOW
) -> TrustAudit:
    """Signed by the lead."""
    by = lead(world)
    signing = Signing(by.name, on or at.date(), board_on, "12" if board_on else "")
    with acting_as(by, at=at):
        return operations.sign_trust_audit(trust_audit=made, signing=signing, shown=find.digest_of(made), by=by, at=at)


def reopen(world: World, made: TrustAudit, *, at: datetime = NOW) -> TrustAudit:
    """Opened again by the lead."""
    by = lead(world)
    with acting_as(by, at=at):
        return operations.reopen_trust_audit(trust_audit=made, by=by, at=at)


def signed(
    world: World,
    chosen: Mapping[str, str],
    *,
    on: date | None = None,
    board_on: date | None = TODAY,
    at: datetime = NOW,
) -> TrustAudit:
    """The same, signed and approved by the board."""
    return sign(world, said(world, chosen, at=at), on=on, board_on=board_on, at=at)


def confirmed(world: World, school: str, *, at: datetime = NOW) -> None:
    """The school's safeguarding lead confirms all that is ready in its return."""
    found, dsl = audits.return_of(world, school), world.actor(Role.dsl, school)
    with acting_as(dsl, at=at):
        ready = known_of(dsl, found, on=at.date()).to_confirm
        shown = {code: Shown(one.mark) for code, one in ready.items()}
        audit_operations.confirm_ready(audit_return=found, shown=shown, by=dsl, at=at)


def brought_in(
    world: World, rows: Sequence[Sequence[str]], *, title: str, by: Actor | None = None, at: datetime = NOW
) -> TrustAudit:
    """A file of these rows brought in, not signed."""
    actor = by or lead(world)
    with acting_as(actor, at=at):
        schools = establishment_queries.schools_of_trust(world.id(TRUST), at.date())
        places = [Place(one.id, one.name, (str(one.urn),)) for one, _ in schools]
        numbered = [(number, list(row)) for number, row in enumerate(rows, start=1)]
        sheet = read_sheet(numbered, places, today=at.date())
        return sheet_operations.bring_in_trust_audit(
            trust_id=world.id(TRUST), title=title, sheet=sheet, by=actor, at=at
        )


def filled(actor: Actor, trust_audit_id: int, *, on: date) -> list[Filled]:
    """What an audit of the trust fills, as its page counts it."""
    found = find.audit_for(actor, trust_audit_id)
    return filled_by(read(actor, found), found, find.said(found).values(), find.signatures_of(found), on=on)
