"""The words of the local offer: who offers, for which level of need, for which phases."""

from __future__ import annotations

from enum import StrEnum

from concordat.accounts.vocabulary import OrganisationKind, Role


class Sector(StrEnum):
    """What kind of agency offers."""

    local_authority = "local_authority"
    police = "police"
    health = "health"
    voluntary = "voluntary"
    education = "education"
    other = "other"


SECTOR_NAMES: dict[str, str] = {
    Sector.local_authority: "Local authority",
    Sector.police: "Police",
    Sector.health: "Health",
    Sector.voluntary: "Voluntary and community",
    Sector.education: "Schools, colleges and trusts",
    Sector.other: "Other",
}
PARTNERS = (Sector.local_authority, Sector.police, Sector.health)  # each is expected to offer something

SECTOR_OF_KIND: dict[str, Sector] = {
    OrganisationKind.local_authority: Sector.local_authority,
    OrganisationKind.police_force: Sector.police,
    OrganisationKind.health_board: Sector.health,
}

# People of an agency who keep what it offers.
AGENCY_ROLES = (Role.front_door_officer, Role.police_safeguarding_officer, Role.designated_health_professional)


class Level(StrEnum):
    """Levels of need, in the words that most threshold documents share."""

    universal = "universal"
    early_help = "early_help"
    targeted = "targeted"
    specialist = "specialist"


LEVEL_NAMES: dict[str, str] = {
    Level.universal: "Universal",
    Level.early_help: "Early help",
    Level.targeted: "Targeted",
    Level.specialist: "Specialist or statutory",
}

PHASE_NAMES: dict[str, str] = {
    "Nursery": "Early years",
    "Primary": "Primary",
    "Secondary": "Secondary",
    "16 plus": "16 plus",
}


class InitiativeKind(StrEnum):
    """What an initiative is for (BX-BAR-2)."""

    training = "training"
    awareness = "awareness"
    support = "support"
    reporting = "reporting"


INITIATIVE_KINDS: dict[str, str] = {
    InitiativeKind.training: "Training of staff",
    InitiativeKind.awareness: "Awareness of learners",
    InitiativeKind.support: "Support",
    InitiativeKind.reporting: "Reporting",
}


class Taking(StrEnum):
    """Where a setting is with an initiative."""

    joined = "joined"
    finished = "finished"
    left = "left"


TAKING_NAMES: dict[str, str] = {
    Taking.joined: "Takes part",
    Taking.finished: "Took part to the end",
    Taking.left: "Left early",
}
