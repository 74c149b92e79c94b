"""What stands in the termly governors' report of a setting, gathered for its page, its PDF and the inspection pack."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from concordat.audits import access, queries
from concordat.audits.analysis.bands import band_of_answer
from concordat.audits.analysis.needs import not_met
from concordat.audits.checking import agreed
from concordat.audits.checking_rules import ACTION_NAMES, ActionState
from concordat.audits.models import AuditReturn, PlannedAction
from concordat.audits.presenters import governors_report as say
from concordat.audits.presenters.governors_report import AgreedLine, AuditLine, PlanLine, PostLine, Report
from concordat.audits.vocabulary import LEVELS, STATE_NAMES, ReturnState
from concordat.core import clock
from concordat.core.actor import Actor
from concordat.core.clock import ENGLAND
from concordat.core.documents.paper import Paper
from concordat.core.problems import NotFound
from concordat.establishments import queries as establishment_queries
from concordat.establishments import rules as establishment_rules
from concordat.establishments.presenters.leads import GAPS
from concordat.establishments.rules import HeldPost
from concordat.establishments.terms import Term, begun

MOST_AUDITS = 3


def setting_for(actor: Actor, establishment_id: int) -> Any:
    """A setting whose papers the actor may take; raises `NotFound`."""
    if not access.may_take_papers(actor, establishment_id):
        raise NotFound()
    return establishment_queries.establishment(establishment_id)


def terms_of(setting: Any, *, today: date) -> list[Term]:
    """The terms that a report can be about, the latest first."""
    authority = setting.local_authority_id
    return begun(establishment_queries.school_dates(authority) if authority else [], today)


def report_of(actor: Actor, establishment_id: int, code: str = "") -> Paper:
    """The report of a setting for a term, by its first day; the latest where none is named. Raises `NotFound`."""
    setting = setting_for(actor, establishment_id)
    today = clock.today()
    term = _term(terms_of(setting, today=today), code)
    returns = [one for one in queries.returns_of(actor).filter(establishment_id=establishment_id)]
    returns.sort(key=lambda one: one.cycle.opens_on, reverse=True)
    last = next((one for one in returns if one.submitted_at is not None), None)
    newest = returns[0] if returns and returns[0].answered else last
    posts = establishment_queries.posts_at(establishment_id, today)
    return say.governors_report(
        Report(
            setting=setting.organisation.name,
            partnership_id=returns[0].partnership_id if returns else None,
            term=term,
            on=today,
            audits=[_audit(one) for one in returns[:MOST_AUDITS]],
            plan_of=f"{newest.cycle.title}, {newest.cycle.year}" if newest else "",
            plan=plan_of(newest) if newest else [],
            agreed=[_agreed(one) for one in agreed.actions_of(actor, returns[:MOST_AUDITS])],
            not_met=_not_met(newest) if newest else [],
            incidents=_incidents(last) if last else [],
            posts=[_post(one) for one in posts],
            gaps=[
                GAPS[gap][0] + "." for gap in establishment_rules.gaps_of([_held(one) for one in posts], today=today)
            ],
            evidence_due=_evidence(actor, newest) if newest else [],
            training_due=[(_name(one), _due(one.trained_on)) for one in posts if one.trained_on],
        )
    )


def _term(terms: list[Term], code: str) -> Term:
    found = next((one for one in terms if not code or one.code == code), None)
    if found is None:
        raise NotFound("There is no report for this term.")
    return found


def _audit(one: AuditReturn) -> AuditLine:
    submitted = one.submitted_at.astimezone(ENGLAND).date() if one.submitted_at else None
    title = f"{one.cycle.title}, {one.cycle.year}"
    return AuditLine(title, STATE_NAMES[ReturnState(one.state)], one.due_on, submitted, one.answered, one.needed)


def plan_of(one: AuditReturn) -> list[PlanLine]:
    """The actions that a return names."""
    form, values = queries.form_of(one), queries.values_of(queries.answers_of(one))
    rows = [
        row
        for question in form.questions.values()
        if question.kind == "action-table"
        for row in values.get(question.code, {}).get("rows", [])
    ]
    return [_action(row) for row in rows if row.get("what_will_be_done")]


def _action(row: Mapping[str, Any]) -> PlanLine:
    when = str(row.get("by_when") or "")
    return PlanLine(
        what=str(row["what_will_be_done"]),
        who=str(row.get("who") or "").strip(),
        by_when=date.fromisoformat(when) if when else None,
        question=str(row.get("question") or ""),
    )


def _agreed(one: PlannedAction) -> AgreedLine:
    about = f"{one.question}, {one.audit_return.cycle.year}"
    is_over = one.state not in agreed.STANDING
    return AgreedLine(one.what, about, ACTION_NAMES[ActionState(one.state)], one.who, one.by_when, one.said, is_over)


def _not_met(one: AuditReturn) -> list[str]:
    found = not_met(one, queries.values_of(queries.answers_of(one)))
    words = {level: f"Level {level}" for level in LEVELS}
    named = ((words.get(each.rating, each.rating.capitalize()), each.question) for each in found)
    return [f"{rating}: {question.code} {question.text}" for rating, question in named]


def _evidence(actor: Actor, one: AuditReturn) -> list[tuple[str, date]]:
    return [(each.title, each.review_by) for each in queries.evidence_of(actor, one) if each.review_by is not None]


def _incidents(one: AuditReturn) -> list[tuple[str, str]]:
    """Every table of bands in the return: its rows with the band chosen."""
    form, values = queries.form_of(one), queries.values_of(queries.answers_of(one))
    found = []
    for question in form.questions.values():
        for part in question.parts:
            columns = {column.name for column in part.columns if column.scale == "band"}
            names = {row.value: row.label for row in part.rows}
            for row in values.get(question.code, {}).get(part.name, []) if columns and names else []:
                chosen = [band_of_answer(str(row.get(name) or "")) for name in columns]
                found += [(names[str(row["row"])], said) for said in chosen if said and str(row.get("row")) in names]
    return found


def _post(one: Any) -> PostLine:
    return PostLine(type(one).Post(one.post).label, _name(one), one.trained_on, one.cover)


def _name(one: Any) -> str:
    return one.person.name if one.person else "Nobody"


def _held(one: Any) -> HeldPost:
    return HeldPost(one.post == type(one).Post.dsl, one.trained_on, bool(one.cover))


def _due(trained_on: date) -> date:
    """Two years after; for the 29th of February its 28th."""
    year = trained_on.year + establishment_rules.TRAINING_LASTS_YEARS
    leap = trained_on.month == 2 and trained_on.day == 29
    return date(year, 2, 28) if leap else trained_on.replace(year=year)


def basis_of(actor: Actor, establishment_id: int) -> str:
    """What the report rests on: the day, and the last change of each return."""
    returns = queries.returns_of(actor).filter(establishment_id=establishment_id)
    changed = [(one.pk, one.state, one.changed_at) for one in returns]
    posts = [
        (one.pk, one.trained_on, one.cover) for one in establishment_queries.posts_at(establishment_id, clock.today())
    ]
    actions = agreed.basis_of_setting(actor, establishment_id)
    return f"{datetime.combine(clock.today(), time())} {changed} {posts} {actions}"
