"""People, their roles with start and end, invitations and sessions."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from concordat.accounts.vocabulary import Role
from concordat.core.handling import DataClass, Handling, fields


class PersonManager(BaseUserManager["Person"]):
    """Finds people by e-mail, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **values: Any) -> Person:
        """A new person; without a password nobody can sign in as them until they set one."""
        person = self.model(email=self.normalize_email(email), **values)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody who works with children's safeguarding and signs in. Never a child."""

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=150)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(null=True, blank=True)
    # Set when a sign-in was reset: a new factor comes before anything else.
    factor_due_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[PersonManager] = PersonManager()

    handling = Handling(
        DataClass.staff,
        whose="the person",
        keep="membership and 6 years",
        why="To sign in, be reached and be answerable for what was signed (UK GDPR Article 6(1)(e))",
        fields=fields(
            plain="id is_active", personal="email name joined_at last_login factor_due_at", secret="password"
        ),
    )

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="person_email_once")]

    def __str__(self) -> str:
        return f"person {self.pk}"


class RoleHeld(models.Model):
    """A role that a person holds at an organisation from one moment to another."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="people")
    role = models.CharField(max_length=40, choices=[(role.value, role.name) for role in Role])
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(
        DataClass.staff,
        whose="the person",
        keep="membership and 6 years",
        why="Decides what the person may see and do, and shows it afterwards",
        fields=fields(plain="id", personal="person role starts_at ends_at", organisational="organisation"),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=[role.value for role in Role]), name="role_known"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")), name="role_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["person", "organisation", "role"], condition=Q(ends_at__isnull=True), name="role_held_once"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "role"], name="role_at_organisation"),
        ]


class Invitation(models.Model):
    """An invitation by mail to one role; the link's secret is stored as a hash only."""

    token_hash = models.BinaryField(max_length=32, unique=True)
    nonce = models.CharField(max_length=32)
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=150)
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=40, choices=[(role.value, role.name) for role in Role])
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="invitations_sent"
    )
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="invitations_accepted"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(
        DataClass.staff,
        whose="the person invited",
        keep="6 months after it ends",
        why="To let the right person in",
        fields=fields(
            plain="id",
            secret="token_hash nonce",
            personal="email name role invited_by invited_at expires_at accepted_at accepted_by withdrawn_at opened_at",
            organisational="organisation",
        ),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("invited_at")), name="invitation_lasts"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_ends_one_way",
            ),
            models.CheckConstraint(condition=Q(role__in=[role.value for role in Role]), name="invitation_role_known"),
        ]


class Session(AbstractBaseSession):
    """A session that knows its person, so that a leaver's sessions end with the last role."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="sessions"
    )

    handling = Handling(
        DataClass.staff,
        whose="the person",
        keep="until it expires",
        why="To stay signed in",
        fields=fields(secret="session_key session_data", personal="person expire_date"),
    )
