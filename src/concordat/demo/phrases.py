"""What invented people of the demo write. No child, no real person, no real event."""

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
