"""Who may see people, roles and organisations: the same promise as `access.py`, kept by PostgreSQL."""

from __future__ import annotations

from concordat.accounts.vocabulary import (
    ENTERED_PARTNER_KINDS,
    GIVEN_BY_THOSE_WHO_READ_LESS,
    KEEPERS_WHO_READ_LESS,
    PARTNERSHIP_OFFICE,
    PARTNERSHIP_TEAM,
    SETTING_KEEPERS,
    SETTING_TEAM,
    TRUST_TEAM,
)
from concordat.core.row_security import Action, Function, Policy, read, records, reference, sign_in, write


def array(*roles: str) -> str:
    """Role codes as an SQL array."""
    return "array[" + ", ".join(f"'{role}'" for role in roles) + "]::text[]"


ROSTER_READERS = (*SETTING_TEAM, *TRUST_TEAM, *PARTNERSHIP_TEAM)
ROSTER_KEEPERS = (*SETTING_KEEPERS, *TRUST_TEAM, *PARTNERSHIP_OFFICE)
BUILDER = "core.system() = 'accounts.founder'"
REGISTER = "core.system() in ('accounts.founder', 'establishments.register_import')"

_READ = f"organisation_id = any((select core.my_roster({array(*ROSTER_READERS)}))::bigint[])"
# Keeping is narrower than reading: a setting reads who sits in its partnership and may not add to it.
_KEEP = f"organisation_id = any((select core.my_charges({array(*ROSTER_KEEPERS)}))::bigint[])"
# Nobody gives a role that reads more than their own do (`access.roles_to_give`).
_WHOLE_KEEPERS = tuple(role for role in ROSTER_KEEPERS if role not in KEEPERS_WHO_READ_LESS)
_KEEP_WHOLE = f"organisation_id = any((select core.my_charges({array(*_WHOLE_KEEPERS)}))::bigint[])"
_GIVE = f"({_KEEP_WHOLE} or ({_KEEP} and role = any({array(*GIVEN_BY_THOSE_WHO_READ_LESS)})))"
_SAME_ROLE = "core.is_role_held(id, person_id, organisation_id, role)"
_OFFICE = f"cardinality((select core.my_organisations({array(*PARTNERSHIP_OFFICE)}))) > 0"
FRONT_DESK = "core.system() = 'joining.front_desk'"
_SIGNING_IN = "core.phase() = 'sign_in'"
_BEGIN = f"({_SIGNING_IN} and person_id = core.person()) or {BUILDER}"
_INVITE = f"{_SIGNING_IN} or {BUILDER} or {FRONT_DESK}"

FUNCTIONS = [
    Function(
        "core.my_organisations(roles text[])",
        "bigint[]",
        "select coalesce(array_agg(organisation_id), '{}') from public.accounts_roleheld"
        " where person_id = core.person() and role = any(roles)"
        " and starts_at <= core.at() and (ends_at is null or ends_at > core.at())"
        # What rests while somebody wears the other hat (`hats.py`).
        " and organisation_id <>"
        " all(coalesce(nullif(current_setting('concordat.set_aside', true), ''), '{}')::bigint[])"
        # Whoever came by a link that is about one place acts there alone (`audits/by_link.py`).
        " and (nullif(current_setting('concordat.only_at', true), '') is null"
        " or organisation_id = nullif(current_setting('concordat.only_at', true), '')::bigint)",
    ),
    # As the row was before the statement that asks.
    Function(
        "core.is_role_held(held bigint, whose bigint, place bigint, which text)",
        "boolean",
        "select exists (select 1 from public.accounts_roleheld h where h.id = held and h.person_id = whose"
        " and h.organisation_id = place and h.role = which)",
    ),
]

TABLES = [
    reference(
        "accounts_organisation",
        write(f"{REGISTER} or (kind = 'establishment' and {_OFFICE})"),
        write(f"kind = any({array(*ENTERED_PARTNER_KINDS)}) and {_OFFICE}", name="partner_body", update=False),
        readable="core.person() is not null or core.system() is not null or core.phase() = 'sign_in'",
    ),
    records(
        "accounts_person",
        read(
            f"id = core.person() or {_SIGNING_IN} or core.system() is not null"
            f" or id = any((select core.my_people({array(*ROSTER_READERS)}))::bigint[])"
        ),
        write(f"id = core.person() or {_SIGNING_IN} or {BUILDER}"),
    ),
    records(
        "accounts_roleheld",
        read(f"person_id = core.person() or {_SIGNING_IN} or core.system() is not null or {_READ}"),
        write(f"{_BEGIN} or {_GIVE}", update=False),
        # Whoever keeps the people ends any role there, and makes none of it into another.
        Policy(
            "change",
            Action.update,
            using=f"{_BEGIN} or {_KEEP}",
            check=f"{_BEGIN} or {_GIVE} or ({_KEEP} and {_SAME_ROLE})",
        ),
    ),
    records(
        "accounts_invitation",
        read(f"{_SIGNING_IN} or core.system() is not null or {_KEEP}"),
        write(f"{_INVITE} or {_GIVE}", update=False),
        Policy(
            "change",
            Action.update,
            using=f"{_INVITE} or {_KEEP}",
            check=f"{_INVITE} or {_GIVE} or ({_KEEP} and withdrawn_at is not null)",
        ),
    ),
    # The core's table of letters: its keepers are known only here.
    records("core_mail", read(f"core.system() is not null or {_KEEP}"), write("core.system() is not null")),
    sign_in("accounts_session", "person_id = core.person()"),
    reference("accounts_idlerule", write(BUILDER, update=False)),
    sign_in("accounts_mailedcode", "person_id = core.person()"),
    sign_in("accounts_keptform", "person_id = core.person()"),
]
