"""Both who kept a setting's accounts have left: one officer rings, a second confirms, a new keeper is invited."""

from __future__ import annotations

import re
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from concordat.accounts import operations as account_operations
from concordat.accounts import queries as account_queries
from concordat.accounts.vocabulary import SETTING_KEEPERS, Role
from concordat.core import journal
from concordat.core.actor import Actor
from concordat.core.problems import Problem
from concordat.establishments import queries as establishment_queries
from concordat.joining import access
from concordat.joining.models import CallBack
from concordat.joining.rules import why_not_this_officer, why_not_to_call
from concordat.joining.vocabulary import CALL_SOURCES

REGISTER = "register"
NUMBER = re.compile(r"[0-9 +()-]{9,30}")


class CallBackNotPossible(Problem):
    """A call that cannot be noted or confirmed so."""


def note_call(
    *,
    establishment_id: int,
    number: str,
    source: str,
    spoke_with: str,
    spoke_as: str,
    name: str,
    email: str,
    role: str,
    by: Actor,
    at: datetime,
) -> CallBack:
    """An officer rang the setting and was told who keeps its accounts from now on. Nobody is invited yet.

    A number that is said to be the register's is the register's.
    """
    setting = establishment_queries.establishment(establishment_id)
    access.require(by, "joining.call_back", setting)
    _require_deserted(establishment_id, at=at)
    said = setting.telephone if source == REGISTER else number.strip()
    if source not in dict(CALL_SOURCES) or not NUMBER.fullmatch(said):
        raise CallBackNotPossible("Say which number you rang, and where you found it: never in a mail that asks.")
    if role not in SETTING_KEEPERS:
        raise CallBackNotPossible("A keeper is the head, the safeguarding lead or the school business manager.")
    try:
        validate_email(email.strip())
    except ValidationError as wrong:
        raise CallBackNotPossible("Give a mail address such as name@school.example.") from wrong
    assert by.person_id is not None
    made = CallBack(
        establishment_id=establishment_id,
        number=said,
        source=source,
        called_at=at,
        called_by_id=by.person_id,
        spoke_with=spoke_with.strip(),
        spoke_as=spoke_as.strip(),
        name=name.strip(),
        email=email.strip(),
        role=role,
    )
    with journal.entry("joining.call.noted", by=by, at=at, about=made, details={"source": source, "role": role}):
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError as clash:
            raise CallBackNotPossible("A call to this setting waits for a second officer already.") from clash
    return made


def confirm_call(*, call: CallBack, by: Actor, at: datetime) -> None:
    """A second officer read the note: the new keeper is invited."""
    call = _open(call, by=by)
    _require_deserted(call.establishment_id, at=at)
    with journal.entry("joining.call.confirmed", by=by, at=at, about=call, details={"role": call.role}):
        invitation = account_operations.invite_person(
            organisation=call.establishment.organisation,
            role=Role(call.role),
            name=call.name,
            email=call.email,
            by=by,
            at=at,
            called_back=True,
        )
        _decide(call, confirmed=True, invitation_id=invitation.pk, by=by, at=at)


def refuse_call(*, call: CallBack, by: Actor, at: datetime) -> None:
    """The note does not convince the second officer: nobody is invited, and the setting is rung again."""
    call = _open(call, by=by)
    with journal.entry("joining.call.refused", by=by, at=at, about=call):
        _decide(call, confirmed=False, invitation_id=None, by=by, at=at)


def _open(call: CallBack, *, by: Actor) -> CallBack:
    access.require(by, "joining.call_back", call.establishment)
    locked = (
        CallBack.objects.select_for_update(of=("self",)).select_related("establishment__organisation").get(pk=call.pk)
    )
    if locked.decided_at is not None:
        raise CallBackNotPossible("Somebody has decided about this call already.")
    if why := why_not_this_officer(called_by=locked.called_by_id, officer=by.person_id):
        raise CallBackNotPossible(why)
    return locked


def _decide(call: CallBack, *, confirmed: bool, invitation_id: int | None, by: Actor, at: datetime) -> None:
    call.decided_at, call.decided_by_id, call.confirmed, call.invitation_id = at, by.person_id, confirmed, invitation_id
    call.save(update_fields=["decided_at", "decided_by", "confirmed", "invitation_id"])


def _require_deserted(establishment_id: int, *, at: datetime) -> None:
    keepers = account_queries.holders_at([establishment_id], *SETTING_KEEPERS, at=at).get(establishment_id, set())
    left = account_queries.left_by_all([establishment_id], *SETTING_KEEPERS, at=at)
    if why := why_not_to_call(keepers=len(keepers), had_keepers=bool(left) or bool(keepers)):
        raise CallBackNotPossible(why)
