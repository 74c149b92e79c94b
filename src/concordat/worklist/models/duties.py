"""A duty of a term that somebody ticked as done; the person's own note."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from concordat.core.handling import DataClass, Handling, fields


class DutyDone(models.Model):
    """Done by this person at this setting in this term."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    establishment = models.ForeignKey("establishments.Establishment", on_delete=models.PROTECT, related_name="+")
    duty = models.CharField(max_length=40)
    term = models.CharField(max_length=12)
    done_at = models.DateTimeField()

    handling = Handling(
        DataClass.staff,
        whose="the person",
        keep="2 years",
        why="The person's own list of what is done this term; nobody else sees it",
        fields=fields(plain="id duty term", organisational="establishment", personal="person done_at"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "establishment", "duty", "term"], name="duty_done_once")
        ]
