"""Who may see and write pools: a partnership sees of the others that they are in it, and the table; never a return.

What settings chose is written by the partnership that releases it and read by nobody but the part of the system that
makes the table. A table is shown while every partnership whose results are in it is in the pool.
"""

from __future__ import annotations

from concordat.accounts.row_security import array
from concordat.accounts.vocabulary import PARTNERSHIP_OFFICE, PARTNERSHIP_TEAM, Role
from concordat.core.row_security import Action, Function, Policy, read, records

POOL_READERS = (*PARTNERSHIP_TEAM, Role.analyst)
POOL_KEEPERS = PARTNERSHIP_OFFICE
POOLER = "audits.pooler"

_POOLER = f"core.system() = '{POOLER}'"
_MINE = f"partnership_id = any((select core.my_organisations({array(*POOL_READERS)}))::bigint[])"
_KEEP = f"partnership_id = any((select core.my_organisations({array(*POOL_KEEPERS)}))::bigint[])"
_OF_MY_POOLS = f"any((select core.my_pools({array(*POOL_READERS)}))::bigint[])"
_STANDS = "ended_at is null and given_at is not null and until_on >= core.at()::date"

FUNCTIONS = [
    Function(
        "core.my_pools(roles text[])",
        "bigint[]",
        "select coalesce(array_agg(distinct p.pool_id), '{}') from public.audits_poolpart p"
        " where p.ended_at is null and p.partnership_id = any((select core.my_organisations(roles))::bigint[])",
    ),
    Function(
        "core.my_pool_tables(roles text[])",
        "bigint[]",
        "select coalesce(array_agg(distinct mine.table_id), '{}') from public.audits_poolrelease mine"
        " where mine.table_id is not null"
        " and mine.partnership_id = any((select core.my_organisations(roles))::bigint[])"
        " and not exists (select 1 from public.audits_poolrelease r join public.audits_poolpart p on p.id = r.part_id"
        f" where r.table_id = mine.table_id and not (p.{_STANDS.replace(' and ', ' and p.')}))",
    ),
]

TABLES = [
    records(
        "audits_pool",
        read(f"id = {_OF_MY_POOLS} or {_MINE} or {_POOLER}"),
        Policy("begin", Action.insert, check=f"made_by_id = core.person() and {_KEEP}"),
    ),
    records(
        "audits_poolpart",
        read(f"pool_id = {_OF_MY_POOLS} or {_MINE} or {_POOLER}"),
        # Whoever began the pool asks others; nobody consents for another.
        Policy(
            "ask",
            Action.insert,
            check="asked_by_id = core.person() and given_at is null and ended_at is null and exists"
            f" (select 1 from public.audits_pool p where p.id = pool_id and p.{_KEEP})",
        ),
        Policy("decide", Action.update, using=f"{_KEEP} and ended_at is null", check=_KEEP),
        # The table is made while nobody leaves.
        Policy("take_turns", Action.update, using=_POOLER, check="false"),
    ),
    records(
        "audits_pooltable",
        read(f"id = any((select core.my_pool_tables({array(*POOL_READERS)}))::bigint[]) or {_POOLER}"),
        Policy("freeze", Action.insert, check=_POOLER),
    ),
    records(
        "audits_poolrelease",
        read(f"pool_id = {_OF_MY_POOLS} or {_MINE} or {_POOLER}"),
        Policy(
            "release",
            Action.insert,
            check=f"released_by_id = core.person() and {_KEEP} and withdrawn_at is null and table_id is null"
            " and exists (select 1 from public.audits_poolpart p where p.id = part_id"
            " and p.pool_id = audits_poolrelease.pool_id and p.partnership_id = audits_poolrelease.partnership_id"
            f" and p.{_STANDS.replace(' and ', ' and p.')})"
            " and exists (select 1 from public.audits_auditcycle c where c.id = cycle_id and c.state = 'closed'"
            " and c.pilot_of_id is null and c.partnership_id = audits_poolrelease.partnership_id)",
        ),
        Policy(
            "take_back",
            Action.update,
            using=f"{_KEEP} and table_id is null and withdrawn_at is null",
            check=f"{_KEEP} and table_id is null",
        ),
        Policy("count", Action.update, using=f"{_POOLER} and table_id is null", check=_POOLER),
    ),
    records(
        "audits_poolreturn",
        read(_POOLER),
        Policy(
            "release",
            Action.insert,
            check=f"{_KEEP} and exists (select 1 from public.audits_poolrelease r where r.id = release_id"
            " and r.partnership_id = audits_poolreturn.partnership_id and r.withdrawn_at is null"
            " and r.table_id is null and r.released_by_id = core.person())",
        ),
        Policy("forget", Action.delete, using=_POOLER),
    ),
]
