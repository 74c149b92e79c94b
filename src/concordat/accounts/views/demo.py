"""In a demonstration: sign in as one of its invented people. Anywhere else this page does not exist."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from concordat.accounts import presenters, queries
from concordat.accounts.sessions import DEMO_SIGN_IN
from concordat.core.clock import now
from concordat.core.demo import is_demo
from concordat.core.problems import NotFound
from concordat.core.views import ActorRequest, public


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: ActorRequest) -> HttpResponse:
    """Choose a person; the session is marked as a demo's, which is why no second factor is asked for."""
    if not is_demo():
        raise NotFound()
    if request.method == "POST":
        chosen = request.POST.get("person", "")
        if not chosen.isdecimal() or len(chosen) > 18:
            raise NotFound()
        person = queries.demo_person(int(chosen), at=now())
        login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
        request.session[DEMO_SIGN_IN] = True
        return redirect("home")
    find = request.GET.get("find", "").strip()[:100]
    groups = presenters.by_place(queries.demo_roles(find, at=now()))
    return render(request, "accounts/demo_sign_in.html", {"groups": groups, "find": find})
