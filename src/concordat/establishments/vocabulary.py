"""The words of the register."""

from __future__ import annotations

from enum import StrEnum

CLOSED = "Closed"
LOCAL_GROUP = "Local settings"
# The phases as the register names them.
PHASES = (
    "Nursery", "Primary", "Middle deemed primary", "Middle deemed secondary", "Secondary", "16 plus", "All-through",
    "Not applicable",
)  # fmt: skip


class Fact(StrEnum):
    """What an import can change of a setting, as its record of changes names it."""

    added = "added"
    name = "name"
    status = "status"
    trust = "trust"
    local_authority = "local_authority"
    type = "type"
    phase = "phase"
    postcode = "postcode"
    capacity = "capacity"
    pupils = "pupils"


FACT_NAMES: dict[str, str] = {
    Fact.added: "New in the register",
    Fact.name: "Name",
    Fact.status: "Status",
    Fact.trust: "Trust",
    Fact.local_authority: "Local authority",
    Fact.type: "Type",
    Fact.phase: "Phase",
    Fact.postcode: "Postcode",
    Fact.capacity: "Places",
    Fact.pupils: "Pupils",
}
