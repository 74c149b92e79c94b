"""Finding forms of other bodies: those that were brought in, and those that a setting is asked."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.db.models import Count, Q, QuerySet

from concordat.audits import others_access as access
from concordat.audits.models import BodyAnswer, BodyForm, BodyFormAsked
from concordat.audits.others_security import FILLERS, KEEPERS
from concordat.core import clock
from concordat.core.actor import Actor
from concordat.core.problems import NotFound
from concordat.establishments import access as establishment_access
from concordat.establishments import queries as establishment_queries
from concordat.lib.contact_list import Place
from concordat.partnership import queries as partnership_queries
from concordat.questionnaires import queries as questionnaire_queries


def owners(actor: Actor) -> list[tuple[int, str]]:
    """The partnerships and trusts for which the actor may bring a form in, by name. One query."""
    return questionnaire_queries.owners(actor)


def owner_for(actor: Actor, organisation_id: int) -> str:
    """The name of one of them; raises `NotFound`."""
    found = dict(owners(actor)).get(organisation_id)
    if found is None:
        raise NotFound()
    return found


def brought_in(actor: Actor) -> list[BodyForm]:
    """What the actor's partnership or trust has brought in, the newest first. One query."""
    found = access.visible_body_forms(actor).filter(owner_id__in=actor.organisations(*KEEPERS))
    counted = found.annotate(settings=Count("asked")).select_related("owner").defer("layouts")
    return list(counted.order_by("-pk"))


def form_for(actor: Actor, body_form_id: int) -> BodyForm:
    """One that the actor keeps; raises `NotFound`."""
    found = access.visible_body_forms(actor).filter(owner_id__in=actor.organisations(*KEEPERS))
    one = found.select_related("owner").filter(pk=body_form_id).first()
    if one is None:
        raise NotFound()
    return one


def asked_of(actor: Actor) -> list[BodyFormAsked]:
    """What the actor's settings are asked now, with how many questions are answered. One query."""
    answered = Count("answers", filter=~Q(answers__word=""))
    found = _of_settings(actor).filter(body_form__state="asked").annotate(answered=answered)
    return list(found.order_by("body_form__title", "establishment__sort_name", "pk"))


def asked_for(actor: Actor, asked_id: int) -> BodyFormAsked:
    """One of them, over or not; raises `NotFound`."""
    one = _of_settings(actor).filter(pk=asked_id).first()
    if one is None:
        raise NotFound()
    return one


def _of_settings(actor: Actor) -> QuerySet[BodyFormAsked]:
    mine = establishment_access.establishments_of(actor, *FILLERS).values("pk")
    found = access.visible_asked(actor).filter(establishment_id__in=mine).exclude(body_form__state="draft")
    return found.select_related("body_form__owner", "establishment__organisation").defer("body_form__layouts")


def settings_asked(form: BodyForm) -> list[str]:
    """The names of the settings that a form is before. One query."""
    found = BodyFormAsked.objects.filter(body_form=form).order_by("establishment__sort_name")
    return list(found.values_list("establishment__organisation__name", flat=True))


def answers_of(asked: BodyFormAsked) -> dict[str, BodyAnswer]:
    """What the setting says, by question; what was taken back too. One query."""
    return {one.question: one for one in BodyAnswer.objects.filter(asked=asked)}


def places_of(form: BodyForm) -> list[Place]:
    """The settings that the owner may ask: those of the partnership's area, or of the trust. Two queries."""
    day = clock.today()
    if form.owner.kind == "trust":
        briefs: Sequence[establishment_queries.EstablishmentBrief] = [
            one for one, _ in establishment_queries.schools_of_trust(form.owner_id, day)
        ]
    else:
        briefs = establishment_queries.open_in(partnership_queries.area_ids(form.owner_id, day), day)
    return [Place(one.id, one.name, (str(one.urn),) if one.urn else ()) for one in briefs]


def lock(what: str, pk: int) -> None:
    """What is done with one thing is done one after the other; a setting may not lock rows of who asks it."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"audits.{what} {pk}"])
