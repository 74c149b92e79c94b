"""Forms: which there are, what a version asks, what changed; bring one in, publish it. For the business manager."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.core import clock
from concordat.core.clock import now
from concordat.core.permissions import allows, require
from concordat.core.problems import NotAllowed, Problem
from concordat.core.taking import TAKE_PUBLIC_FILE
from concordat.core.views import ActorRequest, permission
from concordat.lib.form_logic import Facts, Form, FormProblems, RowProblem, evaluate
from concordat.questionnaires import (
    comparison,
    cores,
    guidance,
    operations,
    packing,
    packs,
    presenters,
    queries,
    sheets,
    xlsform,
)
from concordat.questionnaires.forms import BringIn
from concordat.questionnaires.reading import form_and_pack_in
from concordat.questionnaires.vocabulary import FORM_KEEPERS, OWN_FORM_KEEPERS

BOTH = ["GET", "HEAD", "POST"]
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@permission("questionnaires.read_form")
def forms(request: ActorRequest) -> HttpResponse:
    """Every form with its versions, the newest first."""
    page = {
        "forms": presenters.form_list(queries.versions(request.actor)),
        "may_import": request.actor.holds(*OWN_FORM_KEEPERS),
    }
    return render(request, "questionnaires/forms.html", page)


@require_http_methods(BOTH)
@permission("questionnaires.import_form")
def bring_in(request: ActorRequest) -> HttpResponse:
    """A file becomes a draft, or every fault is shown with its row."""
    owners = queries.owners(request.actor)
    if not owners:
        raise NotAllowed(
            "Forms are brought in by the business manager or administrator of a partnership, or by a trust's lead."
        )
    known = [(one.pk, f"{one.form.title}, version {one.number}") for one in queries.newest_published()]
    form = BringIn(request.POST or None, request.FILES or None, owners=owners, cores=known)
    faults: list[RowProblem] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = _bring_in(request, {"owner": owners[0][0]} | form.cleaned_data)
        except FormProblems as wrong:
            faults = list(wrong.problems)
            form.add_error("file", _to_mend(len(faults)))
        except Problem as refused:
            form.add_error("file", refused.sentence)
        else:
            messages.success(request, "The form is a draft now. Look at it, then publish it.")
            return redirect(reverse("questionnaires:version", args=[made.pk]))
    page = {"form": form, "faults": faults, "back_link": {"text": "Forms", "href": reverse("questionnaires:forms")}}
    return render(request, "questionnaires/import.html", page, status=422 if form.errors else 200)


def _to_mend(count: int) -> str:
    if count == 1:
        return "This is no form yet: one thing needs mending. It is shown below."
    return f"This is no form yet: {count} things need mending. They are listed below."


def _bring_in(request: ActorRequest, said: dict[str, Any]) -> Any:
    file = said["file"]
    content = file.read()
    form, pack = form_and_pack_in(content, name=file.name, code=said["code"], title=said["title"])
    core = queries.version(request.actor, said["core"]) if said["core"] else None
    licence = said["licence"]
    if pack is not None:
        core, licence = core or packing.core_of(request.actor, pack), licence or pack.licence
    return operations.import_form_version(
        form=form,
        owner_id=said["owner"],
        edition=said["edition"],
        licence=licence,
        core=core,
        by=request.actor,
        at=now(),
    )


@require_safe
@permission("questionnaires.read_form")
def version(request: ActorRequest, version_id: int) -> HttpResponse:
    """What a version asks, section by section, as a setting would see it."""
    found = queries.version(request.actor, version_id)
    form = queries.form_of(found.pk)
    resting = queries.guidance_of(found.pk, day=clock.today())
    own = cores.extras(form, queries.form_of(found.core_id)) if found.core_id else []
    codes = [section.code for section in form.shown_sections]
    asked = request.GET.get("section", "")
    code = asked if asked in codes else codes[0]
    page = {
        "version": found,
        "facts": presenters.version_facts(found, form, own),
        "sections": [(section.code, section.title, section.code == code) for section in form.shown_sections],
        "page": presenters.section_page(
            form, code, answers={}, evaluation=evaluate(form, Facts(), {}), guidance=resting
        ),
        "rests_on": presenters.guidance_lines(form.questions.values(), resting),
        "cautions": _cautions(request, form),
        "has_earlier": queries.version_before(request.actor, found) is not None,
        "may_publish": found.state == "draft" and allows(request.actor, "questionnaires.publish_form", found),
        "may_build": found.state == "draft" and allows(request.actor, "questionnaires.import_form", found),
        "back_link": {"text": "Forms", "href": reverse("questionnaires:forms")},
    }
    return render(request, "questionnaires/version.html", page)


def _cautions(request: ActorRequest, form: Form) -> list[str]:
    """What those who keep forms should know; a school that reads its questions need not."""
    if not request.actor.holds(*FORM_KEEPERS):
        return []
    return guidance.cautions(form, queries.editions(), clock.today())


@require_safe
@permission("questionnaires.read_form")
def changes(request: ActorRequest, version_id: int) -> HttpResponse:
    """What changed since the version before."""
    found = queries.version(request.actor, version_id)
    before = queries.version_before(request.actor, found)
    changed = comparison.compare(queries.form_of(before.pk), queries.form_of(found.pk)) if before else []
    page = {
        "version": found,
        "before": before,
        "changes": changed,
        "back_link": {"text": "The form", "href": reverse("questionnaires:version", args=[found.pk])},
    }
    return render(request, "questionnaires/changes.html", page)


@require_http_methods(BOTH)
@permission("questionnaires.publish_form")
def publish(request: ActorRequest, version_id: int) -> HttpResponse:
    """Ask, then freeze the version."""
    found = queries.version(request.actor, version_id)
    require(request.actor, "questionnaires.publish_form", found)
    back = reverse("questionnaires:version", args=[found.pk])
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            shown = request.POST.get("before", "")
            operations.publish_form_version(version=found, before=shown, by=request.actor, at=now())
        except Problem as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            messages.success(request, "The form is published. Audits can ask with it.")
            return redirect(back)
    cautions = _cautions(request, queries.form_of(found.pk))
    page = {"version": found, "errors": errors, "cautions": cautions, "back_link": {"text": "The form", "href": back}}
    return render(request, "questionnaires/publish.html", page, status=422 if errors else 200)


@require_safe
@permission("questionnaires.read_form", file=TAKE_PUBLIC_FILE)
def workbook(request: ActorRequest, version_id: int) -> HttpResponse:
    """The version as a workbook."""
    found = queries.version(request.actor, version_id)
    content = xlsform.form_to_xlsform(queries.form_of(found.pk))
    return _download(content, f"{found.form.code}-{found.number}.xlsx", WORKBOOK)


@require_safe
@permission("questionnaires.read_form", file=TAKE_PUBLIC_FILE)
def sheet(request: ActorRequest, version_id: int) -> HttpResponse:
    """The version as one CSV file."""
    found = queries.version(request.actor, version_id)
    content = sheets.form_to_csv(queries.form_of(found.pk)).encode()
    return _download(content, f"{found.form.code}-{found.number}.csv", "text/csv; charset=utf-8")


@require_safe
@permission("questionnaires.read_form", file=TAKE_PUBLIC_FILE)
def pack(request: ActorRequest, version_id: int) -> HttpResponse:
    """The version as a Form Pack: form, expectations, tags and manifest."""
    found = queries.version(request.actor, version_id)
    content = packs.written(packing.pack_of(found, at=clock.today()))
    return _download(content, f"{found.form.code}-{found.number}.zip", "application/zip")


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
