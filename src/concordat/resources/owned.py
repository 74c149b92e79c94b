"""Tables of the local offer: the partnership's."""

from concordat.core.takeaway import Owned, declare

declare(
    owned={
        "resources_initiative": Owned(partnership="partnership_id"),
        "resources_offer": Owned(partnership="partnership_id"),
        "resources_takeup": Owned("establishment_id", "partnership_id"),
    },
    left_out={},
)
