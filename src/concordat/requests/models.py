"""Requests: what a partnership asks of settings besides its audits, and what each setting made of it."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from concordat.core.handling import DataClass, Handling, fields
from concordat.requests.rules import LONGEST_MINUTES
from concordat.requests.vocabulary import Outcome, Refusal, State

KEEP = "current and 6 years"


class Request(models.Model):
    """One request of a partnership: what, why, who will see it, by when and how long it takes (B-16, B-24)."""

    partnership = models.ForeignKey("partnership.Partnership", on_delete=models.PROTECT, related_name="requests")
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=150)
    why = models.TextField(max_length=2000)
    who_sees = models.TextField(max_length=1000)
    how = models.TextField(max_length=1000)
    minutes = models.PositiveSmallIntegerField()
    expectations = models.JSONField(default=list)  # codes of the question bank that it asks about
    scope = models.JSONField(default=dict)  # facts of the register, as with an audit
    sent_on = models.DateField()
    due_on = models.DateField()
    notice_days = models.PositiveSmallIntegerField(default=0)
    short_because = models.TextField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=[(s.value, s.name) for s in State], default=State.draft)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.TextField(max_length=500, blank=True)

    handling = Handling(
        DataClass.organisational,
        whose="the partnership",
        keep=KEEP,
        why="What settings are asked, why, and how much work it is (B-16, B-24)",
        fields=fields(
            plain="id",
            organisational="partnership kind title why who_sees how minutes expectations scope sent_on due_on"
            " notice_days short_because state changed_at sent_at withdrawn_because",
            personal="drafted_by",
        ),
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in State]), name="request_state"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "dropped"], sent_at__isnull=True)
                | Q(state__in=["sent", "withdrawn"], sent_at__isnull=False),
                name="request_sent_has_its_time",
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("sent_on")), name="request_gives_time"),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=LONGEST_MINUTES), name="request_says_how_long"
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawn_because=""), name="request_withdrawn_with_a_reason"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["partnership", "due_on"], name="requests_of_partnership")]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="sent_stays_as_sent",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__sent_at__isnull=False),
                func="if (to_jsonb(new) - array['state', 'withdrawn_because', 'changed_at'])"
                " is distinct from (to_jsonb(old) - array['state', 'withdrawn_because', 'changed_at'])"
                " or new.state not in ('sent', 'withdrawn') or (old.state = 'withdrawn')"
                " then raise exception 'a request stays as it was sent' using errcode = 'restrict_violation';"
                " end if; return new;",
            )
        ]


class RequestedSetting(models.Model):
    """A setting that was asked, and what it made of it."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="settings")
    establishment = models.ForeignKey("establishments.Establishment", on_delete=models.PROTECT, related_name="+")
    partnership_id = models.BigIntegerField()
    outcome = models.CharField(max_length=10, choices=[(o.value, o.name) for o in Outcome], default=Outcome.open)
    at = models.DateTimeField(null=True, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    person_name = models.CharField(max_length=150, blank=True)
    minutes_taken = models.PositiveSmallIntegerField(null=True, blank=True)
    refusal = models.CharField(max_length=20, blank=True)
    words = models.TextField(max_length=1000, blank=True)

    handling = Handling(
        DataClass.organisational,
        whose="the setting",
        keep=KEEP,
        why="Who was asked, who answered, and why somebody did not (B-16)",
        fields=fields(
            plain="id",
            organisational="request establishment partnership_id outcome at minutes_taken refusal words",
            personal="person person_name",
        ),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "establishment"], name="requested_once"),
            models.CheckConstraint(condition=Q(outcome__in=[o.value for o in Outcome]), name="requested_outcome"),
            models.CheckConstraint(
                condition=Q(outcome="open", at__isnull=True, person__isnull=True, minutes_taken__isnull=True)
                | ~Q(outcome="open") & Q(at__isnull=False, person__isnull=False),
                name="requested_outcome_has_its_person",
            ),
            models.CheckConstraint(
                condition=Q(outcome="refused", refusal__in=[r.value for r in Refusal])
                | ~Q(outcome="refused") & Q(refusal=""),
                name="requested_refused_with_a_reason",
            ),
            models.CheckConstraint(condition=~Q(refusal="other", words=""), name="requested_other_reason_in_words"),
        ]
        indexes: ClassVar = [models.Index(fields=["establishment"], name="requested_of_setting")]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="who_was_asked_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="if row(new.id, new.request_id, new.establishment_id, new.partnership_id)"
                " is distinct from row(old.id, old.request_id, old.establishment_id, old.partnership_id)"
                " or old.outcome = 'answered' or (old.outcome = 'refused' and new.outcome <> 'answered')"
                " then raise exception 'who was asked and what was said stay' using errcode = 'restrict_violation';"
                " end if; return new;",
            )
        ]
