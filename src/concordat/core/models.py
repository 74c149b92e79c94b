"""Tables of the core: the journal, its seals, and the mark that says what kind of database this is."""

from __future__ import annotations

import uuid

from django.db import models

from concordat.core.handling import DataClass, Handling, fields


class JournalEntry(models.Model):
    """One thing that was done: who, when, what about. Inserted unchained, sealed within a second."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.CharField(max_length=100)
    at = models.DateTimeField()
    person_id = models.BigIntegerField(null=True)
    system = models.CharField(max_length=100, null=True)
    about_type = models.CharField(max_length=100)
    about_id = models.CharField(max_length=64)
    details_hash = models.BinaryField(max_length=32)

    handling = Handling(
        DataClass.access_log,
        whose="the person who acted",
        keep="7 years at least, and as long as the record it is about",
        why="Who did what and when, so that tampering is seen (UK GDPR Article 5(2))",
        fields=fields(plain="id event about_type about_id details_hash system", personal="at person_id"),
    )

    class Meta:
        indexes = [models.Index(fields=["about_type", "about_id"], name="journal_about")]


class JournalDetails(models.Model):
    """The details of an entry, salted; they can be destroyed while the chain still verifies."""

    entry = models.OneToOneField(JournalEntry, on_delete=models.PROTECT, primary_key=True, related_name="details")
    salt = models.BinaryField(max_length=16)
    body = models.JSONField()

    handling = Handling(
        DataClass.access_log,
        whose="the person who acted",
        keep="as the entry; may be destroyed earlier",
        why="What changed, in ids and states, never in free text",
        fields=fields(plain="entry", secret="salt", organisational="body"),
    )


class JournalBatch(models.Model):
    """A sealed batch: the root over its leaves and the batch before, signed with a key outside the database."""

    id = models.BigIntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    entries = models.PositiveIntegerField()
    previous_root = models.BinaryField(max_length=32)
    root = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)

    handling = Handling(
        DataClass.access_log,
        whose="nobody",
        keep="as long as the newest entry it seals",
        why="Shows that the journal was not changed after sealing",
        fields=fields(plain="id sealed_at entries previous_root root signature"),
    )


class JournalSeal(models.Model):
    """The place of an entry in its batch, with the hash of the entry as it was when sealed."""

    entry = models.OneToOneField(JournalEntry, on_delete=models.PROTECT, primary_key=True, related_name="seal")
    batch = models.ForeignKey(JournalBatch, on_delete=models.PROTECT, related_name="seals")
    position = models.PositiveIntegerField()
    leaf = models.BinaryField(max_length=32)

    handling = Handling(
        DataClass.access_log,
        whose="nobody",
        keep="as the entry",
        why="Shows that the entry was not changed after sealing",
        fields=fields(plain="entry batch position leaf"),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "position"], name="journal_seal_place")]


class DatabaseMark(models.Model):
    """Says once and for all whether this database is a demo; written when it is created, never a setting."""

    class Kind(models.TextChoices):
        """The two kinds."""

        demo = "demo", "A demonstration with invented people"
        real = "real", "A partnership at work"

    id = models.SmallIntegerField(primary_key=True, default=1)
    kind = models.CharField(max_length=4, choices=Kind)
    created_at = models.DateTimeField()

    handling = Handling(
        DataClass.public,
        whose="nobody",
        keep="with the database",
        why="A demo refuses real mail, real people and the open network",
        fields=fields(plain="id kind created_at"),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_mark"),
            models.CheckConstraint(condition=models.Q(kind__in=["demo", "real"]), name="mark_kind"),
        ]


class Mail(models.Model):
    """One letter to one address: whether it was handed over, never what it says."""

    class State(models.TextChoices):
        """What is known of a letter."""

        waiting = "waiting", "Waits for the mail server"
        sending = "sending", "Being handed over"
        sent = "sent", "Handed over"
        uncertain = "uncertain", "Perhaps handed over"
        bounced = "bounced", "Not reached"

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=120, unique=True)
    message_id = models.CharField(max_length=250, unique=True)
    address = models.EmailField(max_length=254)
    about = models.CharField(max_length=60, blank=True)
    about_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=State)
    reason = models.CharField(max_length=40, blank=True)
    began_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    handling = Handling(
        DataClass.staff,
        whose="the person written to",
        keep="1 year",
        why="So that no letter goes out twice, and one that did not arrive is seen",
        fields=fields(
            plain="id key message_id about about_id state reason",
            personal="address began_at settled_at",
            organisational="organisation_id",
        ),
    )

    class Meta:
        indexes = [
            models.Index(fields=["about", "about_id"], name="mail_about"),
            models.Index(
                fields=["organisation_id"],
                condition=models.Q(state__in=["uncertain", "bounced"]),
                name="mail_not_reached",
            ),
        ]


class Document(models.Model):
    """A document that a person asked for. What it says is a file outside of the database: see `core/documents`."""

    class State(models.TextChoices):
        """How far it is."""

        asked = "asked", "Asked for"
        making = "making", "Being made"
        ready = "ready", "Ready"
        failed = "failed", "Could not be made"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    about_id = models.BigIntegerField()
    variant = models.CharField(max_length=40, blank=True)
    basis = models.CharField(max_length=64)
    person_id = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State)
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)

    handling = Handling(
        DataClass.organisational,
        whose="the setting or partnership it is about",
        keep="7 days, row and file",
        why="A copy to keep, print or show: made for the one who asked, and for nobody else",
        fields=fields(
            plain="id kind about_id variant basis state expires_at sha256 size", personal="person_id asked_at ready_at"
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person_id", "kind", "about_id", "variant", "basis"], name="document_once"),
            models.CheckConstraint(
                condition=~models.Q(state="ready") | (models.Q(ready_at__isnull=False) & ~models.Q(sha256="")),
                name="document_ready_has_content",
            ),
        ]
        indexes = [models.Index(fields=["expires_at"], name="document_expires")]
