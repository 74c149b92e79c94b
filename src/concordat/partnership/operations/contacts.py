"""Four hundred contacts in a spreadsheet become four hundred invitations, each row explained (B-05, C-01)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from concordat.accounts import operations as account_operations
from concordat.accounts import queries as account_queries
from concordat.accounts.vocabulary import Role
from concordat.core import journal
from concordat.core.actor import Actor
from concordat.core.problems import Problem
from concordat.establishments import queries as establishment_queries
from concordat.lib.contact_list import Contact, Finder, NoList, Place, read
from concordat.partnership import access, queries
from concordat.partnership.models import ContactLine, ContactList, Partnership
from concordat.partnership.vocabulary import ROLE_WORDS


class ContactsNotPossible(Problem):
    """A list that cannot be read, or from which nobody can be invited."""


def add_contacts(*, partnership: Partnership, text: str, by: Actor, at: datetime) -> ContactList:
    """Read a pasted list, find the setting of each row, keep all of it; nobody is invited yet."""
    access.require(by, "partnership.keep_contacts", partnership)
    try:
        contacts = read(text)
    except NoList as problem:
        raise ContactsNotPossible(str(problem)) from problem
    made = ContactList(partnership=partnership, made_at=at, made_by_id=by.person_id)
    with journal.entry("partnership.contacts.added", by=by, at=at, about=made, details={"rows": len(contacts)}):
        made.save(force_insert=True)
        ContactLine.objects.bulk_create(_lines(made, contacts, at))
    return made


def send_invitations(*, contact_list: ContactList, by: Actor, at: datetime) -> int:
    """Invite everybody of the list who is matched and not there or invited already; says how many. Safe to repeat."""
    access.require(by, "partnership.keep_contacts", contact_list)
    waiting = queries.lines_to_invite(contact_list, at=at)
    places = account_queries.organisations_by_id(line.establishment_id for line in waiting if line.establishment_id)
    with journal.entry(
        "partnership.contacts.invited", by=by, at=at, about=contact_list, details={"count": len(waiting)}
    ):
        for line in waiting:
            assert line.establishment_id is not None
            invitation = account_operations.invite_person(
                organisation=places[line.establishment_id],
                role=Role(line.role),
                name=line.name or line.email.partition("@")[0],
                email=line.email,
                by=by,
                at=at,
                called_back=True,  # rows of settings that must be rung first are not among them
            )
            line.invitation_id = invitation.pk
        ContactLine.objects.bulk_update(waiting, ["invitation_id"])
        contact_list.invited_at = at
        contact_list.save(update_fields=["invited_at"])
    return len(waiting)


def _lines(made: ContactList, contacts: Iterable[Contact], at: datetime) -> list[ContactLine]:
    areas = queries.area_ids(made.partnership_id, at.date())
    briefs = establishment_queries.open_in(areas, at.date())
    finder = Finder(Place(brief.id, brief.name, (str(brief.urn),) if brief.urn else ()) for brief in briefs)
    lines: list[ContactLine] = []
    seen: dict[tuple[int, str, str], int] = {}
    for contact in contacts:
        line = _line(made, contact, finder)
        key = (line.establishment_id or 0, line.role, line.email.lower())
        if not line.problem and key in seen:
            line.problem = f"This person stands in row {seen[key]} already."
        seen.setdefault(key, contact.row)
        lines.append(line)
    return lines


def _line(made: ContactList, contact: Contact, finder: Finder) -> ContactLine:
    found = finder.find(name=contact.setting, number=contact.urn)
    role = ROLE_WORDS.get(" ".join(contact.role.lower().replace("-", " ").split()))
    problem = found.why or _problem_of(contact, role)
    return ContactLine(
        contact_list=made,
        partnership_id=made.partnership_id,
        row=contact.row,
        said_setting=" ".join(part for part in (contact.setting, contact.urn) if part)[:300],
        said_role=contact.role,
        name=contact.name[:150],
        email=contact.email,
        role=role or "",
        establishment_id=found.place.id if found.place else None,
        problem=problem[:600],
    )


def _problem_of(contact: Contact, role: Role | None) -> str:
    if not contact.email:
        return "There is no mail address in this row."
    try:
        validate_email(contact.email)
    except ValidationError:
        return "This is not a mail address: write it as name@school.example."
    if len(contact.email) > 254:
        return "This mail address is too long."
    if role is None:
        known = "DSL, deputy DSL, headteacher, governor or school business manager"
        return f"We do not know the role “{contact.role}”. Write {known}."
    return ""
