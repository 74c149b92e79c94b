"""Everything that is done with partnerships."""

from concordat.partnership.operations.agreement import AgreementHasChanged, accept_agreement
from concordat.partnership.operations.contacts import add_contacts, send_invitations
from concordat.partnership.operations.face import (
    FaceNotPossible,
    FaceWords,
    readable_accent,
    remove_logo,
    set_face,
    set_logo,
)
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
    "AgreementHasChanged",
    "FaceNotPossible",
    "FaceWords",
    "PartnershipNotPossible",
    "accept_agreement",
    "add_contacts",
    "begin_term",
    "end_naming",
    "found_partnership",
    "load_naming_bases",
    "name_settings",
    "partner_body",
    "publish_arrangements",
    "readable_accent",
    "remove_logo",
    "send_invitations",
    "set_face",
    "set_logo",
    "succeed",
    "successor_body",
]
