"""The office's side of coding: opened, started, let code again, frozen or closed without a result (D2X-WAK-3).

No operation returns a note, and none writes one anywhere: what is kept are codes, versions and counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from concordat.audits import coding_access as access
from concordat.audits import coding_rules as rules
from concordat.audits.checking import withheld
from concordat.audits.coding import counted, standing
from concordat.audits.coding.codebook import codebook_of, suggested_on
from concordat.audits.coding.compared import compared
from concordat.audits.coding.subjects import subjects_of
from concordat.audits.coding_rules import Entry
from concordat.audits.models import AuditCycle, Coding, CodingCode, CodingCoder, CodingResult
from concordat.core import clock, journal
from concordat.core.actor import Actor
from concordat.core.problems import Problem

FROZEN = "This coding is frozen. Nothing of it changes any more."
CLOSED = "This coding was closed without a result. Open a new one."
ELSEWHERE = "This was changed in another window. Look at what stands, then save again."


class CodingNotPossible(Problem):
    """Something about a coding that cannot be done so."""


def open_coding(*, cycle: AuditCycle, subject: str, coder_ids: Sequence[int], by: Actor, at: datetime) -> Coding:
    """Open a coding of a question, with the suggested codes of the day and two people of the team."""
    access.require(by, "audits.keep_coding", cycle)
    chosen = subjects_of(by, cycle).get(subject)
    if chosen is None:
        raise CodingNotPossible("Choose a question of this audit.")
    names = _coders(cycle, coder_ids, by=by, at=at)
    edition, entries = suggested_on(clock.day_of(at))
    assert by.person_id is not None
    made = Coding(
        cycle=cycle,
        partnership_id=cycle.partnership_id,
        subject=chosen.key,
        title=chosen.title[:500],
        questions=list(chosen.questions),
        answers=list(chosen.answers),
        suggested_on=edition,
        opened_by_id=by.person_id,
        opened_at=at,
    )
    with journal.entry("audits.coding.opened", by=by, at=at, about=made, details={"subject": chosen.key}):
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError as clash:
            raise CodingNotPossible("This question is being coded already. Look at the list.") from clash
        _write_codes(made, entries)
        CodingCoder.objects.bulk_create(
            CodingCoder(coding=made, partnership_id=made.partnership_id, person_id=person, name=name, position=position)
            for position, (person, name) in enumerate(names.items(), start=1)
        )
    return made


def change_codebook(*, coding: Coding, entries: Sequence[Entry], was: int, by: Actor, at: datetime) -> Coding:
    """Other codes, titles, descriptions or words, before coding starts. `was` is the version that the page showed."""
    access.require(by, "audits.keep_coding", coding)
    if wrong := rules.why_not_codebook(entries):
        raise CodingNotPossible(wrong)
    with transaction.atomic():
        found = locked(coding)
        if found.started_at is not None:
            raise CodingNotPossible("Coding has started, so the codebook stays as it is.")
        if found.codebook_version != was:
            raise CodingNotPossible(ELSEWHERE)
        if tuple(entries) == codebook_of(by, found):
            return found
        details = {"version": was + 1, "codes": len(entries)}
        with journal.entry("audits.coding.codebook_changed", by=by, at=at, about=found, details=details):
            CodingCode.objects.filter(coding=found).delete()
            _write_codes(found, entries)
            found.codebook_version = was + 1
            found.save(update_fields=["codebook_version"])
    return found


def start_coding(*, coding: Coding, by: Actor, at: datetime) -> Coding:
    """From now on the two code; the codebook stays as it is. Starting again changes nothing."""
    access.require(by, "audits.keep_coding", coding)
    with transaction.atomic():
        found = locked(coding)
        if found.started_at is not None:
            return found
        with journal.entry("audits.coding.started", by=by, at=at, about=found):
            found.started_at = at
            found.save(update_fields=["started_at"])
    return found


def code_again(*, coding: Coding, by: Actor, at: datetime) -> Coding:
    """Both code what is new or changed, apart from each other again; what both gave apart stays (a trigger)."""
    access.require(by, "audits.keep_coding", coding)
    with transaction.atomic():
        found = locked(coding)
        with journal.entry("audits.coding.reopened", by=by, at=at, about=found):
            CodingCoder.objects.filter(coding=found, done_at__isnull=False).update(done_at=None)
    return found


def freeze_coding(*, coding: Coding, by: Actor, at: datetime) -> CodingResult:
    """Keep what stands, with its date and codebook; from now on nothing of it changes."""
    access.require(by, "audits.keep_coding", coding)
    with transaction.atomic():
        found = locked(coding)
        withheld.require_whole(by, found.cycle)
        both = compared(by, found, compared_coders(by, found))
        if left := len(both.unsettled):
            what = "1 note is" if left == 1 else f"{left} notes are"
            raise CodingNotPossible(f"{what} not settled yet.")
        if not both.both:
            raise CodingNotPossible("No note is as it was when both coded it. Let the notes be coded again.")
        figures = counted.figures(both, threshold=found.cycle.partnership.smallest_group)
        assert by.person_id is not None
        made = CodingResult(
            coding=found,
            partnership_id=found.partnership_id,
            codebook_version=found.codebook_version,
            figures=figures,
            frozen_by_id=by.person_id,
            frozen_name=by.name,
            frozen_at=at,
        )
        details = {"notes": figures["notes"], "left_out": figures["left_out"]}
        with journal.entry("audits.coding.frozen", by=by, at=at, about=found, details=details):
            made.save(force_insert=True)
            found.closed_at = at
            found.save(update_fields=["closed_at"])
    return made


def close_coding(*, coding: Coding, reason: str, by: Actor, at: datetime) -> Coding:
    """Close a coding without a result: the wrong question, or a coder who has left. The question can be coded anew."""
    access.require(by, "audits.keep_coding", coding)
    if wrong := rules.why_not_closed(reason):
        raise CodingNotPossible(wrong)
    with transaction.atomic():
        found = locked(coding)
        with journal.entry("audits.coding.closed", by=by, at=at, about=found):
            found.closed_at, found.closed_by_id = at, by.person_id
            found.closed_name, found.closed_reason = by.name, reason.strip()
            found.save(update_fields=["closed_at", "closed_by", "closed_name", "closed_reason"])
    return found


def locked(coding: Coding) -> Coding:
    """One after the other: whoever saves, finishes, settles or freezes waits for the one before."""
    found = (
        Coding.objects.select_for_update(of=("self",)).select_related("cycle__partnership").filter(pk=coding.pk).first()
    )
    if found is None or found.closed_at is not None:
        is_frozen = CodingResult.objects.filter(coding_id=coding.pk).exists()
        raise CodingNotPossible(FROZEN if is_frozen else CLOSED)
    return found


def compared_coders(by: Actor, coding: Coding) -> list[CodingCoder]:
    """The two, who have both finished; raises where one has not."""
    coders = list(access.visible_coders(by).filter(coding=coding).order_by("position"))
    if any(one.done_at is None for one in coders):
        raise CodingNotPossible("Both have to finish coding first.")
    return coders


def _coders(cycle: AuditCycle, ids: Sequence[int], *, by: Actor, at: datetime) -> dict[int, str]:
    people = standing.possible_coders(by, cycle.partnership_id, at=at)
    if len(set(ids)) != rules.CODERS or len(ids) != rules.CODERS or not set(ids) <= set(people):
        raise CodingNotPossible("Choose two different people of the partnership's team.")
    blind = [people[one][0] for one in ids if one in standing.blind_people(cycle)]
    if blind:
        raise CodingNotPossible(
            f"{' and '.join(blind)} visits or rates returns of this audit without having read them."
            " Choose somebody else, or wait until that is finished."
        )
    return {one: people[one][0] for one in ids}


def _write_codes(coding: Coding, entries: Sequence[Entry]) -> None:
    CodingCode.objects.bulk_create(
        CodingCode(
            coding=coding,
            partnership_id=coding.partnership_id,
            key=entry.key,
            title=entry.title,
            description=entry.description,
            words=list(entry.words),
            position=position,
        )
        for position, entry in enumerate(entries)
    )
