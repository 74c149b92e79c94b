"""Tables of the local offer: the partnership's."""

from concordat.core.takeaway import Owned, declare

declare(owned={"resources_offer": Owned(partnership="partnership_id")}, left_out={})
