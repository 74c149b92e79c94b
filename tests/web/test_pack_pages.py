"""Answer packs on the pages: agreed, looked at, kept, confirmed, used no more; taken out as a file."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from concordat.audits import queries
from concordat.audits.models import AnswerPack, AuditReturn, PackIssuer
from concordat.core.actor import acting_as
from concordat.core.strength import Strength
from concordat.lib import answer_packs
from concordat.lib.answer_packs import keys
from tests.factories import audits, carrying
from tests.factories import packs as make
from tests.factories.carrying import AUDIT
from tests.factories.packs import says
from tests.web.signed_in import client_of
from tests.web.test_audit_pages import queries_of
from tests.world import ASH, BEECH, NORTHERN, SOUTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
GREEN = {"X1": says("green", "T-01 T-02")}


@pytest.fixture
def target(world: World, monkeypatch: pytest.MonkeyPatch) -> AuditReturn:
    carrying.tagged(monkeypatch, {AUDIT: {"A1.1": "T-01 T-02"}})
    audits.opened(world)
    return audits.return_of(world, ASH)


def upload(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("pack.json", content, content_type="application/json")


def test_the_office_agrees_by_a_fingerprint_and_ends_it_and_settings_read_the_list(world: World) -> None:
    office, every, new = (
        client_of(world, Role.business_manager, NORTHERN),
        reverse("audits:issuers"),
        reverse("audits:agree_issuer"),
    )
    public = make.ELSEWHERE.public_key()
    told = keys.spoken(keys.fingerprint(public))
    given = {"name": "Faraway partnership", "public_key": keys.written(public), "told": told}
    wrong = office.post(new, given | {"told": keys.spoken("0" * 64)})
    assert wrong.status_code == 422
    assert "not the key" in html.unescape(wrong.content.decode())
    assert "Faraway partnership" in wrong.content.decode()  # nothing typed is lost
    assert "BEGIN PUBLIC KEY" in wrong.content.decode()
    assert client_of(world, Role.dsl, ASH).post(new, given).status_code == 403
    assert office.post(new, given).status_code == 302
    for role, place in ((Role.dsl, ASH), (Role.governor, BEECH), (Role.business_manager, NORTHERN)):
        page = client_of(world, role, place).get(every).content.decode()
        assert "Faraway partnership" in page
        assert told in page
        assert ("Our public key" in page) == (place == NORTHERN)
    assert "Faraway" not in client_of(world, Role.business_manager, SOUTHERN).get(every).content.decode()
    assert "Faraway" not in office.get(every + "?search=nothing").content.decode()
    assert told in office.get(reverse("audits:issuers_csv")).content.decode()
    with acting_as(world.actor(Role.business_manager, NORTHERN)):
        end = reverse("audits:end_issuer", args=[PackIssuer.objects.get().pk])
    assert client_of(world, Role.business_manager, SOUTHERN).post(end, {"reason": "Mine."}).status_code in (403, 404)
    assert client_of(world, Role.dsl, ASH).post(end, {"reason": "Mine."}).status_code == 403
    assert office.post(end, {"reason": ""}).status_code == 422
    assert office.post(end, {"reason": "Their key was lost."}).status_code == 302
    assert "Their key was lost." in office.get(every).content.decode()
    weaker = client_of(world, Role.business_manager, NORTHERN, shown=Strength.organisational)
    assert weaker.get(new)["Location"].startswith("/account/step-up/")
    _, sent = queries_of(office, "get", every)
    assert len(sent) <= 12, sent


def test_a_pack_is_looked_at_kept_confirmed_and_used_no_more(world: World, target: AuditReturn) -> None:
    dsl, here = client_of(world, Role.dsl, ASH), reverse("audits:packs", args=[target.pk])
    bring = reverse("audits:bring_pack", args=[target.pk])
    assert "takes no packs from anywhere yet" in dsl.get(here).content.decode()
    assert here in dsl.get(reverse("audits:return", args=[target.pk])).content.decode()
    make.agreed(world)
    file = answer_packs.signed(make.pack(world, GREEN), make.ELSEWHERE)
    for content, sentence in (
        (None, "Choose the pack"),
        (file[:-1], "damaged on the way"),
        (b"", "empty"),
        (answer_packs.signed(make.pack(world, GREEN), make.STRANGER), "has not agreed"),
        (b"x" * 2_000_000, "larger than any answer pack"),
    ):
        refused = dsl.post(bring, {} if content is None else {"file": upload(content)})
        assert refused.status_code == 422, sentence
        assert sentence in html.unescape(refused.content.decode())
    looked = dsl.post(bring, {"file": upload(file)})
    page = html.unescape(looked.content.decode())
    assert looked.status_code == 200
    assert "the signature is checked and holds" in page
    assert re.search(r"School safeguarding audit, 2026 to 2027</strong>: 1 question\b", page)
    with acting_as(world.actor(Role.dsl, ASH)):
        assert not AnswerPack.objects.exists()  # looked at, not kept
    found = re.search(r'name="pack" value="([^"]*)"', looked.content.decode())
    assert found is not None
    given = html.unescape(found[1])
    forged = dsl.post(bring, {"pack": given.replace('"green"', '"amber"', 1), "do": "keep"})
    assert forged.status_code == 422
    assert dsl.post(bring, {"pack": given, "do": "keep"}).status_code == 302
    assert dsl.post(bring, {"pack": given, "do": "keep"}).status_code == 302  # sent twice
    assert "In use" in dsl.get(here).content.decode()
    known = dsl.get(reverse("audits:known", args=[target.pk])).content.decode()
    assert "From the pack of your return to Faraway Safeguarding Partnership (Faraway audit, 2026)" in known
    assert "In place, used, and we can show it" in known
    mark = re.search(r'name="A1\.1\.mark" value="(\w+)"', known)
    assert mark is not None
    confirmed = {"confirm": "A1.1", "A1.1.mark": mark[1], "A1.1.was": ""}
    assert dsl.post(reverse("audits:known", args=[target.pk]), confirmed).status_code == 302
    section = dsl.get(reverse("audits:section", args=[target.pk, "A1"])).content.decode()
    assert "From the pack of your return elsewhere, Faraway audit, 2026, Faraway Safeguarding Partnership" in section
    with acting_as(world.actor(Role.dsl, ASH)):
        pack = AnswerPack.objects.get()
    withdraw = reverse("audits:withdraw_pack", args=[pack.pk])
    for role, place, status in (
        (Role.dsl, BEECH, 404),
        (Role.business_manager, NORTHERN, 403),
        (Role.governor, ASH, 403),
    ):
        assert client_of(world, role, place).post(withdraw).status_code == status
    assert dsl.post(withdraw).status_code == 302
    assert "Taken out" in dsl.get(here).content.decode()
    changed = dsl.get(reverse("audits:known", args=[target.pk])).content.decode()
    assert "Source changed" in changed


def test_pages_cost_at_most_twelve_queries_with_packs_beside(world: World, target: AuditReturn) -> None:
    make.agreed(world)
    for number in range(3):
        at = make.EARLIER + timedelta(seconds=number)
        make.brought(world, target, make.pack(world, GREEN, of_return=str(number), made_at=at))
    dsl = client_of(world, Role.dsl, ASH)
    for name, args in (("known", []), ("section", ["A1"]), ("packs", []), ("return", [])):
        page = reverse(f"audits:{name}", args=[target.pk, *args])
        dsl.get(page)  # forms are read once in each process
        _, sent = queries_of(dsl, "get", page)
        assert len(sent) <= 12, (name, sent)


def test_what_was_submitted_is_downloaded_with_a_strong_sign_in(world: World, target: AuditReturn) -> None:
    take = reverse("audits:take_pack", args=[target.pk])
    dsl = client_of(world, Role.dsl, ASH)
    assert "Submit this one first" in dsl.get(take).content.decode()
    assert dsl.post(take).status_code == 422
    carrying.said(world, {}, ask=False)
    found = audits.signed_and_submitted(world, ASH)
    assert take in dsl.get(reverse("audits:packs", args=[target.pk])).content.decode()
    weaker = client_of(world, Role.dsl, ASH, shown=Strength.organisational)
    assert weaker.post(take)["Location"].startswith("/account/step-up/")
    answer = dsl.post(take)
    assert answer["Content-Disposition"] == f'attachment; filename="{_name(world, found)}"'
    said = StringIO()
    call_command("answer-packs", "key", stdout=said)
    public = keys.pasted(said.getvalue())
    name = keys.fingerprint(public)
    assert f"Fingerprint: {keys.spoken(name)}" in said.getvalue()
    opened = answer_packs.opened(answer.content, {name: answer_packs.Issuer(NORTHERN, public)})
    assert list(opened.pack.answers) == ["A1.1"]
    for role, place, status in (
        (Role.governor, ASH, 403),
        (Role.dsl, BEECH, 404),
        (Role.business_manager, NORTHERN, 403),
    ):
        assert client_of(world, role, place).post(take).status_code == status


def _name(world: World, found: AuditReturn) -> str:
    with acting_as(world.actor(Role.dsl, ASH)):
        one = queries.return_for(world.actor(Role.dsl, ASH), found.pk)
        return f"answer-pack-{one.establishment.urn}-{one.receipt}.json"
