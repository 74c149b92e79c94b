"""How each field of each table is handled: how sensitive, whose, how long kept.

The record of processing (UK GDPR, Article 30) is generated from these cards, and a test walks every
field of every model. Classes and default periods are those of the glossary; each needs the decision
of the local data protection officer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class DataClass(StrEnum):
    """The classes of data, from public to never stored."""

    public = "P0"
    organisational = "P1"
    staff = "P2"
    child_record = "P3"
    anonymous_report = "P4"
    survey = "P5"
    case_audit = "P6"
    access_log = "P7"


class Sensitivity(StrEnum):
    """How much harm a single field does in the wrong hands."""

    plain = "plain"  # ids, states, times of machinery
    public = "public"
    organisational = "organisational"
    personal = "personal"
    special = "special"  # Article 9 and 10 data
    secret = "secret"  # keys, hashes of passwords, tokens


@dataclass(frozen=True)
class Handling:
    """The card of one model: its class, whose data it is, how long kept, and each field's sensitivity."""

    data_class: DataClass
    whose: str
    keep: str
    why: str
    fields: dict[str, Sensitivity] = field(default_factory=dict)


def fields(**groups: str) -> dict[str, Sensitivity]:
    """Sensitivities written the short way: `fields(plain="id state", personal="name email")`."""
    return {name: Sensitivity[group] for group, names in groups.items() for name in names.split()}
