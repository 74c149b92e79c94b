"""How partnerships show themselves: set by their office, kept by the database, seen on letters and papers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail as django_mail
from django.db import DatabaseError, transaction

from concordat.accounts.vocabulary import Role
from concordat.core import letterheads, mail
from concordat.core.actor import Actor, HeldRole, acting_as
from concordat.core.documents.paper import Paper, Paragraph
from concordat.core.documents.pdf import pdf
from concordat.core.models import JournalDetails, JournalEntry
from concordat.core.problems import NotAllowed, NotFound
from concordat.lib import contrast
from concordat.partnership import faces, operations, queries
from concordat.partnership.models import Face, Partnership
from concordat.partnership.operations import FaceNotPossible, FaceWords
from tests.accessible_pdf import alternatives_of, require_accessible, text_of
from tests.factories.pictures import a_logo
from tests.world import ASH, CEDAR, NORTHERN, NOW, SOUTHERN, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
POSTMAN = Actor.system_named("tests.postman")
WORDS = FaceWords(
    display_name="Northfield Together",
    accent="#7A1F5C",
    reply_address="safeguarding@northfield.example",
    front_door="01632 960 001",
    out_of_hours="01632 960 002",
    allegations="01632 960 003",
)


def northern(world: World) -> Partnership:
    return queries.partnership(world.id(NORTHERN))


def manager(world: World) -> Actor:
    return world.actor(Role.business_manager, NORTHERN)


def set_up(world: World) -> None:
    with acting_as(manager(world)) as by:
        operations.set_face(partnership=northern(world), words=WORDS, by=by, at=NOW)
        operations.set_logo(partnership=northern(world), content=a_logo(), alt="A bridge", by=by, at=NOW)


def test_the_office_sets_it_and_the_journal_says_which_parts_and_no_words(world: World) -> None:
    set_up(world)
    with acting_as(world.actor(Role.dsl, ASH)):
        kept = Face.objects.get(partnership_id=world.id(NORTHERN))
        assert kept.accent == "#7a1f5c"
        assert faces.logo_of(world.id(NORTHERN), kept.logo_digest).startswith(b"\x89PNG")
        with pytest.raises(NotFound):
            faces.logo_of(world.id(NORTHERN), "0" * 64)
    with acting_as(Actor.system_named("core.journal_sealer")):
        entries = list(JournalEntry.objects.filter(event__startswith="partnership.face").order_by("at", "event"))
        details = list(JournalDetails.objects.filter(entry__in=entries).values_list("body", flat=True))
    assert {entry.event for entry in entries} == {"partnership.face.set", "partnership.face.logo_set"}
    assert "Northfield Together" not in str(details)
    assert "accent" in str(details)


@pytest.mark.parametrize(
    ("role", "place"), [(Role.dsl, ASH), (Role.partnership_chair, NORTHERN), (Role.business_manager, SOUTHERN)]
)
def test_nobody_else_sets_it_by_either_wall(world: World, role: Role, place: str) -> None:
    set_up(world)
    by = world.actor(role, place)
    with acting_as(by):
        with pytest.raises(NotAllowed):
            operations.set_face(partnership=northern(world), words=WORDS, by=by, at=NOW)
        with pytest.raises(NotAllowed):
            operations.set_logo(partnership=northern(world), content=a_logo(), alt="x", by=by, at=NOW)
        with pytest.raises(NotAllowed):
            operations.remove_logo(partnership=northern(world), by=by, at=NOW)
        assert Face.objects.filter(partnership_id=world.id(NORTHERN)).update(display_name="Ours") == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            Face.objects.create(partnership_id=world.id(SOUTHERN if place == ASH else NORTHERN), changed_at=NOW)


def test_a_colour_that_cannot_be_read_is_refused_with_its_ratio_and_one_that_can(world: World) -> None:
    with pytest.raises(FaceNotPossible) as refused:
        operations.readable_accent("#ffd000")
    assert "1.47 to 1" in refused.value.sentence
    proposed = refused.value.sentence.rsplit(" ", 1)[1].rstrip(".")
    assert contrast.can_be_read_on_white(contrast.parse(proposed))
    assert operations.readable_accent(proposed) == proposed
    with pytest.raises(FaceNotPossible) as refused:
        operations.readable_accent("#777777")
    assert "4.47 to 1" in refused.value.sentence


@pytest.mark.parametrize(
    ("field", "value"), [("accent", "red"), ("front_door", "ring Ada"), ("allegations", "1\r\nBcc: x@y.example")]
)
def test_what_cannot_be_shown_names_its_field(world: World, field: str, value: str) -> None:
    with acting_as(manager(world)) as by, pytest.raises(FaceNotPossible) as refused:
        operations.set_face(partnership=northern(world), words=FaceWords(**{field: value}), by=by, at=NOW)
    assert refused.value.field == field


def test_a_logo_without_words_is_refused_and_removed_whole(world: World) -> None:
    set_up(world)
    with acting_as(manager(world)) as by:
        with pytest.raises(FaceNotPossible):
            operations.set_logo(partnership=northern(world), content=a_logo(), alt="  ", by=by, at=NOW)
        operations.remove_logo(partnership=northern(world), by=by, at=NOW)
        kept = Face.objects.get(partnership_id=world.id(NORTHERN))
        assert (kept.logo, kept.logo_digest, kept.logo_alt) == (None, "", "")
        with pytest.raises(DatabaseError), transaction.atomic():
            Face.objects.filter(pk=kept.pk).update(logo=b"x", logo_digest="x", logo_alt="")


def test_each_sees_the_one_partnership_they_belong_to_and_of_two_the_one_worked_on(world: World) -> None:
    set_up(world)
    for role, place in ((Role.dsl, ASH), (Role.business_manager, NORTHERN), (Role.analyst, NORTHERN)):
        with acting_as(world.actor(role, place)) as actor:
            seen = faces.seen_by(actor)
            assert seen is not None
            assert seen.name == "Northfield Together"
    with acting_as(world.actor(Role.dsl, CEDAR)) as actor:
        seen = faces.seen_by(actor, working_on=world.id(NORTHERN))
        assert seen is not None
        assert (seen.name, seen.logo) == (SOUTHERN, None)
    with acting_as(world.actor(Role.trust_safeguarding_lead, TRUST)) as actor:
        assert faces.belongs_to_several(actor)
        assert faces.seen_by(actor) is None
        seen = faces.seen_by(actor, working_on=world.id(NORTHERN))
        assert seen is not None
        assert seen.name == "Northfield Together"
        assert faces.seen_by(actor, working_on=-1) is None
    with acting_as(Actor(person_id=1, name="", roles=(HeldRole("dsl", -5),))) as nobody:
        assert faces.seen_by(nobody) is None


def test_a_letter_is_signed_and_answered_where_the_partnership_says(world: World) -> None:
    set_up(world)

    def letter(key: str, **more: Any) -> mail.Letter:
        return mail.Letter(key, "ada@school.example", "Hello", ["Sign in."], "tests.letter", **more)

    ash, trust, north = (world.id(place) for place in (ASH, TRUST, NORTHERN))
    letters = [
        letter("1", organisation_id=ash),
        letter("2", organisation_id=trust),
        letter("3", organisation_id=trust, from_organisation_id=north),
        letter("4"),
    ]
    mail.post(letters, by=POSTMAN)
    first, second, third, fourth = django_mail.outbox
    for signed in (first, third):
        assert signed.reply_to == ["safeguarding@northfield.example"]
        assert "\n\nNorthfield Together\nConcordat: " in signed.body
    for plain in (second, fourth):
        assert plain.reply_to == []
        assert "Northfield" not in plain.body


def test_a_paper_has_the_head_with_words_for_the_logo_and_stays_accessible(world: World) -> None:
    set_up(world)
    with acting_as(world.actor(Role.dsl, ASH)):
        head = letterheads.of(world.id(NORTHERN))
    at = datetime(2026, 11, 2, 9, tzinfo=UTC)
    made = pdf(Paper("Receipt", "", "A partnership", at, "Foot", [Paragraph("Thank you.")], head))
    reader = require_accessible(made, title="Receipt")
    assert made == pdf(Paper("Receipt", "", "A partnership", at, "Foot", [Paragraph("Thank you.")], head))
    said = text_of(made)
    assert "Northfield Together" in said
    assert "01632 960 001" in said
    root: Any = reader.trailer["/Root"]
    assert alternatives_of(root["/StructTreeRoot"]) == ["A bridge"]
