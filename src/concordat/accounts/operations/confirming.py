"""A code by mail, and what was typed kept until the person has confirmed who they are."""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from cryptography.fernet import Fernet

from concordat.accounts import access, tokens
from concordat.accounts.models import KeptForm, MailedCode, Person
from concordat.core import jobs, journal
from concordat.core.actor import Actor
from concordat.core.problems import Problem

CODE_LASTS = timedelta(minutes=10)
TRIES = 5
CODES_AN_HOUR = 6  # with five tries each: 30 guesses an hour at a million
TYPED_IS_KEPT = timedelta(hours=12)


class CodeNotRight(Problem):
    """A code that does not open anything: wrong, used, too old, or tried too often."""


class TooManyCodes(Problem):
    """More codes within an hour than anybody needs."""


def ask_code(*, person: Person, by: Actor, at: datetime) -> MailedCode:
    """A new code goes out by mail; one asked for before stops working."""
    access.require(by, "accounts.confirm_own_sign_in")
    # Two requests at once count one after the other: the person's row is the queue.
    Person.objects.select_for_update().get(pk=person.pk)
    if MailedCode.objects.filter(person=person, asked_at__gt=at - timedelta(hours=1)).count() >= CODES_AN_HOUR:
        raise TooManyCodes("We have sent you many codes already. Wait an hour, then ask for a new one.")
    nonce = secrets.token_hex(16)
    made = MailedCode(
        person=person,
        nonce=nonce,
        code_hash=tokens.hash_of_code(nonce, tokens.code_for(nonce)),
        asked_at=at,
        expires_at=at + CODE_LASTS,
    )
    with journal.entry("accounts.code.asked", by=by, at=at, about=made):
        made.save(force_insert=True)
    jobs.defer("accounts.send_code", code_id=made.pk)
    return made


def use_code(*, person: Person, typed: str, by: Actor, at: datetime) -> None:
    """The newest code, once, with few tries. Raises `CodeNotRight`; the try counts, so the caller must not undo it."""
    access.require(by, "accounts.confirm_own_sign_in")
    found = MailedCode.objects.select_for_update().filter(person=person).order_by("-asked_at", "-pk").first()
    if found is None or found.used_at is not None or found.expires_at <= at or found.tries >= TRIES:
        raise CodeNotRight("This code does not work any more. Ask for a new one.")
    digits = "".join(letter for letter in typed if letter.isascii() and letter.isdecimal())[:20]
    if not hmac.compare_digest(tokens.hash_of_code(found.nonce, digits), bytes(found.code_hash)):
        MailedCode.objects.filter(pk=found.pk).update(tries=found.tries + 1)
        raise CodeNotRight("That is not the code we sent last. Look at the newest letter, or ask for a new code.")
    with journal.entry("accounts.code.used", by=by, at=at, about=found):
        found.used_at = at
        found.save(update_fields=["used_at"])


def keep_typed(*, path: str, typed: Sequence[tuple[str, str]], by: Actor, at: datetime) -> None:
    """What was typed on a page waits for the person; a page that is left twice keeps what was typed last."""
    access.require(by, "accounts.confirm_own_sign_in")
    assert by.person_id is not None
    sealed = Fernet(tokens.kept_form_key()).encrypt(json.dumps(list(typed)).encode()).decode()
    kept, _ = KeptForm.objects.get_or_create(
        person_id=by.person_id,
        path=path,
        defaults={"typed": sealed, "kept_at": at, "expires_at": at + TYPED_IS_KEPT},
    )
    with journal.entry("accounts.form.kept", by=by, at=at, about=kept):
        kept.typed, kept.kept_at, kept.expires_at = sealed, at, at + TYPED_IS_KEPT
        kept.save(update_fields=["typed", "kept_at", "expires_at"])


def forget_confirmations(*, by: Actor, at: datetime) -> int:
    """Codes and kept forms a day after they ended; says how many."""
    access.require(by, "accounts.forget_confirmations")
    codes, _ = MailedCode.objects.filter(expires_at__lte=at - timedelta(days=1)).delete()
    forms, _ = KeptForm.objects.filter(expires_at__lte=at).delete()
    return codes + forms
