"""Beside each question: why it is asked and who sees the answer; the sentence names those whom the database lets in."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from concordat.accounts.vocabulary import KINDS_OF_ROLE, ROLE_NAMES, Role
from concordat.audits import access, queries
from concordat.audits.models import AuditReturn
from concordat.audits.presenters.who_sees import who_sees
from concordat.core.actor import acting_as
from tests.factories import agencies, audits
from tests.web.signed_in import client_of
from tests.world import ASH, BEECH, NORTHERN, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NAMED = re.compile(r"At your setting: (.+), and whoever is handed the section\. In the partnership: (.+)\. Nobody .+")


def said(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_each_question_says_why_in_the_words_of_what_it_asks_about(world: World) -> None:
    audits.opened(world)
    found, lead = audits.return_of(world, ASH), client_of(world, Role.dsl, ASH)
    page = said(lead.get(reverse("audits:section", args=[found.pk, "A1"])))
    questions = page.count('class="question__code"')
    assert questions > 0
    assert page.count("Why we ask, who sees it") == questions
    assert "A named governor, trustee or proprietor leads on safeguarding at board level" in page
    assert "independent scrutineer" in page


def test_a_question_without_expectations_says_so_in_a_sentence(world: World) -> None:
    audits.opened(world)
    found, lead = audits.return_of(world, ASH), client_of(world, Role.dsl, ASH)
    with acting_as(world.actor(Role.dsl, ASH)):
        sections = {
            section.code
            for section in queries.form_of(found).shown_sections
            for question in section.questions
            if question.level == "opinion"
        }
    pages = " ".join(said(lead.get(reverse("audits:section", args=[found.pk, code]))) for code in sorted(sections))
    assert "It is your view: it shows where settings feel sure" in pages


@pytest.mark.parametrize("setting", [ASH, BEECH])
def test_the_sentence_names_those_whom_the_database_lets_in_and_nobody_else(world: World, setting: str) -> None:
    audits.opened(world)
    sentence = who_sees(audits.return_of(world, setting))
    at_setting, in_partnership = NAMED.fullmatch(sentence).groups()  # type: ignore[union-attr]
    named = {name.casefold() for part in (at_setting, in_partnership) for name in re.split(", | and ", part)}
    places = dict.fromkeys(Role, agencies.a_body(world))
    for kind, name in (("establishment", setting), ("trust", TRUST), ("partnership", NORTHERN)):
        places |= {role: world.id(name) for role in Role if KINDS_OF_ROLE[role] == (kind,)}
    let_in = set()
    for role, place in places.items():
        by = agencies.somebody(role, place)
        with acting_as(by):
            mine = {AuditReturn.objects.filter(establishment_id=world.id(setting)).exists()}
            assert mine == {access.visible_returns(by).filter(establishment_id=world.id(setting)).exists()}
        if mine == {True}:
            let_in.add(ROLE_NAMES[role].casefold())
    assert named == let_in
