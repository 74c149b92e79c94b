"""For a chair of governors without an account: four pages from the letter to the signature, and nothing else."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core import signing as signatures
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from concordat.accounts.forms import TypeCode
from concordat.audits import access, by_link, operations, queries
from concordat.audits.presenters.declarations import declaration
from concordat.audits.rules import NotYet
from concordat.audits.views.signing import whole
from concordat.core.actor import Actor
from concordat.core.clock import now
from concordat.core.problems import NotFound, Problem
from concordat.core.views import ActorRequest, permission, public

BOTH = ["GET", "HEAD", "POST"]
COOKIE, SALT, HOUR = "concordat_signing", "audits.signing", 3600


@require_POST
@permission("audits.ask_chair")
def ask(request: ActorRequest, return_id: int) -> HttpResponse:
    """For the head and the safeguarding lead: mail the chair a link to read and sign this return."""
    audit_return = queries.return_for(request.actor, return_id)
    access.require(request.actor, "audits.ask_chair", audit_return)
    try:
        link = operations.ask_chair(
            audit_return=audit_return,
            name=request.POST.get("name", "")[:150],
            email=request.POST.get("email", "")[:254],
            by=request.actor,
            at=now(),
        )
    except NotYet as not_yet:
        raise Problem(not_yet.sentence) from not_yet
    messages.success(request, f"We are sending {link.email} a link that works once, for 14 days.")
    return redirect("audits:return", return_id)


@public
@never_cache
@require_http_methods(BOTH)
def begin(request: ActorRequest, token: str) -> HttpResponse:
    """Page 1: what this is, and a button that sends the code. Filters open links by themselves, so GET sends none."""
    link = _link(request, token)
    if link is None:
        return _over(request)
    if request.method == "POST":
        try:
            operations.send_signing_code(link=link, at=now())
        except Problem as problem:
            return render(request, "audits/link_over.html", {"sentence": problem.sentence}, status=422)
        return redirect("signing:link_code", token)
    return render(request, "audits/link_begin.html", {"token": token})


@public
@never_cache
@sensitive_post_parameters()
@require_http_methods(BOTH)
def code(request: ActorRequest, token: str) -> HttpResponse:
    """Page 2: the code from the mailbox."""
    link = _link(request, token)
    if link is None:
        return _over(request)
    form = TypeCode(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            operations.prove_chair(link=link, typed=form.cleaned_data["code"], at=now())
        except Problem as problem:
            form.add_error("code", problem.sentence)
        else:
            answer = redirect("signing:link_read", token)
            answer.set_cookie(
                COOKIE,
                signatures.dumps(link.pk, salt=SALT),
                max_age=HOUR,
                path="/sign/",
                httponly=True,
                secure=request.is_secure(),
                samesite="Lax",
            )
            return answer
    # 200 whatever was typed: a page of 400 or more is undone whole, and the wrong try with it.
    return render(request, "audits/link_code.html", {"form": form, "token": token})


@public
@never_cache
@require_http_methods(BOTH)
def read(request: ActorRequest, token: str) -> HttpResponse:
    """Page 3: the whole return, to read or print, and the button that signs; page 4 says that it is signed."""
    link = _link(request, token)
    if link is None:
        return _over(request)
    if link.person_id is None or not _proved(request, link.pk):
        return redirect("signing:link", token)
    with by_link.chair_by(link) as chair:
        try:
            audit_return = queries.return_for(chair, link.audit_return_id)
        except NotFound:
            return _over(request)
        said = declaration(queries.form_of(audit_return), "Chair", audit_return.accepted)
        page = {
            "audit_return": audit_return,
            "setting": audit_return.establishment.organisation.name,
            "cycle": audit_return.cycle,
            "statement": said,
        }
        if request.method == "POST":
            try:
                operations.sign_by_link(link=link, statement=said, by=chair, at=now())
            except (NotYet, Problem) as problem:
                return render(request, "audits/link_over.html", {"sentence": problem.sentence}, status=422)
            answer = render(request, "audits/link_signed.html", page)
            answer.delete_cookie(COOKIE, path="/sign/")
            return answer
        return render(request, "audits/link_read.html", {**page, **whole(audit_return)})


def _link(request: Any, token: str) -> Any:
    request.actor = Actor.nobody()  # somebody signed in is nobody here, and sees no menu
    by_link.as_nobody()
    return queries.signing_link(token, at=now())


def _proved(request: Any, link_id: int) -> bool:
    try:
        return bool(signatures.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=HOUR) == link_id)
    except signatures.BadSignature:
        return False


def _over(request: Any) -> HttpResponse:
    return render(request, "audits/link_over.html", {"sentence": operations.LINK_OVER}, status=410)
