"""A return: what one setting answers in one cycle, who signed it, what was asked back."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value

from concordat.audits.models.frozen import stays
from concordat.audits.vocabulary import RETURNED, ReturnState, Scheme, SignatureKind
from concordat.core.handling import DataClass, Handling, fields

KEEP = "current and 6 years"
_TWO_PEOPLE_SIGN = """
    if new.kind in ('head', 'chair') and exists (
        select 1 from public.audits_signoff s where s.audit_return_id = new.audit_return_id and s.withdrawn_at is null
        and s.kind in ('head', 'chair') and s.kind <> new.kind and s.signed_by_id = new.signed_by_id
    ) then
        raise exception 'whoever signed as head or as chair does not sign as the other'
            using errcode = 'check_violation';
    end if;
    return new;
"""
NO_CONTEXT: Any = None  # row versions keep no address and no person beside the row's own
_CHOSEN_OTHERWISE = """
    if new.value->'choice' is distinct from old.value->'choice' then
        update public.audits_carriedanswer set ended_at = new.answered_at
        where audit_return_id = new.audit_return_id and question = new.question and ended_at is null;
    end if;
    return new;
"""

# What a return does not ask is what the partnership has accepted for it, whoever changes the row.
_ONLY_WHAT_WAS_ACCEPTED = """
    if new.accepted <> coalesce((
        select jsonb_object_agg(q.question, o.named) from public.audits_outsideoffer o
        cross join lateral jsonb_array_elements_text(o.questions) q(question)
        where o.audit_return_id = new.id and o.outcome = 'accepted' and o.undone_at is null
    ), '{}'::jsonb) then
        raise exception 'accepted sections differ from what the partnership has accepted';
    end if;
    return new;
"""


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), append_only=True, context_field=NO_CONTEXT)
class AuditReturn(models.Model):
    """A setting's audit return. `register` holds the register's facts as they were when it was opened."""

    partnership = models.ForeignKey("partnership.Partnership", on_delete=models.PROTECT, related_name="+")
    cycle = models.ForeignKey("audits.AuditCycle", on_delete=models.PROTECT, related_name="returns")
    establishment = models.ForeignKey(
        "establishments.Establishment", on_delete=models.PROTECT, related_name="audit_returns"
    )
    scheme = models.CharField(max_length=10, choices=[(s.value, s.name) for s in Scheme])
    form_version = models.ForeignKey("questionnaires.FormVersion", on_delete=models.PROTECT, related_name="+")
    register = models.JSONField(default=dict)
    state = models.CharField(
        max_length=15, choices=[(s.value, s.name) for s in ReturnState], default=ReturnState.not_started
    )
    needed = models.PositiveSmallIntegerField(default=0)
    answered = models.PositiveSmallIntegerField(default=0)
    joined_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    receipt = models.CharField(max_length=20, null=True, blank=True, unique=True)
    extended_to = models.DateField(null=True, blank=True)
    # Questions that an outside audit stands for, each with its name; kept to the offers by a trigger.
    accepted = models.JSONField(default=dict, blank=True, db_default=Value({}, models.JSONField()))

    handling = Handling(
        DataClass.organisational,
        whose="the setting",
        keep=KEEP,
        why="What a setting says of its safeguarding, and where its return stands",
        fields=fields(
            plain="id needed answered",
            organisational="partnership cycle establishment scheme form_version register state joined_at"
            " changed_at submitted_at receipt extended_to accepted",
        ),
    )

    class Meta:
        triggers = [
            pgtrigger.Trigger(
                name="accepts_what_was_accepted",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.accepted IS DISTINCT FROM NEW.accepted"),
                func=_ONLY_WHAT_WAS_ACCEPTED,
            ),
            stays("partnership", "cycle", "establishment", "scheme", "form_version", "register", "joined_at"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "establishment"], name="one_return_a_setting"),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in ReturnState]), name="return_state"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(RETURNED), submitted_at__isnull=False, receipt__isnull=False)
                | (~Q(state__in=sorted(RETURNED)) & Q(submitted_at__isnull=True, receipt__isnull=True)),
                name="return_submitted_has_receipt",
            ),
        ]
        indexes = [
            models.Index(fields=["partnership", "cycle"], name="return_of_partnership"),
            models.Index(fields=["establishment"], name="return_of_setting"),
        ]

    @property
    def due_on(self) -> date:
        """The last day of this return: the audit's, or a later one that the partnership gave."""
        return self.extended_to or self.cycle.closes_on


class AnswerQuerySet(models.QuerySet["Answer"]):
    """Answers, with a way to leave out what is not asked."""

    def asked(self) -> Self:
        """Without answers to questions that an outside audit stands for: they are no part of the return."""
        return self.exclude(audit_return__accepted__has_key=F("question"))


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), append_only=True, context_field=NO_CONTEXT)
class Answer(models.Model):
    """The answer to one question of one return; `version` rises with each change, so that nobody overwrites unseen."""

    audit_return = models.ForeignKey(AuditReturn, on_delete=models.PROTECT, related_name="answers")
    establishment_id = models.BigIntegerField()
    partnership_id = models.BigIntegerField()
    question = models.CharField(max_length=40)
    value = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    objects = AnswerQuerySet.as_manager()

    handling = Handling(
        DataClass.organisational,
        whose="the setting",
        keep=KEEP,
        why="What a setting says; answers hold no child's name",
        fields=fields(
            plain="id version",
            organisational="audit_return establishment_id partnership_id question value answered_at",
            personal="answered_by",
        ),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["audit_return", "question"], name="one_answer_a_question")]
        # A carried answer that a person changes is carried no longer, whoever writes it and by whichever way.
        triggers = [
            pgtrigger.Trigger(
                name="ends_what_was_carried",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                func=_CHOSEN_OTHERWISE,
            ),
            stays("audit_return", "establishment_id", "partnership_id", "question"),
        ]
        indexes = [
            models.Index(fields=["establishment_id"], name="answer_of_setting"),
            models.Index(fields=["partnership_id"], name="answer_of_partnership"),
        ]


class SignOff(models.Model):
    """A signature under the text that was shown, over the answers as they then were."""

    audit_return = models.ForeignKey(AuditReturn, on_delete=models.PROTECT, related_name="sign_offs")
    establishment_id = models.BigIntegerField()
    kind = models.CharField(max_length=12, choices=[(k.value, k.name) for k in SignatureKind])
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_name = models.CharField(max_length=150)
    signed_at = models.DateTimeField()
    statement = models.TextField()
    answers_digest = models.CharField(max_length=64)
    meeting_on = models.DateField(null=True, blank=True)
    minute_number = models.CharField(max_length=40, blank=True)
    review_by = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(
        DataClass.organisational,
        whose="the person who signed",
        keep=KEEP,
        why="Who answers for the return, under which words",
        fields=fields(
            plain="id answers_digest",
            organisational="audit_return establishment_id kind statement meeting_on minute_number review_by"
            " withdrawn_at",
            personal="signed_by signed_name signed_at",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["audit_return", "kind"], condition=Q(withdrawn_at__isnull=True), name="signed_once"
            ),
            models.CheckConstraint(
                condition=~Q(kind="board_minute") | (Q(meeting_on__isnull=False) & ~Q(minute_number="")),
                name="board_minute_has_date_and_number",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="two_people_sign", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_TWO_PEOPLE_SIGN
            )
        ]
        indexes = [models.Index(fields=["establishment_id"], name="sign_off_of_setting")]


class ReturnQuery(models.Model):
    """A question that the partnership sends back with a return, and the setting's reply."""

    audit_return = models.ForeignKey(AuditReturn, on_delete=models.PROTECT, related_name="queries")
    establishment_id = models.BigIntegerField()
    question = models.CharField(max_length=40, blank=True)
    asked = models.TextField(max_length=2000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_name = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    reply = models.TextField(max_length=4000, blank=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    replied_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(
        DataClass.organisational,
        whose="the setting",
        keep=KEEP,
        why="Feedback that always comes back",
        fields=fields(
            plain="id",
            organisational="audit_return establishment_id question asked asked_at reply replied_at",
            personal="asked_by asked_name replied_by",
        ),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reply="", replied_at__isnull=True) | (~Q(reply="") & Q(replied_at__isnull=False)),
                name="query_reply_has_time",
            )
        ]
        indexes = [models.Index(fields=["establishment_id"], name="query_of_setting")]
