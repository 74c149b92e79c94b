"""The desk rates: returns are shared out, rated, some of them twice by somebody who does not see the first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from concordat.audits import checking_access as access
from concordat.audits import checking_rules as rules
from concordat.audits import queries
from concordat.audits.checking import progress, ratings
from concordat.audits.checking_row_security import CHECKERS
from concordat.audits.checking_rules import DrawKind, Round
from concordat.audits.models import AuditCycle, AuditReturn, Draw, DrawFrame, ModeratedRating, Moderation
from concordat.audits.vocabulary import CHECKABLE
from concordat.core import journal
from concordat.core.actor import Actor
from concordat.core.problems import Problem
from concordat.lib.survey_sampling import Unit, draw, frame_hash

INTEREST = "You hold a role at this setting or its trust. Somebody else rates it."
NOT_IN = "This return is not with the partnership now. Rate it when it has come in again."
VISITING = "You visit this setting and are not shown what it says. Somebody else rates the return."


class ModerationNotPossible(Problem):
    """A rating, or who is to give it, that cannot be."""


@dataclass(frozen=True)
class Shared:
    """What a sharing out did: how many returns were given, and to how many nobody could be."""

    given: int
    left: int


@dataclass(frozen=True)
class Given:
    """A rating as typed: the reason, and the version that the page showed (0 for none)."""

    rating: str
    why: str = ""
    was: int = 0


@dataclass(frozen=True)
class Rated:
    """What a save did: questions changed, those that lack a reason, those that somebody changed meanwhile."""

    changed: tuple[str, ...]
    without_reason: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()


def share_out(*, cycle: AuditCycle, moderator_ids: Sequence[int], by: Actor, at: datetime) -> Shared:
    """Give every return that nobody rates to these people in turn; nobody gets a setting where they hold a role."""
    access.require(by, "audits.assign_checks", cycle)
    names = _moderators(cycle, moderator_ids, by=by, at=at)
    taken = Moderation.objects.filter(audit_return__cycle=cycle, round=Round.first, withdrawn_at=None)
    waiting = list(progress.checkable(by, cycle).exclude(pk__in=taken.values("audit_return_id")).order_by("pk"))
    with journal.entry("audits.moderation.shared_out", by=by, at=at, about=cycle, details={"returns": len(waiting)}):
        made = _assign(waiting, names, Round.first, {}, None, by=by, at=at)
    return Shared(len(made), len(waiting) - len(made))


def draw_second_ratings(
    *, cycle: AuditCycle, moderator_ids: Sequence[int], seed: str, by: Actor, at: datetime
) -> Shared:
    """Draw ten per cent of what is rated once, and give each to somebody who did not rate it."""
    access.require(by, "audits.assign_checks", cycle)
    names = _moderators(cycle, moderator_ids, by=by, at=at)
    rounds = Moderation.objects.filter(audit_return__cycle=cycle, withdrawn_at=None)
    first = dict(rounds.filter(round=Round.first).values_list("audit_return_id", "moderator_id"))
    second = set(rounds.filter(round=Round.second).values_list("audit_return_id", flat=True))
    returns = {one.pk: one for one in progress.checkable(by, cycle).filter(pk__in=set(first) - second)}
    size = rules.second_size(len(first)) - len(second)
    if size < 1 or not returns:
        raise ModerationNotPossible("Ten per cent of the returns are being rated twice already.")
    frame = [Unit(str(pk)) for pk in returns]
    drawn = [int(one.id) for one in draw(frame, risk_size=0, random_size=size, seed=seed)]
    with journal.entry("audits.moderation.drawn", by=by, at=at, about=cycle, details={"returns": len(drawn)}):
        made = keep_draw(cycle, DrawKind.second_ratings, frame, seed, (0, size), [], by=by, at=at)
        given = _assign([returns[pk] for pk in drawn], names, Round.second, first, made, by=by, at=at)
        if len(given) < len(drawn):
            raise ModerationNotPossible("Choose one person more: some of these returns were rated by those you chose.")
    return Shared(len(given), 0)


def keep_draw(
    cycle: AuditCycle,
    kind: DrawKind,
    frame: Sequence[Unit],
    seed: str,
    sizes: tuple[int, int],
    questions: Sequence[str],
    *,
    by: Actor,
    at: datetime,
) -> Draw:
    """Keep what is needed to draw again; one part of a larger operation."""
    assert by.person_id is not None
    made = Draw(
        cycle=cycle,
        partnership_id=cycle.partnership_id,
        kind=kind,
        seed=seed,
        frame_hash=frame_hash(frame),
        frame_size=len(frame),
        risk_size=sizes[0],
        random_size=sizes[1],
        questions=list(questions),
        drawn_by_id=by.person_id,
        drawn_at=at,
    )
    made.save(force_insert=True)
    units = [[unit.id, unit.risk, unit.certain] for unit in sorted(frame, key=lambda one: one.id)]
    DrawFrame(draw=made, partnership_id=cycle.partnership_id, units=units).save(force_insert=True)
    return made


def withdraw_moderation(*, moderation: Moderation, by: Actor, at: datetime) -> None:
    """Somebody who has not finished rates it no more; it can be given to another."""
    access.require(by, "audits.assign_checks", moderation)
    with journal.entry("audits.moderation.withdrawn", by=by, at=at, about=moderation):
        moderation = _lock(moderation)
        moderation.withdrawn_at = at
        moderation.save(update_fields=["withdrawn_at"])


def save_ratings(
    *, moderation: Moderation, given: Mapping[str, Given], agrees: Iterable[str] = (), by: Actor, at: datetime
) -> Rated:
    """Keep what was rated; `agrees` are questions left open on which the moderator rates as the setting does.

    Nothing is kept where a reason is missing or somebody (the same person in another window) has changed it since.
    """
    access.require(by, "audits.moderate", moderation)
    with transaction.atomic():
        moderation = _lock(moderation)
        _require_no_interest(moderation, by)
        audit_return = _require_readable(moderation, by)
        _require_known(audit_return, [*given, *agrees], given.values())
        said, now = ratings.own_ratings(audit_return), ratings.ratings_of(by, moderation)
        agreed = [code for code in agrees if code in said and code not in now and code not in given]
        every = dict(given) | {code: Given(said[code]) for code in agreed}
        wanted = {code: one for code, one in every.items() if _differs(now.get(code), one)}
        without = rules.missing_reasons(said, {code: (one.rating, one.why) for code, one in wanted.items()})
        clashing = [code for code, one in wanted.items() if one.was != (now[code].version if code in now else 0)]
        if without or clashing or not wanted:
            return Rated((), tuple(without), tuple(clashing))
        details = {"questions": len(wanted)}
        with journal.entry("audits.moderation.rated", by=by, at=at, about=moderation, details=details):
            _write(moderation, wanted, now, by=by, at=at)
    return Rated(tuple(sorted(wanted)))


def finish_moderation(*, moderation: Moderation, by: Actor, at: datetime) -> Moderation:
    """Everything that the setting rated has been rated; from now on it stands."""
    access.require(by, "audits.moderate", moderation)
    with journal.entry("audits.moderation.finished", by=by, at=at, about=moderation):
        moderation = _lock(moderation)
        _require_no_interest(moderation, by)
        audit_return = _require_readable(moderation, by)
        done = set(ratings.ratings_of(by, moderation))
        left = set(ratings.own_ratings(audit_return)) - done
        if moderation.round == Round.again and not done:
            raise ModerationNotPossible("Rate at least one question: those that the setting asks you to look at again.")
        if moderation.round != Round.again and left:
            what = "1 question is" if len(left) == 1 else f"{len(left)} questions are"
            raise ModerationNotPossible(f"{what} not rated yet.")
        moderation.done_at = at
        moderation.save(update_fields=["done_at"])
    return moderation


def assign_again(*, audit_return: AuditReturn, moderator_id: int, by: Actor, at: datetime) -> Moderation:
    """Give a represented return to somebody who has not rated it."""
    access.require(by, "audits.assign_checks", audit_return)
    names = _moderators(audit_return.cycle, [moderator_id], by=by, at=at)
    with journal.entry("audits.moderation.asked_again", by=by, at=at, about=audit_return):
        try:
            with transaction.atomic():
                made = _assign([audit_return], names, Round.again, {}, None, by=by, at=at)
        except IntegrityError as clash:
            raise ModerationNotPossible("Choose somebody who has not rated this return.") from clash
        if not made:
            raise ModerationNotPossible(
                "Choose somebody who holds no role at this setting or its trust, and neither visits it nor did."
            )
    return made[0]


def _moderators(cycle: AuditCycle, ids: Sequence[int], *, by: Actor, at: datetime) -> dict[int, str]:
    known = {one.person_id: one.name for one in progress.checkers_of(by, cycle.partnership_id, *CHECKERS, at=at)}
    if not ids or not set(ids) <= set(known):
        raise ModerationNotPossible("Choose people of the partnership's office or its education safeguarding lead.")
    return {one: known[one] for one in ids}


def _assign(
    returns: Sequence[AuditReturn],
    names: Mapping[int, str],
    number: Round,
    before: Mapping[int, int],
    draw: Draw | None,
    *,
    by: Actor,
    at: datetime,
) -> list[Moderation]:
    """One after the other, each to the person with the fewest so far who may rate it."""
    assert by.person_id is not None
    barred = {
        person: progress.with_interest(person, returns) | progress.visited_by(person, returns) for person in names
    }
    load = dict.fromkeys(names, 0)
    made: list[Moderation] = []
    for one in returns:
        fit = [person for person in names if one.pk not in barred[person] and before.get(one.pk) != person]
        if not fit:
            continue
        person = min(fit, key=lambda candidate: load[candidate])
        load[person] += 1
        made.append(
            Moderation(
                audit_return=one,
                establishment_id=one.establishment_id,
                partnership_id=one.partnership_id,
                round=number,
                draw=draw,
                moderator_id=person,
                moderator_name=names[person],
                assigned_by_id=by.person_id,
                assigned_at=at,
            )
        )
    try:
        with transaction.atomic():
            return Moderation.objects.bulk_create(made)
    except IntegrityError as clash:
        if number is Round.again:
            raise
        raise ModerationNotPossible("Somebody else has shared these returns out just now. Look at the list.") from clash


def _lock(moderation: Moderation) -> Moderation:
    found = Moderation.objects.select_for_update().filter(pk=moderation.pk, done_at=None, withdrawn_at=None).first()
    if found is None:
        raise ModerationNotPossible("This rating is finished or was given to somebody else. Nothing was changed.")
    return found


def _require_no_interest(moderation: Moderation, by: Actor) -> None:
    assert by.person_id is not None
    if progress.with_interest(by.person_id, AuditReturn.objects.filter(pk=moderation.audit_return_id)):
        raise ModerationNotPossible(INTEREST)


def _require_readable(moderation: Moderation, by: Actor) -> AuditReturn:
    """The return, where its answers are there to be rated; without them everything would seem to be rated."""
    audit_return = queries.return_for(by, moderation.audit_return_id)
    if audit_return.state not in CHECKABLE:
        raise ModerationNotPossible(NOT_IN)
    if not AuditReturn.objects.filter(access.returns_not_visited(by), pk=audit_return.pk).exists():
        raise ModerationNotPossible(VISITING)
    return audit_return


def _require_known(audit_return: AuditReturn, codes: Iterable[str], given: Iterable[Given]) -> None:
    if not set(codes) <= set(ratings.rated_questions(queries.form_of(audit_return))):
        raise ModerationNotPossible("This page is not of this form. Open the section again.")
    for one in given:
        if one.rating not in rules.SCALE:
            raise ModerationNotPossible("Choose green, amber or red.")
        if len(one.why) > rules.LONGEST_TEXT:
            raise ModerationNotPossible(f"Use {rules.LONGEST_TEXT:,} characters or fewer for a reason.")


def _differs(now: ModeratedRating | None, one: Given) -> bool:
    return now is None or (now.rating, now.why) != (one.rating, one.why.strip())


def _write(
    moderation: Moderation,
    wanted: Mapping[str, Given],
    now: Mapping[str, ModeratedRating],
    *,
    by: Actor,
    at: datetime,
) -> None:
    assert by.person_id is not None
    ModeratedRating.objects.bulk_create(
        [
            ModeratedRating(
                moderation=moderation,
                audit_return_id=moderation.audit_return_id,
                establishment_id=moderation.establishment_id,
                partnership_id=moderation.partnership_id,
                question=code,
                rating=one.rating,
                why=one.why.strip(),
                version=now[code].version + 1 if code in now else 1,
                rated_by_id=by.person_id,
                rated_at=at,
            )
            for code, one in wanted.items()
        ],
        update_conflicts=True,
        unique_fields=["moderation", "question"],
        update_fields=["rating", "why", "version", "rated_by", "rated_at"],
    )
