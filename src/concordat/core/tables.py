"""Row security of the core's own tables."""

from concordat.lib.row_security_sql import Action, Policy, RowClass, Table, machinery, read, records, write

SEALER = "core.system() = 'core.journal_sealer'"
ACTING = "core.person() is not distinct from person_id and core.system() is not distinct from system"
OWN_DOCUMENT = "person_id = core.person()"
DOCUMENT_MAKER = "core.system() = 'core.documents'"

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
    records(
        "core_document",
        read(f"{OWN_DOCUMENT} or {DOCUMENT_MAKER}"),
        Policy("ask", Action.insert, check=f"{OWN_DOCUMENT} and state = 'asked'"),
        Policy("ask_again", Action.update, using=OWN_DOCUMENT, check=f"{OWN_DOCUMENT} and state = 'asked'"),
        *write(DOCUMENT_MAKER, insert=False, delete=True),
    ),
]
