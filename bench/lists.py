"""A list of 25,000 rows out of 500,000 under row security, and without it as the thing to compare with."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import psycopg
from django.db import connection

from bench.databases import clone
from concordat.accounts.vocabulary import Role
from concordat.core.actor import acting_as
from tests.factories import audits
from tests.world import ASH, TRUST, World, look_up

SETTINGS, QUESTIONS, IN_TRUST = 20_000, 25, 1_000
FILL = f"""
insert into accounts_organisation (id, kind, name)
  select 100000 + n, 'establishment', 'Invented School ' || n from generate_series(1, {SETTINGS}) n;
insert into establishments_establishment
  (organisation_id, urn, ukprn, dfe_number, sort_name, type_code, type_name, type_group, phase, status, town, street,
   postcode, website, gender, religious_character, register_digest, trust_id, local_authority_id)
  select 100000 + n, 200000 + n, '', '', 'school ' || n, '34', '', '', 'Primary', 'Open', '', '', '', '', '', '', '',
         case when n <= {IN_TRUST} then %(trust)s end, %(area)s
  from generate_series(1, {SETTINGS}) n;
insert into audits_auditreturn
  (partnership_id, cycle_id, establishment_id, scheme, form_version_id, register, state, needed, answered, joined_at)
  select partnership_id, cycle_id, 100000 + n, scheme, form_version_id, '{{}}', 'in_progress', 0, 0, now()
  from audits_auditreturn, generate_series(1, {SETTINGS}) n where establishment_id = %(ash)s;
insert into audits_answer (audit_return_id, establishment_id, partnership_id, question, value, version, answered_at)
  select r.id, r.establishment_id, r.partnership_id, 'A1.' || q, '{{"choice": "green"}}', 1, now()
  from audits_auditreturn r, generate_series(1, {QUESTIONS}) q where r.establishment_id > 100000;
"""


def measure(folder: Path) -> Iterator[tuple[str, float, str, float]]:
    """Milliseconds of the database for the ids of a trust's 25,000 answers."""
    with clone("bench_lists") as owner:
        world = _filled(owner)
        lead = world.actor(Role.trust_safeguarding_lead, TRUST)

        def secured() -> int:
            with acting_as(lead), connection.cursor() as cursor:
                start = time.perf_counter()
                cursor.execute("select count(*), max(id) from audits_answer")
                rows = cursor.fetchone()[0]
                spent.append((time.perf_counter() - start) * 1000)
            return int(rows)

        spent: list[float] = []
        assert _repeat(secured) == IN_TRUST * QUESTIONS
        yield "row_security.list_25k.ms", median(spent), "ms", 30
        plain: list[float] = []
        for _ in range(9):
            start = time.perf_counter()
            owner.execute(
                "select count(*), max(id) from audits_answer where establishment_id = any(array(select organisation_id"
                " from establishments_establishment where trust_id = %s))",
                [world.id(TRUST)],
            ).fetchone()
            plain.append((time.perf_counter() - start) * 1000)
        yield "row_security.list_25k.times_plain", median(spent) / median(plain), "times", 3


def _filled(owner: psycopg.Connection) -> World:
    from concordat.accounts.operations.founding import FOUNDER

    with acting_as(FOUNDER):
        world = look_up()
    audits.opened(world)
    area = owner.execute(
        "select local_authority_id from establishments_establishment where organisation_id = %s", [world.id(ASH)]
    ).fetchone()
    assert area is not None
    given = {"trust": world.id(TRUST), "area": area[0], "ash": world.id(ASH)}
    for statement in FILL.split(";\n"):
        if statement.strip():
            owner.execute(statement, given)
    owner.execute("analyze")
    return world


def _repeat(run: Callable[[], int]) -> int:
    return [run() for _ in range(9)][-1]
