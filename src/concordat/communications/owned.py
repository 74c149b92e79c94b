"""Tables of messages: what a partnership wrote, and to which settings. Row security shows them to its office alone."""

from concordat.core.takeaway import Owned, declare

declare(
    owned={
        "communications_message": Owned("lines__establishment_id", "partnership_id"),
        "communications_messageline": Owned("establishment_id", "partnership_id"),
    },
    left_out={},
)
