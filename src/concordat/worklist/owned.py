"""Tables of the first page: each person's own choices, and no organisation's."""

from concordat.core.takeaway import declare

OWN_CHOICE = "What a person has chosen or been told: the person's own, of no use elsewhere."

declare(
    owned={},
    left_out=dict.fromkeys(
        ("worklist_digestchoice", "worklist_dutydone", "worklist_feedaddress", "worklist_toldtask"), OWN_CHOICE
    ),
)
