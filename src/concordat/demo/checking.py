"""Checking in the demo: last year's audit moderated, visited and told; this year's visits in progress."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from concordat.accounts.vocabulary import Role
from concordat.audits import operations, queries
from concordat.audits.checking import itinerary, letters, progress, ratings, sampling
from concordat.audits.checking_rules import ActionState, Round, Standing
from concordat.audits.operations import ActionSaid, Given
from concordat.core.actor import Actor, acting_as
from concordat.demo.calendar import Window

People = Mapping[Role, Actor]
WAITS = 16  # of 160 settings that have not heard yet
THANKS = "Thank you for your return. Below you see where we agree, where we do not, and what follows."
WORSE = "The policy names it, but nothing you sent shows that it is used."
SEEN = ("We saw it used.", "Staff knew it in part.", "Nobody we asked knew of it.")


def last_years_checking(cycle_id: int, team: People, settings: Mapping[int, People], window: Window) -> None:
    """Everybody is rated, ten per cent twice; some are visited; all but a few have heard; one sees it otherwise."""
    at = window.moment(1, 1) + timedelta(days=1)
    _share_out(cycle_id, team, at)
    _rate_all(cycle_id, team, at + timedelta(days=10))
    _draw_visits(cycle_id, team, (6, 10), "demo last year", at + timedelta(days=11))
    _visit(cycle_id, team, at + timedelta(days=13), finished=99)
    _tell(cycle_id, team, at + timedelta(days=20))
    _follow(cycle_id, settings, at + timedelta(days=25))


def this_years_checking(cycle_id: int, team: People, *, now: datetime) -> None:
    """What has come in is being rated; of the sample two visits are finished, one is under way, others are booked."""
    at = now - timedelta(days=7)
    _share_out(cycle_id, team, at)
    _draw_visits(cycle_id, team, (3, 5), "demo this year", at + timedelta(hours=1))
    _visit(cycle_id, team, at + timedelta(hours=2), finished=2)


def recommendations(partnership_id: int, team: People, settings: Mapping[int, People], *, now: datetime) -> None:
    """Two recommendations, and what half of the settings say of them."""
    manager, at = team[Role.business_manager], now - timedelta(days=40)
    asked = (
        ("Keep a log of low-level concerns", "A log that the head reads each month.", "Inspection of area services"),
        ("Ask pupils each term whether they feel safe", "Ask, and tell pupils what follows.", "Learning review"),
    )
    with acting_as(manager, at=at):
        made = [
            operations.recommend(
                partnership_id=partnership_id,
                title=title,
                asks=asks,
                source=source,
                due_on=now.date() + timedelta(days=120),
                by=manager,
                at=at,
            )
            for title, asks, source in asked
        ]
    for place, (setting, people) in enumerate(settings.items()):
        if place % 2:
            continue
        with acting_as(people[Role.dsl], at=at + timedelta(days=1)) as dsl:
            for number, one in enumerate(made):
                state = list(Standing)[(place // 2 + number) % 3]
                shows = "" if state is Standing.no else "The log of this term, seen by the governors"
                operations.say_where_we_stand(
                    recommendation=one,
                    establishment_id=setting,
                    state=state,
                    shows=shows,
                    was=0,
                    by=dsl,
                    at=at + timedelta(days=1),
                )


def _moderators(team: People) -> list[int]:
    both = (team[Role.education_safeguarding_lead], team[Role.partnership_administrator])
    return [actor.person_id for actor in both if actor.person_id is not None]


def _share_out(cycle_id: int, team: People, at: datetime) -> None:
    with acting_as(team[Role.business_manager], at=at) as manager:
        cycle = queries.cycle_for(manager, cycle_id)
        operations.share_out(cycle=cycle, moderator_ids=_moderators(team), by=manager, at=at)
        operations.draw_second_ratings(
            cycle=cycle, moderator_ids=_moderators(team), seed=f"demo {cycle.year}", by=manager, at=at
        )


def _rate_all(cycle_id: int, team: People, at: datetime) -> None:
    for role in (Role.education_safeguarding_lead, Role.partnership_administrator):
        with acting_as(team[role], at=at) as by:
            cycle = queries.cycle_for(by, cycle_id)
            every = list(progress.checkable(by, cycle))
            says = ratings.own_ratings_of(every)
            for moderation, _, _ in ratings.moderations_under_way(by, cycle):
                said = says.get(moderation.audit_return_id, {})
                given = _given(said, moderation.establishment_id, second=moderation.round == Round.second)
                operations.save_ratings(moderation=moderation, given=given, agrees=list(said), by=by, at=at)
                operations.finish_moderation(moderation=moderation, by=by, at=at)


def _given(said: Mapping[str, str], setting: int, *, second: bool) -> dict[str, Given]:
    """A few greens that could not be followed; the second moderator finds most of the same ones."""
    greens = [code for code, rating in said.items() if rating == "green"]
    wanted = greens[setting % 7 :: 23][: setting % 5]
    if second:
        wanted = [*wanted[1:], *greens[setting % 11 :: 41][:1]]
    return {code: Given("amber", WORSE) for code in wanted}


def _draw_visits(cycle_id: int, team: People, sizes: tuple[int, int], seed: str, at: datetime) -> None:
    with acting_as(team[Role.business_manager], at=at) as manager:
        cycle = queries.cycle_for(manager, cycle_id)
        forms = sampling.questions_to_visit(manager, cycle)
        asked = [code for form in forms for code in list(form)[: sampling.USUAL_QUESTIONS]]
        operations.draw_visits(
            cycle=cycle,
            risk_size=sizes[0],
            random_size=sizes[1],
            questions=asked,
            seed=seed,
            by=manager,
            at=at,
        )


def _visit(cycle_id: int, team: People, at: datetime, *, finished: int) -> None:
    """The scrutineer visits; the first so many are finished, the next is under way, the others are booked."""
    scrutineer = team[Role.independent_scrutineer]
    with acting_as(team[Role.business_manager], at=at) as manager:
        stops = itinerary.visits_of(manager, queries.cycle_for(manager, cycle_id))
    for place, stop in enumerate(stops):
        under_way = place <= finished
        with acting_as(team[Role.business_manager], at=at) as manager:
            visit = ratings.visit_for(manager, stop.visit_id)
            day = _school_day(visit.audit_return_id, manager, at.date(), 0 if under_way else place)
            assert scrutineer.person_id is not None
            operations.book_visit(visit=visit, visitor_id=scrutineer.person_id, visit_on=day, by=manager, at=at)
        if under_way:
            _see(stop.visit_id, scrutineer, datetime.combine(day, at.timetz()), place, done=place < finished)


def _school_day(return_id: int, by: Actor, day: date, after: int) -> date:
    return queries.calendar_at(queries.return_for(by, return_id)).step(day, after)


def _see(visit_id: int, scrutineer: Actor, at: datetime, place: int, *, done: bool) -> None:
    with acting_as(scrutineer, at=at) as by:
        visit = ratings.visit_for(by, visit_id)
        found = [_found(place + one) for one in range(20)]
        given = {
            code: Given(rating, SEEN[("green", "amber", "red").index(rating)])
            for code, rating in zip(ratings.looked_at(visit), found, strict=False)
        }
        if not done:
            given = dict(list(given.items())[:3])
        whole = "Staff know whom to tell. What is written and what is done are not always the same." if done else ""
        operations.rate_visit(visit=visit, given=given, whole=whole, by=by, at=at)
        if done:
            operations.lock_visit(visit=visit, by=by, at=at)


def _found(number: int) -> str:
    return "red" if number % 17 == 3 else "amber" if number % 4 == 1 else "green"


def _tell(cycle_id: int, team: People, at: datetime) -> None:
    """All but the last few hear; their feedback is still to be released."""
    with acting_as(team[Role.education_safeguarding_lead], at=at) as lead:
        cycle = queries.cycle_for(lead, cycle_id)
        every = list(progress.checkable(lead, cycle).select_related(*queries.WITH).order_by("pk"))
        for audit_return in every[:-WAITS]:
            operations.release_feedback(audit_return=audit_return, words=THANKS, by=lead, at=at)


def _follow(cycle_id: int, settings: Mapping[int, People], at: datetime) -> None:
    """Most settings take on their first actions; the first of them asks for another moderator."""
    for place, (setting, people) in enumerate(list(settings.items())[:60]):
        with acting_as(people[Role.dsl], at=at) as dsl:
            found = queries.return_in(dsl, cycle_id, setting)
            for number, action in enumerate(letters.actions_of(dsl, found)[:2]):
                state = ActionState.done if (place + number) % 3 == 0 else ActionState.accepted
                to = ActionSaid(
                    what=action.what,
                    who="The deputy lead",
                    by_when=at.date() + timedelta(days=120),
                    state=state,
                    said="Minutes of the governors in May" if state is ActionState.done else "",
                    was=action.version,
                )
                operations.change_action(action=action, to=to, by=dsl, at=at)
            if place == 3:
                why = "A1.1: our policy is on the website since September. Please look again."
                operations.represent(audit_return=found, why=why, by=dsl, at=at)
