"""Tasks of every context for one person, and the dates that are known to come."""

from __future__ import annotations

from datetime import date

from concordat.audits import queries as audit_queries
from concordat.audits.presenters.checking_tasks import tasks as checking_tasks
from concordat.audits.presenters.tasks import tasks as audit_tasks
from concordat.core import together
from concordat.core.actor import Actor
from concordat.core.tasks import Task, in_order
from concordat.establishments.presenters.leads import wants as establishment_wants
from concordat.joining.presenters.tasks import tasks as joining_tasks
from concordat.partnership.presenters import tasks as partnership_tasks
from concordat.partnership.presenters import wants as partnership_wants
from concordat.questionnaires import queries as questionnaire_queries
from concordat.questionnaires.presenters.tasks import wants as tagging_wants
from concordat.requests.presenters.own import wants as request_wants
from concordat.support.presenters.tasks import tasks as support_tasks
from concordat.support.presenters.tasks import wants as support_wants
from concordat.worklist.rules import nearest


def tasks_of(actor: Actor, *, today: date) -> list[Task]:
    """What this person has to do, the nearest day first."""
    return in_order(
        [
            *audit_tasks(actor, today=today),
            *checking_tasks(actor, today=today),
            *partnership_tasks(actor, today=today),
            *joining_tasks(actor, today=today),
            *support_tasks(actor, today=today),
            *together.tasks_of(
                [
                    *partnership_wants(actor, today=today),
                    *establishment_wants(actor, today=today),
                    *request_wants(actor, today=today),
                    *support_wants(actor),
                    *tagging_wants(actor),
                ]
            ),
        ]
    )


def next_known(actor: Actor, *, today: date) -> tuple[date, str] | None:
    """What comes next where nothing is to do: an audit's day, or guidance that begins. Two queries at most."""
    dates: list[tuple[date, str]] = []
    for cycle in audit_queries.cycles_of(actor).exclude(state="closed"):
        title = f"{cycle.title}, {cycle.year}"
        if cycle.state == "draft":
            dates.append((cycle.opens_on, f"{title} opens"))
        dates.append((cycle.closes_on, f"{title} closes"))
    for edition in questionnaire_queries.editions().values():
        if edition.confirmed and edition.from_on is not None:
            dates.append((edition.from_on, f"{edition.title} ({edition.edition}) comes into force"))
    return nearest(dates, today=today)
