"""Need-to-know kept by the database itself: declarations of every context, made true by `apply()`.

A context's `row_security.py` holds `TABLES` and `FUNCTIONS`; this package collects them, makes the
database equal to them and says where it has drifted.
"""

from concordat.core.row_security.apply import apply
from concordat.core.row_security.drift import drift
from concordat.core.row_security.registry import functions, tables
from concordat.lib.row_security_sql import (
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

__all__ = [
    "SIGNED_IN",
    "Action",
    "Function",
    "Policy",
    "Role",
    "RowClass",
    "Table",
    "apply",
    "drift",
    "functions",
    "machinery",
    "read",
    "records",
    "reference",
    "sealed",
    "sign_in",
    "tables",
    "write",
]
