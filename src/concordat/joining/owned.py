"""Tables of joining: letters are the partnership's, what came of them is the setting's."""

from concordat.core.takeaway import Owned, declare

declare(
    owned={
        "joining_callback": Owned("establishment_id"),
        "joining_claimcode": Owned("establishment_id", "partnership_id"),
        "joining_handover": Owned("organisation_id", "organisation_id"),
        "joining_joinrequest": Owned("establishment_id"),
        "joining_letterrun": Owned(partnership="partnership_id"),
        "joining_signinreset": Owned("organisation_id", "organisation_id"),
    },
    left_out={},
)
