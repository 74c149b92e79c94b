"""Coding of notes: a question of a cycle, its codebook, its two coders, what each gave, what was settled, what stands.

The notes themselves stay in the answers and are never copied: a code points at the version of the answer it was given
to, and at the time the return was handed in, so that it counts no longer once either has changed.
"""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from concordat.audits.models.returns import KEEP
from concordat.core.handling import DataClass, Handling, fields

_HAVE_SEEN = "(select sum(k.shown) from public.audits_codingcoder k where k.coding_id = new.coding_id)"
# When the second of the two finishes, each sees what the other gave. Counted by the database, so that nobody says less.
_FINISHING_SHOWS = """
    new.shown := old.shown;
    if old.done_at is null and new.done_at is not null and exists (
        select 1 from public.audits_codingcoder k
        where k.coding_id = new.coding_id and k.person_id <> new.person_id and k.done_at is not null
    ) then
        new.shown := old.shown + 1;
    end if;
    return new;
"""
# What was given apart is what agreement is counted of: it stays while the note is what it was.
_GIVEN_APART_STAYS = """
    if tg_op = 'UPDATE' then
        if (new.submitted_at, new.answer_version) < (old.submitted_at, old.answer_version) then
            raise exception 'codes are of an earlier state of the note than those that stand'
                using errcode = 'check_violation';
        end if;
        if (new.submitted_at, new.answer_version) = (old.submitted_at, old.answer_version) then
            if new.codes = old.codes then
                new.shown := old.shown;
                return new;
            end if;
            if old.shown < have_seen then
                raise exception 'codes that were given apart stay' using errcode = 'check_violation';
            end if;
        end if;
    end if;
    new.shown := have_seen;
    return new;
"""
WHY = "Why settings are less than fully confident, without their words leaving the system (D2X-WAK-3)"
PEOPLE = settings.AUTH_USER_MODEL


class Coding(models.Model):
    """Notes beside some answers to one question, or to the confidence questions of a section, of one cycle."""

    cycle = models.ForeignKey("audits.AuditCycle", on_delete=models.PROTECT, related_name="codings")
    partnership = models.ForeignKey("partnership.Partnership", on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=45)
    title = models.CharField(max_length=500)
    questions = models.JSONField()
    answers = models.JSONField()  # the options whose notes are read
    suggested_on = models.DateField()  # the edition of the suggested codes that the codebook began with
    codebook_version = models.PositiveSmallIntegerField(default=1)
    opened_by = models.ForeignKey(PEOPLE, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)  # from then on the codebook stays as it is
    closed_at = models.DateTimeField(null=True, blank=True)  # frozen, or without a result for a reason
    closed_by = models.ForeignKey(PEOPLE, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closed_name = models.CharField(max_length=150, blank=True, default="", db_default="")
    closed_reason = models.TextField(max_length=1000, blank=True, default="", db_default="")

    handling = Handling(
        DataClass.organisational,
        whose="the partnership",
        keep=KEEP,
        why=WHY,
        fields=fields(
            plain="id codebook_version suggested_on",
            organisational="cycle partnership subject title questions answers opened_at started_at closed_at"
            " closed_reason",
            personal="opened_by closed_by closed_name",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "subject"], condition=Q(closed_at__isnull=True), name="one_coding_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True, closed_reason="")
                | (Q(closed_by__isnull=False, closed_at__isnull=False) & ~Q(closed_reason="")),
                name="coding_closed_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["partnership", "cycle"], name="coding_of_partnership")]


class CodingCode(models.Model):
    """A code of a codebook: a title, a short description, and the plain words that suggest it."""

    coding = models.ForeignKey(Coding, on_delete=models.PROTECT, related_name="codes")
    partnership_id = models.BigIntegerField()
    key = models.CharField(max_length=20)
    title = models.CharField(max_length=80)
    description = models.CharField(max_length=300, blank=True)
    words = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField()

    handling = Handling(
        DataClass.organisational,
        whose="the partnership",
        keep=KEEP,
        why=WHY,
        fields=fields(plain="id key position", organisational="coding partnership_id title description words"),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["coding", "key"], name="one_code_a_key")]
        ordering = ["position"]


class CodingCoder(models.Model):
    """One of the two who code, how many notes they have coded, and when they finished."""

    coding = models.ForeignKey(Coding, on_delete=models.PROTECT, related_name="coders")
    partnership_id = models.BigIntegerField()
    person = models.ForeignKey(PEOPLE, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=150)
    position = models.PositiveSmallIntegerField()
    coded = models.PositiveIntegerField(default=0)
    # How often this one's finishing showed the two each other's codes.
    shown = models.PositiveSmallIntegerField(default=0, db_default=0)
    done_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(
        DataClass.organisational,
        whose="the coder",
        keep=KEEP,
        why=WHY,
        fields=fields(
            plain="id position coded shown", organisational="coding partnership_id done_at", personal="person name"
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coding", "person"], name="each_coder_once"),
            models.UniqueConstraint(fields=["coding", "position"], name="two_coders"),
            models.CheckConstraint(condition=Q(position__in=[1, 2]), name="coder_first_or_second"),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="keeps_who_codes", fields=["coding", "partnership_id", "person", "position"]),
            pgtrigger.Trigger(
                name="finishing_shows", when=pgtrigger.Before, operation=pgtrigger.Update, func=_FINISHING_SHOWS
            ),
        ]


class CodedNote(models.Model):
    """The codes that one coder gave one note, of the answer and the return as they then were.

    `shown` says how often the two had seen each other's codes before; what was given earlier stays (a trigger).
    """

    coding = models.ForeignKey(Coding, on_delete=models.PROTECT, related_name="coded")
    coder = models.ForeignKey(PEOPLE, on_delete=models.PROTECT, related_name="+")
    audit_return = models.ForeignKey("audits.AuditReturn", on_delete=models.PROTECT, related_name="+")
    establishment_id = models.BigIntegerField()
    partnership_id = models.BigIntegerField()
    question = models.CharField(max_length=40)
    codes = models.JSONField()
    answer_version = models.PositiveIntegerField()
    submitted_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    shown = models.PositiveSmallIntegerField(default=0, db_default=0)
    coded_at = models.DateTimeField()

    handling = Handling(
        DataClass.organisational,
        whose="the partnership",
        keep=KEEP,
        why=WHY,
        fields=fields(
            plain="id answer_version version shown",
            organisational="coding audit_return establishment_id partnership_id question codes submitted_at coded_at",
            personal="coder",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coding", "coder", "audit_return", "question"], name="one_coding_a_note")
        ]
        indexes = [models.Index(fields=["partnership_id"], name="coded_of_partnership")]
        triggers = [
            pgtrigger.Trigger(
                name="given_apart_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("have_seen", f"integer := coalesce({_HAVE_SEEN}, 0)")],
                func=_GIVEN_APART_STAYS,
            )
        ]


class CodingSettlement(models.Model):
    """Which codes stand of a note that two coded otherwise, and who settled it."""

    coding = models.ForeignKey(Coding, on_delete=models.PROTECT, related_name="settled")
    audit_return = models.ForeignKey("audits.AuditReturn", on_delete=models.PROTECT, related_name="+")
    establishment_id = models.BigIntegerField()
    partnership_id = models.BigIntegerField()
    question = models.CharField(max_length=40)
    disputed = models.JSONField()  # the codes that only one had given
    codes = models.JSONField()  # those of them that stand
    answer_version = models.PositiveIntegerField()
    submitted_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    settled_by = models.ForeignKey(PEOPLE, on_delete=models.PROTECT, related_name="+")
    settled_name = models.CharField(max_length=150)
    settled_at = models.DateTimeField()

    handling = Handling(
        DataClass.organisational,
        whose="the partnership",
        keep=KEEP,
        why=WHY,
        fields=fields(
            plain="id answer_version version",
            organisational="coding audit_return establishment_id partnership_id question disputed codes submitted_at"
            " settled_at",
            personal="settled_by settled_name",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coding", "audit_return", "question"], name="one_settlement_a_note")
        ]
        indexes = [models.Index(fields=["partnership_id"], name="settled_of_partnership")]


class CodingResult(models.Model):
    """What a coding found, as it was on a day: counts with small groups hidden, agreement, codebook. Never changed."""

    coding = models.OneToOneField(Coding, on_delete=models.PROTECT, related_name="result")
    partnership_id = models.BigIntegerField()
    codebook_version = models.PositiveSmallIntegerField()
    figures = models.JSONField()
    frozen_by = models.ForeignKey(PEOPLE, on_delete=models.PROTECT, related_name="+")
    frozen_name = models.CharField(max_length=150)
    frozen_at = models.DateTimeField()

    handling = Handling(
        DataClass.organisational,
        whose="the partnership",
        keep=KEEP,
        why=WHY,
        fields=fields(
            plain="id codebook_version",
            organisational="coding partnership_id figures frozen_at",
            personal="frozen_by frozen_name",
        ),
    )
