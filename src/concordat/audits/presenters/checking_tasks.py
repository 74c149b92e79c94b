"""What checking puts on the first page of moderators, visitors, the office and settings."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse

from concordat.audits.checking.duties import Asked, asked_of
from concordat.audits.presenters.returns import day
from concordat.core.actor import Actor
from concordat.core.tasks import Task

MINUTES_TO_RATE = 30  # a return at the desk
MINUTES_TO_VISIT = 120
MINUTES_TO_LOOK_AGAIN = 30
MINUTES_TO_RELEASE = 10
MINUTES_AN_ACTION = 3
SOON = timedelta(days=14)


def tasks(actor: Actor, *, today: date) -> list[Task]:
    """What this person can do in checking. One query."""
    return [_task(one, today) for one in asked_of(actor)]


def _task(one: Asked, today: date) -> Task:
    args = [one.about_id]
    if one.kind == "rate":
        what = "1 return waits for your rating" if one.count == 1 else f"{one.count} returns wait for your rating"
        href = reverse("audits:my_ratings", args=args)
        return _made("Rate returns", "", what, href, today + SOON, MINUTES_TO_RATE * one.count)
    if one.kind == "visit":
        due = one.due or today
        made = _made("Visit", one.setting, f"On {day(due)}", reverse("audits:visit", args=args), due, MINUTES_TO_VISIT)
        return made
    if one.kind == "represented":
        why = "The setting asks for another moderator"
        href = reverse("audits:check_of", args=args)
        return _made("Answer a representation", one.setting, why, href, today, MINUTES_TO_LOOK_AGAIN)
    if one.kind == "release":
        what = "1 return is rated" if one.count == 1 else f"{one.count} returns are rated"
        href = reverse("audits:checking", args=args) + "?stage=rated#list"
        return _made(
            "Release feedback", "", f"{what}, and the settings have heard nothing", href, today, MINUTES_TO_RELEASE
        )
    what = "1 action is proposed" if one.count == 1 else f"{one.count} actions are proposed"
    href = reverse("audits:feedback", args=args)
    return _made("Read your feedback", one.setting, what, href, today + SOON, MINUTES_AN_ACTION * one.count)


def _made(kind: str, setting: str, why: str, href: str, due: date, minutes: int) -> Task:
    return Task(
        title=f"{kind}: {setting}" if setting else kind,
        why=why,
        by_when=f"By {day(due)}",
        href=href,
        due=due,
        kind=kind,
        minutes=minutes,
    )
