"""Who may see and write the forms of other bodies, and what settings say in them.

Whoever brought a form in sees it and who is asked, never an answer. A setting sees it once it is asked; what it fills
in is its own, written by its own people while the form is before them.
"""

from __future__ import annotations

from concordat.accounts.row_security import array
from concordat.audits.vocabulary import WHOLE_TEAM
from concordat.core.row_security import Action, Function, Policy, read, records
from concordat.questionnaires.vocabulary import OWN_FORM_KEEPERS

KEEPERS, FILLERS = OWN_FORM_KEEPERS, WHOLE_TEAM
_OURS = f"owner_id = any((select core.my_organisations({array(*KEEPERS)}))::bigint[])"
# A chair behind a signing link reads one return and nothing beside it.
_SETTING = (
    f"establishment_id = any((select core.my_establishments({array(*FILLERS)}))::bigint[])"
    " and (select core.signing_return()) is null"
)
_ASKED_ME = (
    f"id = any((select core.body_forms_asked_of_me({array(*FILLERS)}))::bigint[])"
    " and (select core.signing_return()) is null"
)
_OF_OURS = (
    "exists (select 1 from public.audits_bodyform f where f.id = body_form_id"
    " and f.owner_id = audits_bodyformasked.owner_id and f.state <> 'ended')"
)
_BEFORE_ME = (
    "exists (select 1 from public.audits_bodyformasked a join public.audits_bodyform f on f.id = a.body_form_id"
    " where a.id = asked_id and a.establishment_id = audits_bodyanswer.establishment_id and f.state = 'asked')"
)
_ANSWER = f"answered_by_id = core.person() and {_SETTING} and {_BEFORE_ME}"

FUNCTIONS = [
    # The policy of who is asked reads forms, so that of forms does not read who is asked itself.
    Function(
        "core.body_forms_asked_of_me(roles text[])",
        "bigint[]",
        "select coalesce(array_agg(distinct a.body_form_id), '{}') from public.audits_bodyformasked a"
        " where a.establishment_id = any((select core.my_establishments(roles))::bigint[])",
    ),
]

TABLES = [
    records(
        "audits_bodyform",
        read(f"{_OURS} or (state <> 'draft' and {_ASKED_ME})"),
        Policy("bring_in", Action.insert, check=f"{_OURS} and made_by_id = core.person() and state = 'draft'"),
        Policy("settle", Action.update, using=f"{_OURS} and state <> 'ended'", check=_OURS),
    ),
    records(
        "audits_bodyformasked",
        read(f"{_OURS} or ({_SETTING})"),
        Policy("ask", Action.insert, check=f"{_OURS} and asked_by_id = core.person() and {_OF_OURS}"),
    ),
    records(
        "audits_bodyanswer",
        read(_SETTING),
        Policy("answer", Action.insert, check=_ANSWER),
        Policy("answer_again", Action.update, using=_SETTING, check=_ANSWER),
    ),
]
