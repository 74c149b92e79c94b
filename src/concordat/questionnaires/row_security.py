"""Forms are read by everybody signed in; written by who keeps the owner's forms, or by the loader."""

from __future__ import annotations

from concordat.core.row_security import SIGNED_IN, Function, reference, write
from concordat.questionnaires.vocabulary import FORM_KEEPERS, LIBRARY

_KEEPERS = "array[" + ", ".join(f"'{role}'" for role in FORM_KEEPERS) + "]::text[]"
_LIBRARY = f"core.system() = '{LIBRARY}'"
_MINE = f"owner_id = any((select core.my_organisations({_KEEPERS}))::bigint[])"
_OF_MINE = f"exists (select 1 from questionnaires_form form where form.id = form_id and form.{_MINE})"
_DRAFT_OF_MINE = (
    "exists (select 1 from questionnaires_formversion version"
    " join questionnaires_form form on form.id = version.form_id"
    f" where version.id = version_id and version.state = 'draft' and form.{_MINE})"
)

FUNCTIONS: list[Function] = []
TABLES = [
    reference("questionnaires_form", write(f"{_LIBRARY} or {_MINE}")),
    reference(
        "questionnaires_formversion",
        write(f"{_LIBRARY} or {_OF_MINE}"),
        readable=f"{SIGNED_IN} and (state <> 'draft' or {_LIBRARY} or {_OF_MINE})",
    ),
    reference("questionnaires_expectation", write(_LIBRARY)),
    reference("questionnaires_guidanceedition", write(_LIBRARY)),
    reference("questionnaires_formversionedition", write(f"{_LIBRARY} or {_DRAFT_OF_MINE}", update=False)),
]
