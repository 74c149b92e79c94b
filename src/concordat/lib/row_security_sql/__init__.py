"""Row security as values, and the SQL that makes a PostgreSQL database equal to them.

A `Table` names a table, the class of its rows, what each role may do and the policies that decide
row by row. `statements` gives the SQL; `expected_policies` gives what the catalogue must then
show. Nothing here talks to a database: give it values, get text.

The rules behind it were measured on PostgreSQL 15 and 18 (docs/decisions): every table is
ENABLEd and FORCEd; the owner has one policy of its own, because FORCE blinds the owner too;
scope tests are written `x = any((select core.my_...())::bigint[])`, which runs once a statement.
"""

from concordat.lib.row_security_sql.declarations import (
    SIGNED_IN,
    Action,
    Function,
    Policy,
    Role,
    RowClass,
    Table,
    machinery,
    read,
    records,
    reference,
    sealed,
    sign_in,
    write,
)
from concordat.lib.row_security_sql.statements import (
    ExpectedPolicy,
    expected_policies,
    function_statements,
    table_statements,
)

__all__ = [
    "SIGNED_IN",
    "Action",
    "ExpectedPolicy",
    "Function",
    "Policy",
    "Role",
    "RowClass",
    "Table",
    "expected_policies",
    "function_statements",
    "machinery",
    "read",
    "records",
    "reference",
    "sealed",
    "sign_in",
    "table_statements",
    "write",
]
