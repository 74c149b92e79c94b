"""What audits do later: thank a setting, tell it of a question, let late joiners in."""

from __future__ import annotations

from procrastinate.contrib.django import app

from concordat.accounts import queries as account_queries
from concordat.accounts.vocabulary import SETTING_LEADERS
from concordat.audits import operations, queries
from concordat.core import mail
from concordat.core.actor import Actor, acting_as
from concordat.core.clock import now

NOTIFIER = Actor.system_named("audits.notifier")
LATE_JOINERS = Actor.system_named("audits.late_joiners")


@app.task(name="audits.thank_setting", queue="mail")
def thank_setting(return_id: int) -> None:
    """Tell the head and the DSL that the return arrived, with its receipt number."""
    with acting_as(NOTIFIER):
        audit_return = queries.return_for(NOTIFIER, return_id)
        mail.send(
            to=account_queries.addresses_at(audit_return.establishment_id, *SETTING_LEADERS),
            subject="Your safeguarding audit has been received",
            lines=[
                "Thank you. The partnership has received your setting's safeguarding audit.",
                f"Your receipt number is {audit_return.receipt}. Sign in to print a copy.",
                "You will hear from the partnership what it found.",
            ],
            message_id=f"audit-received-{return_id}",
        )


@app.task(name="audits.tell_setting_of_query", queue="mail")
def tell_setting_of_query(query_id: int) -> None:
    """Tell the head and the DSL that the partnership asks something; what it asks is behind the link."""
    with acting_as(NOTIFIER):
        query = queries.query_for(NOTIFIER, query_id)
        mail.send(
            to=account_queries.addresses_at(query.establishment_id, *SETTING_LEADERS),
            subject="The partnership has a question about your safeguarding audit",
            lines=["The partnership has a question about your setting's safeguarding audit.", "Sign in to answer it."],
            message_id=f"audit-query-{query_id}",
        )


@app.periodic(cron="20 5 * * *")
@app.task(name="audits.add_late_joiners", queue="daily")
def add_late_joiners(timestamp: int) -> None:
    """Every morning, let settings that came into scope join the open cycles."""
    with acting_as(LATE_JOINERS):
        for cycle in queries.cycles_of(LATE_JOINERS).filter(state="open"):
            operations.add_late_joiners(cycle=cycle, by=LATE_JOINERS, at=now())
