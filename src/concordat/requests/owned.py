"""Tables of requests: the partnership's that asks, and what each setting made of one is the setting's too."""

from concordat.core.takeaway import Owned, declare

declare(
    owned={
        "requests_request": Owned(partnership="partnership_id"),
        "requests_requestedsetting": Owned("establishment_id", "partnership_id"),
    },
    left_out={},
)
