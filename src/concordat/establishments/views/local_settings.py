"""Settings without a URN: the area's list, a new one, a correction, and the merge into the register."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.accounts import queries as account_queries
from concordat.accounts.vocabulary import PARTNERSHIP_OFFICE
from concordat.core import csv_files, paging
from concordat.core.clock import now
from concordat.core.problems import NotFound, Problem
from concordat.core.taking import TAKE_FILE
from concordat.core.views import ActorRequest, permission
from concordat.establishments import access, operations
from concordat.establishments import local_settings as ask
from concordat.establishments.forms import ConfirmClosing, ConfirmMerge, DescribeLocalSetting
from concordat.establishments.presenters import local_settings as say

BOTH = ["GET", "HEAD", "POST"]


@require_safe
@permission("establishments.see_register")
def local_settings(request: ActorRequest) -> HttpResponse:
    """The settings of the reader's area that the register does not hold. For the business manager."""
    areas = account_queries.own_authorities(request.actor, at=now())
    filters = say.filters_from(request.GET, areas)
    found = ask.local_settings(filters)
    count = found.count()
    number = paging.number_of(request.GET, count, size=ask.PAGE)
    rows = ask.rows(found, sort=request.GET.get("sort", ""), number=number)
    page = {
        "may_create": bool(areas) and request.actor.holds(*PARTNERSHIP_OFFICE),
        "breadcrumbs": [_register()],
        **say.list_page(rows, count, filters, request.GET, number),
    }
    return render(request, "establishments/local_settings.html", page)


@require_safe
@permission("establishments.see_register", file=TAKE_FILE)
def local_settings_csv(request: ActorRequest) -> HttpResponse:
    """The same list as a file."""
    areas = account_queries.own_authorities(request.actor, at=now())
    rows = ask.rows(ask.local_settings(say.filters_from(request.GET, areas)), sort=request.GET.get("sort", ""))
    return csv_files.download("local-settings.csv", say.CSV_HEADER, (say.csv_row(row) for row in rows))


@require_http_methods(BOTH)
@permission("establishments.create_local_setting")
def create(request: ActorRequest) -> HttpResponse:
    """Add a setting without a URN. For the business manager."""

    def step(said: dict[str, Any]) -> Any:
        made = operations.create_local_setting(
            name=said["name"],
            type_code=said["type_code"],
            phase=said["phase"],
            local_authority_id=said["local_authority"],
            postcode=said["postcode"],
            trust_id=said["trust"],
            by=request.actor,
            at=now(),
        )
        messages.success(request, f"{said['name']} is in the register with the local id {made.local_id}.")
        return made.pk

    areas = _areas(request)
    form = DescribeLocalSetting(request.POST if request.method == "POST" else None, areas=areas)
    return _describe(request, form, step, title="Add a setting without a URN", button="Add this setting")


@require_http_methods(BOTH)
@permission("establishments.change_local_setting")
def change(request: ActorRequest, local_setting_id: int) -> HttpResponse:
    """Put right what was typed of a local setting. For the business manager."""
    local = ask.local_setting(local_setting_id)
    access.require(request.actor, "establishments.change_local_setting", local)

    def step(said: dict[str, Any]) -> Any:
        operations.change_local_setting(
            local=local,
            name=said["name"],
            type_code=said["type_code"],
            phase=said["phase"],
            postcode=said["postcode"],
            trust_id=said["trust"],
            by=request.actor,
            at=now(),
        )
        messages.success(request, "The setting is changed.")
        return local.pk

    own = [(local.local_authority_id, local.local_authority.name)] if local.local_authority else []
    form = DescribeLocalSetting(
        request.POST if request.method == "POST" else None,
        areas=[(pk, name) for pk, name in own if pk is not None],
        initial={
            "name": local.organisation.name,
            "type_code": local.type_code,
            "phase": local.phase,
            "postcode": local.postcode,
            "trust": local.trust.organisation.name if local.trust else "",
        },
    )
    return _describe(request, form, step, title=f"Change {local.organisation.name}", button="Save")


@require_http_methods(BOTH)
@permission("establishments.close_local_setting")
def close(request: ActorRequest, local_setting_id: int) -> HttpResponse:
    """Say what ends and what stays, confirm. For the business manager."""
    local = ask.local_setting(local_setting_id)
    access.require(request.actor, "establishments.close_local_setting", local)
    back = reverse("establishments:setting", args=[local.pk])
    form = ConfirmClosing(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            operations.close_local_setting(local=local, by=request.actor, at=now())
        except Problem as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, f"{local.organisation.name} is closed.")
            return redirect(back)
    page = {
        "name": local.organisation.name,
        "form": form,
        "preview": ask.merge_preview(request.actor, local, at=now()),
        "back_link": {"text": "Back to the setting", "href": back},
    }
    return render(request, "establishments/close.html", page, status=422 if form.errors else 200)


@require_http_methods(BOTH)
@permission("establishments.merge_local_setting")
def merge(request: ActorRequest, local_setting_id: int) -> HttpResponse:
    """Find the entry by its URN, see both side by side, confirm. For the business manager."""
    local = ask.local_setting(local_setting_id)
    access.require(request.actor, "establishments.merge_local_setting", local)
    back = reverse("establishments:setting", args=[local.pk])
    page: dict[str, Any] = {
        "name": local.organisation.name,
        "urn": request.GET.get("urn", "").strip()[:20],
        "back_link": {"text": "Back to the setting", "href": back},
    }
    if not page["urn"]:
        return render(request, "establishments/merge.html", page)
    try:
        entry = ask.by_urn(page["urn"])
    except NotFound as problem:
        errors = [{"text": problem.sentence, "href": "#urn"}]
        return render(request, "establishments/merge.html", page | {"errors": errors}, status=422)
    form = ConfirmMerge(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            operations.merge_local_setting(local=local, into=entry, by=request.actor, at=now())
        except Problem as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, f"{local.organisation.name} goes on as URN {entry.urn}.")
            return redirect(reverse("establishments:setting", args=[entry.pk]))
    preview = ask.merge_preview(request.actor, local, at=now())
    page |= {
        "form": form,
        "entry": entry.organisation.name,
        "sides": say.side_by_side(local, entry),
        "moves": say.moves(preview),
        "stays": say.stays(preview),
        "refused": ask.why_not(request.actor, local, entry, at=now()),
    }
    return render(request, "establishments/merge.html", page, status=422 if form.errors else 200)


def _describe(
    request: ActorRequest, form: DescribeLocalSetting, step: Callable[[dict[str, Any]], Any], *, title: str, button: str
) -> HttpResponse:
    if form.is_valid():
        try:
            setting_id = step(form.cleaned_data)
        except Problem as problem:
            form.add_error(None, problem.sentence)
        else:
            return redirect(reverse("establishments:setting", args=[setting_id]))
    page = {
        "form": form,
        "title": title,
        "button": button,
        "breadcrumbs": [
            _register(),
            {"text": "Settings without a URN", "href": reverse("establishments:local_settings")},
        ],
    }
    return render(request, "establishments/describe_local_setting.html", page, status=422 if form.errors else 200)


def _areas(request: ActorRequest) -> list[tuple[int, str]]:
    return account_queries.own_authorities(request.actor, *PARTNERSHIP_OFFICE, at=now())


def _register() -> dict[str, str]:
    return {"text": "Register", "href": reverse("establishments:register")}
