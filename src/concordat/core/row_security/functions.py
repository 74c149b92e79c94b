"""The questions that policies ask about the transaction: who, in which phase, at what time."""

from concordat.lib.row_security_sql import Function, Role

EVERY_SERVING_ROLE = (Role.app, Role.learner)

FUNCTIONS = [
    Function(
        "core.person()",
        "bigint",
        "select nullif(current_setting('concordat.person', true), '')::bigint",
        definer=False,
        roles=EVERY_SERVING_ROLE,
    ),
    Function(
        "core.system()",
        "text",
        "select nullif(current_setting('concordat.system', true), '')",
        definer=False,
        roles=EVERY_SERVING_ROLE,
    ),
    Function(
        "core.phase()",
        "text",
        "select coalesce(current_setting('concordat.phase', true), '')",
        definer=False,
        roles=EVERY_SERVING_ROLE,
    ),
    Function(
        "core.at()",
        "timestamptz",
        "select coalesce(nullif(current_setting('concordat.at', true), '')::timestamptz, transaction_timestamp())",
        definer=False,
        roles=EVERY_SERVING_ROLE,
    ),
]
