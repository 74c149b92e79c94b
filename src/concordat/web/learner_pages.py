"""Pages of the learner site: plain help and helplines, served without asking the database anything."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from concordat.core.views import public


def shell(request: HttpRequest) -> dict[str, bool]:
    """What every page shows."""
    return {"demo": bool(getattr(settings, "CONCORDAT_DEMO", False))}


@public
def home(request: HttpRequest) -> HttpResponse:
    """The first page: three ways to get help."""
    return render(request, "learner/home.html")


@public
def help_now(request: HttpRequest) -> HttpResponse:
    """Somebody is in danger."""
    return render(request, "learner/help_now.html")


@public
def helplines(request: HttpRequest) -> HttpResponse:
    """Free numbers (the report's helpline among them)."""
    return render(request, "learner/helplines.html")


@public
def what_happens(request: HttpRequest) -> HttpResponse:
    """What happens when a child tells."""
    return render(request, "learner/what_happens.html")


@public
def about(request: HttpRequest) -> HttpResponse:
    """Who keeps this site and what it does not keep."""
    return render(request, "learner/about.html")


@public
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@public
def not_here(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A page that does not exist still says where help is."""
    return render(request, "learner/error.html", status=404)


@public
def broken(request: HttpRequest) -> HttpResponse:
    """A mistake of ours still says where help is."""
    return render(request, "learner/error.html", status=500)
