"""An invented trust of nine academies, six in Wakefield and three in North Yorkshire: it answers once for them.

Its own audit serves whoever asks them: the second partnership asks the six, North Yorkshire the three, with the short
form "Safeguarding essentials"; what the trust's audit fills of it is worked out as for everybody
(`audits/trusts/filling.py`). One school has confirmed a section.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

from concordat.accounts import operations as account_operations
from concordat.accounts import queries as account_queries
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import OrganisationKind, Role
from concordat.audits.operations import trust_sheets
from concordat.audits.operations import trusts as operations
from concordat.audits.operations.trusts import Said
from concordat.audits.trust_rules import Signing
from concordat.audits.trusts import answers as find
from concordat.audits.trusts import files
from concordat.audits.trusts.sheets import read_sheet
from concordat.core.actor import Actor, HeldRole, acting_as
from concordat.demo import cast
from concordat.demo.local_form import FORM, FORM_TITLE
from concordat.demo.neighbours import Neighbour, confirm_a_section, open_audit
from concordat.demo.tagging import Team, tag
from concordat.establishments import queries as establishment_queries
from concordat.lib.contact_list import Place
from concordat.questionnaires import queries as questionnaire_queries

People = Mapping[Role, Actor]
DATA = Path(__file__).parent / "data"
AREAS = ("wakefield.csv", "north_yorkshire.csv")
NAME = "Larkspur and Fell Learning Trust"
TITLE, FOR_ALL = "Trust safeguarding review", "What our trust does for every academy"
SAID = {"A1.2": "green", "A1.3": "green", "A2.1": "green", "A2.2": "amber"}


def register_with_trust(folder: Path) -> Path:
    """The register of both areas with the invented trust at its nine academies, as a file to be imported."""
    with (DATA / "invented_trust.csv").open(newline="", encoding="utf-8") as file:
        ours = {row["URN"]: row for row in csv.DictReader(file)}
    rows: list[dict[str, str]] = []
    for area in AREAS:
        with (DATA / area).open(newline="", encoding="utf-8") as file:
            rows += csv.DictReader(file)
    made = folder / "register.csv"
    with made.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        for row in rows:
            if row["URN"] in ours:
                mine = ours[row["URN"]]
                row |= {"Trusts (code)": mine["trust_code"], "Trusts (name)": mine["trust"]}
            writer.writerow(row)
    return made


def a_trust(settings: Mapping[int, People], second: Neighbour, team: Team, *, closes_on: date, now: datetime) -> int:
    """The trust's lead, its own audit, the form that it serves, and what it says for all. Gives the trust's id."""
    long_ago = now - timedelta(days=400)
    with acting_as(FOUNDER, at=long_ago):
        body = account_queries.organisation_named(NAME, OrganisationKind.trust)
        invented = cast.trust_lead()
        person = account_operations.found_person(name=invented.name, email=invented.email, by=FOUNDER, at=long_ago)
        account_operations.give_role(
            person=person, role=Role.trust_safeguarding_lead, organisation=body, by=FOUNDER, at=long_ago
        )
    role = HeldRole(str(Role.trust_safeguarding_lead), body.pk)
    lead = Actor(person_id=person.pk, name=person.name, roles=(role,))
    _own_audit(body.pk, lead, team, now=now)
    with acting_as(lead, at=now):
        every = [one.id for one, _ in establishment_queries.schools_of_trust(body.pk, now.date())]
    schools = [one for one in every if one in settings]
    days = (now.date() - timedelta(days=10), closes_on)
    cycle_id = open_audit(
        second.partnership_id,
        second.manager,
        schools,
        days,
        now - timedelta(days=10),
        title=FORM_TITLE,
        form=FORM,
    )
    confirm_a_section(cycle_id, schools[0], settings[schools[0]][Role.dsl], at=now - timedelta(days=1))
    _for_all(body.pk, lead, at=now - timedelta(days=3))
    return int(body.pk)


def _own_audit(trust_id: int, lead: Actor, team: Team, *, now: datetime) -> None:
    """Brought in a month ago, tagged, signed by the trust three weeks ago; its trustees had approved it."""
    at = now - timedelta(days=30)
    rows = files.rows_of(files.text_of((DATA / "trust_audit.csv").read_bytes()))
    with acting_as(lead, at=at):
        schools = establishment_queries.schools_of_trust(trust_id, at.date())
        places = [Place(one.id, one.name, (str(one.urn),)) for one, _ in schools]
        sheet = read_sheet(rows, places, today=at.date())
        made = trust_sheets.bring_in_trust_audit(trust_id=trust_id, title=TITLE, sheet=sheet, by=lead, at=at)
    with (DATA / "trust_tags.csv").open(newline="", encoding="utf-8") as file:
        agreed = {row["question"]: row["expectations"].split() for row in csv.DictReader(file)}
    own = Team(lead, team.editors, team.reader)
    tag("", own, found={}, at=at + timedelta(days=1), version_id=made.form_version_id, agreed=agreed)
    signed_at = now - timedelta(days=21)
    with acting_as(lead, at=signed_at):
        signing = Signing(lead.name, signed_at.date(), signed_at.date() - timedelta(days=2), "2026/31")
        operations.sign_trust_audit(
            trust_audit=made, signing=signing, shown=find.digest_of(made), by=lead, at=signed_at
        )


def _for_all(trust_id: int, lead: Actor, *, at: datetime) -> None:
    """Of the yearly audit that the first partnership asks with, what is the same in every academy."""
    with acting_as(lead, at=at):
        version = questionnaire_queries.published_version("annual-school-audit").pk
        made = operations.begin_trust_audit(trust_id=trust_id, form_version_id=version, title=FOR_ALL, by=lead, at=at)
        posted = {code: Said(choice) for code, choice in SAID.items()}
        operations.save_trust_answers(trust_audit=made, posted=posted, by=lead, at=at)
        signing = Signing(lead.name, at.date(), at.date() - timedelta(days=2), "2026/33")
        shown = find.digest_of(made)
        operations.sign_trust_audit(
            trust_audit=find.audit_for(lead, made.pk), signing=signing, shown=shown, by=lead, at=at
        )
