"""What the worklist does on a timetable: the one letter of each period."""

from __future__ import annotations

from procrastinate.contrib.django import app

from concordat.accounts import queries as account_queries
from concordat.accounts.on_behalf import acting_for
from concordat.core import jobs, mail
from concordat.core.actor import acting_as
from concordat.core.clock import now, today
from concordat.worklist import collecting, operations, queries, rules
from concordat.worklist.access import POSTMAN
from concordat.worklist.presenters import letters
from concordat.worklist.vocabulary import Rhythm


@app.periodic(cron="7 * * * *")
@app.task(name="worklist.write_digests", queue="daily")
def write_digests(timestamp: int) -> None:
    """Every hour, defer a job for each person whose period has begun and whose letter has not."""
    at = now()
    if not rules.is_working_hour(at):
        return
    with acting_as(POSTMAN):
        rhythms = queries.rhythms(account_queries.people_with_roles(at=at))
        periods = {person: rules.period_of(rhythm, at) for person, rhythm in rhythms.items()}
        keys = {queries.key_of(person, period): person for person, period in periods.items() if period}
        written = queries.already_written(keys)
        for key, person in keys.items():
            if key not in written:
                jobs.defer("worklist.write_digest", person_id=person, period=periods[person])


@app.task(name="worklist.write_digest", queue="mail", retry=mail.PATIENCE)
def write_digest(person_id: int, period: str) -> None:
    """Write what waits for this person, seen with the person's own roles of now; nothing where nothing waits."""
    rhythm, day = rules.rhythm_of(period), today()
    with acting_for(person_id) as actor:
        if not actor.roles or queries.rhythm_of(actor) != rhythm or not queries.is_school_day(actor, day, at=now()):
            return
        tasks = collecting.tasks_of(actor, today=day)
        if rhythm is Rhythm.now:
            kinds = operations.tell_new_tasks(tasks=tasks, period=period, by=actor)
            lines = letters.lines_of_new(kinds) if kinds else []
        else:
            lines = letters.lines_of(tasks, today=day) if tasks else []
        address = account_queries.own_address(actor) if lines else ""
    if address:
        letter = mail.Letter(queries.key_of(person_id, period), address, letters.SUBJECT, lines, "worklist.digest")
        mail.post([letter], by=POSTMAN)
