"""One setting of the register, and the safeguarding posts there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.core import clock, setting_links
from concordat.core.clock import now
from concordat.core.problems import Problem
from concordat.core.views import ActorRequest, permission
from concordat.establishments import access, notices, operations, queries
from concordat.establishments.forms import DescribePost, NamePost
from concordat.establishments.kinds import kind_of
from concordat.establishments.presenters import duty as duty_says
from concordat.establishments.presenters import settings as say
from concordat.establishments.vocabulary import CLOSED
from concordat.questionnaires import queries as questionnaire_queries

BOTH = ["GET", "HEAD", "POST"]


@require_safe
@permission("establishments.see_register")
def setting(request: ActorRequest, establishment_id: int) -> HttpResponse:
    """What the register says of a setting, and who is its designated safeguarding lead."""
    found = queries.establishment(establishment_id)
    today = clock.today()
    held = queries.posts_at(found.pk, today)
    may_keep = access.allows(request.actor, "establishments.assign_post", found)
    page = {
        **_local_steps(request, found),
        "name": found.organisation.name,
        "establishment_id": found.pk,
        "is_closed": found.status == CLOSED,
        "facts": say.facts(found, authority_followed_by=_after_the_authority(found)),
        "relatives": say.relatives(queries.links_of(found.pk), queries.outside_links_of(found.pk), found.pk),
        "posts": say.posts(held, may_keep=may_keep, today=today, actor=request.actor),
        "on_duty": duty_says.on_duty(held, notices.desk_of(held, found.pk, today), today) if held else "",
        "shows_posts": bool(held) or may_keep,
        "lacks_lead": may_keep and not any(row.post == "dsl" for row in held),
        "must_have_lead": kind_of(found.type_code).is_school or kind_of(found.type_code).is_college,
        "guidance": questionnaire_queries.edition_named("kcsie", today) if may_keep else "",
        "people_href": reverse("accounts:people", args=[found.pk]) if may_keep else "",
        "name_post_href": reverse("establishments:name_post", args=[found.pk]) if may_keep else "",
        "steps": setting_links.links_for(request.actor, found.pk),
        "breadcrumbs": [{"text": "Register", "href": reverse("establishments:register")}],
    }
    return render(request, "establishments/setting.html", page)


def _after_the_authority(found: Any) -> list[str]:
    """Names of the authorities that followed the setting's, where it has ended."""
    authority = found.local_authority
    if authority is None or authority.closed_on is None:
        return []
    return [name for _, name in queries.successors_of_authority(authority.pk)]


def _local_steps(request: ActorRequest, found: Any) -> dict[str, Any]:
    """What the office can do with a setting without a URN, and where a merged one went on."""
    steps: dict[str, Any] = {"followed_by": say.followed_by(found)}
    is_open = found.local_id is not None and found.status != CLOSED
    if is_open and access.allows(request.actor, "establishments.merge_local_setting", found):
        steps["merge_href"] = reverse("establishments:merge_local_setting", args=[found.pk])
        steps["close_href"] = reverse("establishments:close_local_setting", args=[found.pk])
        steps["change_href"] = reverse("establishments:change_local_setting", args=[found.pk])
    return steps


@require_http_methods(BOTH)
@permission("establishments.assign_post")
def name_post(request: ActorRequest, establishment_id: int) -> HttpResponse:
    """Name the designated safeguarding lead or a deputy."""
    at = now()
    found = queries.establishment(establishment_id)
    access.require(request.actor, "establishments.assign_post", found)
    back = reverse("establishments:setting", args=[found.pk])
    people = queries.people_for_posts(request.actor, found.pk, at=at)
    form = NamePost(request.POST if request.method == "POST" else None, people=people, today=at.date())
    if form.is_valid():
        said = form.cleaned_data
        try:
            operations.assign_post(
                establishment=found,
                post=said["post"],
                person_id=said["person"],
                held_from=said["held_from"],
                by=request.actor,
                at=at,
            )
        except Problem as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, f"{dict(people)[said['person']]} holds this post.")
            return redirect(back)
    page = {"name": found.organisation.name, "form": form, "back_link": {"text": "Back to the setting", "href": back}}
    return render(request, "establishments/name_post.html", page, status=422 if form.errors else 200)


@require_http_methods(BOTH)
@permission("establishments.end_post")
def end_post(request: ActorRequest, post_id: int) -> HttpResponse:
    """Ask, then end a post today."""
    at = now()
    held = queries.post(post_id, day=at.date())
    access.require(request.actor, "establishments.end_post", held.establishment)
    back = reverse("establishments:setting", args=[held.establishment_id])
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            operations.end_post(held=held, held_until=at.date(), by=request.actor, at=at)
        except Problem as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            messages.success(request, "The post has ended.")
            return redirect(back)
    page = {
        "name": held.establishment.organisation.name,
        "row": say.posts([held], may_keep=False, today=at.date())[0],
        "errors": errors,
        "back_link": {"text": "Back to the setting", "href": back},
    }
    return render(request, "establishments/end_post.html", page, status=422 if errors else 200)


@require_http_methods(BOTH)
@permission("establishments.describe_post")
def describe_post(request: ActorRequest, post_id: int) -> HttpResponse:
    """How a post is reached and covered, and when its holder was trained. For the setting's leaders."""
    at = now()
    held = queries.post(post_id, day=at.date())
    access.require(request.actor, "establishments.describe_post", held.establishment)
    back = reverse("establishments:setting", args=[held.establishment_id])
    people = queries.people_for_posts(request.actor, held.establishment_id, at=at)
    others = [one for one in people if one[0] != held.person_id]
    form = DescribePost(
        request.POST if request.method == "POST" else None, initial=duty_says.known_of(held), people=others
    )
    if form.is_valid():
        said = dict(form.cleaned_data)
        covered_by_id = said.pop("covered_by")
        try:
            operations.describe_post(held=held, **said, covered_by_id=covered_by_id, by=request.actor, at=at)
        except Problem as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, "The post is changed.")
            return redirect(back)
    page = {
        "name": held.establishment.organisation.name,
        "row": say.posts([held], may_keep=False, today=at.date())[0],
        "form": form,
        "back_link": {"text": "Back to the setting", "href": back},
    }
    return render(request, "establishments/describe_post.html", page, status=422 if form.errors else 200)
