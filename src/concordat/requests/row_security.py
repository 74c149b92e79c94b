"""Who gives and gets requests and what settings made of them: the promise of `access.py`, kept by the database."""

from __future__ import annotations

from concordat.accounts.row_security import array
from concordat.core.row_security import Action, Function, Policy, Table, read, records, write
from concordat.requests.vocabulary import ANSWERERS, ASKERS, FOLLOWERS, READERS, REFUSERS

FUNCTIONS = [
    # Asked of the owner: the policy of requests asks which settings they went to, and that one's may not ask back.
    Function(
        "core.request_stands(wanted bigint, whose bigint)",
        "boolean",
        "select exists (select 1 from public.requests_request r where r.id = wanted and r.partnership_id = whose"
        " and r.state = 'sent')",
    ),
]

_FOLLOWED = f"partnership_id = any((select core.my_organisations({array(*FOLLOWERS)}))::bigint[])"
_ASKED_BY = f"partnership_id = any((select core.my_organisations({array(*ASKERS)}))::bigint[])"
_AREA = f"establishment_id = any((select core.settings_of_my_partnerships({array(*ASKERS)}))::bigint[])"
_READ = f"establishment_id = any((select core.my_establishments({array(*READERS)}))::bigint[])"


def _here_as(*roles: str) -> str:
    return f"establishment_id = any((select core.my_organisations({array(*roles)}))::bigint[])"


_MINE = (
    "state in ('sent', 'withdrawn') and exists (select 1 from public.requests_requestedsetting s where s.request_id ="
    f" requests_request.id and s.establishment_id = any((select core.my_establishments({array(*READERS)}))::bigint[]))"
)

TABLES: list[Table] = [
    records(
        "requests_request",
        read(f"{_FOLLOWED} or ({_MINE})"),
        write(_ASKED_BY),
        # Whoever answers holds the row meanwhile, and changes nothing of it.
        Policy("hold", Action.update, using=_MINE, check="false"),
    ),
    records(
        "requests_requestedsetting",
        read(f"{_FOLLOWED} or {_READ}"),
        write(f"{_ASKED_BY} and {_AREA} and outcome = 'open'", update=False, name="ask"),
        Policy(
            "answer",
            Action.update,
            using=f"({_here_as(*ANSWERERS)}) and core.request_stands(request_id, partnership_id)",
            check=f"person_id = core.person() and (outcome = 'answered' and {_here_as(*ANSWERERS)}"
            f" or outcome = 'refused' and {_here_as(*REFUSERS)})",
        ),
    ),
]
