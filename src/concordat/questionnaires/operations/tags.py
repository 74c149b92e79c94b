"""Tags of a form version: two editors choose without seeing each other, a reader tries them, then they are released."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from concordat.core import journal
from concordat.core.actor import Actor
from concordat.core.permissions import require
from concordat.core.problems import Problem
from concordat.questionnaires import queries, rules, tagging_queries
from concordat.questionnaires.limits import most
from concordat.questionnaires.models import (
    CoverCheck,
    Form,
    FormVersion,
    TagChoice,
    TaggedQuestion,
    Tagging,
    TagRelease,
)
from concordat.questionnaires.rules import Waits
from concordat.questionnaires.vocabulary import REASON_LIMIT, TAG_LIMIT, VersionState


class TaggingNotPossible(Problem):
    """Something that cannot be done with the tags of a form as they stand."""


@dataclass(frozen=True)
class Team:
    """Who tags: two editors, a reader, and perhaps a third editor for what the two dispute."""

    first: int
    second: int
    reader: int | None = None
    third: int | None = None

    def __post_init__(self) -> None:
        given = [one for one in (self.first, self.second, self.reader, self.third) if one is not None]
        if len(given) != len(set(given)):
            raise TaggingNotPossible("Choose a different person for each part. Nobody checks their own tags.")


def open_tagging(*, version: FormVersion, team: Team, by: Actor, at: datetime) -> Tagging:
    """Ask two editors and a reader for the tags of a version; one piece of work at a time."""
    require(by, "questionnaires.arrange_tagging", version)
    lock_tags(version.pk)
    if Tagging.objects.filter(version=version, release__isnull=True).exists():
        raise TaggingNotPossible("Two editors are tagging this version already. Release their tags first.")
    here = tagging_queries.answered_here(version)
    made = Tagging(version=version, answered_here=here, opened_at=at, opened_by_id=by.person_id)
    _seat(made, team)
    with journal.entry("questionnaires.tagging.opened", by=by, at=at, about=made, details={"version": version.pk}):
        made.save(force_insert=True)
        asked = queries.form_of(version.pk).questions
        TaggedQuestion.objects.bulk_create(TaggedQuestion(tagging=made, question=code, round=1) for code in asked)
    return made


def name_tag_keeper(*, organisation_id: int, by: Actor, at: datetime) -> int:
    """Say which partnership decides about the tags of the forms that belong to nobody (decision 29)."""
    require(by, "questionnaires.name_tag_keeper")
    others = Form.objects.filter(owner__isnull=True).exclude(tags_kept_by_id=organisation_id)
    forms = list(others.order_by("pk"))
    if forms:
        details = {"count": len(forms), "organisation": organisation_id}
        with journal.entry("questionnaires.tag_keeper.named", by=by, at=at, about=forms[0], details=details):
            others.update(tags_kept_by_id=organisation_id)
    return len(forms)


def change_team(*, tagging: Tagging, team: Team, by: Actor, at: datetime) -> Tagging:
    """Name a reader or a third editor, or put somebody in the place of an editor who has not handed in anything."""
    require(by, "questionnaires.arrange_tagging", tagging.version)
    lock_tags(tagging.version_id)
    _require_open(tagging)
    tagging.refresh_from_db(fields=["first", "second", "third"])
    seats = ((tagging.first_id, team.first), (tagging.second_id, team.second), (tagging.third_id, team.third))
    if any(before != now and before and tagging_queries.has_handed_in(tagging, before) for before, now in seats):
        raise TaggingNotPossible("An editor who has handed in tags keeps the seat. Ask a third editor besides.")
    with journal.entry("questionnaires.tagging.team_changed", by=by, at=at, about=tagging):
        _seat(tagging, team)
        tagging.save(update_fields=["first", "second", "reader", "third"])
    return tagging


def keep_answered_here(*, tagging: Tagging, questions: Collection[str], by: Actor, at: datetime) -> Tagging:
    """Say which questions have to be answered here whatever was answered elsewhere: capped, and shown to all."""
    require(by, "questionnaires.arrange_tagging", tagging.version)
    lock_tags(tagging.version_id)
    _require_open(tagging)
    wanted = sorted(set(questions))
    unknown = sorted(set(wanted) - queries.form_of(tagging.version_id).questions.keys())
    if unknown:
        raise TaggingNotPossible(f"This form has no question {unknown[0]}.")
    _require_few(wanted, at)
    with journal.entry(
        "questionnaires.tagging.answered_here", by=by, at=at, about=tagging, details={"count": len(wanted)}
    ):
        tagging.answered_here = wanted
        tagging.save(update_fields=["answered_here"])
    return tagging


def choose_tags(
    *,
    asked: TaggedQuestion,
    expectations: Collection[str],
    complete: bool,
    hand_in: bool,
    by: Actor,
    at: datetime,
) -> TagChoice:
    """An editor says what a question asks about. Handed in it stays, and shows what the other handed in."""
    tagging = asked.tagging
    require(by, "questionnaires.tag_question", tagging)
    lock_tags(tagging.version_id)
    _require_open(tagging)
    _require_latest(asked)
    tags = _known(expectations, at)
    mine = TagChoice.objects.filter(asked=asked, editor_id=by.person_id).first()
    if mine is not None and mine.handed_in_at is not None:
        raise TaggingNotPossible(
            "You have handed in the tags of this question. If the two of you differ, choose again."
        )
    if by.person_id == tagging.third_id and _outcome(asked, by).waits is not Waits.settling:
        raise TaggingNotPossible("A third editor chooses only where the two editors differ.")
    mine = mine or TagChoice(asked=asked, editor_id=_person(by))
    mine.expectations, mine.complete, mine.saved_at = tags, complete, at
    mine.handed_in_at = at if hand_in else None
    event = "questionnaires.tags.handed_in" if hand_in else "questionnaires.tags.saved"
    with journal.entry(event, by=by, at=at, about=asked, details={"round": asked.round, "count": len(tags)}):
        mine.save()
    return mine


def choose_again(*, asked: TaggedQuestion, by: Actor, at: datetime) -> TaggedQuestion:
    """Both editors choose anew, again unseen: where they differ, or where the reader found something missing."""
    tagging = asked.tagging
    require(by, "questionnaires.tag_question", tagging)
    lock_tags(tagging.version_id)
    _require_open(tagging)
    _require_latest(asked)
    found = _outcome(asked, by)
    short = found.both_say_complete and not found.complete and found.waits is Waits.nothing
    if found.waits is not Waits.settling and not short:
        raise TaggingNotPossible("Editors choose again where they differ, or where the reader found something missing.")
    made = TaggedQuestion(tagging=tagging, question=asked.question, round=asked.round + 1)
    with journal.entry("questionnaires.tags.asked_again", by=by, at=at, about=asked, details={"round": made.round}):
        made.save(force_insert=True)
    return made


def check_cover(*, asked: TaggedQuestion, covers: bool, because: str, by: Actor, at: datetime) -> CoverCheck:
    """The reader has tried to be green on the tags and still false on the question."""
    tagging = asked.tagging
    require(by, "questionnaires.check_cover", tagging)
    lock_tags(tagging.version_id)
    _require_open(tagging)
    _require_latest(asked)
    if _outcome(asked, by).waits is not Waits.reader:
        raise TaggingNotPossible("There is nothing to check here: both editors have to agree, and both say complete.")
    said = because.strip()
    if not covers and not said:
        raise TaggingNotPossible("Say what could be false although every tag is green.")
    if len(said) > REASON_LIMIT:
        raise TaggingNotPossible(f"Say it in {REASON_LIMIT} characters at most.")
    made = CoverCheck(asked=asked, reader_id=_person(by), covers=covers, because=said, checked_at=at)
    with journal.entry("questionnaires.tags.checked", by=by, at=at, about=asked, details={"covers": covers}):
        made.save(force_insert=True)
    return made


def release_tags(*, tagging: Tagging, by: Actor, at: datetime) -> TagRelease:
    """Freeze what is agreed, disputed or still open of a published version as its next numbered release."""
    require(by, "questionnaires.arrange_tagging", tagging.version)
    if tagging.version.state == VersionState.draft:
        raise TaggingNotPossible("The tags of a draft are released when it is published.")
    return _release(tagging, by=by, at=at)


def release_with(*, version: FormVersion, by: Actor, at: datetime) -> TagRelease | None:
    """Freeze the tags of a draft together with it; part of publishing, and of nothing else."""
    tagging = Tagging.objects.filter(version=version, release__isnull=True).first()
    return _release(tagging, by=by, at=at) if tagging is not None else None


def _release(tagging: Tagging, *, by: Actor, at: datetime) -> TagRelease:
    lock_tags(tagging.version_id)
    _require_open(tagging)
    version = tagging.version
    before = TagRelease.objects.filter(version=version).order_by("-number").first()
    tagging.refresh_from_db(fields=["answered_here"])
    _require_few(tagging.answered_here, at)
    whole = rules.content(
        tagging_queries.outcomes(by, tagging),
        answered_here=tagging.answered_here,
        before=before.content if before else None,
    )
    number = before.number + 1 if before else 1
    digest = rules.digest(form_digest=version.digest, number=number, content=whole)
    made = TagRelease(
        version=version,
        number=number,
        tagging=tagging,
        content=whole,
        digest=digest,
        released_at=at,
        released_by_id=by.person_id,
    )
    details = {"version": version.pk, "number": number, "digest": digest, "count": len(whole)}
    with journal.entry("questionnaires.tags.released", by=by, at=at, about=made, details=details):
        made.save(force_insert=True)
    return made


def _outcome(asked: TaggedQuestion, by: Actor) -> rules.Outcome:
    return tagging_queries.picture(by, asked.tagging, asked.question).outcome


def _seat(tagging: Tagging, team: Team) -> None:
    tagging.first_id, tagging.second_id = team.first, team.second
    tagging.reader_id, tagging.third_id = team.reader, team.third


def _person(by: Actor) -> int:
    """Whose choice or check it is; the permission has asked for a person."""
    assert by.person_id is not None
    return by.person_id


def lock_tags(version_id: int) -> None:
    """Whatever is done with the tags of a version is done one after the other.

    Whoever locks the version's row as well takes this lock first, so that no two wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('questionnaires.tags ' || %s, 0))", [version_id])


def _require_open(tagging: Tagging) -> None:
    if TagRelease.objects.filter(tagging=tagging).exists():
        raise TaggingNotPossible("These tags are released and frozen. Open new work to change them.")


def _require_few(answered_here: Collection[str], at: datetime) -> None:
    limit = most("answered_here", at.date())
    if len(answered_here) > limit:
        many = "question" if limit == 1 else "questions"
        raise TaggingNotPossible(
            f"At most {limit} {many} may have to be answered here. Choose them from these {len(answered_here)}."
        )


def _require_latest(asked: TaggedQuestion) -> None:
    later = TaggedQuestion.objects.filter(tagging_id=asked.tagging_id, question=asked.question, round__gt=asked.round)
    if later.exists():
        raise TaggingNotPossible("The editors choose again for this question. Go to the newest round.")


def _known(expectations: Iterable[str], at: datetime) -> list[str]:
    wanted = sorted({code.strip().upper() for code in expectations if code.strip()})
    usable = queries.usable_expectations(at.date())
    unknown = [code for code in wanted if code not in usable]
    if unknown:
        raise TaggingNotPossible(
            f"The bank has no expectation {unknown[0]} that is in use today. Take it from the list."
        )
    if len(wanted) > TAG_LIMIT:
        raise TaggingNotPossible(f"A question has {TAG_LIMIT} tags at most. Take those that it really asks about.")
    return wanted
