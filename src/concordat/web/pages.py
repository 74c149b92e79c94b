"""Pages that belong to no context: the first page, help, statements."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from concordat.core import clock, processing
from concordat.core.views import ActorRequest, permission, public
from concordat.web import help
from concordat.web.cookies import COOKIES
from concordat.web.words import terms
from concordat.worklist.presenters import home as first_page

SUBJECTS = {
    "web": "Beginning",
    "accounts": "People and signing in",
    "joining": "Joining",
    "audits": "Audits",
    "questionnaires": "Forms",
    "establishments": "Schools and other settings",
    "partnership": "The partnership",
    "resources": "The local offer",
    "requests": "What is asked of settings",
    "communications": "Letters to settings",
    "support": "Support",
    "worklist": "Notices and calendar",
    "core": "Papers and files",
}


@permission("accounts.see_own_account")
def home(request: ActorRequest) -> HttpResponse:
    """The first page of everybody: what to do now, this week, later."""
    return render(request, "web/home.html", {"home": first_page.home(request.actor, today=clock.today())})


@public
def help_page(request: HttpRequest) -> HttpResponse:
    """All help there is. For everybody."""
    by_context: dict[str, list[help.Topic]] = {}
    for topic in help.topics().values():
        by_context.setdefault(SUBJECTS.get(topic.context, topic.context), []).append(topic)
    order = [name for name in SUBJECTS.values() if name in by_context]
    rest = sorted(set(by_context) - set(order))
    return render(request, "web/help.html", {"subjects": [(name, by_context[name]) for name in [*order, *rest]]})


@public
def help_topic(request: HttpRequest, context: str, name: str) -> HttpResponse:
    """Help about some pages. For everybody."""
    page = {"topic": help.topic(context, name), "back_link": {"text": "All help", "href": "/help/"}}
    return render(request, "web/help_topic.html", page)


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement. For everybody."""
    return render(request, "web/accessibility.html")


@public
def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy notice for people who work with the site."""
    return render(request, "web/privacy.html")


@public
def privacy_record(request: HttpRequest) -> HttpResponse:
    """What is kept, table by table, drawn from the handling cards. For data protection officers and the curious."""
    by_context: dict[str, list[processing.Processed]] = {}
    for row in processing.record():
        by_context.setdefault(row.context, []).append(row)
    page = {"contexts": by_context.items(), "back_link": {"text": "Privacy", "href": "/privacy/"}}
    return render(request, "web/privacy_record.html", page)


@public
def cookies(request: HttpRequest) -> HttpResponse:
    """Every cookie there is. For everybody."""
    return render(request, "web/cookies.html", {"cookies": COOKIES})


@public
def contact(request: HttpRequest) -> HttpResponse:
    """Whom to ask. For everybody."""
    return render(request, "web/contact.html")


@public
def glossary(request: HttpRequest) -> HttpResponse:
    """The words, with who says what they mean. For everybody."""
    return render(request, "web/glossary.html", {"terms": terms()})
