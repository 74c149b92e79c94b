"""Days away of somebody in a safeguarding post. For the person in the post, and for the setting's leaders."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from concordat.core.clock import now
from concordat.core.problems import Problem
from concordat.core.views import ActorRequest, permission
from concordat.establishments import access, operations, queries
from concordat.establishments.forms import NoteAbsence
from concordat.establishments.presenters import duty as duty_says
from concordat.establishments.presenters import settings as say


@require_http_methods(["GET", "HEAD", "POST"])
@permission("establishments.note_absence")
def absences(request: ActorRequest, post_id: int) -> HttpResponse:
    """Days away that are still to come or go on, and new ones."""
    at = now()
    held = queries.post(post_id, day=at.date())
    access.require(request.actor, "establishments.note_absence", held)
    people = queries.people_for_posts(request.actor, held.establishment_id, at=at)
    others = [one for one in people if one[0] != held.person_id]
    form = NoteAbsence(request.POST if request.method == "POST" else None, people=others)
    here = reverse("establishments:absences", args=[held.pk])
    if form.is_valid():
        said = form.cleaned_data
        try:
            noted = operations.note_absence(
                held=held,
                from_on=said["from_on"],
                until_on=said["until_on"],
                covered_by_id=said["covered_by"],
                by=request.actor,
                at=at,
            )
        except Problem as problem:
            form.add_error(None, problem.sentence)
        else:
            where = f" at {len(noted)} settings" if len(noted) > 1 else ""
            messages.success(request, f"Noted{where}. Notices go to whoever covers on these days.")
            return redirect(here)
    page = {
        "name": held.establishment.organisation.name,
        "row": say.posts([held], may_keep=False, today=at.date(), actor=request.actor)[0],
        "form": form,
        "absences": duty_says.absences(queries.absences_of(request.actor, held, at=at), held, people),
        "back_link": {
            "text": "Back to the setting",
            "href": reverse("establishments:setting", args=[held.establishment_id]),
        },
    }
    return render(request, "establishments/absences.html", page, status=422 if form.errors else 200)


@require_POST
@permission("establishments.note_absence")
def withdraw(request: ActorRequest, post_id: int, absence_id: int) -> HttpResponse:
    """The person is there after all."""
    at = now()
    held = queries.post(post_id, day=at.date())
    access.require(request.actor, "establishments.note_absence", held)
    absence = queries.absence(request.actor, absence_id, at=at)
    operations.withdraw_absence(absence=absence, held=held, by=request.actor, at=at)
    messages.success(request, "Taken back: notices go out as usual on these days.")
    return redirect(reverse("establishments:absences", args=[held.pk]))
