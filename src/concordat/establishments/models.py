"""The register: schools, colleges and other settings, trusts, links between them, and their safeguarding posts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from concordat.core.handling import DataClass, Handling, fields

SOURCE = "Facts of the public register (Get Information about Schools, Open Government Licence v3.0)"


class Trust(models.Model):
    """A group of settings: multi-academy trust, federation and others (GIAS groups)."""

    organisation = models.OneToOneField(
        "accounts.Organisation", on_delete=models.PROTECT, primary_key=True, related_name="trust"
    )
    group_uid = models.CharField(max_length=20, unique=True)
    group_id = models.CharField(max_length=20, blank=True)
    group_type = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=30, blank=True)

    handling = Handling(
        DataClass.public,
        whose="the trust",
        keep="permanently",
        why=SOURCE,
        fields=fields(plain="organisation", public="group_uid group_id group_type status"),
    )


class LocalAuthority(models.Model):
    """A local authority by the number that the register gives it; its name and its days are the organisation's."""

    organisation = models.OneToOneField(
        "accounts.Organisation", on_delete=models.PROTECT, primary_key=True, related_name="authority"
    )
    code = models.CharField(max_length=3, unique=True)
    gss_code = models.CharField(max_length=9, blank=True)
    earlier_gss_codes = models.CharField(max_length=60, blank=True)

    handling = Handling(
        DataClass.public,
        whose="the authority",
        keep="permanently",
        why="Settings are found by the authority's number, however its name is spelt",
        fields=fields(plain="organisation", public="code gss_code earlier_gss_codes"),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9]{3}$"), name="authority_code_is_three_digits"),
        ]


class AuthoritySuccession(models.Model):
    """An authority took over the area, or part of it, of one that ended; an authority may have several successors."""

    earlier = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT, related_name="later_successions")
    later = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT, related_name="earlier_successions")

    handling = Handling(
        DataClass.public,
        whose="the authorities",
        keep="permanently",
        why="Councils are reorganised; what was signed before stays as it was",
        fields=fields(plain="id", public="earlier later"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["earlier", "later"], name="authority_succession_once"),
            models.CheckConstraint(condition=~Q(earlier=F("later")), name="authority_succeeds_another"),
        ]


class Establishment(models.Model):
    """A school, college or other setting; with a URN from the register, or a local id until it has one."""

    organisation = models.OneToOneField(
        "accounts.Organisation", on_delete=models.PROTECT, primary_key=True, related_name="establishment"
    )
    urn = models.PositiveIntegerField(null=True, blank=True, unique=True)
    local_id = models.CharField(max_length=20, null=True, blank=True, unique=True)
    ukprn = models.CharField(max_length=8, blank=True)
    dfe_number = models.CharField(max_length=8, blank=True, db_index=True)
    sort_name = models.CharField(max_length=250)
    type_code = models.CharField(max_length=4, blank=True)
    type_name = models.CharField(max_length=100, blank=True)
    type_group = models.CharField(max_length=60, blank=True)
    phase = models.CharField(max_length=40, blank=True)
    lowest_age = models.PositiveSmallIntegerField(null=True, blank=True)
    highest_age = models.PositiveSmallIntegerField(null=True, blank=True)
    status = models.CharField(max_length=40, default="Open")
    local_authority = models.ForeignKey(
        "accounts.Organisation", null=True, on_delete=models.PROTECT, related_name="establishments"
    )
    trust = models.ForeignKey(Trust, null=True, blank=True, on_delete=models.PROTECT, related_name="establishments")
    town = models.CharField(max_length=100, blank=True)
    street = models.CharField(max_length=150, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    easting = models.PositiveIntegerField(null=True, blank=True)  # metres on the National Grid; both or neither
    northing = models.PositiveIntegerField(null=True, blank=True)
    website = models.CharField(max_length=250, blank=True)
    telephone = models.CharField(max_length=20, blank=True, db_default="")
    capacity = models.PositiveIntegerField(null=True, blank=True)
    pupils = models.PositiveIntegerField(null=True, blank=True)
    boarding = models.BooleanField(null=True, blank=True)
    gender = models.CharField(max_length=20, blank=True)
    religious_character = models.CharField(max_length=80, blank=True)
    register_digest = models.CharField(max_length=64, blank=True)

    handling = Handling(
        DataClass.public,
        whose="the setting",
        keep="permanently",
        why=SOURCE + "; nobody's name is kept",
        fields=fields(
            plain="organisation register_digest sort_name",
            public="urn local_id ukprn dfe_number type_code type_name type_group phase lowest_age highest_age status"
            " local_authority trust town street postcode easting northing website telephone capacity pupils boarding"
            " gender religious_character",
        ),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(urn__isnull=False) | Q(local_id__isnull=False), name="establishment_has_an_id"
            ),
            models.CheckConstraint(
                condition=Q(easting__isnull=True, northing__isnull=True)
                | Q(easting__isnull=False, northing__isnull=False),
                name="establishment_place_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["local_authority", "phase"], name="establishment_area_phase"),
            models.Index(fields=["trust"], name="establishment_of_trust"),
            models.Index(fields=["sort_name"], name="establishment_sort_name"),
            models.Index(fields=["postcode"], name="establishment_postcode"),
        ]


class EstablishmentLink(models.Model):
    """One setting followed another, or was merged into it."""

    earlier = models.ForeignKey(Establishment, on_delete=models.PROTECT, related_name="later_links")
    later = models.ForeignKey(Establishment, on_delete=models.PROTECT, related_name="earlier_links")
    kind = models.CharField(max_length=60)
    on = models.DateField(null=True, blank=True)

    handling = Handling(
        DataClass.public,
        whose="the settings",
        keep="permanently",
        why=SOURCE,
        fields=fields(plain="id", public="earlier later kind on"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["earlier", "later"], name="link_once"),
            models.CheckConstraint(condition=~Q(earlier=F("later")), name="link_joins_two"),
        ]


class OutsideLink(models.Model):
    """A setting followed, or was followed by, one that is not in this register: its URN and name are all there is."""

    establishment = models.ForeignKey(Establishment, on_delete=models.PROTECT, related_name="outside_links")
    other_urn = models.PositiveIntegerField()
    other_name = models.CharField(max_length=250, blank=True)
    other_is_later = models.BooleanField()
    kind = models.CharField(max_length=60)
    on = models.DateField(null=True, blank=True)

    handling = Handling(
        DataClass.public,
        whose="the settings",
        keep="permanently",
        why=SOURCE,
        fields=fields(plain="id", public="establishment other_urn other_name other_is_later kind on"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["establishment", "other_urn", "other_is_later"], name="outside_link_once"),
        ]


class RegisterImport(models.Model):
    """One run of the import: which file, how far, how many of what."""

    file_digest = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)

    handling = Handling(
        DataClass.public,
        whose="nobody",
        keep="2 years",
        why="What changed in the register since last time",
        fields=fields(plain="id file_digest started_at ended_at rows created updated unchanged closed rejected"),
    )


class RegisterChange(models.Model):
    """A fact of a setting that an import changed."""

    register_import = models.ForeignKey(RegisterImport, on_delete=models.CASCADE, related_name="changes")
    establishment = models.ForeignKey(Establishment, on_delete=models.PROTECT, related_name="register_changes")
    fact = models.CharField(max_length=30)
    before = models.CharField(max_length=250, blank=True)
    after = models.CharField(max_length=250, blank=True)

    handling = Handling(
        DataClass.public,
        whose="the setting",
        keep="2 years",
        why="What changed in the register since last time",
        fields=fields(plain="id register_import", public="establishment fact before after"),
    )


class StaffPost(models.Model):
    """A safeguarding post at a setting: who is DSL or deputy, from when, trained when (C-01)."""

    class Post(models.TextChoices):
        """The posts."""

        dsl = "dsl", "Designated safeguarding lead"
        deputy_dsl = "deputy_dsl", "Deputy designated safeguarding lead"

    establishment = models.ForeignKey(Establishment, on_delete=models.PROTECT, related_name="posts")
    post = models.CharField(max_length=12, choices=Post)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="posts"
    )
    held_from = models.DateField()
    held_until = models.DateField(null=True, blank=True)
    trained_on = models.DateField(null=True, blank=True)
    mailbox = models.EmailField(max_length=254, blank=True, db_default="")
    working_days = models.CharField(max_length=60, blank=True, db_default="")
    cover = models.CharField(max_length=250, blank=True, db_default="")
    weekdays = models.CharField(max_length=7, blank=True, db_default="")
    covered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    handling = Handling(
        DataClass.staff,
        whose="the person in the post",
        keep="the post and 6 years",
        why="Every setting has a designated safeguarding lead (KCSIE part two; C-01)",
        fields=fields(
            plain="id",
            organisational="establishment post mailbox cover",
            personal="person held_from held_until trained_on working_days weekdays covered_by",
        ),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(held_until__isnull=True) | Q(held_until__gte=F("held_from")), name="post_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["establishment", "post", "person"],
                condition=Q(held_until__isnull=True),
                name="post_held_once",
            ),
            models.CheckConstraint(condition=Q(weekdays__regex=r"^1?2?3?4?5?6?7?$"), name="post_weekdays_in_order"),
        ]


class Absence(models.Model):
    """Days on which somebody in a post is away, and who covers; why is nobody's business and is not kept."""

    establishment = models.ForeignKey(Establishment, on_delete=models.PROTECT, related_name="absences")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="absences")
    from_on = models.DateField()
    until_on = models.DateField()
    covered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(
        DataClass.staff,
        whose="the person who is away",
        keep="1 year",
        why="So that notices about safeguarding reach whoever is on duty",
        fields=fields(
            plain="id",
            organisational="establishment",
            personal="person from_on until_on covered_by noted_by noted_at withdrawn_at",
        ),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="absence_in_order"),
            models.CheckConstraint(
                condition=Q(covered_by__isnull=True) | ~Q(covered_by=F("person")), name="absence_covered_by_another"
            ),
        ]
        indexes = [models.Index(fields=["establishment", "until_on"], name="absence_at")]


class SchoolDates(models.Model):
    """A term of an authority's schools, or days on which they are closed."""

    local_authority = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="school_dates")
    name = models.CharField(max_length=80)
    from_on = models.DateField()
    until_on = models.DateField()
    is_term = models.BooleanField()

    handling = Handling(
        DataClass.public,
        whose="the authority",
        keep="6 years",
        why="Reminders and due dates count school days",
        fields=fields(plain="id", public="local_authority name from_on until_on is_term"),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="school_dates_in_order"),
        ]
        indexes = [models.Index(fields=["local_authority", "from_on"], name="school_dates_of")]


class SettingDates(models.Model):
    """Days on which one setting is closed while others of its area are open, or a term of its own."""

    establishment = models.ForeignKey(Establishment, on_delete=models.PROTECT, related_name="own_dates")
    name = models.CharField(max_length=80)
    from_on = models.DateField()
    until_on = models.DateField()
    is_term = models.BooleanField()

    handling = Handling(
        DataClass.public,
        whose="the setting",
        keep="6 years",
        why="Reminders and due dates count the days on which this setting is open",
        fields=fields(plain="id", public="establishment name from_on until_on is_term"),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="setting_dates_in_order"),
        ]
        indexes = [models.Index(fields=["establishment", "from_on"], name="setting_dates_of")]
