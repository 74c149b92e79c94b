"""Row security as values: the SQL says what was declared and nothing else."""

from __future__ import annotations

from concordat.lib.row_security_sql import (
    Action,
    ExpectedPolicy,
    Function,
    Role,
    RowClass,
    expected_policies,
    function_statements,
    machinery,
    read,
    records,
    reference,
    sealed,
    sign_in,
    table_statements,
    write,
)


def test_every_table_is_forced_and_open_to_its_owner_only_by_policy() -> None:
    said = list(table_statements(records("audits_answer", read("true"))))
    assert 'ALTER TABLE "audits_answer" FORCE ROW LEVEL SECURITY' in said
    assert 'CREATE POLICY owner ON "audits_answer" TO concordat_owner USING (true) WITH CHECK (true)' in said


def test_a_role_gets_exactly_the_privileges_that_its_policies_use() -> None:
    table = records("t", read("a"), write("b", update=False))
    assert table.privileges() == {Role.app: (Action.insert, Action.select)}
    assert sealed("s").privileges() == {Role.learner: (Action.insert,)}
    assert machinery("m", app="S").privileges() == {Role.app: (Action.select,)}
    said = list(table_statements(sealed("s")))
    assert not any("GRANT" in statement and "concordat_app" in statement for statement in said)


def test_reference_rows_are_read_by_those_signed_in_and_sign_in_rows_by_their_person() -> None:
    assert "core.person() is not null" in (reference("r").policies[0].using or "")
    conditions = {policy.using or policy.check for policy in sign_in("x", "user_id = core.person()").policies}
    assert conditions == {"(user_id = core.person()) or core.phase() = 'sign_in'"}


def test_expected_policies_name_each_action_and_role() -> None:
    assert expected_policies([records("t", read("a"))]) == {
        ExpectedPolicy("t", "owner", "ALL", "concordat_owner"),
        ExpectedPolicy("t", "read", "SELECT", "concordat_app"),
    }


def test_a_definer_function_fixes_its_path_and_is_closed_to_the_public() -> None:
    function = Function("core.my_organisations(roles text[])", "bigint[]", "select 1")
    said = list(function_statements(function))
    assert function.identity == "core.my_organisations(text[])"
    assert "SECURITY DEFINER SET search_path" in said[0]
    assert said[1] == "REVOKE ALL ON FUNCTION core.my_organisations(text[]) FROM PUBLIC"


def test_a_name_is_quoted() -> None:
    table = records('odd"name')
    assert table.row_class is RowClass.records
    assert 'ALTER TABLE "odd""name" ENABLE ROW LEVEL SECURITY' in list(table_statements(table))
