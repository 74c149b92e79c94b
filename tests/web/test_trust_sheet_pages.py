"""A trust brings in its own audit: looked at first, faults with their rows, and the page says what it saves."""

from __future__ import annotations

import html
import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from concordat.accounts.vocabulary import Role
from concordat.audits.models import TrustAnswer, TrustAudit
from concordat.core.actor import acting_as
from concordat.core.clock import now
from tests.factories import audits, carrying, tagging, trusts
from tests.factories.carrying import TOOLKIT
from tests.web.signed_in import client_of
from tests.web.test_audit_pages import queries_of
from tests.world import BEECH, CEDAR, NORTHERN, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ROWS = (("Question", BEECH, CEDAR), ("Leaders assume that it happens here.", "yes", "partly"))


def said(response: Any, status: int = 200) -> str:
    assert response.status_code == status
    return html.unescape(" ".join(response.content.decode().split()))


def shown_in(body: str) -> str:
    """The digest of the answers that a page of signing shows."""
    return body.split('name="shown" value="')[1].split('"')[0]


def workbook(*rows: tuple[str, ...]) -> SimpleUploadedFile:
    book = Workbook()
    sheet = book.create_sheet("Audit", 0)
    for row in rows:
        sheet.append(row)
    made = io.BytesIO()
    book.save(made)
    return SimpleUploadedFile("our audit.xlsx", made.getvalue())


def test_it_is_looked_at_brought_in_signed_and_says_what_it_saves(world: World) -> None:
    audits.opened(world, at=now())
    target = carrying.asked_again(world, setting=BEECH, at=now())
    carrying.released(world, TOOLKIT, {"B1.2": ["CUL-01"]})
    trust = client_of(world, Role.trust_safeguarding_lead, TRUST)
    page = reverse("audits:trust_bring_in", args=[world.id(TRUST)])
    assert page in said(trust.get(reverse("audits:trust_answers", args=[world.id(TRUST)])))
    body = said(trust.post(page, {"title": "Our review", "file": workbook(*ROWS)}))
    assert "1 question in 1 section, 2 answers. Nothing is kept yet." in body
    assert "Name no school and nobody in a title or a question." in body
    with acting_as(trusts.lead(world)):
        assert not TrustAudit.objects.exists()
    rows = html.unescape(
        re.findall(
            r'name="rows" value="([^"]*)"',
            trust.post(page, {"title": "Our review", "file": workbook(*ROWS)}).content.decode(),
        )[0]
    )
    done = trust.post(page, {"title": "Our review", "rows": rows, "do": "bring_in"})
    assert done.status_code == 302
    assert trust.post(page, {"title": "Our review", "rows": rows, "do": "bring_in"})["Location"] == done["Location"]
    with acting_as(trusts.lead(world)):
        made = TrustAudit.objects.get()
        assert TrustAnswer.objects.count() == 2
    work = tagging.opened_by(world, trusts.lead(world), made.form_version_id)
    tagging.agree_all(work, {"Q1": ["CUL-01"]})
    work.release()
    tags = reverse("questionnaires:tags", args=[made.form_version_id])
    assert tags in said(trust.get(done["Location"]))
    assert trust.get(tags).status_code == 200
    today = now().date().isoformat()
    given = {"name": "Tess Lead", "on": today, "board_on": today, "minute_number": "7"}
    sign = f"{done['Location']}sign/"
    assert trust.post(sign, given | {"shown": shown_in(said(trust.get(sign)))}).status_code == 302
    body = said(trust.get(done["Location"]))
    assert "What it fills" in body and "2 minutes" in body
    _, sent = queries_of(trust, "get", done["Location"])
    assert len(sent) <= 14, sent
    known = said(client_of(world, Role.dsl, BEECH).get(reverse("audits:known", args=[target.pk])))
    assert f"From your trust, {TRUST} (Our review)" in known and "by Tess Lead" in known
    assert "What is left for you" in known and "36 questions that nothing you or your trust signed" in known


def test_where_the_file_brought_the_signatures_there_is_nothing_to_fill_in(world: World) -> None:
    signed = (*ROWS, ("Signed by", "A. Invented", ""), ("Signed on", "2026-10-20", ""))
    made = trusts.brought_in(world, signed, title="Our review", at=now())
    trust, page = client_of(world, Role.trust_safeguarding_lead, TRUST), reverse("audits:trust_sign", args=[made.pk])
    body = said(trust.get(page))
    assert "These signatures came with the file and stand" in body
    assert not re.search(r'name="(name|on|board_on|minute_number)"', body)
    assert trust.post(page, {"shown": shown_in(body)}).status_code == 302
    assert "Signed for 1 school" in said(trust.get(reverse("audits:trust_audit", args=[made.pk])))
    other = trusts.brought_in(world, ROWS, title="Without signatures", at=now())
    page = reverse("audits:trust_sign", args=[other.pk])
    assert 'name="minute_number"' in said(trust.get(page))
    assert trust.post(page, {}).status_code == 422


def test_faults_are_shown_with_their_rows_and_nothing_is_kept(world: World) -> None:
    trust = client_of(world, Role.trust_safeguarding_lead, TRUST)
    page = reverse("audits:trust_bring_in", args=[world.id(TRUST)])
    wrong = workbook(ROWS[0], ("Is it so?", "mostly", "no"), ("", "yes", ""))
    body = said(trust.post(page, {"title": "Our review", "file": wrong}), 422)
    assert "2 things in this file need mending" in body
    assert "Row 2: “mostly” for Beech Academy is no answer" in body and "Row 3: This row has no question" in body
    assert 'value="Our review"' in body  # nothing typed is lost
    assert "Choose a file" in said(trust.post(page, {"title": "Our review"}), 422)
    formula = workbook(("Question", "All schools"), ("=1+1", "yes"))
    assert "holds a formula" in said(trust.post(page, {"title": "Our review", "file": formula}), 422)
    forged = {"title": "Our review", "rows": "Question\tElm School\nIs it so?\tyes", "do": "bring_in"}
    assert "“Elm School” is no school of your trust" in said(trust.post(page, forged), 422)
    with acting_as(trusts.lead(world)):
        assert not TrustAudit.objects.exists()


def test_nobody_else_brings_anything_in(world: World) -> None:
    page = reverse("audits:trust_bring_in", args=[world.id(TRUST)])
    for role, place in ((Role.dsl, BEECH), (Role.business_manager, NORTHERN)):
        other = client_of(world, role, place)
        given = {"title": "Ours", "rows": "Question\tAll schools\nIs it so?\tyes", "do": "bring_in"}
        assert other.get(page).status_code in (403, 404)
        assert other.post(page, given).status_code in (403, 404)
    with acting_as(trusts.lead(world)):
        assert not TrustAudit.objects.exists()
