"""Where the database is not what the declarations say."""

from __future__ import annotations

from django.db import connection
from django.db.backends.utils import CursorWrapper

from concordat.core.row_security.apply import declared_digest, stored_digest, tables_in_database
from concordat.core.row_security.registry import functions, tables
from concordat.lib.row_security_sql import ExpectedPolicy, Function, Role, Table, expected_policies


def drift() -> list[str]:
    """One sentence for each difference; none when the database is as declared."""
    with connection.cursor() as cursor:
        existing = tables_in_database(cursor)
        declared = {table.name: table for table in tables()}
        return [
            *(f"{name} has no class in any row_security.py." for name in sorted(existing - set(declared))),
            *(f"{name} is classed but is not in the database." for name in sorted(set(declared) - existing)),
            *_forced(cursor),
            *_policies(cursor, list(declared.values())),
            *_grants(cursor, [table for table in declared.values() if table.name in existing]),
            *_functions(cursor, functions()),
            *_roles(cursor),
        ]


def _forced(cursor: CursorWrapper) -> list[str]:
    cursor.execute(
        "select c.relname, pg_get_userbyid(c.relowner), c.relrowsecurity and c.relforcerowsecurity"
        " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname = 'public' and c.relkind in ('r', 'p') order by 1"
    )
    said = []
    for name, owner, forced in cursor.fetchall():
        if not forced:
            said.append(f"{name} does not force row security.")
        if owner != Role.owner:
            said.append(f"{name} belongs to {owner}, not to {Role.owner}.")
    return said


def _policies(cursor: CursorWrapper, declared: list[Table]) -> list[str]:
    cursor.execute("select tablename, policyname, cmd, roles[1] from pg_policies where schemaname = 'public'")
    found = {ExpectedPolicy(*row) for row in cursor.fetchall()}
    expected = expected_policies(declared)
    said = [f"{p.table} lacks its policy {p.name} for {p.role}." for p in sorted(expected - found)]
    said += [f"{p.table} has a policy {p.name} that nobody declared." for p in sorted(found - expected)]
    cursor.execute(
        "select c.relname, d.description from pg_policy p join pg_class c on c.oid = p.polrelid"
        " join pg_description d on d.objoid = p.oid and d.classoid = 'pg_policy'::regclass where p.polname = 'owner'"
    )
    remembered = dict(cursor.fetchall())
    for table in declared:
        now = f"declared {declared_digest(table)} stored {stored_digest(cursor, table.name)}"
        if table.name in remembered and remembered[table.name] != now:
            said.append(f"{table.name}: the conditions of its policies are not those declared.")
    return said


def _grants(cursor: CursorWrapper, declared: list[Table]) -> list[str]:
    cursor.execute(
        "select c.relname, pg_get_userbyid(a.grantee), a.privilege_type from pg_class c"
        " join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) a"
        " where n.nspname = 'public' and c.relkind in ('r', 'p') and a.grantee <> c.relowner"
    )
    found = set(cursor.fetchall())
    expected = {(table.name, str(Role.backup), "SELECT") for table in declared}
    for table in declared:
        for role, actions in table.privileges().items():
            expected |= {(table.name, str(role), str(action)) for action in actions}
    said = [f"{role} lacks {action} on {name}." for name, role, action in sorted(expected - found)]
    return said + [f"{role} has {action} on {name} undeclared." for name, role, action in sorted(found - expected)]


def _functions(cursor: CursorWrapper, declared: list[Function]) -> list[str]:
    said = []
    for function in declared:
        cursor.execute(
            "select p.prosrc, p.prosecdef, pg_get_userbyid(p.proowner),"
            " has_function_privilege('public', p.oid, 'EXECUTE')"
            " from pg_proc p where p.oid = to_regprocedure(%s)",
            [function.identity],
        )
        row = cursor.fetchone()
        if row is None:
            said.append(f"Function {function.identity} is missing.")
        elif row != (function.body, function.definer, str(Role.owner), False):
            said.append(f"Function {function.identity} is not as declared.")
    return said


def _roles(cursor: CursorWrapper) -> list[str]:
    cursor.execute(
        "select r.rolname, r.rolsuper, r.rolbypassrls, r.rolcreaterole,"
        " exists(select 1 from pg_auth_members m where m.member = r.oid)"
        " from pg_roles r where r.rolname in ('concordat_app', 'concordat_learner')"
    )
    said = []
    for name, superuser, bypass, create_role, member in cursor.fetchall():
        if superuser or bypass or create_role or member:
            said.append(f"{name} may do more than a serving role should: remove its attributes and memberships.")
    return said
