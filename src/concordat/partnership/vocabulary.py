"""The words of partnerships."""

from enum import StrEnum

from concordat.accounts.vocabulary import OrganisationKind, Role

PARTNER_KIND_NAMES: dict[str, str] = {
    OrganisationKind.local_authority: "Local authority",
    OrganisationKind.police_force: "Police force",
    OrganisationKind.health_board: "Integrated care board",
    OrganisationKind.other_agency: "Other agency",
}

# How people write the roles at a setting in a list of contacts.
ROLE_WORDS: dict[str, Role] = {
    "": Role.dsl,
    "dsl": Role.dsl,
    "designated safeguarding lead": Role.dsl,
    "designated lead": Role.dsl,
    "safeguarding lead": Role.dsl,
    "ddsl": Role.deputy_dsl,
    "deputy dsl": Role.deputy_dsl,
    "deputy designated safeguarding lead": Role.deputy_dsl,
    "head": Role.headteacher,
    "headteacher": Role.headteacher,
    "head teacher": Role.headteacher,
    "principal": Role.headteacher,
    "headteacher or principal": Role.headteacher,
    "manager": Role.headteacher,
    "chair": Role.governor,
    "chair of governors": Role.governor,
    "governor": Role.governor,
    "safeguarding governor": Role.governor,
    "school business manager": Role.school_business_manager,
    "business manager": Role.school_business_manager,
    "sbm": Role.school_business_manager,
}

# Numbers that a partnership gives on every page, by the field of its face.
NUMBER_NAMES: dict[str, str] = {
    "front_door": "Front door",
    "out_of_hours": "Out of hours",
    "allegations": "Allegations against adults (LADO)",
}


class ReceiptKind(StrEnum):
    """What a setting did with a version of the arrangements."""

    opened = "opened"
    acknowledged = "acknowledged"


class SignerKind(StrEnum):
    """In which office somebody signs a setting's duties."""

    head = "head"
    governor = "governor"


SIGNER_ROLES: dict[SignerKind, Role] = {SignerKind.head: Role.headteacher, SignerKind.governor: Role.governor}
SIGNER_NAMES: dict[SignerKind, str] = {
    SignerKind.head: "Head, principal or manager",
    SignerKind.governor: "Chair of governors, trustees or board",
}


class Standing(StrEnum):
    """How far a named setting has come with the arrangements and the statement in force."""

    signed = "signed"
    signed_by_one = "signed_by_one"
    out_of_date = "out_of_date"
    acknowledged = "acknowledged"
    opened = "opened"
    not_reached = "not_reached"
    not_opened = "not_opened"


STANDING_NAMES: dict[Standing, tuple[str, str]] = {
    Standing.signed: ("Signed by both", "green"),
    Standing.signed_by_one: ("Signed by one", "turquoise"),
    Standing.out_of_date: ("Out of date", "orange"),
    Standing.acknowledged: ("Acknowledged", "blue"),
    Standing.opened: ("Opened", "light-blue"),
    Standing.not_reached: ("Not reached", "red"),
    Standing.not_opened: ("Not opened", "yellow"),
}
