"""The words of partnerships."""

from concordat.accounts.vocabulary import OrganisationKind

PARTNER_KIND_NAMES: dict[str, str] = {
    OrganisationKind.local_authority: "Local authority",
    OrganisationKind.police_force: "Police force",
    OrganisationKind.health_board: "Integrated care board",
    OrganisationKind.other_agency: "Other agency",
}
