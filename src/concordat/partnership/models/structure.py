"""Partnerships over authorities, forces and health boards, and who is named as a relevant agency."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from concordat.core.handling import DataClass, Handling, fields


class Partnership(models.Model):
    """A local safeguarding children partnership (Children Act 2004, section 16E)."""

    organisation = models.OneToOneField(
        "accounts.Organisation", on_delete=models.PROTECT, primary_key=True, related_name="partnership"
    )
    short_name = models.CharField(max_length=60)
    smallest_group = models.PositiveSmallIntegerField(default=5)

    handling = Handling(
        DataClass.public,
        whose="the partnership",
        keep="permanently",
        why="Who answers for safeguarding arrangements where, at which date",
        fields=fields(plain="organisation", public="short_name smallest_group"),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(smallest_group__gte=5), name="partnership_threshold_at_least_5"),
        ]


class PartnerTerm(models.Model):
    """A body that is part of a partnership from a date: an authority's area, a police force, a health board."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="terms")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="partner_terms")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    handling = Handling(
        DataClass.public,
        whose="the partnership",
        keep="permanently",
        why="Forces, health boards and councils change; what was signed before stays as it was",
        fields=fields(plain="id", public="partnership organisation from_on until_on"),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")), name="partner_term_lasts"
            ),
            models.UniqueConstraint(
                fields=["partnership", "organisation"], condition=Q(until_on__isnull=True), name="partner_once"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "partnership"], name="partner_term_of")]


class Arrangements(models.Model):
    """A published version of the multi-agency safeguarding arrangements (section 16G)."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="arrangements")
    version = models.CharField(max_length=40)
    published_on = models.DateField()
    address = models.URLField(max_length=300, blank=True, db_default="")  # where the text can be read

    handling = Handling(
        DataClass.public,
        whose="the partnership",
        keep="permanently",
        why="Settings are named as relevant agencies under a version",
        fields=fields(plain="id", public="partnership version published_on address"),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partnership", "version"], name="arrangements_version_once")]


class NamingBasis(models.Model):
    """The law under which a setting is named: data, with the date from which it can be used."""

    code = models.SlugField(max_length=60, primary_key=True)
    title = models.CharField(max_length=250)
    source = models.CharField(max_length=250)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    handling = Handling(
        DataClass.public,
        whose="nobody",
        keep="permanently",
        why="Statutory things are dated data (N-02)",
        fields=fields(public="code title source from_on until_on"),
    )


class Naming(models.Model):
    """A setting named as a relevant agency from a date, under a version of the arrangements (A-02)."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="namings")
    establishment = models.ForeignKey("establishments.Establishment", on_delete=models.PROTECT, related_name="namings")
    arrangements = models.ForeignKey(Arrangements, on_delete=models.PROTECT, related_name="namings")
    basis = models.ForeignKey(NamingBasis, on_delete=models.PROTECT, related_name="+")
    named_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    handling = Handling(
        DataClass.public,
        whose="the partnership",
        keep="permanently",
        why="For any date, which settings are named and which are not",
        fields=fields(
            plain="id", public="partnership establishment arrangements basis named_on ended_on", personal="named_by"
        ),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("named_on")), name="naming_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["partnership", "establishment"], condition=Q(ended_on__isnull=True), name="named_once"
            ),
        ]


class ContactList(models.Model):
    """A list of contacts that the office pasted: read, matched, looked at, then invited from."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="contact_lists")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(
        DataClass.staff,
        whose="the people in the list",
        keep="1 year",
        why="To invite the people of many settings, and to see who has not come",
        fields=fields(plain="id invited_at", organisational="partnership", personal="made_at made_by"),
    )


class ContactLine(models.Model):
    """One row of such a list: what it said, which setting it means, or what is wrong with it."""

    contact_list = models.ForeignKey(ContactList, on_delete=models.PROTECT, related_name="lines")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    row = models.PositiveIntegerField()
    said_setting = models.CharField(max_length=300, blank=True)
    said_role = models.CharField(max_length=300, blank=True)
    name = models.CharField(max_length=150, blank=True)
    email = models.CharField(max_length=300, blank=True)
    role = models.CharField(max_length=40, blank=True)
    establishment = models.ForeignKey(
        "establishments.Establishment", null=True, on_delete=models.PROTECT, related_name="+"
    )
    problem = models.CharField(max_length=600, blank=True)
    invitation_id = models.BigIntegerField(null=True, blank=True)

    handling = Handling(
        DataClass.staff,
        whose="the person in the row",
        keep="1 year",
        why="To invite the person, and to say what is wrong with a row",
        fields=fields(
            plain="id row invitation_id",
            organisational="contact_list partnership establishment",
            personal="said_setting said_role name email role problem",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact_list", "row"], name="contact_row_once"),
            models.CheckConstraint(
                condition=~Q(problem="") | Q(establishment__isnull=False), name="contact_is_matched_or_explained"
            ),
        ]


class Face(models.Model):
    """How a partnership shows itself: its name on pages, its colour, where to answer, whom to ring."""

    partnership = models.OneToOneField(Partnership, on_delete=models.PROTECT, primary_key=True, related_name="face")
    display_name = models.CharField(max_length=80, blank=True)
    accent = models.CharField(max_length=7, blank=True)
    reply_address = models.EmailField(max_length=254, blank=True)
    front_door = models.CharField(max_length=40, blank=True)
    out_of_hours = models.CharField(max_length=40, blank=True)
    allegations = models.CharField(max_length=40, blank=True)
    logo = models.BinaryField(null=True, max_length=200_000)
    logo_digest = models.CharField(max_length=64, blank=True)
    logo_alt = models.CharField(max_length=120, blank=True)
    logo_width = models.PositiveSmallIntegerField(default=0)
    logo_height = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField()

    handling = Handling(
        DataClass.public,
        whose="the partnership",
        keep="while current",
        why="So that schools see whose site, letter and paper it is, and whom to ring",
        fields=fields(
            plain="partnership logo_digest logo_width logo_height changed_at",
            public="display_name accent reply_address front_door out_of_hours allegations logo logo_alt",
        ),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(accent="") | Q(accent__regex=r"^#[0-9a-f]{6}$"), name="face_accent"),
            models.CheckConstraint(
                condition=Q(logo__isnull=True, logo_digest="") | (Q(logo__isnull=False) & ~Q(logo_alt="")),
                name="face_logo_has_words",
            ),
        ]


class AgreementAcceptance(models.Model):
    """A version of the agreement of joining that a setting accepted: who said so, and when."""

    establishment = models.ForeignKey(
        "establishments.Establishment", on_delete=models.PROTECT, related_name="agreements_accepted"
    )
    version = models.PositiveSmallIntegerField()
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField()

    handling = Handling(
        DataClass.organisational,
        whose="the setting",
        keep="while the setting takes part, and 6 years",
        why="Who answers for which data was agreed, in which words (UK GDPR, Article 26)",
        fields=fields(plain="id version", organisational="establishment", personal="accepted_by accepted_at"),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["establishment", "version"], name="agreement_accepted_once")]
