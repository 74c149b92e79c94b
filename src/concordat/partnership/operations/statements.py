"""The office writes the duties of named settings for a version of its arrangements, and publishes them once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from concordat.core import journal
from concordat.core.actor import Actor
from concordat.core.clock import day_of
from concordat.core.problems import NotFound, Problem
from concordat.partnership import access, rules
from concordat.partnership.duties import template, tracking
from concordat.partnership.models import Arrangements, DutyStatement, Partnership

LONGEST_PART = 10_000


class StatementNotPossible(Problem):
    """A statement that cannot be written or published so; `part` is the one to change, where it is one."""

    def __init__(self, sentence: str, part: str = "") -> None:
        super().__init__(sentence)
        self.part = part


def begin_statement(*, partnership: Partnership, afresh: bool, by: Actor, at: datetime) -> DutyStatement:
    """A draft for the arrangements in force: with the words published last, or `afresh` with the newest template.

    Where there is a draft already, it is that one.
    """
    access.require(by, "partnership.write_statement", partnership)
    arrangements = _in_force(partnership, at)
    draft = tracking.draft_of(by, partnership.pk)
    if draft is not None:
        return draft
    words, last = template.newest(), tracking.last_published(partnership.pk)
    texts = words.texts() if afresh or last is None else dict(last.texts)
    with transaction.atomic():
        Partnership.objects.select_for_update().get(pk=partnership.pk)  # two who begin at once get one draft
        draft = tracking.draft_of(by, partnership.pk)
        if draft is not None:
            return draft
        highest = DutyStatement.objects.filter(partnership=partnership).aggregate(highest=Max("number"))["highest"]
        made = DutyStatement(
            partnership=partnership,
            arrangements=arrangements,
            number=(highest or 0) + 1,
            template=words.version if afresh or last is None else last.template,
            texts=texts,
            digest=rules.digest_of_statement(texts, version=arrangements.version),
            changed_at=at,
            changed_by_id=_person(by),
        )
        with journal.entry("partnership.statement.begun", by=by, at=at, about=partnership):
            made.save(force_insert=True)
    return made


def write_statement(
    *, partnership: Partnership, texts: Mapping[str, str], seen: str, by: Actor, at: datetime, anew: bool = False
) -> DutyStatement:
    """Change the draft that was `seen`, a digest; it is then for the arrangements in force.

    `anew` puts the words into a new draft where the one that was seen is published, and nobody has begun another.
    """
    access.require(by, "partnership.write_statement", partnership)
    arrangements = _in_force(partnership, at)
    said = _cleaned(texts)
    with transaction.atomic():
        if anew and tracking.draft_of(by, partnership.pk) is None:
            seen = begin_statement(partnership=partnership, afresh=False, by=by, at=at).digest
        draft = _locked(by, partnership, seen)
        draft.texts, draft.arrangements = said, arrangements
        draft.digest = rules.digest_of_statement(said, version=arrangements.version)
        draft.changed_at, draft.changed_by_id = at, _person(by)
        with journal.entry("partnership.statement.changed", by=by, at=at, about=draft):
            draft.save(update_fields=["texts", "arrangements", "digest", "changed_at", "changed_by"])
    return draft


def publish_statement(*, partnership: Partnership, seen: str, by: Actor, at: datetime) -> DutyStatement:
    """The draft that was `seen` is in force from now on and frozen; earlier signatures are out of date."""
    access.require(by, "partnership.write_statement", partnership)
    arrangements = _in_force(partnership, at)
    with transaction.atomic():
        draft = _locked(by, partnership, seen)
        if draft.arrangements_id != arrangements.pk:
            raise StatementNotPossible(
                f"{arrangements.version} of the arrangements is in force now. Save the statement for it, then publish."
            )
        draft.published_at, draft.published_by_id = at, _person(by)
        details = {"number": draft.number, "digest": draft.digest}
        with journal.entry("partnership.statement.published", by=by, at=at, about=draft, details=details):
            draft.save(update_fields=["published_at", "published_by"])
    return draft


def say_where_arrangements_are(*, arrangements: Arrangements, address: str, by: Actor, at: datetime) -> Arrangements:
    """Where the published text can be read, so that settings find it."""
    access.require(by, "partnership.publish_arrangements", arrangements.partnership)
    with journal.entry("partnership.arrangements.placed", by=by, at=at, about=arrangements):
        arrangements.address = address
        arrangements.save(update_fields=["address"])
    return arrangements


def _in_force(partnership: Partnership, at: datetime) -> Arrangements:
    found = tracking.in_force(partnership.pk, day_of(at)).arrangements
    if found is None:
        raise StatementNotPossible("Record the published version of the arrangements first.")
    return found


def _locked(by: Actor, partnership: Partnership, seen: str) -> DutyStatement:
    """The draft, locked; raises `NotFound` without one, and where it is not the one that was seen."""
    drafts = DutyStatement.objects.select_for_update().filter(partnership=partnership, published_at=None)
    draft = drafts.first()
    if draft is None:
        raise NotFound("There is no draft. Begin one.")
    if draft.digest != seen:
        raise StatementNotPossible(
            "Somebody has changed the statement since you opened it. Open it in another window and compare."
        )
    return draft


def _cleaned(texts: Mapping[str, str]) -> dict[str, str]:
    said = {kind: texts.get(kind, "").replace("\r\n", "\n").strip() for kind in template.kind_names()}
    for kind, words in said.items():
        if len(words) > LONGEST_PART:
            raise StatementNotPossible(f"Use {LONGEST_PART:,} characters or fewer.", kind)
    if not said[rules.EVERY]:
        raise StatementNotPossible("Say what every named setting has to do.", rules.EVERY)
    return said


def _person(by: Actor) -> int:
    if by.person_id is None:
        raise StatementNotPossible("A person writes and publishes, never the system.")
    return by.person_id
