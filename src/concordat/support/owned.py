"""Tables of the support log: a setting takes its requests and answers, the partnership all of it."""

from concordat.core.takeaway import Owned, declare

declare(
    owned={
        "support_call": Owned(partnership="partnership_id"),
        "support_helprequest": Owned("establishment_id", "partnership_id"),
        "support_answer": Owned("establishment_id", "partnership_id"),
        "support_internalnote": Owned(partnership="partnership_id"),
        "support_leadofficer": Owned("establishment_id", "partnership_id"),
        "support_daysaway": Owned(partnership="partnership_id"),
        "support_answerclock": Owned(partnership="partnership_id"),
    },
    left_out={},
)
