"""What invented people of the demo write. No child, no real person, no real event."""

from __future__ import annotations

from typing import NamedTuple


class Reason(NamedTuple):
    """Why a setting is only somewhat confident, and how each of two people codes it."""

    text: str
    first: frozenset[str]
    second: frozenset[str]


def _reason(text: str, first: str, second: str = "") -> Reason:
    return Reason(text, frozenset(first.split()), frozenset((second or first).split()))


REASONS = (
    _reason("We have written the new RSHE curriculum; it needs time to embed in every year group.", "time"),
    _reason("There is not enough time in the timetable for lessons on consent.", "time"),
    _reason("Staff who joined after September still need the training.", "training turnover"),
    _reason("Two year groups have had the lessons, the others follow in summer.", "time"),
    _reason("Lunchtime staff are not sure when to pass something on.", "staff_confidence"),
    _reason("Parents ask what we teach, and we want to bring them along first.", "parents"),
    _reason("The RSHE lessons began in January and have not settled in yet.", "time"),
    _reason("We wait for the specialist who helped us last year.", "help", "help resources"),
    _reason("Our policy is being rewritten and goes to the board in May.", "policy"),
    _reason("The lead is new in post and still finding her way.", "new_setting"),
    _reason(
        "Not everybody is clear which threshold applies between pupils of one age.", "guidance", "staff_confidence"
    ),
    _reason("There is no money for the materials this year.", "resources"),
    _reason("We know what to do; the lessons will take another year.", "time", "time other"),
)

EVIDENCE = (
    "Minutes of the autumn meeting, and the training log that the office keeps.",
    "The policy was read by all staff in September; the list of signatures is complete.",
    "Two file samples this year, one with the board lead.",
    "A survey of pupils in June; the results went to staff and to families.",
    "Practised in the October training day; short reminders every fortnight since.",
    "The lead meets the deputy every Monday; both have time for it on their timetables.",
    "The board lead visited in spring and wrote down what she saw.",
    "Agreed with the partnership's education lead last term.",
    "The single central record was checked by somebody who does not keep it.",
    "Pupils told the school council, and the council told us what should change.",
)
AIMS = (
    "Repeat the training for staff who joined after September and check that it was understood",
    "Ask pupils again in the spring term and share what changed",
    "Write down who covers when the lead is away, and try the telephone numbers",
    "Bring the policy to the board with the changes marked",
    "Walk the site with pupils and act on what they point out",
    "Agree with the front door how we hear back after a referral",
    "Sample six records with the board lead and note what was learnt",
)
AREAS = ("Wakefield", "Leeds", "Kirklees", "Barnsley")
AGENCIES = "The front door of children's social care"
WORDS = {"who": "Designated safeguarding lead", "question": ""}
