"""Pairing: a round of a partnership, what each school offers in it, the pairs, and what came of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from concordat.audits.models.returns import KEEP
from concordat.audits.pairing_words import Answered, Helped, PairState, PhaseLimit, RoundState, SaidOf, Solving
from concordat.core.handling import DataClass, Handling, fields


class PairingRound(models.Model):
    """Schools of one partnership are paired by what their accepted returns of one audit say."""

    partnership = models.ForeignKey("partnership.Partnership", on_delete=models.PROTECT, related_name="+")
    cycle = models.ForeignKey("audits.AuditCycle", on_delete=models.PROTECT, related_name="pairing_rounds")
    state = models.CharField(
        max_length=10, choices=[(s.value, s.name) for s in RoundState], default=RoundState.offering
    )
    offers_until = models.DateField()
    review_on = models.DateField()
    max_km = models.PositiveSmallIntegerField()
    phases = models.CharField(max_length=6, choices=[(p.value, p.name) for p in PhaseLimit])
    other_trusts = models.BooleanField()
    both_ways = models.BooleanField()
    recent_years = models.PositiveSmallIntegerField()
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    solving = models.CharField(max_length=8, choices=[(s.value, s.name) for s in Solving], default=Solving.never)
    solve_number = models.PositiveIntegerField(default=0)
    solve_asked_at = models.DateTimeField(null=True, blank=True)
    solved_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=200, blank=True)

    handling = Handling(
        DataClass.organisational,
        whose="the partnership",
        keep=KEEP,
        why="Schools share practice with those that need it, and learn from those that have it",
        fields=fields(
            plain="id solving solve_number problem",
            organisational="partnership cycle state offers_until review_on max_km phases other_trusts both_ways"
            " recent_years begun_at closed_at solve_asked_at solved_at",
            personal="begun_by",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership"], condition=~Q(state=RoundState.closed.value), name="one_round_at_a_time"
            ),
            models.CheckConstraint(condition=Q(review_on__gt=F("offers_until")), name="pairing_review_comes_after"),
            models.CheckConstraint(condition=Q(max_km__gte=1, max_km__lte=200), name="pairing_way"),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in RoundState]), name="pairing_round_state"),
        ]


class PairingOffer(models.Model):
    """What a school says it is strong in and needs help with, and what was said where it found no partner."""

    round = models.ForeignKey(PairingRound, on_delete=models.PROTECT, related_name="offers")
    partnership_id = models.BigIntegerField()
    establishment = models.ForeignKey("establishments.Establishment", on_delete=models.PROTECT, related_name="+")
    audit_return = models.ForeignKey("audits.AuditReturn", on_delete=models.PROTECT, related_name="+")
    strengths = models.JSONField(default=list)
    needs = models.JSONField(default=list)
    capacity = models.PositiveSmallIntegerField(default=2)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(null=True, blank=True)
    left_because = models.CharField(max_length=20, blank=True)
    left_fitting = models.PositiveSmallIntegerField(default=0)
    left_metres = models.PositiveIntegerField(null=True, blank=True)

    handling = Handling(
        DataClass.organisational,
        whose="the setting",
        keep=KEEP,
        why="A school chooses what it shows of itself to a partner",
        fields=fields(
            plain="id left_because left_fitting left_metres",
            organisational="round partnership_id establishment audit_return strengths needs capacity said_at",
            personal="said_by",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "establishment"], name="one_offer_a_round"),
            models.CheckConstraint(condition=Q(capacity__lte=2), name="pairing_room"),
        ]
        indexes = [models.Index(fields=["establishment"], name="pairing_offer_of_setting")]


class PairingGroup(models.Model):
    """Two schools, or three: proposed to the officer, then published to the schools."""

    round = models.ForeignKey(PairingRound, on_delete=models.PROTECT, related_name="pairs")
    partnership_id = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=[(s.value, s.name) for s in PairState], default=PairState.proposed)
    locked = models.BooleanField(default=False)
    worth = models.PositiveSmallIntegerField()
    metres = models.PositiveIntegerField(null=True, blank=True)
    gifts = models.JSONField(default=list)
    proposed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=500, blank=True)  # empty: `PairingEnding`; goes with the next release

    handling = Handling(
        DataClass.organisational,
        whose="the settings",
        keep=KEEP,
        why="Which schools work together, and why they were put together",
        fields=fields(
            plain="id worth",
            organisational="round partnership_id state locked metres gifts proposed_at published_at ended_at"
            " ended_because",
        ),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in PairState]), name="pair_state"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="pair_published_has_time"
            ),
        ]
        indexes = [models.Index(fields=["round", "state"], name="pairs_of_round")]


class PairingMember(models.Model):
    """One school of a pair: what it shared of itself, and whether it accepts.

    `stands` is false once the pair has ended, so that a school is in one pair of a round at a time.
    """

    pair = models.ForeignKey(PairingGroup, on_delete=models.CASCADE, related_name="members")
    round = models.ForeignKey(PairingRound, on_delete=models.PROTECT, related_name="+")
    partnership_id = models.BigIntegerField()
    establishment = models.ForeignKey("establishments.Establishment", on_delete=models.PROTECT, related_name="+")
    strengths = models.JSONField(default=list)
    needs = models.JSONField(default=list)
    stands = models.BooleanField(default=True)
    answer = models.CharField(max_length=8, choices=[(a.value, a.name) for a in Answered], blank=True)
    # Empty, and go with the next release: `PairingReply`.
    mailbox = models.EmailField(max_length=254, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(
        DataClass.organisational,
        whose="the setting",
        keep=KEEP,
        why="A school decides whether it wants this partner",
        fields=fields(
            plain="id stands",
            organisational="pair round partnership_id establishment strengths needs answer mailbox answered_at",
            personal="answered_by",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pair", "establishment"], name="once_in_a_pair"),
            models.UniqueConstraint(
                fields=["round", "establishment"], condition=Q(stands=True), name="one_pair_a_round"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="pair_answer_has_time",
            ),
        ]
        indexes = [models.Index(fields=["establishment"], name="pairs_of_setting")]


class PairingReply(models.Model):
    """Who answered for a school, and the mailbox that its partner is given once all schools have accepted."""

    member = models.OneToOneField(PairingMember, on_delete=models.PROTECT, related_name="reply")
    pair = models.ForeignKey(PairingGroup, on_delete=models.PROTECT, related_name="+")
    partnership_id = models.BigIntegerField()
    establishment = models.ForeignKey("establishments.Establishment", on_delete=models.PROTECT, related_name="+")
    mailbox = models.EmailField(max_length=254, blank=True)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    handling = Handling(
        DataClass.organisational,
        whose="the setting",
        keep=KEEP,
        why="Partners reach each other when both want to, and not before",
        fields=fields(
            plain="id", organisational="member pair partnership_id establishment mailbox", personal="said_by"
        ),
    )


class PairingEnding(models.Model):
    """Why the officer took a pair apart, for the partnership alone."""

    pair = models.OneToOneField(PairingGroup, on_delete=models.PROTECT, related_name="ending")
    partnership_id = models.BigIntegerField()
    because = models.CharField(max_length=500)

    handling = Handling(
        DataClass.organisational,
        whose="the partnership",
        keep=KEEP,
        why="A colleague understands later why two schools were not kept together",
        fields=fields(plain="id", organisational="pair partnership_id because"),
    )


class PairingSaid(models.Model):
    """What one school of a pair tells the partnership alone: why it declined, or how it went after a term."""

    member = models.ForeignKey(PairingMember, on_delete=models.PROTECT, related_name="said")
    partnership_id = models.BigIntegerField()
    establishment = models.ForeignKey("establishments.Establishment", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=[(k.value, k.name) for k in SaidOf])
    words = models.CharField(max_length=500, blank=True)
    met = models.BooleanField(null=True, blank=True)
    helped = models.CharField(max_length=8, choices=[(h.value, h.name) for h in Helped], blank=True)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    handling = Handling(
        DataClass.organisational,
        whose="the setting",
        keep=KEEP,
        why="A school can say what its partner need not read",
        fields=fields(
            plain="id",
            organisational="member partnership_id establishment kind words met helped said_at",
            personal="said_by",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "kind"], name="pairing_said_once"),
            models.CheckConstraint(
                condition=Q(kind="declined") & ~Q(words="") | Q(kind="review", met__isnull=False),
                name="pairing_said_is_whole",
            ),
        ]


class PairingNote(models.Model):
    """A line of the log that the schools of a pair keep of their visits; the officer reads it too."""

    pair = models.ForeignKey(PairingGroup, on_delete=models.PROTECT, related_name="notes")
    partnership_id = models.BigIntegerField()
    establishment = models.ForeignKey("establishments.Establishment", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    what = models.CharField(max_length=1000)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_name = models.CharField(max_length=150)
    written_at = models.DateTimeField()

    handling = Handling(
        DataClass.organisational,
        whose="the settings",
        keep=KEEP,
        why="Schools that visit each other share what they saw",
        fields=fields(
            plain="id",
            organisational="pair partnership_id establishment on what written_at",
            personal="written_by written_name",
        ),
    )

    class Meta:
        indexes = [models.Index(fields=["pair", "on"], name="notes_of_pair")]
