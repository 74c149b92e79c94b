"""The words of partnerships."""

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
