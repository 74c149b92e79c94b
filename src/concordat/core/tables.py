"""Row security of the core's own tables."""

from concordat.lib.row_security_sql import RowClass, Table, machinery, read, write

SEALER = "core.system() = 'core.journal_sealer'"
ACTING = "core.person() is not distinct from person_id and core.system() is not distinct from system"

TABLES = [
    Table(
        "core_journalentry",
        RowClass.records,
        (
            read(SEALER),
            *write(f"({ACTING}) and (person_id is not null or system is not null)", update=False),
        ),
    ),
    Table(
        "core_journaldetails",
        RowClass.records,
        (read(SEALER), *write("core.person() is not null or core.system() is not null", update=False)),
    ),
    Table("core_journalseal", RowClass.records, (read(SEALER), *write(SEALER, update=False))),
    Table("core_journalbatch", RowClass.records, (read(SEALER), *write(SEALER, update=False))),
    machinery("core_databasemark", app="S"),
]
