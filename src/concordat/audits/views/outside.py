"""Outside audits: the list that a partnership accepts, a setting's offers, what the office decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.audits import operations, outside, queries
from concordat.audits import outside_access as access
from concordat.audits.operations import Named
from concordat.audits.outside_forms import Because, Decide, NameOutside, Offer
from concordat.audits.presenters import instead
from concordat.audits.presenters import outside as say
from concordat.audits.row_security import CYCLE_KEEPERS
from concordat.audits.rules import NotYet
from concordat.audits.vocabulary import EDITABLE
from concordat.core import clock, csv_files, paging
from concordat.core.clock import now
from concordat.core.problems import NotAllowed, NotFound, Problem
from concordat.core.views import ActorRequest, permission
from concordat.partnership import queries as partnership_queries
from concordat.questionnaires import queries as questionnaire_queries

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form

    from concordat.audits.models import AuditReturn, OutsideAudit, OutsideOffer
    from concordat.partnership.queries import PartnershipBody

BOTH = ["GET", "HEAD", "POST"]


def _titles() -> dict[str, str]:
    return {version.form.code: version.form.title for version in questionnaire_queries.newest_published()}


@require_safe
@permission("audits.see_outside")
def every(request: ActorRequest) -> HttpResponse:
    """Which audits of others my partnership accepts, and why. For every setting, and for the office that keeps it."""
    titles = _titles()
    found = outside.audits_of(request.actor)
    words, shown = _narrowed(request, found)
    context = {
        "entries": [say.entry(one, titles, on=clock.today(), may_end=_may_end(request, one)) for one in shown],
        "search": words,
        "csv_href": paging.with_query(reverse("audits:outside_csv"), request.GET),
        "count_text": f"{len(shown)} of {len(found)} outside audits",
        "new": say.to_name(titles, _homes(request)),
    }
    return render(request, "audits/outside_audits.html", context)


def _narrowed(request: ActorRequest, found: list[OutsideAudit]) -> tuple[str, list[OutsideAudit]]:
    words = request.GET.get("search", "").strip().lower()[:100]
    return words, [one for one in found if not words or words in f"{one.name} {one.whose}".lower()]


def _homes(request: ActorRequest) -> list[PartnershipBody]:
    """The partnerships whose list the actor keeps, by name."""
    places = request.actor.organisations(*CYCLE_KEEPERS)
    return partnership_queries.partnerships_by_id(places) if places else []


def _may_end(request: ActorRequest, one: Any) -> bool:
    return access.allows(request.actor, "audits.name_outside", one)


@require_safe
@permission("audits.see_outside")
def every_csv(request: ActorRequest) -> HttpResponse:
    """The same, narrowed in the same way, as a file."""
    _, shown = _narrowed(request, outside.audits_of(request.actor))
    rows = say.csv_rows(shown, _titles(), on=clock.today())
    return csv_files.download("accepted-audits.csv", say.CSV_HEADER, rows)


@require_http_methods(BOTH)
@permission("audits.name_outside")
def name(request: ActorRequest, partnership_id: int, form_code: str) -> HttpResponse:
    """Put an outside audit on the list of a partnership. For the business manager."""
    homes = _homes(request)
    if not homes:
        raise NotAllowed("Your role does not include this. It is for the partnership's office.")
    home = next((one for one in homes if one.id == partnership_id), None)
    if home is None:
        raise NotFound()
    asked = questionnaire_queries.form_of(questionnaire_queries.published_version(form_code).pk)
    sections = [(one.code, f"{one.code} {one.title}") for one in outside.coverable(asked, [])]
    initial = {"from_on": clock.today().isoformat()}
    form = NameOutside(request.POST if request.method == "POST" else None, sections=sections, initial=initial)
    back = {"text": "Back to accepted audits", "href": reverse("audits:outside_audits")}

    def step() -> None:
        said = Named(form_code=form_code, **form.cleaned_data)
        operations.name_outside(partnership_id=home.id, said=said, by=request.actor, at=now())

    context = {"form": form, "form_title": asked.title, "partnership": home.name, "back_link": back}
    return _ask(request, form, step, "audits/name_outside.html", context, back["href"])


@require_http_methods(BOTH)
@permission("audits.name_outside")
def end(request: ActorRequest, outside_id: int) -> HttpResponse:
    """Take an outside audit off the list, with the reason. For the business manager."""
    found = outside.audit_for(request.actor, outside_id)
    access.require(request.actor, "audits.name_outside", found)
    form = Because(request.POST if request.method == "POST" else None, read_by="Every setting of your area")
    back = {"text": "Back to accepted audits", "href": reverse("audits:outside_audits")}
    context = {
        "form": form,
        "back_link": back,
        "title": "Take it off the list",
        "caption": found.name,
        "explains": "It cannot be offered any more. What was accepted of it stays.",
    }
    return _ask(
        request,
        form,
        lambda: operations.end_outside(outside_audit=found, by=request.actor, at=now(), **form.cleaned_data),
        "audits/outside_reason.html",
        context,
        back["href"],
    )


@require_http_methods(BOTH)
@permission("audits.see_return")
def of_return(request: ActorRequest, return_id: int) -> HttpResponse:
    """What was offered for a return; the setting or its trust offers here. For the DSL, and the office that decides."""
    audit_return = queries.return_for(request.actor, return_id)
    may_offer = access.allows(request.actor, "audits.offer_outside", audit_return)
    possible = outside.possible_for(request.actor, audit_return, on=clock.today())
    is_open = audit_return.cycle.state == "open" and audit_return.cycle.pilot_of_id is None
    offers_here = bool(may_offer and is_open and audit_return.state in EDITABLE and possible)
    context = _context(request, audit_return, may_offer=may_offer)
    if not offers_here:
        if request.method == "POST":
            access.require(request.actor, "audits.offer_outside", audit_return)
            context["errors"] = [{"text": "Nothing can be offered for this return now.", "href": "#main-content"}]
        return render(request, "audits/outside.html", context, status=409 if request.method == "POST" else 200)
    evidence = say.evidence_choices(queries.evidence_of(request.actor, audit_return))
    form = Offer(
        request.POST if request.method == "POST" else None,
        audits=say.audit_choices(possible),
        sections=say.section_choices(audit_return, possible),
        evidence=evidence,
    )
    may_add = access.allows(request.actor, "audits.answer", audit_return)
    context |= {"form": form, "has_evidence": bool(evidence), "may_add": may_add}

    def step() -> None:
        given = form.cleaned_data
        operations.offer_outside(
            audit_return=audit_return,
            outside_audit=next(one for one in possible if str(one.pk) == given["outside"]),
            evidence_id=UUID(given["evidence"]),
            sections=given["sections"],
            note=given["note"],
            by=request.actor,
            at=now(),
        )

    there = reverse("audits:outside", args=[return_id])
    return _ask(request, form, step, "audits/outside.html", context, there)


@require_http_methods(BOTH)
@permission("audits.offer_outside")
def take_back(request: ActorRequest, outside_offer_id: int) -> HttpResponse:
    """Answer the sections after all. For the DSL who offered, before it is decided."""
    offer = outside.offer_for(request.actor, outside_offer_id)
    access.require(request.actor, "audits.offer_outside", offer.audit_return)
    there = reverse("audits:outside", args=[offer.audit_return_id])
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            operations.take_back_outside(offer=offer, by=request.actor, at=now())
        except (NotYet, Problem) as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            return redirect(there)
    context = {"offer": offer, "errors": errors, "back_link": {"text": "Back", "href": there}}
    return render(request, "audits/take_back_outside.html", context, status=422 if errors else 200)


@require_http_methods(BOTH)
@permission("audits.decide_outside")
def decide(request: ActorRequest, outside_offer_id: int) -> HttpResponse:
    """Accept an outside audit, wholly or by section, or decline it. For the business manager."""
    offer = _to_decide(request, outside_offer_id)
    form_asked = queries.form_of(offer.audit_return)
    titles = {section.code: section.title for section in form_asked.sections}
    form = Decide(
        request.POST if request.method == "POST" else None,
        sections=[(code, f"{code} {titles.get(code, '')}") for code in offer.offered],
        initial={"sections": offer.offered},
    )

    def step() -> None:
        given = form.cleaned_data
        if given["outcome"] == "declined":
            operations.decline_outside(offer=offer, reason=given["reason"], by=request.actor, at=now())
        else:
            operations.accept_outside(
                offer=offer, sections=given["sections"], reason=given["reason"], by=request.actor, at=now()
            )

    there = reverse("audits:outside", args=[offer.audit_return_id])
    known = outside.evidence_open_to(request.actor, [offer])
    said = say.offered(offer, form_asked, may_offer=False, may_decide=False, is_open=True, known=known)
    context = {
        "form": form,
        "offer": said,
        "setting": offer.audit_return.establishment.organisation.name,
        "why": offer.outside_audit.reason,
        "back_link": {"text": "Back to the return's outside audits", "href": there},
    }
    return _ask(request, form, step, "audits/decide_outside.html", context, there)


@require_http_methods(BOTH)
@permission("audits.decide_outside")
def undo(request: ActorRequest, outside_offer_id: int) -> HttpResponse:
    """Ask the sections after all, with the reason, while the audit is open. For the business manager."""
    offer = _to_decide(request, outside_offer_id)
    form = Because(request.POST if request.method == "POST" else None)
    there = reverse("audits:outside", args=[offer.audit_return_id])
    context = {
        "form": form,
        "back_link": {"text": "Back to the return's outside audits", "href": there},
        "title": "Ask these sections after all",
        "caption": offer.audit_return.establishment.organisation.name,
        "explains": f"{offer.named} no longer stands for them. What was answered there before counts again. A return"
        " that was finished, signed or handed in goes back to the setting, and is signed again.",
    }
    return _ask(
        request,
        form,
        lambda: operations.undo_outside(offer=offer, by=request.actor, at=now(), **form.cleaned_data),
        "audits/outside_reason.html",
        context,
        there,
    )


def _to_decide(request: ActorRequest, offer_id: int) -> OutsideOffer:
    offer = outside.offer_for(request.actor, offer_id)
    access.require(request.actor, "audits.decide_outside", offer)
    return offer


def _context(request: ActorRequest, audit_return: AuditReturn, *, may_offer: bool) -> dict[str, Any]:
    form = queries.form_of(audit_return)
    offers = outside.offers_for(request.actor, audit_return)
    known = outside.evidence_open_to(request.actor, offers) if offers else frozenset()
    may_decide = access.allows(request.actor, "audits.decide_outside", audit_return)
    is_open = audit_return.cycle.state == "open"
    in_partnership = access.allows(request.actor, "audits.see_cycle", audit_return)
    there = reverse("audits:standing" if in_partnership else "audits:return", args=[audit_return.pk])
    return {
        "audit_return": audit_return,
        "setting": audit_return.establishment.organisation.name,
        "cycle": audit_return.cycle,
        "accepted": instead.in_words(form, audit_return.accepted),
        "offers": [
            say.offered(one, form, may_offer=may_offer, may_decide=may_decide, is_open=is_open, known=known)
            for one in offers
        ],
        "back_link": {"text": "Back to the return", "href": there},
    }


def _ask(
    request: ActorRequest, form: Form, step: Callable[[], None], template: str, context: dict[str, Any], there: str
) -> HttpResponse:
    """Take one step on POST; what stands in the way is shown on the same page, with what was typed."""
    errors: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            step()
        except (NotYet, Problem) as problem:
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            return redirect(there)
    context = {**context, "errors": errors}
    return render(request, template, context, status=422 if errors or form.errors else 200)
