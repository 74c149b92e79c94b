"""The pack for a partnership's board: who returned, confidence, priorities, actions, method, what was asked.

One paper, so that the page and the PDF say the same in the same order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from concordat.audits.analysis.confidence import HOW_SHOWN, asks_confidence
from concordat.audits.analysis.counting import Share, rounding_note
from concordat.audits.analysis.plans import PlanCounts
from concordat.audits.analysis.priorities import MOST, Priorities, Priority
from concordat.audits.analysis.results import CycleResult
from concordat.audits.checking.agreed import AgreedCounts
from concordat.audits.checking_rules import ACTION_NAMES
from concordat.audits.models import AuditCycle
from concordat.audits.outside import Use
from concordat.audits.presenters.analysis import evidence_of
from concordat.audits.presenters.papers import HIDDEN, TOO_FEW, against_evidence, moment
from concordat.audits.presenters.returns import day
from concordat.audits.tracking import Tracker
from concordat.audits.vocabulary import ReturnState
from concordat.core import letterheads
from concordat.core.documents.paper import Facts, Heading, Paper, Paragraph, Piece, Table
from concordat.lib.form_logic import Form
from concordat.questionnaires import queries as questionnaire_queries


@dataclass(frozen=True)
class Pack:
    """Everything that the pack says."""

    cycle: AuditCycle
    tracker: Tracker
    results: CycleResult
    priorities: Priorities
    plans: PlanCounts
    agreed: AgreedCounts
    forms: Sequence[Form]
    on: date
    as_of: datetime
    outside: Sequence[Use] = ()


def area_names(found: CycleResult) -> dict[tuple[int, str], str]:
    """The area of each counted question in words, by form version and code."""
    names = {}
    for one in found.questions:
        form = questionnaire_queries.form_of(one.version)
        question = form.questions.get(one.code)
        if question is not None and question.area:
            names[one.version, one.code] = form.meaning("area", question.area)
    return names


def board_pack(pack: Pack) -> Paper:
    """The pack as a paper."""
    partnership = pack.cycle.partnership.organisation.name
    title = f"Board pack: {pack.cycle.title}, {pack.cycle.year}"
    return Paper(
        title=title,
        subtitle=partnership,
        author=partnership,
        as_of=pack.as_of,
        footer=f"{pack.cycle.title}, {pack.cycle.year}: {pack.results.returned} of {pack.results.asked} returned",
        head=letterheads.of(pack.cycle.partnership_id),
        pieces=list(_pieces(pack)),
    )


def _pieces(pack: Pack) -> Iterator[Piece]:
    yield Paragraph(f"As it stood on {moment(pack.as_of)}. Made for the board on {day(pack.on)}.")
    yield from _who_returned(pack)
    yield from _instead(pack)
    yield from _confidence(pack)
    yield from _priorities(pack.priorities)
    yield from _actions(pack)
    yield from _agreed(pack)
    yield from _method(pack)
    yield from _asked(pack.forms)


def _who_returned(pack: Pack) -> Iterator[Piece]:
    found = pack.tracker
    yield Heading("Who returned")
    sentence = f"{found.returned} of {found.total} settings have returned ({_percent(found.returned, found.total)})."
    more = [f"{found.exempt} {_are(found.exempt)} exempt and in no figure." if found.exempt else ""]
    never = found.by_state.get(ReturnState.not_returned, 0)
    more.append(f"{never} {_are(never)} recorded as not returned, each with its reason." if never else "")
    if not found.is_overdue_on(pack.on, pack.cycle.closes_on):
        more.append(f"The last day is {day(pack.cycle.closes_on)}." if pack.cycle.state == "open" else "")
    else:
        more.append(f"The last day was {day(pack.cycle.closes_on)}.")
    yield Paragraph(" ".join([sentence, *filter(None, more)]))
    for title, rows in (("phase", found.by_phase), ("type of setting", found.by_type_group)):
        table = [(name, str(back), str(asked), _percent(back, asked)) for name, (back, asked) in rows.items()]
        if table:
            yield Table(f"Returned by {title}", (title.capitalize(), "Returned", "Asked", "Per cent"), table)


def _instead(pack: Pack) -> Iterator[Piece]:
    """Outside audits that stand in place of answers, each with how many returns; they are in no other figure."""
    if not pack.outside:
        return
    yield Paragraph(
        "The partnership accepted outside audits in place of sections. They are no answers and are in no other figure;"
        " each question says how many settings answered it themselves."
    )
    rows = [(one.named, f"{one.returns} of {pack.tracker.total}", str(one.questions)) for one in pack.outside]
    yield Table("Accepted from outside", ("Audit", "Settings", "Questions not asked, in all of them"), rows)


def _confidence(pack: Pack) -> Iterator[Piece]:
    yield Heading("Confidence")
    asked = [one for one in pack.results.questions if evidence_of(pack.results, one) is not None]
    if not asked:
        yield Paragraph("Nobody has returned a question about confidence yet.")
    for one in asked:
        yield Heading(f"{one.code} {one.text}", 2)
        if one.overall is None or not one.overall.answered:
            yield Paragraph(TOO_FEW)
            continue
        yield _shares(f"{one.code}: all settings", one.overall.shares)
        note = rounding_note(one.overall.shares, 1)
        if note:
            yield Paragraph(note)
        yield from against_evidence(evidence_of(pack.results, one), pack.results.grouping)


def _shares(caption: str, shares: Iterable[Share]) -> Table:
    rows = [(one.label, f"{one.count} of {one.of}", f"{one.percent:.1f}%", _interval(one)) for one in shares]
    return Table(caption, ("Answer", "Settings", "Per cent", "Interval"), rows)


def _priorities(found: Priorities) -> Iterator[Piece]:
    yield Heading("What is most often not met")
    first = [one for one in found.questions if one.share.count][:MOST]
    if not first:
        yield Paragraph("Nothing is marked amber or red so far, or too few settings have answered to show it.")
        return
    yield Paragraph("Not met is amber (partly in place, or cannot be shown) or red (not in place).")
    header = ("Question", "Area", "Not met", "Per cent", "Interval")
    rows = [(_named(one), one.area, _of(one.share), f"{one.share.percent:.1f}%", _interval(one.share)) for one in first]
    yield Table(f"The {len(first)} questions most often not met, settings", header, rows)
    columns = ("Answers not met", "Per cent")
    by_area = [(name, _of(share), f"{share.percent:.1f}%") for name, share in found.by_area]
    yield Table("By area: answers not met of all answers there", ("Area", *columns), by_area)
    by_phase = [(name, _of(share), f"{share.percent:.1f}%") for name, share in found.by_group]
    if by_phase:
        yield Table("By phase: answers not met of all answers that may be shown", ("Phase", *columns), by_phase)
    groups = sorted(dict.fromkeys(name for one in first for name in one.groups))
    if groups:
        cells = [(_named(one), *(_cell(one, name) for name in groups)) for one in first]
        yield Table("The same questions by phase, settings", ("Question", *groups), cells)
    tops = [
        (name, [f"{_named(one)} ({_cell(one, name)})" for one in tops]) for name, tops in found.first_of_group.items()
    ]
    if tops:
        yield Paragraph("Most often not met in each phase:")
        yield Facts([row for row in tops if row[1]])


def _actions(pack: Pack) -> Iterator[Piece]:
    found = pack.plans
    yield Heading("Actions outstanding")
    if not found.actions:
        yield Paragraph("No plan has come in yet.")
        return
    yield Paragraph(
        f"The plans of {found.plans} settings hold {found.actions} actions. A return says what a setting will do and"
        " by when; whether it was done comes with the next return, so ask about an action whose day has passed."
    )
    yield Table(
        f"Actions on {day(pack.on)}",
        ("Actions", "Number", "Per cent"),
        [
            (name, str(count), _percent(count, found.actions))
            for name, count in (
                ("Their day has passed", found.passed),
                ("Their day is to come", found.to_come),
                ("Without a day", found.without_day),
                ("Without an owner, among all of these", found.without_owner),
            )
        ],
    )


def _agreed(pack: Pack) -> Iterator[Piece]:
    """What settings do about the partnership's feedback."""
    found = pack.agreed
    if found.kept_back:
        some = "1 setting is" if found.kept_back == 1 else f"{found.kept_back} settings are"
        kept = f" {some} left out, because whoever made this pack still rates or visits there."
    else:
        kept = ""
    if not found.actions and not kept:
        return
    yield Heading("Actions after feedback")
    yield Paragraph(f"{found.settings} settings have {found.actions} actions that follow from what was found.{kept}")
    rows = [(ACTION_NAMES[state], count) for state, count in found.by_state]
    if rows:
        rows.append(("Not done, and their day has passed, among all of these", found.passed))
        yield Table(
            f"Actions after feedback on {day(pack.on)}",
            ("Actions", "Number", "Per cent"),
            [(name, str(count), _percent(count, found.actions)) for name, count in rows],
        )


def _method(pack: Pack) -> Iterator[Piece]:
    found = pack.results
    yield Heading("How this was counted")
    exempt = f" {pack.tracker.exempt} exempt settings are not among them." if pack.tracker.exempt else ""
    hidden = pack.priorities.hidden
    for text in (
        f"Settings rated themselves. {found.returned} returns of {found.asked} asked are counted.{exempt} A return"
        " counts from the day it was submitted, with the answers that stand now.",
        "Each figure stands with its denominator: the settings that a question concerns and that answered it. For"
        " what is not met, who said that a question does not apply to them is left out.",
        f"Groups of fewer than {found.threshold} settings are hidden, and where one hidden group could be worked out"
        f" from the total, another with it. {hidden} rated {'question is' if hidden == 1 else 'questions are'} left out"
        " of the priorities because too few settings answered.",
        "The interval says how far a figure of this size moves by chance (Wilson, 95%). Percentages are rounded to one"
        " decimal; where parts do not come to 100 a note says so.",
        HOW_SHOWN,
    ):
        yield Paragraph(text)


def _asked(forms: Sequence[Form]) -> Iterator[Piece]:
    yield Heading("What was asked")
    for form in forms:
        count = len(form.questions)
        confident = sum(asks_confidence(question) for question in form.questions.values())
        yield Heading(f"{form.title}: {count} questions, {confident} of them about confidence", 2)
        yield Facts(
            [
                (section.title, [f"{question.code} {question.text}" for question in section.questions])
                for section in form.shown_sections
            ]
        )


def _named(one: Priority) -> str:
    return f"{one.code} {one.text}"


def _cell(one: Priority, name: str) -> str:
    if name not in one.groups:
        return "not asked"
    share = one.groups[name]
    return HIDDEN if share is None else _of(share)


def _of(share: Share) -> str:
    return f"{share.count} of {share.of}"


def _interval(share: Share) -> str:
    low, high = share.interval
    return f"{low:.0f}% to {high:.0f}%" if share.of else ""


def _percent(count: int, of: int) -> str:
    return f"{100 * count / of:.1f}%" if of else ""


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
