"""The board pack: the same words as a page and as PDF/UA, every question in it, small groups hidden."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from concordat.audits import board_papers, documents, queries
from concordat.audits.presenters.papers import HIDDEN, TOO_FEW
from concordat.core.actor import acting_as
from concordat.core.documents.paper import Paper
from concordat.core.problems import NotAllowed, NotFound
from concordat.partnership.models import Partnership
from concordat.questionnaires import queries as questionnaire_queries
from tests.accessible_pdf import require_accessible, tags_of, text_of
from tests.factories import audits
from tests.web.signed_in import client_of
from tests.world import ASH, BEECH, DAISY, NORTHERN, SOUTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def squeezed(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


def words_of(paper: Paper) -> list[str]:
    """Every text of a paper."""

    def walk(piece: Any) -> list[str]:
        if isinstance(piece, str):
            return [piece]
        if isinstance(piece, dict):
            return [word for key, value in piece.items() if key != "piece" for word in walk(value)]
        return [word for value in piece for word in walk(value)] if isinstance(piece, (list, tuple)) else []

    return walk(paper.as_data()["pieces"])


def test_page_and_pdf_say_the_same_and_hold_every_question(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    cycle = audits.opened(world)
    audits.answered(world, ASH, shows=True)
    audits.signed_and_submitted(world, ASH)
    for setting in (BEECH, DAISY):
        audits.submitted(world, setting, confidence="somewhat")
    lead = world.actor(Role.education_safeguarding_lead, NORTHERN)
    with acting_as(lead):
        seen = queries.cycle_for

        def with_a_low_threshold(*given: Any) -> Any:
            found = seen(*given)
            found.partnership.smallest_group = 1
            return found

        monkeypatch.setattr(queries, "cycle_for", with_a_low_threshold)
        paper = board_papers.pack_of(lead, cycle.pk)
        made = documents._pack_pdf(lead, cycle.pk, "")
        versions = set(cycle.forms.values_list("form_version_id", flat=True))
        forms = [questionnaire_queries.form_of(version) for version in versions]
    reader = require_accessible(made, title=paper.title)
    footer = re.escape(squeezed(paper.footer)) + r"Page\d+of\d+"
    said = re.sub(footer, "", squeezed(text_of(made)))  # a sentence may go over to the next page
    words = words_of(paper)
    assert [word for word in words if squeezed(word) not in said] == []
    for form in forms:
        for question in form.questions.values():
            assert squeezed(f"{question.code} {question.text}") in said
    for expected in (
        "3 of 3 settings have returned (100.0%)", "confident with nothing to show", "What is most often not met",
        "Actions outstanding", "How this was counted", "By area: answers not met",
    ):  # fmt: skip
        assert squeezed(expected) in said, expected
    root: Any = reader.trailer["/Root"]
    assert tags_of(root["/StructTreeRoot"]).count("/Table") == sum(piece.piece == "table" for piece in paper.pieces)
    page = client_of(world, Role.business_manager, NORTHERN).get(reverse("audits:board_pack", args=[cycle.pk]))
    shown = squeezed(page.content.decode().replace("&#x27;", "'").replace("<br>", ""))
    missing = [word for word in words if all(squeezed(line) not in shown for line in word.split("\n"))]
    assert missing == []


def test_with_the_partnerships_own_threshold_small_groups_are_hidden(world: World) -> None:
    cycle = audits.opened(world)
    for setting in (ASH, BEECH, DAISY):
        audits.submitted(world, setting)
    lead = world.actor(Role.education_safeguarding_lead, NORTHERN)
    with acting_as(lead):
        assert Partnership.objects.get(pk=cycle.partnership_id).smallest_group == 5
        words = words_of(board_papers.pack_of(lead, cycle.pk))
    assert words.count(TOO_FEW) == 3
    assert "Nothing is marked amber or red so far, or too few settings have answered to show it." in words
    assert HIDDEN not in words


def test_an_audit_that_nobody_has_answered_makes_a_pack(world: World) -> None:
    cycle = audits.opened(world)
    client = client_of(world, Role.business_manager, NORTHERN)
    response = client.get(reverse("audits:board_pack", args=[cycle.pk]))
    assert response.status_code == 200
    assert "0 of 3 settings have returned (0.0%)" in response.content.decode()


def test_who_may_make_it(world: World) -> None:
    cycle = audits.opened(world)
    for role, place in ((Role.dsl, ASH), (Role.partnership_chair, NORTHERN), (Role.independent_scrutineer, NORTHERN)):
        actor = world.actor(role, place)
        with acting_as(actor), pytest.raises((NotAllowed, NotFound)):
            documents._about_pack(actor, cycle.pk, "")
        assert client_of(world, role, place).get(reverse("audits:board_pack", args=[cycle.pk])).status_code == 403
    far = world.actor(Role.business_manager, SOUTHERN)
    with acting_as(far), pytest.raises(NotFound):
        documents._about_pack(far, cycle.pk, "")
