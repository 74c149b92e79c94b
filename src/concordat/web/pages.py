"""Pages that belong to no context: the first page, help, statements."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from concordat.core import clock
from concordat.core.views import ActorRequest, permission, public
from concordat.web import home as first_page


@permission("accounts.see_own_account")
def home(request: ActorRequest) -> HttpResponse:
    """The first page of everybody: what to do now, this week, later."""
    return render(request, "web/home.html", {"home": first_page.home(request.actor, today=clock.today())})


@public
def help_page(request: HttpRequest) -> HttpResponse:
    """Help."""
    return render(request, "web/help.html")


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "web/accessibility.html")


@public
def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy notice."""
    return render(request, "web/privacy.html")


@public
def contact(request: HttpRequest) -> HttpResponse:
    """Whom to ask."""
    return render(request, "web/contact.html")


@public
def glossary(request: HttpRequest) -> HttpResponse:
    """The words."""
    return render(request, "web/glossary.html")
