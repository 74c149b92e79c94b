"""A trust says something for its schools, signs it, and opens it again. Only a school's people answer a return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from concordat.audits import trust_access as access
from concordat.audits import trust_rules as rules
from concordat.audits.models import TrustAnswer, TrustAudit, TrustSignature
from concordat.audits.trust_rules import Signing
from concordat.audits.trusts import answers as find
from concordat.core import clock, journal
from concordat.core.actor import Actor
from concordat.core.problems import Problem


class TrustNotPossible(Problem):
    """Something that a trust cannot say, or not this way."""


@dataclass(frozen=True)
class Said:
    """What came with the page for a question: the value chosen, nothing where each school answers, what was shown."""

    choice: str
    was: int = 0


@dataclass(frozen=True)
class SaidBefore:
    """Somebody else of the trust said something after the page was shown; it stands."""

    question: str
    theirs: str


@dataclass(frozen=True)
class Kept:
    """What a save did."""

    changed: tuple[str, ...]
    conflicts: tuple[SaidBefore, ...]


def begin_trust_audit(*, trust_id: int, form_version_id: int, title: str, by: Actor, at: datetime) -> TrustAudit:
    """Begin to answer, once for all schools, a form that they are asked with."""
    made = TrustAudit(trust_id=trust_id, form_version_id=form_version_id, title=" ".join(title.split())[:150])
    access.require(by, "audits.answer_for_trust", made)
    if form_version_id not in {version for version, _, _ in find.forms_asked(by, trust_id)}:
        raise TrustNotPossible("Choose a form that an open audit asks your schools with.")
    if not made.title:
        raise TrustNotPossible("Give these answers a title, such as Trust answers 2026 to 2027.")
    same = TrustAudit.objects.filter(trust_id=trust_id, form_version_id=form_version_id, title=made.title).first()
    if same is not None:
        return same
    made.made_by_id, made.made_at = person(by), at
    details = {"form_version": form_version_id}
    try:
        with transaction.atomic(), journal.entry("audits.trust.begun", by=by, at=at, about=made, details=details):
            made.save(force_insert=True)
    except IntegrityError:  # a colleague has begun the same at this moment
        return TrustAudit.objects.get(trust_id=trust_id, form_version_id=form_version_id, title=made.title)
    return made


def save_trust_answers(*, trust_audit: TrustAudit, posted: Mapping[str, Said], by: Actor, at: datetime) -> Kept:
    """Keep what the trust says for all its schools; nothing of a page where somebody else said something meanwhile."""
    access.require(by, "audits.answer_for_trust", trust_audit)
    trust_audit = find.lock(trust_audit)
    rules.require_draft(trust_audit.state)
    if trust_audit.brought_in:
        raise TrustNotPossible("This audit came from a file. Bring the changed file in instead.")
    _require_on_scale(trust_audit, posted)
    now = find.said_for_all(trust_audit)
    to_write: list[TrustAnswer] = []
    conflicts: list[SaidBefore] = []
    for code, said in posted.items():
        there = now.get(code)
        stands = str(there.value.get("choice", "")) if there else ""
        if said.choice == stands:
            continue
        if said.was != (there.version if there else 0):
            conflicts.append(SaidBefore(code, stands))
            continue
        row = there or TrustAnswer(
            trust_audit=trust_audit, trust_id=trust_audit.trust_id, question=code, value={}, version=0
        )
        row.value, row.version = ({"choice": said.choice} if said.choice else {}), row.version + 1
        row.answered_by_id, row.answered_at = person(by), at
        to_write.append(row)
    if conflicts:
        return Kept((), tuple(conflicts))
    if to_write:
        with journal.entry("audits.trust.said", by=by, at=at, about=trust_audit, details={"answers": len(to_write)}):
            for row in to_write:
                row.save()
    return Kept(tuple(row.question for row in to_write), ())


def _require_on_scale(trust_audit: TrustAudit, posted: Mapping[str, Said]) -> None:
    questions = find.form_of(trust_audit).questions
    for code, said in posted.items():
        question = questions.get(code)
        part = question.choice_part if question is not None and find.rated(question) else None
        if part is None or (said.choice and part.option(said.choice) is None):
            raise TrustNotPossible("This page is not of this form. Go back and open the section again.")


def sign_trust_audit(
    *, trust_audit: TrustAudit, signing: Signing | None, shown: str, by: Actor, at: datetime
) -> TrustAudit:
    """Sign for the trust: its schools read it from now on, and each confirms or says otherwise itself.

    `shown` is the digest of the answers that the signer looked at.

    Where a file brought in signatures school by school, those stand: `signing` is not asked, and none is added.
    """
    access.require(by, "audits.answer_for_trust", trust_audit)
    trust_audit = find.lock(trust_audit)
    rules.require_draft(trust_audit.state)
    rules.require_answered(len(find.said(trust_audit)))
    brought_in = find.signatures_of(trust_audit)
    if not brought_in:
        rules.require_signable(signing, today=clock.day_of(at))
    if shown != find.digest_of(trust_audit):
        raise TrustNotPossible("These answers were changed after you opened this page. Read them again, then sign.")
    with journal.entry("audits.trust.signed", by=by, at=at, about=trust_audit):
        if signing is not None and not brought_in:
            TrustSignature.objects.create(
                trust_audit=trust_audit,
                trust_id=trust_audit.trust_id,
                signed_name=" ".join(signing.name.split())[:150],
                signed_on=signing.on,
                board_on=signing.board_on,
                minute_number=signing.minute_number.strip()[:40],
                recorded_by_id=person(by),
                recorded_at=at,
            )
        _take_the_place(trust_audit, at=at)
        trust_audit.state = "signed"
        trust_audit.save(update_fields=["state"])
    return trust_audit


def _take_the_place(trust_audit: TrustAudit, *, at: datetime) -> None:
    """A changed file has another version of the same form: what was signed before says nothing any more."""
    if trust_audit.brought_in:
        same = TrustAudit.objects.filter(
            trust_id=trust_audit.trust_id,
            brought_in=True,
            state="signed",
            form_version__form__versions=trust_audit.form_version_id,
        )
        gone = list(same.exclude(pk=trust_audit.pk).values_list("pk", flat=True))
        TrustSignature.objects.filter(trust_audit__in=gone, withdrawn_at=None).update(withdrawn_at=at)
        TrustAudit.objects.filter(pk__in=gone).update(state="draft")


def reopen_trust_audit(*, trust_audit: TrustAudit, by: Actor, at: datetime) -> TrustAudit:
    """Open signed answers again: the signature ends, and nothing of them is ready anywhere until they are signed."""
    access.require(by, "audits.answer_for_trust", trust_audit)
    trust_audit = find.lock(trust_audit)
    rules.require_signed(trust_audit.state)
    with journal.entry("audits.trust.reopened", by=by, at=at, about=trust_audit):
        of_all = TrustSignature.objects.filter(trust_audit=trust_audit, establishment_id=None, withdrawn_at=None)
        of_all.update(withdrawn_at=at)  # those of single schools came with a file, and end when it is brought in anew
        trust_audit.state = "draft"
        trust_audit.save(update_fields=["state"])
    return trust_audit


def person(by: Actor) -> int:
    """Only a person says something for a trust."""
    if by.person_id is None:
        raise TrustNotPossible("A person says this, never the system.")
    return by.person_id
