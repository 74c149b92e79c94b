"""Joining without an invitation. For somebody at a school whom no mail of ours reached; nobody is signed in."""

from __future__ import annotations

from allauth.core import ratelimit
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from concordat.core.clock import now
from concordat.core.problems import Problem
from concordat.core.views import ActorRequest, public
from concordat.joining import operations, queries
from concordat.joining.desk import front_desk
from concordat.joining.forms import AskToJoin, HaveLetter

BOTH = ["GET", "HEAD", "POST"]
WRONG_CODES, ASKED, SEARCHED = "join_letter_failed", "join_ask", "join_find"


@public
@never_cache
@require_safe
def ways(request: ActorRequest) -> HttpResponse:
    """The ways in: an invitation, a letter, or asking."""
    return render(request, "joining/ways.html")


@public
@never_cache
@require_http_methods(BOTH)
def letter(request: ActorRequest) -> HttpResponse:
    """I have a letter: its code, who I am, my work mail."""
    form = HaveLetter(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = form.cleaned_data
        if not _may(request, WRONG_CODES, dry_run=True) or not _may(request, ASKED, key=said["email"], dry_run=True):
            return _too_often(request)
        try:
            with front_desk(request.actor) as desk:
                operations.ask_with_letter(
                    typed=said["code"], role=said["role"], name=said["name"], email=said["email"], by=desk, at=now()
                )
        except Problem as problem:
            form.add_error("code", problem.sentence)
            _may(request, WRONG_CODES)
            request.keep_tries = True  # type: ignore[attr-defined]
        else:
            _may(request, ASKED, key=said["email"])
            return redirect("joining:sent")
    page = {"form": form, "back_link": _ways()}
    return render(request, "joining/letter.html", page, status=422 if form.errors else 200)


@public
@never_cache
@require_safe
def find(request: ActorRequest) -> HttpResponse:
    """Find the setting to join: facts of the public register only."""
    said = request.GET.get("find", "").strip()
    found: list[queries.FoundSetting] = []
    count = 0
    if said:
        if not _may(request, SEARCHED):
            return _too_often(request)
        with front_desk(request.actor):
            found, count = queries.find_settings(said)
    page = {"find": said[:100], "found": found, "count": count, "back_link": _ways()}
    return render(request, "joining/find.html", page)


@public
@never_cache
@require_http_methods(BOTH)
def ask(request: ActorRequest, establishment_id: int) -> HttpResponse:
    """Ask to join this setting. The answer is the same whoever is there and whoever asks."""
    with front_desk(request.actor):
        setting_id, name = queries.setting_named(establishment_id)
    form = AskToJoin(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = form.cleaned_data
        if not _may(request, ASKED, key=said["email"]):
            return _too_often(request)
        try:
            with front_desk(request.actor) as desk:
                operations.ask_to_join(
                    establishment_id=setting_id,
                    role=said["role"],
                    name=said["name"],
                    email=said["email"],
                    by=desk,
                    at=now(),
                )
        except Problem as problem:
            form.add_error(None, problem.sentence)
        else:
            return redirect("joining:sent")
    page = {"form": form, "name": name, "back_link": {"text": "Find a setting", "href": reverse("joining:find")}}
    return render(request, "joining/ask.html", page, status=422 if form.errors else 200)


@public
@never_cache
@require_safe
def sent(request: ActorRequest) -> HttpResponse:
    """We have sent a mail, whoever you are."""
    return render(request, "joining/sent.html")


@public
@never_cache
@require_http_methods(BOTH)
def prove(request: ActorRequest, token: str) -> HttpResponse:
    """The link in the mail. A button proves the mailbox, because mail filters open links by themselves."""
    with front_desk(request.actor) as desk:
        asked = queries.request_by_token(token)
        if asked is None:
            return render(request, "joining/prove_over.html", status=410)
        if request.method == "POST":
            try:
                proved = operations.prove_mailbox(token=token, by=desk, at=now())
            except Problem:
                return render(request, "joining/prove_over.html", status=410)
            if proved.join_token:
                return redirect("accounts:join", proved.join_token)
            asked = proved.request
    over = asked.proved_at is None and (asked.decided_at is not None or asked.expires_at <= now())
    if over:
        return render(request, "joining/prove_over.html", status=410)
    page = {"asked": asked, "setting": asked.establishment.organisation.name, "post": asked.get_post()}
    return render(request, "joining/prove.html", page)


def _may(request: ActorRequest, action: str, *, key: str | None = None, dry_run: bool = False) -> bool:
    return bool(ratelimit.consume(request, action=action, key=key.lower() if key else None, dry_run=dry_run))


def _too_often(request: ActorRequest) -> HttpResponse:
    return render(request, "429.html", status=429)


def _ways() -> dict[str, str]:
    return {"text": "Ways to join", "href": reverse("joining:ways")}
