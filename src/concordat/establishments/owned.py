"""Tables of the register: what a setting keeps itself is its own, the rest is the public register."""

from concordat.core.takeaway import Owned, declare

REGISTER = "The public register: the same for everybody, from the Department for Education."

declare(
    owned={
        "establishments_absence": Owned("establishment_id"),
        "establishments_establishment": Owned("organisation_id"),
        "establishments_registerchange": Owned("establishment_id"),
        "establishments_settingdates": Owned("establishment_id"),
        "establishments_staffpost": Owned("establishment_id"),
    },
    left_out=dict.fromkeys(
        (
            "establishments_authoritysuccession",
            "establishments_establishmentlink",
            "establishments_localauthority",
            "establishments_outsidelink",
            "establishments_registerimport",
            "establishments_trust",
        ),
        REGISTER,
    )
    | {"establishments_schooldates": "Term dates that an authority has published: public, and the authority's."},
)
