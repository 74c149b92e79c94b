"""Who may see and write whose packs a partnership takes, and what settings have brought in.

Whose packs are taken is for everybody whom it concerns. A pack is the setting's own, as its returns elsewhere are: no
partnership reads it, which gets what the setting confirms in its return.
"""

from __future__ import annotations

from concordat.accounts.row_security import array
from concordat.accounts.vocabulary import PARTNERSHIP_OFFICE, PARTNERSHIP_TEAM, SETTING_TEAM, TRUST_TEAM, Role
from concordat.audits.vocabulary import WHOLE_TEAM
from concordat.core.row_security import Action, Policy, read, records

ISSUER_KEEPERS = (*PARTNERSHIP_OFFICE, Role.education_safeguarding_lead)
PACK_READERS = (*WHOLE_TEAM, *TRUST_TEAM)
PACK_BRINGERS = (Role.dsl, Role.deputy_dsl, Role.headteacher)

_TEAM = f"partnership_id = any((select core.my_organisations({array(*PARTNERSHIP_TEAM)}))::bigint[])"
_THEIRS = (
    f"partnership_id = any((select core.partnerships_of_my_settings({array(*SETTING_TEAM, *TRUST_TEAM)}))::bigint[])"
)
_KEEP = f"partnership_id = any((select core.my_organisations({array(*ISSUER_KEEPERS)}))::bigint[])"
_READ = f"establishment_id = any((select core.my_establishments({array(*PACK_READERS)}))::bigint[])"
_BRING = f"establishment_id = any((select core.my_establishments({array(*PACK_BRINGERS)}))::bigint[])"
_ISSUED = (
    "exists (select 1 from public.audits_packissuer i where i.id = issuer_id and i.ended_at is null"
    " and i.partnership_id = audits_answerpack.partnership_id)"
)
_ASKED = (
    "exists (select 1 from public.audits_auditreturn r where r.establishment_id = audits_answerpack.establishment_id"
    " and r.partnership_id = audits_answerpack.partnership_id)"
)

# A carried answer whose source is a pack: this setting's, in force, from an issuer whom the partnership of the return
# takes packs from, given there and not carried there, signed on that day, and saying so.
CARRIED = (
    "exists (select 1 from public.audits_answerpack p join public.audits_packissuer i on i.id = p.issuer_id"
    " where p.id = audits_carriedanswer.source_pack_id and p.ended_at is null and i.ended_at is null"
    " and p.establishment_id = audits_carriedanswer.establishment_id"
    " and p.partnership_id = audits_carriedanswer.partnership_id"
    " and p.content->'signed'->>'head_on' = audits_carriedanswer.signed_on::text"
    " and p.content->'answers'->audits_carriedanswer.source_question->'says'"
    " = audits_carriedanswer.source_says->'value'"
    " and p.content->'answers'->audits_carriedanswer.source_question->'carried' = 'false'::jsonb"
    " and p.content->'answers'->audits_carriedanswer.source_question->'changed' = 'false'::jsonb)"
)

TABLES = [
    records(
        "audits_packissuer",
        read(f"({_TEAM} or {_THEIRS}) and (select core.signing_return()) is null"),
        Policy("agree", Action.insert, check=f"agreed_by_id = core.person() and ended_at is null and {_KEEP}"),
        Policy(
            "end",
            Action.update,
            using=f"ended_at is null and {_KEEP}",
            check=f"ended_by_id = core.person() and {_KEEP}",
        ),
    ),
    records(
        "audits_answerpack",
        read(f"{_READ} and (select core.signing_return()) is null"),
        Policy(
            "bring_in",
            Action.insert,
            check=f"kept_by_id = core.person() and ended_at is null and {_BRING} and {_ISSUED} and {_ASKED}",
        ),
        Policy(
            "end",
            Action.update,
            using=f"ended_at is null and {_BRING}",
            check=f"ended_by_id = core.person() and {_BRING}",
        ),
    ),
]
