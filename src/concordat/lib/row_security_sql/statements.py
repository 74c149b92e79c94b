"""The SQL that makes a database equal to its declarations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from concordat.lib.row_security_sql.declarations import Function, Policy, Role, Table

OWNER_POLICY = "owner"


@dataclass(frozen=True, order=True)
class ExpectedPolicy:
    """One policy as the catalogue shows it, without its conditions."""

    table: str
    name: str
    action: str
    role: str


def expected_policies(tables: list[Table]) -> set[ExpectedPolicy]:
    """Every policy that the catalogue must show, and no other."""
    expected: set[ExpectedPolicy] = set()
    for table in tables:
        expected.add(ExpectedPolicy(table.name, OWNER_POLICY, "ALL", Role.owner))
        for policy in table.policies:
            expected.add(ExpectedPolicy(table.name, policy.name, policy.action, policy.role))
    return expected


def table_statements(table: Table) -> Iterator[str]:
    """Force row security on one table and give it its policies and grants; drop nothing first."""
    name = quoted(table.name)
    yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY"
    for role in (Role.app, Role.learner):
        yield f"REVOKE ALL ON {name} FROM {role}"
    yield f"REVOKE ALL ON {name} FROM PUBLIC"
    yield f"CREATE POLICY {OWNER_POLICY} ON {name} TO {Role.owner} USING (true) WITH CHECK (true)"
    for policy in table.policies:
        yield _create(name, policy)
    for role, actions in table.privileges().items():
        yield f"GRANT {', '.join(actions)} ON {name} TO {role}"
    yield f"GRANT SELECT ON {name} TO {Role.backup}"


def function_statements(function: Function) -> Iterator[str]:
    """Create or replace one function, owned by the owner and closed to PUBLIC."""
    security = "SECURITY DEFINER SET search_path = pg_catalog, public, core, pg_temp" if function.definer else ""
    yield (
        f"CREATE OR REPLACE FUNCTION {function.signature} RETURNS {function.returns} "
        f"LANGUAGE {function.language} {function.volatility} PARALLEL SAFE {security} AS $body${function.body}$body$"
    )
    yield f"REVOKE ALL ON FUNCTION {function.identity} FROM PUBLIC"
    for role in function.roles:
        yield f"GRANT EXECUTE ON FUNCTION {function.identity} TO {role}"


def quoted(name: str) -> str:
    """A table's name as an identifier, with its schema where it has one."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in name.split("."))


def _create(name: str, policy: Policy) -> str:
    text = f"CREATE POLICY {quoted(policy.name)} ON {name} FOR {policy.action} TO {policy.role}"
    if policy.using is not None:
        text += f" USING ({policy.using})"
    if policy.check is not None:
        text += f" WITH CHECK ({policy.check})"
    return text
