"""The staff site for the web server; while a demo is being built it shows how far that has come."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "concordat.web.settings.staff")

from django.core.wsgi import get_wsgi_application
from django.template.loader import render_to_string

from concordat.core import progress
from concordat.web.forwarded import TrustedProxies

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
STILL_SERVED = ("/static/", "/healthz", "/favicon.ico")


class GettingReady:
    """Passes everything on once the demo is there, and never looks again after that."""

    def __init__(self, site: Application) -> None:
        self.site = site
        self.is_ready = False

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if self.is_ready or environ.get("PATH_INFO", "").startswith(STILL_SERVED):
            return self.site(environ, start_response)
        now = progress.current()
        if now is None or now.state != progress.BUILDING:
            self.is_ready = True
            return self.site(environ, start_response)
        page = waiting_page(now).encode()
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(page))),
            ("Cache-Control", "no-store"),
        ]
        start_response("200 OK", headers)
        return [page]


def waiting_page(now: progress.Progress) -> str:
    """The page that says how far the demo is."""
    bar = {"id": "demo", "label": now.step, "done": now.done, "total": now.total}
    return render_to_string("web/getting_ready.html", {"progress": bar, "refresh_seconds": 2, "demo": True})


application = TrustedProxies(GettingReady(get_wsgi_application()), os.environ.get("CONCORDAT_TRUSTED_PROXIES", ""))
