"""Who may see and write moderated and visit ratings, feedback, representations, actions and recommendations.

Three promises. A setting's own rating, a moderated and a visit rating are in tables of their own, and nobody who writes
one may write another. Whoever rates a return is blind: a second moderator to the first, a visitor to the setting's and
the moderators' ratings, until their own are finished. A setting sees what was found when its feedback is released.
"""

from __future__ import annotations

from concordat.accounts.row_security import array
from concordat.accounts.vocabulary import PARTNERSHIP_OFFICE, PARTNERSHIP_TEAM, TRUST_TEAM, Role
from concordat.audits.vocabulary import CHECKABLE, WHOLE_TEAM
from concordat.core.row_security import Action, Policy, Table, read, records

CHECKERS = (*PARTNERSHIP_OFFICE, Role.education_safeguarding_lead)
VISITORS = (*CHECKERS, Role.independent_scrutineer)
REPRESENTERS = (Role.dsl, Role.deputy_dsl, Role.headteacher)
NOTIFIER = "core.system() = 'audits.notifier'"

# A chair behind a signing link reads and says nothing of this (`by_link.py`).
_WHOLE = "(select core.signing_return()) is null"
_SETTING = (
    f"{_WHOLE} and establishment_id = any((select core.my_establishments({array(*WHOLE_TEAM, *TRUST_TEAM)}))::bigint[])"
)
_OWN = f"{_WHOLE} and establishment_id = any((select core.my_establishments({array(*WHOLE_TEAM)}))::bigint[])"
_REPRESENT = f"{_WHOLE} and establishment_id = any((select core.my_establishments({array(*REPRESENTERS)}))::bigint[])"
_PARTNERSHIP = f"partnership_id = any((select core.my_organisations({array(*PARTNERSHIP_TEAM)}))::bigint[])"
_KEEP = f"partnership_id = any((select core.my_organisations({array(*CHECKERS)}))::bigint[])"
_VISIT = f"partnership_id = any((select core.my_organisations({array(*VISITORS)}))::bigint[])"
_BLIND = (
    "audit_return_id <> all((select core.returns_i_moderate())::bigint[])"
    " and audit_return_id <> all((select core.returns_i_visit())::bigint[])"
)
# What a setting represents is read by whoever looks again for it, and by nobody else who still rates.
_NOT_RATING_FIRST = (
    "audit_return_id <> all((select core.returns_i_rate_unasked())::bigint[])"
    " and audit_return_id <> all((select core.returns_i_visit())::bigint[])"
)
NOT_VISITING = "audit_return_id <> all((select core.returns_i_visit())::bigint[])"
_CHECKABLE = ", ".join(f"'{state}'" for state in CHECKABLE)
_RELEASED = "select f.{0}_id from public.audits_feedback f where f.{0}_id is not null"


def _of_return(table: str) -> str:
    return (
        f"exists (select 1 from public.audits_auditreturn r where r.id = {table}.audit_return_id and"
        f" r.establishment_id = {table}.establishment_id and r.partnership_id = {table}.partnership_id"
        " and r.submitted_at is not null)"
    )


def _with_us(table: str) -> str:
    """A return whose answers the partnership has, and does not keep from whoever acts."""
    return (
        f"{NOT_VISITING} and exists (select 1 from public.audits_auditreturn r where r.id = {table}.audit_return_id"
        f" and r.state in ({_CHECKABLE}))"
    )


def _mine(table: str, parent: str, who: str, more: str) -> str:
    """A row of a check that is mine and under way, about the same return of the same setting."""
    return f"rated_by_id = core.person() and {_under_my_check(table, parent, who, more)}"


def _under_my_check(table: str, parent: str, who: str, more: str) -> str:
    return (
        f"exists (select 1 from public.audits_{parent} p"
        f" where p.id = {table}.{parent}_id"
        f" and p.{who}_id = core.person() and p.audit_return_id = {table}.audit_return_id"
        f" and p.establishment_id = {table}.establishment_id and p.partnership_id = {table}.partnership_id and {more}"
        " and not core.has_interest(core.person(), p.establishment_id))"
    )


_RATING = (
    _mine("audits_moderatedrating", "moderation", "moderator", "p.done_at is null and p.withdrawn_at is null")
    + f" and {_with_us('audits_moderatedrating')}"
)
_UNDER_WAY = f"{_KEEP} and done_at is null and withdrawn_at is null"
_VISITED = ("audits_visitrating", "visit", "visitor", "p.locked_at is null and p.visit_on <= core.at()::date")
_SEEN = _mine(*_VISITED)


def _events(name: str, *, more: str = "") -> Table:
    return records(f"audits_{name}event", read(f"pgh_obj_id in (select id from public.audits_{name}){more}"))


# What a rating was before it was finished is the partnership's, whatever is released.
_DRAFTS = f" and {_PARTNERSHIP}"


TABLES = [
    records(
        "audits_draw",
        read(_PARTNERSHIP),
        Policy("draw", Action.insert, check=f"drawn_by_id = core.person() and {_KEEP}"),
    ),
    records(
        "audits_drawframe",
        read(
            f"{_PARTNERSHIP} and draw_id not in (select v.draw_id from public.audits_visit v"
            " where v.visitor_id = core.person() and v.locked_at is null)"
        ),
        Policy("draw", Action.insert, check=_KEEP),
    ),
    records(
        "audits_moderation",
        read(f"{_PARTNERSHIP} or ({_SETTING} and id in ({_RELEASED.format('moderation')}))"),
        Policy(
            "assign",
            Action.insert,
            check=f"{_KEEP} and assigned_by_id = core.person() and done_at is null"
            " and not core.has_interest(moderator_id, establishment_id)"
            f" and not core.has_visited(moderator_id, audit_return_id) and {_of_return('audits_moderation')}",
        ),
        Policy(
            "finish",
            Action.update,
            using=f"{_UNDER_WAY} and moderator_id = core.person()",
            check=f"{_KEEP} and moderator_id = core.person() and done_at is not null and withdrawn_at is null"
            f" and not core.has_interest(moderator_id, establishment_id) and {_with_us('audits_moderation')}",
        ),
        Policy(
            "withdraw",
            Action.update,
            using=_UNDER_WAY,
            check=f"{_KEEP} and withdrawn_at is not null and done_at is null",
        ),
    ),
    records(
        "audits_moderatedrating",
        read(
            f"({_PARTNERSHIP} and ((moderation_id in (select m.id from public.audits_moderation m"
            " where m.moderator_id = core.person() and m.done_at is null and m.withdrawn_at is null))"
            " or (moderation_id in (select m.id from public.audits_moderation m where m.done_at is not null)"
            f" and {_BLIND}))) or ({_SETTING} and moderation_id in ({_RELEASED.format('moderation')}))"
        ),
        Policy("rate", Action.insert, check=f"{_KEEP} and {_RATING}"),
        Policy("rate_anew", Action.update, using=f"{_KEEP} and {_RATING}", check=f"{_KEEP} and {_RATING}"),
    ),
    _events("moderatedrating", more=_DRAFTS),
    records(
        "audits_visit",
        read(f"{_PARTNERSHIP} or ({_SETTING}) or {NOTIFIER}"),
        Policy("draw", Action.insert, check=f"{_KEEP} and visitor_id is null and {_of_return('audits_visit')}"),
        Policy(
            "book",
            Action.update,
            using=f"locked_at is null and ({_KEEP} or ({_VISIT} and visitor_id = core.person()))",
            check=f"(({_KEEP} and locked_at is null) or ({_VISIT} and visitor_id = core.person()))"
            " and not core.has_interest(visitor_id, establishment_id)"
            " and not core.has_moderated(visitor_id, audit_return_id)"
            " and not core.has_coded(visitor_id, audit_return_id)",
        ),
    ),
    records(
        "audits_visitrating",
        read(
            f"({_PARTNERSHIP} and ((visit_id in (select v.id from public.audits_visit v"
            " where v.visitor_id = core.person() and v.locked_at is null))"
            " or (visit_id in (select v.id from public.audits_visit v where v.locked_at is not null)"
            f" and {_BLIND}))) or ({_SETTING} and visit_id in ({_RELEASED.format('visit')}))"
        ),
        Policy("rate", Action.insert, check=f"{_VISIT} and {_SEEN}"),
        # Whoever visits instead of one who left rates over what that one had rated, and as themselves.
        Policy(
            "rate_anew",
            Action.update,
            using=f"{_VISIT} and {_under_my_check(*_VISITED)}",
            check=f"{_VISIT} and {_SEEN}",
        ),
    ),
    _events("visitrating", more=_DRAFTS),
    records(
        "audits_feedback",
        read(f"({_PARTNERSHIP} and {_BLIND}) or ({_SETTING}) or {NOTIFIER}"),  # its words say what was found
        Policy(
            "release",
            Action.insert,
            # Whoever still rates or visits does not see all that it stands on.
            check=f"released_by_id = core.person() and {_KEEP} and {_of_return('audits_feedback')} and {_BLIND}"
            " and core.stands_on(moderation_id, visit_id, audit_return_id)",
        ),
    ),
    records(
        "audits_representation",
        read(f"({_PARTNERSHIP} and {_NOT_RATING_FIRST}) or ({_SETTING})"),
        Policy(
            "ask",
            Action.insert,
            check=f"asked_by_id = core.person() and outcome = '' and {_REPRESENT} and exists (select 1"
            " from public.audits_feedback f where f.audit_return_id = audits_representation.audit_return_id"
            " and f.establishment_id = audits_representation.establishment_id"
            " and f.partnership_id = audits_representation.partnership_id and f.represent_by >= core.at()::date)",
        ),
        Policy(
            "decide",
            Action.update,
            using=f"{_KEEP} and decided_at is null",
            check=f"{_KEEP} and decided_by_id = core.person() and exists (select 1 from public.audits_moderation m"
            " where m.audit_return_id = audits_representation.audit_return_id and m.round = 'again'"
            " and m.moderator_id = core.person() and m.done_at is not null)",
        ),
    ),
    records(
        "audits_plannedaction",
        read(f"({_PARTNERSHIP} and {_BLIND}) or ({_SETTING})"),  # an action shows how its question was found
        Policy(
            "propose",
            Action.insert,
            check=f"changed_by_id = core.person() and {_KEEP} and state = 'proposed'"
            f" and {_of_return('audits_plannedaction')}",
        ),
        Policy("take_on", Action.update, using=_OWN, check=f"changed_by_id = core.person() and {_OWN}"),
    ),
    _events("plannedaction"),
    records(
        "audits_recommendation",
        read(
            f"{_PARTNERSHIP} or ({_WHOLE} and partnership_id = any((select core.partnerships_of_my_settings("
            f"{array(*WHOLE_TEAM, *TRUST_TEAM)}))::bigint[]))"
        ),
        Policy("recommend", Action.insert, check=f"made_by_id = core.person() and {_KEEP}"),
        Policy("close", Action.update, using=_KEEP, check=_KEEP),
    ),
    records(
        "audits_recommendationstanding",
        read(f"{_PARTNERSHIP} or ({_SETTING})"),
        Policy(
            "say",
            Action.insert,
            check=f"said_by_id = core.person() and {_OWN} and exists (select 1 from public.audits_recommendation n"
            " join public.establishments_establishment e on e.organisation_id ="
            " audits_recommendationstanding.establishment_id"
            " join public.partnership_partnerterm t on t.organisation_id = e.local_authority_id"
            " and t.partnership_id = n.partnership_id"
            " where n.id = recommendation_id and n.partnership_id = audits_recommendationstanding.partnership_id"
            " and n.closed_at is null)",
        ),
        Policy("say_anew", Action.update, using=_OWN, check=f"said_by_id = core.person() and {_OWN}"),
    ),
    _events("recommendationstanding"),
]
