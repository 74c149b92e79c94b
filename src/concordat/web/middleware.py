"""The actor exists for one transaction: a request runs inside it from the first query to the last.

`ActorTransaction` is outermost: it opens the transaction, lets the session be read in the sign-in
phase and rolls everything back when the page failed. `BecomeActor` is innermost: it knows the person
by then, asks for the roles held at this moment and tells PostgreSQL once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from concordat.accounts import operations
from concordat.accounts import queries as account_queries
from concordat.accounts.sessions import HAT, strength_of
from concordat.core.actor import Actor, acting_as, set_actor
from concordat.core.clock import now
from concordat.core.components.kept_fields import kept_fields
from concordat.core.problems import NotFound, Problem
from concordat.core.strength import StepUpFirst
from concordat.core.views import SignInFirst

GetResponse = Callable[[HttpRequest], HttpResponse]
WITHOUT_DATABASE = ("/static/", "/healthz", "/favicon.ico")
SIGN_IN = "sign_in"
SIGN_IN_PATHS = ("/account/", "/join/", "/demo/")


class ActorTransaction:
    """One transaction a request; nothing of a page that failed is kept."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Run the request inside its transaction."""
        if request.path.startswith(WITHOUT_DATABASE):
            return self.get_response(request)
        try:
            with transaction.atomic():
                set_actor(Actor.nobody(), at=None, phase=SIGN_IN)
                response = self.get_response(request)
                if _is_undone(request, response):
                    transaction.set_rollback(True)
            if getattr(request, "keep_typed", False):
                _keep_typed(request)
        except (OperationalError, InterfaceError):
            return keep_what_was_typed(request)
        if getattr(request, "database_lost", False):
            return keep_what_was_typed(request)
        return response


def _is_undone(request: HttpRequest, response: HttpResponse) -> bool:
    """A page that failed keeps nothing; a refused try is kept where the page counts them."""
    if getattr(request, "page_failed", False):
        return True
    return response.status_code >= 400 and not getattr(request, "keep_tries", False)


class BecomeActor:
    """Finds who is asking, tells the database, and turns problems into pages."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        """Let the rest of the request run as the person who asks."""
        if request.path.startswith(WITHOUT_DATABASE):
            return self.get_response(request)
        phase = SIGN_IN if request.path.startswith(SIGN_IN_PATHS) else ""
        actor = account_queries.become(request.user, phase=phase, hat=request.session.get(HAT, ""))
        request.actor = replace(actor, strength=strength_of(request)) if actor.is_signed_in else actor
        return self.get_response(request)

    def process_exception(self, request: Any, problem: Exception) -> HttpResponse | None:
        """A refusal becomes a page that says what to do; what the page wrote is undone."""
        request.page_failed = True
        if isinstance(problem, SignInFirst):
            return redirect_to_login(request.get_full_path())
        if isinstance(problem, StepUpFirst):
            request.keep_typed = request.method == "POST"
            return redirect(f"{reverse('accounts:step_up')}?{urlencode({'next': request.get_full_path()})}")
        if isinstance(problem, Problem) and not isinstance(problem, NotFound):
            template = "403.html" if problem.status == 403 else "problem.html"
            return render(request, template, {"sentence": problem.sentence}, status=problem.status)
        if isinstance(problem, NotFound):
            raise Http404(problem.sentence) from problem
        if isinstance(problem, (OperationalError, InterfaceError)):
            request.database_lost = True
            return HttpResponse(status=503)
        if isinstance(problem, DatabaseError) and "row-level security" in str(problem):
            return render(request, "403.html", {"sentence": "Your role does not include this."}, status=403)
        return None


def _keep_typed(request: Any) -> None:
    """Written after the page was undone: what was typed waits until the person has confirmed who they are."""
    typed = [(one.name, one.value) for one in kept_fields(request.POST) if one.name != "csrfmiddlewaretoken"]
    with acting_as(request.actor, phase=SIGN_IN):
        operations.keep_typed(path=request.get_full_path(), typed=typed, by=request.actor, at=now())


def keep_what_was_typed(request: HttpRequest) -> HttpResponse:
    """The page for a lost database: it holds what was typed and a button that sends it again."""
    typed = kept_fields(request.POST) if request.method == "POST" else []
    again = {"path": request.get_full_path(), "fields": typed}
    response = render(None, "web/503_keep.html", again, status=503)
    response["Retry-After"] = "5"
    return response
