"""Tables of people and roles: whose they are."""

from concordat.core.takeaway import Owned, declare

OWN_SIGN_IN = "How a person signs in: the person's own, and secret."

declare(
    owned={
        "accounts_invitation": Owned("organisation_id", "organisation_id"),
        "accounts_organisation": Owned("id", "id"),
        "accounts_person": Owned("roles__organisation_id", "roles__organisation_id"),
        "accounts_roleheld": Owned("organisation_id", "organisation_id"),
    },
    left_out={
        "account_emailaddress": OWN_SIGN_IN,
        "account_emailconfirmation": OWN_SIGN_IN,
        "accounts_idlerule": "After how long people are asked again who they are: a rule of the site.",
        "accounts_keptform": OWN_SIGN_IN,
        "accounts_mailedcode": OWN_SIGN_IN,
        "accounts_session": OWN_SIGN_IN,
        "mfa_authenticator": OWN_SIGN_IN,
        "socialaccount_socialaccount": OWN_SIGN_IN,
        "socialaccount_socialtoken": OWN_SIGN_IN,
    },
)
