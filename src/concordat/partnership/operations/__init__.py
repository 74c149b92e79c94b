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
from concordat.partnership.operations.signing import (
    SignatureNotPossible,
    acknowledge_arrangements,
    open_arrangements,
    sign_duties,
)
from concordat.partnership.operations.statements import (
    StatementNotPossible,
    begin_statement,
    publish_statement,
    say_where_arrangements_are,
    write_statement,
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
    "SignatureNotPossible",
    "StatementNotPossible",
    "accept_agreement",
    "acknowledge_arrangements",
    "add_contacts",
    "begin_statement",
    "begin_term",
    "end_naming",
    "found_partnership",
    "load_naming_bases",
    "name_settings",
    "open_arrangements",
    "partner_body",
    "publish_arrangements",
    "publish_statement",
    "readable_accent",
    "remove_logo",
    "say_where_arrangements_are",
    "send_invitations",
    "set_face",
    "set_logo",
    "sign_duties",
    "succeed",
    "successor_body",
    "write_statement",
]
