"""The termly report to governors: page and PDF alike, in bands, signed by nobody, for the setting's own people."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from concordat.audits import documents, operations, queries
from concordat.audits.evidence_rules import Said as EvidenceSaid
from concordat.audits.vocabulary import EvidenceKind, Sharing
from concordat.core.actor import acting_as
from concordat.core.clock import today
from concordat.core.problems import NotFound
from tests.accessible_pdf import require_accessible, text_of
from tests.factories import audits, register
from tests.web.signed_in import client_of
from tests.world import ASH, BEECH, NORTHERN, NOW, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def said(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().replace("<br>", " ").split())


def with_incidents(world: World, bands: tuple[str, ...]) -> None:
    audits.answered(world, ASH)
    found, dsl = audits.return_of(world, ASH), world.actor(Role.dsl, ASH)
    with acting_as(dsl):
        form = queries.form_of(found)
        names = [row.value for row in form.questions["A9.11"].parts[0].rows]
        rows = [{"row": name, "how_many": band} for name, band in zip(names, bands, strict=True)]
        token = queries.answers_of(found)["A9.11"].token
        posted = {"A9.11": operations.Posted({"rows": rows}, token)}
        assert not operations.save_section(audit_return=found, posted=posted, by=dsl, at=NOW).conflicts
    audits.signed_and_submitted(world, ASH)


def test_the_report_says_what_is_held_and_no_small_number(world: World) -> None:
    audits.opened(world)
    with_incidents(world, ("0", "1-4", "5-9", "10-19", "20+"))
    register.a_post(world.id(ASH), world.people[f"dsl of {ASH}"], at=NOW)
    head = client_of(world, Role.headteacher, ASH)
    page = said(head.get(reverse("audits:governors_report", args=[world.id(ASH)])))
    for expected in (
        "Nobody has signed this report", "School safeguarding audit, 2026 to 2027", "Submitted",
        f"dsl of {ASH}", "When last trained is not known", "20 or more", "10 to 19",
    ):  # fmt: skip
        assert expected in page, expected
    body = page[page.index("Incidents, in bands") : page.index("Safeguarding posts")]
    assert body.count("fewer than 10") == 3
    assert not re.search(r"1 to 4|5 to 9|>\s*[0-9]\s*<", body)


def test_page_and_pdf_say_the_same(world: World) -> None:
    audits.opened(world)
    audits.submitted(world, ASH)
    chair = world.actor(Role.governor, ASH)
    with acting_as(chair):
        about = documents._about_governors(chair, world.id(ASH), "")
        made = documents._governors_pdf(chair, world.id(ASH), "")
    require_accessible(made, title=about.title)
    squeezed = "".join(text_of(made).split())
    page = client_of(world, Role.governor, ASH).get(reverse("audits:governors_report", args=[world.id(ASH)]))
    for piece in page.context["paper"].pieces:
        if piece.piece == "heading":
            assert "".join(piece.text.split()) in squeezed


def test_evidence_to_look_at_again_is_named_by_its_title(world: World) -> None:
    audits.opened(world)
    audits.answered(world, ASH)
    found, dsl = audits.return_of(world, ASH), world.actor(Role.dsl, ASH)
    with acting_as(dsl):
        for title, review_by in (("Behaviour policy", today()), ("Training record", today() - timedelta(days=1))):
            link = f"https://intranet.example/{title.split()[0]}"
            said_of_it = EvidenceSaid(kind=EvidenceKind.link, title=title, link=link, review_by=review_by)
            before = datetime(2026, 1, 5, 9, tzinfo=UTC)
            operations.add_evidence(
                audit_return=found, question="A1.2", said=said_of_it, shared=Sharing.setting, by=dsl, at=before
            )
    page = said(client_of(world, Role.headteacher, ASH).get(reverse("audits:governors_report", args=[world.id(ASH)])))
    passed = page[page.index("should have been looked at again") : page.index("Due this term")]
    assert "Training record" in passed
    assert "Behaviour policy" not in passed
    assert "Look again at: Behaviour policy" in page


def test_before_any_audit_there_is_a_report_for_each_term_that_has_begun(world: World) -> None:
    head = client_of(world, Role.headteacher, ASH)
    papers = said(head.get(reverse("audits:papers", args=[world.id(ASH)])))
    terms = re.findall(r"term=(\d{4}-\d\d-\d\d)", papers)
    assert len(terms) >= 3
    for term in (terms[0], terms[-1]):
        page = said(head.get(reverse("audits:governors_report", args=[world.id(ASH)]) + f"?term={term}"))
        assert "No partnership has asked this setting" in page
        assert "(usual dates: none are published)" in page


@pytest.mark.parametrize("term", ["2031-09-01", "soon", "'--", "<script>", "9" * 400])
def test_a_term_that_there_is_not_is_not_found(world: World, term: str) -> None:
    head = world.actor(Role.headteacher, ASH)
    client = client_of(world, Role.headteacher, ASH)
    assert client.get(reverse("audits:governors_report", args=[world.id(ASH)]), {"term": term}).status_code == 404
    ask = reverse("documents:ask", args=[documents.GOVERNORS, world.id(ASH)])
    assert client.post(ask, {"variant": term}).status_code == 404
    with acting_as(head), pytest.raises(NotFound):
        documents._about_governors(head, world.id(ASH), term)


def test_it_is_for_the_settings_own_people_and_its_trust(world: World) -> None:
    address = reverse("audits:governors_report", args=[world.id(BEECH)])
    assert client_of(world, Role.trust_safeguarding_lead, TRUST).get(address).status_code == 200
    assert client_of(world, Role.headteacher, ASH).get(address).status_code == 404
    assert client_of(world, Role.business_manager, NORTHERN).get(address).status_code == 403
