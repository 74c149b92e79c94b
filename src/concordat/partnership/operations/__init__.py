"""Everything that is done with partnerships."""

from concordat.partnership.operations.contacts import add_contacts, send_invitations
from concordat.partnership.operations.structure import (
    PartnershipNotPossible,
    begin_term,
    end_naming,
    found_partnership,
    load_naming_bases,
    name_settings,
    partner_body,
    publish_arrangements,
    succeed,
    successor_body,
)

__all__ = [
    "PartnershipNotPossible",
    "add_contacts",
    "begin_term",
    "end_naming",
    "found_partnership",
    "load_naming_bases",
    "name_settings",
    "partner_body",
    "publish_arrangements",
    "send_invitations",
    "succeed",
    "successor_body",
]
