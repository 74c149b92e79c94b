"""Forms are read by everybody signed in; written by who keeps the owner's forms, or by the loader.

Of two editors who tag a form neither sees what the other chose before both have handed in.
"""

from __future__ import annotations

from concordat.core.row_security import SIGNED_IN, Function, read, records, reference, write
from concordat.questionnaires.vocabulary import FORM_KEEPERS, LIBRARY, OWN_FORM_KEEPERS

_KEEPERS = "array[" + ", ".join(f"'{role}'" for role in FORM_KEEPERS) + "]::text[]"
_OWN_KEEPERS = "array[" + ", ".join(f"'{role}'" for role in OWN_FORM_KEEPERS) + "]::text[]"
_KEPT = f"(select core.my_organisations({_KEEPERS}))"
_KEPT_OWN = f"(select core.my_organisations({_OWN_KEEPERS}))"
_LIBRARY = f"core.system() = '{LIBRARY}'"
_MINE = f"owner_id = any({_KEPT_OWN}::bigint[])"
_TAGS_OF_MINE = (
    f"(form.owner_id = any({_KEPT_OWN}::bigint[])"
    f" or form.owner_id is null and form.tags_kept_by_id = any({_KEPT}::bigint[]))"
)
_OF_MINE = f"exists (select 1 from questionnaires_form form where form.id = form_id and form.{_MINE})"
_DRAFT_OF_MINE = (
    "exists (select 1 from questionnaires_formversion version"
    " join questionnaires_form form on form.id = version.form_id"
    f" where version.id = version_id and version.state = 'draft' and form.{_MINE})"
)
_TAGGED_BY_ME = "id = any((select core.versions_that_i_tag())::bigint[])"
_VERSION = "exists (select 1 from questionnaires_formversion version where version.id = version_id)"
_KEPT_VERSION = (
    "exists (select 1 from questionnaires_formversion version"
    " join questionnaires_form form on form.id = version.form_id where version.id = version_id"
    f" and {_TAGS_OF_MINE})"
)
_WORK = "exists (select 1 from questionnaires_tagging work where work.id = tagging_id)"
_ASKED = "exists (select 1 from questionnaires_taggedquestion asked where asked.id = asked_id)"
_EDITOR = "core.person() in (work.first_id, work.second_id, work.third_id)"
_MY_WORK = f"exists (select 1 from questionnaires_tagging work where work.id = tagging_id and {_EDITOR})"
_KEPT_WORK = (
    "exists (select 1 from questionnaires_tagging work"
    " join questionnaires_formversion version on version.id = work.version_id"
    " join questionnaires_form form on form.id = version.form_id where work.id = tagging_id"
    f" and {_TAGS_OF_MINE})"
)


def _asked_of_me(who: str) -> str:
    return (
        "exists (select 1 from questionnaires_taggedquestion asked"
        f" join questionnaires_tagging work on work.id = asked.tagging_id where asked.id = asked_id and {who})"
    )


# Inside a definer function, whose owner sees every form: the work `w` is on a form that the caller keeps.
_KEEPS_W = (
    "exists (select 1 from public.questionnaires_formversion v join public.questionnaires_form f on f.id = v.form_id"
    f" where v.id = w.version_id and (f.owner_id = any(core.my_organisations({_OWN_KEEPERS}))"
    f" or f.owner_id is null and f.tags_kept_by_id = any(core.my_organisations({_KEEPERS}))))"
)

FUNCTIONS = [
    Function(
        "core.versions_that_i_tag()",
        "bigint[]",
        "select coalesce(array_agg(distinct version_id), '{}') from public.questionnaires_tagging"
        " where core.person() in (first_id, second_id, reader_id, third_id)",
    ),
    Function(
        "core.tag_choices_to_compare()",
        "bigint[]",
        "select coalesce(array_agg(asked_id), '{}') from (select asked_id from public.questionnaires_tagchoice"
        " where handed_in_at is not null group by asked_id"
        " having count(*) >= 2 or bool_or(editor_id = core.person())) handed_in",
    ),
    # Whether and not what: who keeps the form may not see a hand-in that stands alone, and must not unseat its editor.
    Function(
        "core.has_handed_in(tagging bigint, person bigint)",
        "boolean",
        "select exists (select 1 from public.questionnaires_tagchoice c"
        " join public.questionnaires_taggedquestion q on q.id = c.asked_id"
        " where q.tagging_id = tagging and c.editor_id = person and c.handed_in_at is not null)",
    ),
    # A reader of another agency is named by mail address; only who keeps forms may ask, and for one address at a time.
    Function(
        "core.person_to_ask(mail text)",
        "bigint",
        "select id from public.accounts_person where lower(email) = lower(mail) and is_active"
        f" and cardinality(core.my_organisations({_OWN_KEEPERS})) > 0",
    ),
    Function(
        "core.mails_of_a_tagging(tagging bigint)",
        "jsonb",
        "select coalesce(jsonb_object_agg(part.name, p.email), '{}') from public.questionnaires_tagging w"
        " cross join lateral (values ('first', w.first_id), ('second', w.second_id), ('reader', w.reader_id),"
        " ('third', w.third_id)) part(name, person) join public.accounts_person p on p.id = part.person"
        f" where w.id = tagging and {_KEEPS_W}",
    ),
    Function(
        "core.names_of_a_tagging(tagging bigint)",
        "jsonb",
        "select coalesce(jsonb_object_agg(p.id, p.name), '{}') from public.questionnaires_tagging w"
        " join public.accounts_person p on p.id in (w.first_id, w.second_id, w.reader_id, w.third_id)"
        " where w.id = tagging and (core.person() in (w.first_id, w.second_id, w.reader_id, w.third_id)"
        f" or {_KEEPS_W})",
    ),
]
TABLES = [
    reference("questionnaires_form", write(f"{_LIBRARY} or {_MINE}")),
    reference(
        "questionnaires_formversion",
        write(f"{_LIBRARY} or {_OF_MINE}"),
        readable=f"{SIGNED_IN} and (state <> 'draft' or {_LIBRARY} or {_OF_MINE} or {_TAGGED_BY_ME})",
    ),
    reference("questionnaires_expectation", write(_LIBRARY)),
    reference("questionnaires_expectationchange", write(_LIBRARY)),
    reference("questionnaires_guidanceedition", write(_LIBRARY)),
    reference("questionnaires_formversionedition", write(f"{_LIBRARY} or {_DRAFT_OF_MINE}", update=False)),
    records("questionnaires_tagging", read(_VERSION), write(_KEPT_VERSION)),
    records("questionnaires_taggedquestion", read(_WORK), write(f"{_KEPT_WORK} or {_MY_WORK}", update=False)),
    records(
        "questionnaires_tagchoice",
        read(
            f"{_ASKED} and (editor_id = core.person() or {_LIBRARY} or (handed_in_at is not null"
            " and asked_id = any((select core.tag_choices_to_compare())::bigint[])))"
        ),
        write(f"editor_id = core.person() and {_asked_of_me(_EDITOR)}"),
    ),
    records(
        "questionnaires_covercheck",
        read(_ASKED),
        write(f"reader_id = core.person() and {_asked_of_me('work.reader_id = core.person()')}", update=False),
    ),
    records("questionnaires_tagrelease", read(_VERSION), write(_KEPT_VERSION, update=False)),
]
