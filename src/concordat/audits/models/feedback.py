"""What a setting hears of its return, and its right to ask that somebody else looks again."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from concordat.audits.checking_rules import Outcome
from concordat.audits.models.checking import Moderation
from concordat.audits.models.frozen import all_stays_but
from concordat.audits.models.returns import KEEP, AuditReturn
from concordat.audits.models.visits import Visit
from concordat.core.handling import DataClass, Handling, fields


class Feedback(models.Model):
    """Released once and never changed; a later one says what changed. It opens the ratings it stands on."""

    audit_return = models.ForeignKey(AuditReturn, on_delete=models.PROTECT, related_name="feedback")
    establishment_id = models.BigIntegerField()
    partnership_id = models.BigIntegerField()
    number = models.PositiveSmallIntegerField()
    moderation = models.ForeignKey(Moderation, null=True, on_delete=models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, null=True, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(max_length=2000)
    days_taken = models.PositiveSmallIntegerField()  # school days from submission
    represent_by = models.DateField()
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    released_name = models.CharField(max_length=150)
    released_at = models.DateTimeField()

    handling = Handling(
        DataClass.organisational,
        whose="the partnership",
        keep=KEEP,
        why="Everybody who submits hears what was found (CX-HAM-9)",
        fields=fields(
            plain="id",
            organisational="audit_return establishment_id partnership_id number moderation visit words days_taken"
            " represent_by released_at",
            personal="released_by released_name",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audit_return", "number"], name="feedback_numbered"),
            models.CheckConstraint(condition=~Q(words=""), name="feedback_says_something"),
        ]
        indexes = [
            models.Index(fields=["establishment_id"], name="feedback_of_setting"),
            models.Index(fields=["partnership_id"], name="feedback_of_partnership"),
        ]


class Representation(models.Model):
    """A setting asks for another moderator; a different person decides (design of audits)."""

    audit_return = models.OneToOneField(AuditReturn, on_delete=models.PROTECT, related_name="representation")
    establishment_id = models.BigIntegerField()
    partnership_id = models.BigIntegerField()
    why = models.TextField(max_length=2000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_name = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, blank=True, choices=[(o.value, o.name) for o in Outcome])
    answer = models.TextField(max_length=2000, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_name = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(
        DataClass.organisational,
        whose="the setting",
        keep=KEEP,
        why="A rating can be questioned, and somebody else decides (BR-07)",
        fields=fields(
            plain="id",
            organisational="audit_return establishment_id partnership_id why asked_at outcome answer decided_at",
            personal="asked_by asked_name decided_by decided_name",
        ),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="representation_says_why"),
            models.CheckConstraint(
                condition=Q(outcome="", answer="", decided_at__isnull=True, decided_by__isnull=True)
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(outcome="") & ~Q(answer="")),
                name="representation_decision_is_whole",
            ),
        ]
        triggers = [all_stays_but("outcome", "answer", "decided_by", "decided_name", "decided_at")]
        indexes = [
            models.Index(fields=["establishment_id"], name="representation_of_setting"),
            models.Index(fields=["partnership_id"], name="representation_of_partner"),
        ]
