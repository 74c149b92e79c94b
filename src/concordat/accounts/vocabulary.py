"""The kinds of organisation and the roles that people hold at them (glossary, section 2)."""

from __future__ import annotations

from enum import StrEnum


class OrganisationKind(StrEnum):
    """Bodies that people hold roles at."""

    establishment = "establishment"
    trust = "trust"
    local_authority = "local_authority"
    police_force = "police_force"
    health_board = "health_board"
    partnership = "partnership"
    other_agency = "other_agency"


class Role(StrEnum):
    """What somebody is at an organisation; what a role may do is in each context's `access.py`."""

    headteacher = "headteacher"
    dsl = "dsl"
    deputy_dsl = "deputy_dsl"
    governor = "governor"
    school_business_manager = "school_business_manager"
    staff_member = "staff_member"
    trust_safeguarding_lead = "trust_safeguarding_lead"
    trust_chief_executive = "trust_chief_executive"
    business_manager = "business_manager"
    partnership_administrator = "partnership_administrator"
    education_safeguarding_lead = "education_safeguarding_lead"
    partnership_chair = "partnership_chair"
    independent_scrutineer = "independent_scrutineer"
    analyst = "analyst"
    front_door_officer = "front_door_officer"
    police_safeguarding_officer = "police_safeguarding_officer"
    designated_health_professional = "designated_health_professional"
    data_protection_officer = "data_protection_officer"
    agency_lead = "agency_lead"
    accountable_officer = "accountable_officer"


ROLE_NAMES: dict[Role, str] = {
    Role.headteacher: "Headteacher or principal",
    Role.dsl: "Designated safeguarding lead",
    Role.deputy_dsl: "Deputy designated safeguarding lead",
    Role.governor: "Chair of governors or board lead for safeguarding",
    Role.school_business_manager: "School business manager",
    Role.staff_member: "Member of staff",
    Role.trust_safeguarding_lead: "Trust safeguarding lead",
    Role.trust_chief_executive: "Trust chief executive",
    Role.business_manager: "Partnership business manager",
    Role.partnership_administrator: "Partnership administrator",
    Role.education_safeguarding_lead: "Education safeguarding lead",
    Role.partnership_chair: "Partnership chair",
    Role.independent_scrutineer: "Independent scrutineer",
    Role.analyst: "Partnership analyst",
    Role.front_door_officer: "Front-door officer",
    Role.police_safeguarding_officer: "Police safeguarding officer",
    Role.designated_health_professional: "Designated nurse or doctor",
    Role.data_protection_officer: "Data protection officer",
    Role.agency_lead: "Safeguarding lead of an agency",
    Role.accountable_officer: "Accountable senior officer of an agency",
}

AGENCY_KINDS = (
    OrganisationKind.local_authority,
    OrganisationKind.police_force,
    OrganisationKind.health_board,
    OrganisationKind.other_agency,
)
KINDS_OF_ROLE: dict[Role, tuple[OrganisationKind, ...]] = {
    **dict.fromkeys(
        (
            Role.headteacher,
            Role.dsl,
            Role.deputy_dsl,
            Role.governor,
            Role.school_business_manager,
            Role.staff_member,
        ),
        (OrganisationKind.establishment,),
    ),
    Role.trust_safeguarding_lead: (OrganisationKind.trust,),
    Role.trust_chief_executive: (OrganisationKind.trust,),
    **dict.fromkeys(
        (
            Role.business_manager,
            Role.partnership_administrator,
            Role.education_safeguarding_lead,
            Role.partnership_chair,
            Role.independent_scrutineer,
            Role.analyst,
            Role.data_protection_officer,
        ),
        (OrganisationKind.partnership,),
    ),
    **dict.fromkeys((Role.agency_lead, Role.accountable_officer), AGENCY_KINDS),
    Role.front_door_officer: (OrganisationKind.local_authority,),
    Role.police_safeguarding_officer: (OrganisationKind.police_force,),
    Role.designated_health_professional: (OrganisationKind.health_board,),
}

PARTNER_KINDS = AGENCY_KINDS
# Local authorities come from the national register only.
ENTERED_PARTNER_KINDS = (OrganisationKind.police_force, OrganisationKind.health_board, OrganisationKind.other_agency)

SETTING_LEADERS = (Role.headteacher, Role.dsl)
# Who keeps a setting's accounts: invites, and ends the role of a leaver. A setting has two at least.
SETTING_KEEPERS = (*SETTING_LEADERS, Role.school_business_manager)
# A school business manager is given what is handed over, not what the setting says (audits): whoever reads less gives
# no role that reads more, or they would give it to another address of their own.
KEEPERS_WHO_READ_LESS = (Role.school_business_manager,)
GIVEN_BY_THOSE_WHO_READ_LESS = (Role.school_business_manager, Role.staff_member)
SETTING_TEAM = (
    Role.headteacher,
    Role.dsl,
    Role.deputy_dsl,
    Role.governor,
    Role.school_business_manager,
)
TRUST_TEAM = (Role.trust_safeguarding_lead, Role.trust_chief_executive)
# Who answers for a police force, a health body, an authority, a district or a charity, and who signs (section 11).
AGENCY_ANSWERERS = (
    Role.agency_lead,
    Role.front_door_officer,
    Role.police_safeguarding_officer,
    Role.designated_health_professional,
)
AGENCY_SIGNERS = (Role.accountable_officer,)
AGENCY_TEAM = (*AGENCY_ANSWERERS, *AGENCY_SIGNERS)
PARTNERSHIP_OFFICE = (Role.business_manager, Role.partnership_administrator)
PARTNERSHIP_TEAM = (
    Role.business_manager,
    Role.partnership_administrator,
    Role.education_safeguarding_lead,
    Role.partnership_chair,
    Role.independent_scrutineer,
)

# Who may invite people to which roles: the roles of the inviter at the same organisation.
MAY_INVITE: dict[OrganisationKind, tuple[Role, ...]] = {
    OrganisationKind.establishment: SETTING_KEEPERS,
    OrganisationKind.trust: (Role.trust_safeguarding_lead, Role.trust_chief_executive),
    OrganisationKind.partnership: PARTNERSHIP_OFFICE,
}


class Hat(StrEnum):
    """The two sides of an audit: whoever judges returns, and whoever gives them."""

    partnership = "partnership"
    setting = "setting"


HAT_NAMES: dict[Hat, str] = {
    Hat.partnership: "For the partnership",
    Hat.setting: "For my school, college, setting or trust",
}
# Roles that one person may hold but not use at once, where the setting lies in the partnership's area: nobody
# reads, asks about or accepts the return that they give themselves. Everybody else has all roles at once.
NEVER_AT_ONCE: dict[Hat, tuple[Role, ...]] = {
    Hat.partnership: (*PARTNERSHIP_TEAM, Role.analyst),
    Hat.setting: (*SETTING_TEAM, *TRUST_TEAM),
}

# Who may take away all that is held for an organisation.
MAY_TAKE_EVERYTHING: dict[OrganisationKind, tuple[Role, ...]] = {
    OrganisationKind.establishment: SETTING_LEADERS,
    OrganisationKind.partnership: (Role.business_manager,),
}
