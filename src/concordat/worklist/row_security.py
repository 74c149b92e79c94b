"""Who gives and gets rows of the worklist: everybody the own ones; the postman and the calendar what each needs."""

from __future__ import annotations

from concordat.core.row_security import Function, Table, read, records, write

POSTMAN = "worklist.postman"
CALENDAR = "worklist.calendar"
_OWN = "person_id = core.person()"

FUNCTIONS: list[Function] = []
TABLES: list[Table] = [
    records("worklist_digestchoice", read(f"{_OWN} or core.system() = '{POSTMAN}'"), write(_OWN)),
    records("worklist_feedaddress", read(f"{_OWN} or core.system() = '{CALENDAR}'"), write(_OWN, delete=True)),
    records("worklist_dutydone", read(_OWN), write(_OWN, update=False, delete=True)),
    records("worklist_toldtask", read(_OWN), write(_OWN, update=False)),
]
