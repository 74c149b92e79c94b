"""In a demo database only: sign in as one of the invented people."""

from __future__ import annotations

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from concordat.accounts import queries
from concordat.accounts.vocabulary import ROLE_NAMES, Role
from concordat.core.demo import is_demo
from concordat.core.problems import NotFound
from concordat.core.views import public

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SHOWN = 60


@require_http_methods(["GET", "HEAD", "POST"])
@public
def sign_in(request: HttpRequest) -> HttpResponse:
    """The invented people, one button each. Does not exist outside a demo."""
    if not is_demo():
        raise NotFound()
    if request.method == "POST":
        chosen = request.POST.get("person", "")
        person = queries.demo_person(int(chosen)) if chosen.isascii() and chosen.isdigit() else None
        if person is None:
            raise NotFound()
        login(request, person, backend=BACKEND)
        request.session["demo_sign_in"] = True
        return redirect("home")
    search = request.GET.get("search", "").strip()[:100]
    people = [
        {"id": row.person_id, "name": row.name, "role": ROLE_NAMES[Role(row.role)], "place": row.place}
        for row in queries.demo_people(search, most=SHOWN)
    ]
    return render(request, "accounts/demo_sign_in.html", {"people": people, "search": search})
