"""Whether this process is alive, and whether it can answer."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse

from concordat.core.views import public


@public
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers; asks nothing of the database."""
    return HttpResponse("alive", content_type="text/plain")


@public
def ready(request: HttpRequest) -> HttpResponse:
    """The database answers too."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return HttpResponse("ready", content_type="text/plain")
