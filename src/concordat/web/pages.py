"""Pages that belong to no context: the first page, help, statements."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from concordat.core.views import public


@public
def home(request: HttpRequest) -> HttpResponse:
    """The first page: what to do now."""
    return render(request, "web/home.html")
