"""What audits do later: thank a setting, tell it of a question, let late joiners in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from procrastinate.contrib.django import app

from concordat.accounts import queries as account_queries
from concordat.accounts import tokens
from concordat.accounts.vocabulary import SETTING_LEADERS
from concordat.audits import handed, jobs_pools, operations, outside, pairing, queries  # noqa: F401
from concordat.audits.checking import itinerary, letters
from concordat.audits.rules import LADDER
from concordat.audits.vocabulary import AWAITED, DecisionKind
from concordat.core import jobs, kept_files, mail
from concordat.core.actor import Actor, acting_as
from concordat.core.clock import now, today
from concordat.establishments import notices

CHECKER = Actor.system_named("audits.evidence_checker")
NOTIFIER = Actor.system_named("audits.notifier")
PAIRER = Actor.system_named("audits.pairer")
DECISION_MAIL = {
    DecisionKind.extended: "The partnership has given your setting time for its safeguarding audit until {until}.",
    DecisionKind.exempted: "Your setting need not answer this safeguarding audit any more.",
    DecisionKind.not_returned: "The partnership has recorded that no safeguarding audit came from your setting.",
    DecisionKind.resumed: "Your setting is asked to answer the safeguarding audit again.",
    DecisionKind.reopened: "The partnership has reopened your setting's safeguarding audit, so that it can be changed.",
}
OUTSIDE_MAIL = {
    "accepted": "The partnership has accepted another audit in place of sections of your safeguarding audit.",
    "declined": "The partnership has not accepted another audit in place of sections of your safeguarding audit.",
    "undone": "The partnership asks sections of your safeguarding audit after all, in place of another audit.",
}
LATE_JOINERS = Actor.system_named("audits.late_joiners")


@app.task(name="audits.announce_returns", queue="mail")
def announce_returns(cycle_id: int, first_id: int, last_id: int) -> None:
    """An audit has opened for these settings: a job for each, so that one failure stops none."""
    with acting_as(NOTIFIER):
        for return_id in queries.return_ids(NOTIFIER, cycle_id, first_id=first_id, last_id=last_id):
            jobs.defer("audits.tell_setting_of_opening", return_id=return_id)


@app.task(name="audits.tell_setting_of_opening", queue="mail", retry=mail.PATIENCE)
def tell_setting_of_opening(return_id: int) -> None:
    """Tell the head and whoever is on duty that an audit has opened, unless it is over for them already."""
    with acting_as(NOTIFIER):
        audit_return = queries.return_for(NOTIFIER, return_id)
        if audit_return.state not in AWAITED or audit_return.cycle.state != "open":
            return
        setting_id, due_on = audit_return.establishment_id, audit_return.due_on
        addresses = notices.addresses_for(setting_id, *SETTING_LEADERS, day=today())
    lines = [
        "The partnership asks your setting for its safeguarding audit.",
        f"It closes on {due_on:%-d %B %Y}. Sign in to begin; what you answer is kept as you go.",
    ]
    subject = "A safeguarding audit has opened for your setting"
    key = f"audit-opened-{return_id}"
    _tell_leaders(key, "audits.opening", return_id, setting_id, addresses, subject, lines)


@app.task(name="audits.thank_setting", queue="mail", retry=mail.PATIENCE)
def thank_setting(return_id: int) -> None:
    """Tell the head and whoever is on duty that the return arrived, with its receipt number."""
    with acting_as(NOTIFIER):
        audit_return = queries.return_for(NOTIFIER, return_id)
        addresses = notices.addresses_for(audit_return.establishment_id, *SETTING_LEADERS, day=today())
    lines = [
        "Thank you. The partnership has received your setting's safeguarding audit.",
        f"Your receipt number is {audit_return.receipt}. Sign in to print a copy.",
        "You will hear from the partnership what it found.",
    ]
    key = f"audit-received-{audit_return.receipt}"
    subject = "Your safeguarding audit has been received"
    _tell_leaders(key, "audits.return", return_id, audit_return.establishment_id, addresses, subject, lines)


@app.task(name="audits.tell_setting_of_query", queue="mail", retry=mail.PATIENCE)
def tell_setting_of_query(query_id: int) -> None:
    """Tell the head and whoever is on duty that the partnership asks something; what it asks is behind the link."""
    with acting_as(NOTIFIER):
        query = queries.query_for(NOTIFIER, query_id)
        addresses = notices.addresses_for(query.establishment_id, *SETTING_LEADERS, day=today())
    lines = ["The partnership has a question about your setting's safeguarding audit.", "Sign in to answer it."]
    subject = "The partnership has a question about your safeguarding audit"
    key = f"audit-query-{query_id}"
    _tell_leaders(key, "audits.query", query_id, query.establishment_id, addresses, subject, lines)


@app.task(name="audits.tell_setting_of_decision", queue="mail", retry=mail.PATIENCE)
def tell_setting_of_decision(decision_id: int) -> None:
    """Tell the head and whoever is on duty what the partnership decided; its reason is behind the link."""
    with acting_as(NOTIFIER):
        decision = queries.decision_for(NOTIFIER, decision_id)
        addresses = notices.addresses_for(decision.establishment_id, *SETTING_LEADERS, day=today())
    said = DECISION_MAIL[DecisionKind(decision.kind)]
    until = f"{decision.until:%-d %B %Y}" if decision.until else ""
    lines = [said.format(until=until), "Sign in to read why."]
    subject = "About your safeguarding audit"
    key = f"audit-decision-{decision_id}"
    _tell_leaders(key, "audits.decision", decision_id, decision.establishment_id, addresses, subject, lines)


@app.task(name="audits.tell_setting_of_refusal", queue="mail", retry=mail.PATIENCE)
def tell_setting_of_refusal(request_id: int) -> None:
    """Tell the head and whoever is on duty that a request was not granted; the answer is behind the link."""
    with acting_as(NOTIFIER):
        asked = queries.request_for(NOTIFIER, request_id)
        addresses = notices.addresses_for(asked.establishment_id, *SETTING_LEADERS, day=today())
    lines = ["The partnership has answered your request about the safeguarding audit.", "Sign in to read the answer."]
    subject = "About your safeguarding audit"
    key = f"audit-request-{request_id}"
    _tell_leaders(key, "audits.request", request_id, asked.establishment_id, addresses, subject, lines)


@app.task(name="audits.tell_setting_of_outside", queue="mail", retry=mail.PATIENCE)
def tell_setting_of_outside(offer_id: int) -> None:
    """Tell the head and whoever is on duty what became of an offered outside audit; why is behind the link."""
    with acting_as(NOTIFIER):
        offer = outside.offer_for(NOTIFIER, offer_id)
        addresses = notices.addresses_for(offer.establishment_id, *SETTING_LEADERS, day=today())
    said = "undone" if offer.undone_at else offer.outcome
    lines = [OUTSIDE_MAIL[said], "Sign in to read why."]
    subject = "About an outside audit that your setting offered"
    key = f"audit-outside-{offer_id}-{said}"
    _tell_leaders(key, "audits.outside", offer_id, offer.establishment_id, addresses, subject, lines)


@app.task(name="audits.tell_colleague_of_section", queue="mail", retry=mail.PATIENCE)
def tell_colleague_of_section(delegation_id: int) -> None:
    """Tell a colleague, once for all that was handed over together; which sections, and why, is behind the link."""
    with acting_as(NOTIFIER):
        row = handed.to_tell(delegation_id)
        if row is None:
            return
        return_id, setting_id = row.audit_return_id, row.establishment_id
        addresses = account_queries.addresses_of(setting_id, [row.person_id])
    lines = [
        "A part of your setting's safeguarding audit has been handed to you to answer.",
        "Sign in to open it from your first page.",
    ]
    subject = "A part of the safeguarding audit waits for you"
    key = f"audit-section-{delegation_id}"
    _tell_leaders(key, "audits.section", return_id, setting_id, addresses, subject, lines)


@app.task(name="audits.tell_setting_of_offers", queue="mail", retry=mail.PATIENCE)
def tell_setting_of_offers(return_id: int, day: str) -> None:
    """Tell the head and the DSL that answers wait to be confirmed; once a day, however many were taken down."""
    with acting_as(NOTIFIER):
        audit_return = queries.return_for(NOTIFIER, return_id)
        addresses = notices.addresses_for(audit_return.establishment_id, *SETTING_LEADERS, day=today())
    lines = ["Answers for your safeguarding audit have been written down for you.", "Sign in to confirm them."]
    subject = "Answers wait for you to confirm them"
    key = f"audit-offers-{return_id}-{day}"
    _tell_leaders(key, "audits.offers", return_id, audit_return.establishment_id, addresses, subject, lines)


@app.task(name="audits.check_evidence", queue="documents", retry=mail.PATIENCE)
def check_evidence(evidence_id: str) -> None:
    """Look at a file that was added: make it safe, or refuse it."""
    with acting_as(CHECKER):
        operations.check_file(evidence_id=UUID(evidence_id), by=CHECKER, at=now())


@app.task(name="audits.remove_file", queue="documents")
def remove_file(evidence_id: str) -> None:
    """Delete the file of evidence that was refused or taken back; one that stands stays."""
    with acting_as(CHECKER):
        stands = queries.file_stands(UUID(evidence_id))
    if not stands:
        kept_files.remove(UUID(evidence_id))


@app.task(name="audits.announce_pairing", queue="mail")
def announce_pairing(round_id: int) -> None:
    """Ask the schools of a round what they offer: a job for each that has not said, and each only once."""
    with acting_as(NOTIFIER):
        for offer_id in pairing.to_ask(round_id):
            jobs.defer("audits.tell_setting_of_pairing", offer_id=offer_id)


@app.task(name="audits.tell_setting_of_pairing", queue="mail", retry=mail.PATIENCE)
def tell_setting_of_pairing(offer_id: int) -> None:
    """Ask one school what it is strong in and what it needs."""
    with acting_as(NOTIFIER):
        offer = pairing.offer_for(NOTIFIER, offer_id)
        addresses = notices.addresses_for(offer.establishment_id, *SETTING_LEADERS, day=today())
    lines = [
        "The partnership pairs schools, so that each learns from another that is strong where it needs help.",
        f"Sign in by {offer.round.offers_until:%-d %B %Y} and say what your school offers and needs.",
    ]
    subject = "What can your school offer another, and what does it need?"
    key = f"pairing-asked-{offer_id}"
    _tell_leaders(key, "audits.pairing", offer_id, offer.establishment_id, addresses, subject, lines)


@app.task(name="audits.solve_pairing", queue="documents", lock="audits.solve_pairing")
def solve_pairing(round_id: int, number: int) -> None:
    """Look for pairs, once for each time it was asked for."""
    with acting_as(PAIRER):
        operations.solve_round(round_id=round_id, number=number, by=PAIRER, at=now())


@app.task(name="audits.end_declined_pair", queue="daily")
def end_declined_pair(pair_id: int) -> None:
    """A school declined: its partners are free again, and are told."""
    with acting_as(PAIRER):
        if operations.end_declined(pair_id=pair_id, by=PAIRER, at=now()):
            jobs.defer("audits.tell_pair_ended", pair_id=pair_id)


@app.task(name="audits.tell_pair_published", queue="mail", retry=mail.PATIENCE)
def tell_pair_published(pair_id: int) -> None:
    """Tell the schools of a pair that it waits for their answer."""
    lines = ["The partnership has found a partner for your school.", "Sign in to read why, and accept or decline."]
    _tell_pair(pair_id, "published", "A partner for your school", lines)


@app.task(name="audits.tell_pair_agreed", queue="mail", retry=mail.PATIENCE)
def tell_pair_agreed(pair_id: int) -> None:
    """Tell the schools of a pair that all of them have accepted, if they have."""
    with acting_as(NOTIFIER):
        if not pairing.is_accepted(pairing.pair_for(NOTIFIER, pair_id)):
            return
    lines = ["Your school and its partner have both accepted.", "Sign in to see how to reach your partner."]
    _tell_pair(pair_id, "agreed", "Your pair is agreed", lines)


@app.task(name="audits.tell_pair_ended", queue="mail", retry=mail.PATIENCE)
def tell_pair_ended(pair_id: int) -> None:
    """Tell the schools of a pair that it has ended; why is nobody else's business."""
    lines = ["The pair of your school has ended.", "The partnership looks for another partner. You need do nothing."]
    _tell_pair(pair_id, "ended", "Your pair has ended", lines)


@app.periodic(cron="50 6 * * *")
@app.task(name="audits.ask_for_reviews", queue="daily")
def ask_for_reviews(timestamp: int) -> None:
    """Every morning, ask the schools of accepted pairs to look back once the day of the review has come; once each."""
    with acting_as(NOTIFIER):
        due = [(one.pk, one.establishment_id) for one in pairing.to_review(on=today())]
        reached = {place: notices.addresses_for(place, *SETTING_LEADERS, day=today()) for _, place in due}
    lines = ["A term ago your school was paired with another.", "Sign in and say in a minute how it went."]
    for member_id, place in due:
        key = f"pairing-review-{member_id}"
        _tell_leaders(key, "audits.pair", member_id, place, reached[place], "How did it go with your partner?", lines)


def _tell_pair(pair_id: int, what: str, subject: str, lines: list[str]) -> None:
    with acting_as(NOTIFIER):
        members = [one.establishment_id for one in pairing.pair_for(NOTIFIER, pair_id).members.all()]
        reached = {place: notices.addresses_for(place, *SETTING_LEADERS, day=today()) for place in members}
    for place, addresses in reached.items():
        key = f"pair-{what}-{pair_id}-{place}"
        _tell_leaders(key, "audits.pair", pair_id, place, addresses, subject, lines)


@app.task(name="audits.pass_on_pilots", queue="daily")
def pass_on_pilots(cycle_id: int) -> None:
    """An audit has opened: what its pilots wrote waits in their real returns."""
    with acting_as(LATE_JOINERS):
        cycle = queries.cycles_of(LATE_JOINERS).get(pk=cycle_id)
        operations.pass_on_pilots(cycle=cycle, by=LATE_JOINERS, at=now())


def _tell_leaders(
    key: str, about: str, about_id: int, establishment_id: int, addresses: list[str], subject: str, lines: list[str]
) -> None:
    letters = [
        mail.Letter(mail.key_for(key, address), address, subject, lines, about, about_id, establishment_id)
        for address in addresses
    ]
    mail.post(letters, by=NOTIFIER)


@app.periodic(cron="20 5 * * *")
@app.task(name="audits.add_late_joiners", queue="daily")
def add_late_joiners(timestamp: int) -> None:
    """Every morning, follow the register: settings that came join the open cycles, those that closed leave."""
    with acting_as(LATE_JOINERS):
        for cycle in queries.cycles_of(LATE_JOINERS).filter(state="open"):
            operations.add_late_joiners(cycle=cycle, by=LATE_JOINERS, at=now())
            operations.follow_register(cycle=cycle, by=LATE_JOINERS, at=now())


@app.periodic(cron="30 5 * * *")
@app.task(name="audits.end_delegations_of_leavers", queue="daily")
def end_delegations_of_leavers(timestamp: int) -> None:
    """Every morning, sections of colleagues who have left are with the lead again, for good."""
    with acting_as(LATE_JOINERS):
        operations.end_delegations_of_leavers(by=LATE_JOINERS, at=now())


@app.periodic(cron="40 6 * * *")
@app.task(name="audits.remind", queue="daily")
def remind(timestamp: int) -> None:
    """Every morning, find the returns that a reminder is due for; a job for each, so that one failure stops none."""
    with acting_as(NOTIFIER):
        for cycle in queries.cycles_of(NOTIFIER).filter(state="open", pilot_of=None):
            for one in queries.to_remind(cycle, today=today()):
                jobs.defer("audits.remind_setting", return_id=one.return_id, days=one.step.days)


@app.task(name="audits.remind_setting", queue="mail", retry=mail.PATIENCE)
def remind_setting(return_id: int, days: int) -> None:
    """Tell whoever the step of the ladder tells, once; nobody where the return has come in since."""
    step = next(step for step in LADDER if step.days == days)
    with acting_as(NOTIFIER):
        audit_return = queries.return_for(NOTIFIER, return_id)
        if audit_return.state not in AWAITED or audit_return.cycle.state != "open":
            return
        setting = audit_return.establishment
        addresses = notices.addresses_for(setting.pk, *step.roles, day=today())
        if setting.trust_id:
            addresses += account_queries.addresses_at(setting.trust_id, *step.roles)
        closes_on = audit_return.due_on
    if days < 0:
        subject = "Your safeguarding audit is waiting"
        lines = [f"Your setting's safeguarding audit closes on {closes_on:%-d %B %Y}.", "Sign in to go on with it."]
    else:
        subject = "Your safeguarding audit is late"
        lines = [
            f"Your setting's safeguarding audit was due on {closes_on:%-d %B %Y} and has not come in.",
            "Late is better than never: sign in to finish it, or tell the partnership what keeps you.",
        ]
    key = f"audit-reminder-{return_id}-{days}" + (f"-{closes_on:%Y%m%d}" if audit_return.extended_to else "")
    _tell_leaders(key, "audits.reminder", return_id, audit_return.establishment_id, addresses, subject, lines)


@app.task(name="audits.send_signing_link", queue="mail", retry=mail.PATIENCE)
def send_signing_link(link_id: int) -> None:
    """Mail the chair the link, unless it has been used or withdrawn since."""
    with acting_as(NOTIFIER):
        link = queries.link_to_send(link_id, at=now())
    if link is None:
        return
    lines = [
        "As chair of governors you are asked to read and sign your school's safeguarding audit return.",
        f"Open this link: {settings.CONCORDAT_ADDRESS}/sign/{tokens.signing_token(link.nonce)}/",
        "It works once, for 14 days, and opens nothing else. If you did not expect it, you need do nothing.",
    ]
    _to_chair(link, f"signing-link-{link_id}", "A safeguarding audit waits for your signature", lines)


@app.task(name="audits.send_signing_code", queue="mail", retry=mail.PATIENCE)
def send_signing_code(link_id: int, number: int) -> None:
    """Mail the code that proves the chair's mailbox, once for each time it was asked for."""
    with acting_as(NOTIFIER):
        link = queries.link_to_send(link_id, at=now())
    if link is None or not link.code_nonce or link.codes_sent != number:
        return
    lines = [f"Your code is {tokens.code_for(link.code_nonce)}. It works once, for 10 minutes."]
    _to_chair(link, f"signing-code-{link_id}-{number}", "Your code for Concordat", lines)


def _to_chair(link: Any, key: str, subject: str, lines: list[str]) -> None:
    letter = mail.Letter(key, link.email, subject, lines, "audits.signing_link", link.pk, link.establishment_id)
    mail.post([letter], by=NOTIFIER)


@app.task(name="audits.tell_setting_of_visit", queue="mail", retry=mail.PATIENCE)
def tell_setting_of_visit(visit_id: int, day: str) -> None:
    """Tell the head and whoever is on duty of the day of a visit; why they were chosen is behind the link."""
    with acting_as(NOTIFIER):
        visit = itinerary.visit_told(NOTIFIER, visit_id)
        if visit is None or visit.visit_on is None or visit.visit_on.isoformat() != day:
            return  # another day was given since, and is told by its own job
        addresses = notices.addresses_for(visit.establishment_id, *SETTING_LEADERS, day=today())
    lines = [
        f"The partnership visits your setting on {visit.visit_on:%-d %B %Y}, about its safeguarding audit.",
        "Sign in to read why your setting was chosen.",
    ]
    subject = "A visit about your safeguarding audit"
    key = f"audit-visit-{visit_id}-{day}"
    _tell_leaders(key, "audits.visit", visit_id, visit.establishment_id, addresses, subject, lines)


@app.task(name="audits.tell_setting_of_feedback", queue="mail", retry=mail.PATIENCE)
def tell_setting_of_feedback(feedback_id: int) -> None:
    """Tell the head and whoever is on duty that feedback is there; what it says is behind the link."""
    with acting_as(NOTIFIER):
        told = letters.feedback_for(NOTIFIER, feedback_id)
        addresses = notices.addresses_for(told.establishment_id, *SETTING_LEADERS, day=today())
    lines = ["The partnership has written to you about your safeguarding audit.", "Sign in to read its feedback."]
    subject = "Feedback on your safeguarding audit"
    key = f"audit-feedback-{feedback_id}"
    _tell_leaders(key, "audits.feedback", feedback_id, told.establishment_id, addresses, subject, lines)
