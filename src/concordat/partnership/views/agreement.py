"""The agreement of joining: one page, accepted once for a setting, and again when there is a new version."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from concordat.core.clock import now
from concordat.core.problems import NotFound, Problem
from concordat.core.views import ActorRequest, permission
from concordat.establishments import queries as establishment_queries
from concordat.partnership import agreement, operations, queries

BOTH = ["GET", "HEAD", "POST"]


@require_http_methods(BOTH)
@permission("partnership.see_structure")
def page(request: ActorRequest) -> HttpResponse:
    """The words in force, and a button for each setting. For the head and the DSL; everybody else reads."""
    text = agreement.current()
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            _accept(request)
        except NotFound:
            raise
        except Problem as problem:
            if problem.status == 403:
                raise
            errors.append({"text": problem.sentence, "href": "#main-content"})
        else:
            messages.success(request, "The agreement is accepted. You need not do this again until it changes.")
            return redirect(request.path)
    joined = queries.settings_joined(request.actor, version=text.version)
    context = {"agreement": text, "joined": joined, "errors": errors}
    return render(request, "partnership/agreement.html", context, status=422 if errors else 200)


def _accept(request: ActorRequest) -> None:
    said = request.POST
    if not (said.get("establishment", "").isdecimal() and said.get("version", "").isdecimal()):
        raise NotFound()
    setting = establishment_queries.establishment(int(said["establishment"]))
    operations.accept_agreement(establishment=setting, version=int(said["version"]), by=request.actor, at=now())
