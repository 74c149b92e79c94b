"""What waits for somebody who was asked to tag, to settle or to read: the newest rounds of work that is open."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from concordat.questionnaires.models import TagChoice, TaggedQuestion

COLUMNS = (
    "tagging__version_id",
    "tagging__version__form__title",
    "tagging__opened_at",
    "tagging__reader_id",
    "tagging__third_id",
)


def waiting_for(person: int) -> QuerySet[TaggedQuestion, tuple[Any, ...]]:
    """For each piece of work the version, its title, since when, who reads, who settles, how many questions wait."""
    handed_in = TagChoice.objects.filter(handed_in_at__isnull=False)
    of_this = handed_in.filter(asked=OuterRef("pk"))
    later = TaggedQuestion.objects.filter(
        tagging=OuterRef("tagging"), question=OuterRef("question"), round__gt=OuterRef("round")
    )
    same = handed_in.filter(
        asked=OuterRef("asked"), complete=True, expectations=OuterRef("expectations"), pk__gt=OuterRef("pk")
    )
    found = TaggedQuestion.objects.filter(~Exists(later), tagging__release__isnull=True).alias(
        of_first=Subquery(of_this.filter(editor=OuterRef("tagging__first")).values("expectations")[:1]),
        of_second=Subquery(of_this.filter(editor=OuterRef("tagging__second")).values("expectations")[:1]),
        by_me=Exists(of_this.filter(editor=person)),
        both_complete=Exists(of_this.filter(Exists(same), complete=True).exclude(expectations=[])),
    )
    differ = Q(of_first__isnull=False, of_second__isnull=False) & ~Q(of_first=F("of_second"))
    to_tag = (Q(tagging__first=person) | Q(tagging__second=person)) & Q(by_me=False)
    to_settle = Q(tagging__third=person, by_me=False) & differ
    to_read = Q(tagging__reader=person, cover_check__isnull=True, both_complete=True)
    rows = found.filter(to_tag | to_settle | to_read).values_list(*COLUMNS)
    return rows.annotate(count=Count("pk")).order_by("tagging__opened_at")
