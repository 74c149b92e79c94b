"""A real browser against a real server on a database of the journey's own."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

# Playwright's synchronous interface keeps an event loop in this thread; the database calls beside it are not in it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = False  # joined at the end, so that no request outlives its database

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer, then close the connection that this thread opened."""
        from django.db import connections

        super().process_request_thread(request, client_address)
        connections.close_all()


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: there is no access log in tests."""


@pytest.fixture(scope="module")
def address(fresh_database: str) -> Iterator[str]:
    """The staff site on a port of its own, with the static files of the source."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.wsgi import get_wsgi_application

    server = _Server(("127.0.0.1", 0), _Quiet)
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def world(fresh_database: str) -> Any:
    """Ids of the world's people and places."""
    from concordat.accounts.operations.founding import FOUNDER
    from concordat.core.actor import acting_as
    from tests.world import look_up

    with acting_as(FOUNDER):
        return look_up()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser that `make test` found; a journey is never skipped in silence."""
    found = os.environ.get("CONCORDAT_BROWSER", "/usr/bin/chromium")
    assert Path(found).exists(), "No browser: run the journeys with make test, which finds or fetches one."
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield opened
        opened.close()


@dataclass(frozen=True)
class Visit:
    """A page in a browser, and whether its scripts run."""

    page: Page
    address: str
    scripts: bool

    def open(self, path: str) -> None:
        """Go to a path of the site."""
        self.page.goto(self.address + path)

    def press(self, name: str) -> None:
        """Press a button, or what looks like one."""
        both = self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name))
        both.first.click()
        self.check()

    def check(self) -> None:
        """Nothing scrolls sideways, and axe finds no violation."""
        self.page.wait_for_load_state()  # a page that has only just begun has no body to measure
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{self.page.url} scrolls sideways by {wide} pixels"
        if self.scripts:
            violations(self.page)

    @property
    def heading(self) -> str:
        """The page's first heading."""
        return self.page.locator("h1").first.inner_text()


def violations(page: Page) -> None:
    """Axe over the page as it stands."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    said = [f"{one['id']}: {[node['html'][:120] for node in one['nodes']][:3]}" for one in found]
    assert said == [], f"{page.url}: {said}"


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Callable[..., Visit]]:
    """Open a browser as somebody, at a width, with or without scripts."""
    contexts = []

    def as_somebody(session: str = "", *, width: int = 1280, scripts: bool = True) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts, locale="en-GB"
        )
        contexts.append(context)
        if session:
            context.add_cookies([{"name": "concordat_session", "value": session, "url": address}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        return Visit(page, address, scripts)

    yield as_somebody
    for context in contexts:
        context.close()
