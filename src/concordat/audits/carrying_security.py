"""Who may see and write where an answer came from, which ticks refine it, and why it differs from another.

A setting's own people write it, about their own return and from their own signed ones; the partnership reads it
when the return is submitted, and of what was carried what still was then.
"""

from __future__ import annotations

from collections.abc import Callable

from concordat.audits import packs_security, trust_security
from concordat.core.row_security import Action, Policy, Table, read, records


def tables(*, seen: str, carried: str, own: Callable[..., str], answer: str, editable: str) -> list[Table]:
    """The tables of answer once, in the words of the returns they belong to (`row_security.py`)."""
    carry = (
        own("audits_carriedanswer", "confirmed_by_id", more=f" and r.state in ({editable})")
        # What is carried comes from a signed return that this person can read: its own, never anybody else's;
        # or from what its trust has signed, or from a pack of its own.
        + " and (exists (select 1 from public.audits_signoff s where s.audit_return_id = source_return_id and"
        " s.establishment_id = audits_carriedanswer.establishment_id and s.kind = 'head' and s.withdrawn_at is null)"
        f" or {trust_security.CARRIED} or {packs_security.CARRIED})"
    )
    differ = own("audits_differencereason", "said_by_id", more=f" and r.state in ({editable})")
    tick = own("audits_tickedanswer", "ticked_by_id")
    return [
        records(
            "audits_carriedanswer",
            read(carried),
            Policy("confirm", Action.insert, check=carry),
            # No update: the database ends what was carried, when the answer is changed (a trigger of `Answer`).
        ),
        records(
            "audits_tickedanswer",
            read(seen),
            Policy("tick", Action.insert, check=tick),
            Policy("tick_again", Action.update, using=answer, check=tick),
        ),
        records(
            "audits_differencereason",
            read(seen),
            Policy("say", Action.insert, check=differ),
            Policy("say_again", Action.update, using=answer, check=differ),
        ),
    ]
