"""The list of accepted audits, offering one, deciding and undoing, on the pages; what they cost."""

from __future__ import annotations

import pytest
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from tests.factories import audits
from tests.factories import outside as make
from tests.web.signed_in import client_of
from tests.web.test_audit_pages import queries_of
from tests.world import ASH, BEECH, NORTHERN, SOUTHERN, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_the_manager_names_an_audit_and_every_setting_reads_why(world: World) -> None:
    audits.opened(world)
    office = client_of(world, Role.business_manager, NORTHERN)
    every = reverse("audits:outside_audits")
    address = reverse("audits:name_outside", args=[world.id(NORTHERN), "annual-school-audit"])
    assert f"the list of {NORTHERN}" in office.get(address).content.decode()
    assert client_of(world, Role.business_manager, SOUTHERN).post(address, {}).status_code == 404
    assert address in office.get(every).content.decode()
    given = {"name": "Diocesan review", "whose": "Invented Diocese", "from_on": "2026-09-01", "sections": ["A1", "A2"]}
    refused = office.post(address, given | {"reason": "", "until_on": "2026-08-01"})
    assert refused.status_code == 422
    assert "Diocesan review" in refused.content.decode()
    early = office.post(address, given | {"reason": "Read and agreed.", "until_on": "2026-08-01"})
    assert early.status_code == 422
    assert office.post(address, given | {"reason": "Read and agreed.", "until_on": ""}).status_code == 302
    for role, place in ((Role.dsl, ASH), (Role.school_business_manager, ASH), (Role.trust_safeguarding_lead, TRUST)):
        page = client_of(world, role, place).get(every).content.decode()
        assert "Diocesan review" in page
        assert "Read and agreed." in page
        assert "Take off the list" not in page
    assert "Diocesan review" not in client_of(world, Role.business_manager, SOUTHERN).get(every).content.decode()
    assert client_of(world, Role.dsl, ASH).post(address, given | {"reason": "Mine."}).status_code == 403
    assert "Diocesan review" not in office.get(every + "?search=nothing").content.decode()
    file = reverse("audits:outside_csv")
    assert f"{file}?search=nothing" in office.get(every + "?search=nothing").content.decode()
    assert "Read and agreed." not in office.get(file + "?search=nothing").content.decode()
    assert "Read and agreed." in office.get(file).content.decode()


def test_whoever_keeps_two_lists_says_in_the_address_to_which_one_an_audit_goes(world: World) -> None:
    audits.opened(world)
    make.of_two(world)
    office = client_of(world, Role.business_manager, NORTHERN)
    every = office.get(reverse("audits:outside_audits")).content.decode()
    there = [reverse("audits:name_outside", args=[world.id(at), "annual-school-audit"]) for at in (NORTHERN, SOUTHERN)]
    assert all(address in every for address in there)
    given = {"name": "Diocesan review", "whose": "Invented Diocese", "from_on": "2026-09-01", "sections": ["A1"]}
    _, south = there
    assert f"the list of {SOUTHERN}" in office.get(south).content.decode()
    assert office.post(south, given | {"reason": "Read and agreed.", "until_on": ""}).status_code == 302
    seen = client_of(world, Role.business_manager, SOUTHERN).get(reverse("audits:outside_audits")).content.decode()
    assert "Diocesan review" in seen
    school = client_of(world, Role.dsl, ASH).get(reverse("audits:outside_audits")).content.decode()
    assert "Diocesan review" not in school


def test_a_school_offers_the_office_accepts_and_the_return_says_so(world: World) -> None:
    audits.opened(world)
    one, shown = make.named(world), make.evidence(world)
    found = audits.return_of(world, ASH)
    school, office = client_of(world, Role.dsl, ASH), client_of(world, Role.business_manager, NORTHERN)
    address = reverse("audits:outside", args=[found.pk])
    given = {"outside": str(one.pk), "evidence": str(shown.pk), "sections": ["A1", "A2"], "note": "Kept words"}
    refused = school.post(address, given | {"sections": []})
    assert refused.status_code == 422
    assert "Kept words" in refused.content.decode()
    assert school.post(address, given).status_code == 302
    assert "1 setting offers one" in office.get("/").content.decode()
    tracker = reverse("audits:tracker", args=[found.cycle_id])
    listed = office.get(tracker + "?outside=1").content.decode()
    assert ASH in listed
    assert BEECH not in listed
    page = office.get(address).content.decode()
    decide = next(part.split('"')[0] for part in page.split('href="') if "/decide/" in part.split('"')[0])
    assert "Report of the review" in office.get(decide).content.decode()
    nothing = office.post(decide, {"outcome": "accepted", "sections": ["A1"], "reason": ""})
    assert nothing.status_code == 422
    done = {"outcome": "accepted", "sections": ["A1"], "reason": "It asks the same."}
    assert office.post(decide, done).status_code == 302
    assert office.post(decide, done).status_code == 422  # sent twice
    overview = school.get(reverse("audits:return", args=[found.pk])).content.decode()
    assert f"From {make.CALLED}: not asked" in overview
    section = school.get(reverse("audits:section", args=[found.pk, "A1"])).content.decode()
    assert f"Accepted from {make.CALLED}: not asked here" in section
    assert 'name="A1.1.choice"' not in section
    assert f"The partnership has accepted {make.CALLED} here" in section
    assert "Save and continue" not in section
    listed = office.get(tracker).content.decode()
    assert f"accepted from {make.CALLED}" in listed
    assert (
        f"accepted from {make.CALLED}"
        in office.get(reverse("audits:tracker_csv", args=[found.cycle_id])).content.decode()
    )
    assert make.CALLED in office.get(reverse("audits:standing", args=[found.pk])).content.decode()
    assert "It asks the same." in school.get(address).content.decode()
    undo = decide.replace("/decide/", "/undo/")
    assert school.post(undo, {"reason": "Mine."}).status_code == 403
    assert office.post(undo, {"reason": ""}).status_code == 422
    assert office.post(undo, {"reason": "Of another year."}).status_code == 302
    assert 'name="A1.1.choice"' in school.get(reverse("audits:section", args=[found.pk, "A1"])).content.decode()


def test_without_evidence_each_is_told_who_adds_it(world: World) -> None:
    """A trust offers, but only the setting adds evidence."""
    audits.opened(world)
    make.named(world)
    found = audits.return_of(world, BEECH)
    school, trust = client_of(world, Role.dsl, BEECH), client_of(world, Role.trust_safeguarding_lead, TRUST)
    address, add = (reverse(f"audits:{name}", args=[found.pk]) for name in ("outside", "add_evidence"))
    offer = "Offer it to the partnership"
    for client, link in ((school, True), (trust, False)):
        page = client.get(address).content.decode()
        assert offer not in page
        assert (f'href="{add}"' in page) is link
        assert (f"Only {BEECH} adds evidence" in page) is not link
        assert client.get(add).status_code == (200 if link else 403)
    assert trust.post(address, {"sections": ["A1"]}).status_code == 422
    make.evidence(world, BEECH)
    assert all(offer in client.get(address).content.decode() for client in (school, trust))


def test_a_section_that_was_open_on_the_screen_when_it_was_accepted_says_so(world: World) -> None:
    audits.opened(world)
    make.accepted(world, "A1")
    found = audits.return_of(world, ASH)
    school = client_of(world, Role.dsl, ASH)
    answer = school.post(
        reverse("audits:section", args=[found.pk, "A1"]), {"A1.1.was": "", "A1.1.choice": "green", "A1.1.note": ""}
    )
    assert answer.status_code == 409
    assert "A1.1 is not asked any more" in answer.content.decode()


def test_the_head_signs_words_that_say_what_was_accepted_and_the_receipt_repeats_them(world: World) -> None:
    audits.opened(world)
    make.accepted(world, "A1")
    found = audits.submitted(world, ASH)
    school = client_of(world, Role.dsl, ASH)
    receipt = school.get(reverse("audits:receipt", args=[found.pk])).content.decode()
    assert f"{make.CALLED}: A1" in receipt
    office = client_of(world, Role.business_manager, NORTHERN)
    analysis = office.get(reverse("audits:analysis", args=[found.cycle_id]) + "?section=A1").content.decode()
    assert "an outside audit was accepted instead" in analysis
    assert (
        "Accepted from an outside audit"
        in office.get(reverse("audits:analysis_csv", args=[found.cycle_id])).content.decode()
    )


def test_forged_ids_lead_nowhere(world: World) -> None:
    audits.opened(world)
    offer = make.offered(world, make.named(world), ["A1"])
    other = client_of(world, Role.dsl, BEECH)
    for name in ("take_back_outside", "decide_outside", "undo_outside"):
        address = reverse(f"audits:{name}", args=[offer.pk])
        assert other.post(address, {"reason": "Mine."}).status_code in (403, 404)
        assert client_of(world, Role.business_manager, SOUTHERN).post(address).status_code in (403, 404)
    forged = {"outside": "999", "evidence": "x", "sections": ["A1"], "note": ""}
    school = client_of(world, Role.dsl, ASH)
    assert school.post(reverse("audits:outside", args=[offer.audit_return_id]), forged).status_code == 422
    assert school.post(reverse("audits:take_back_outside", args=[offer.pk])).status_code == 302
    assert school.post(reverse("audits:take_back_outside", args=[offer.pk])).status_code == 302


def test_the_list_and_the_offers_cost_few_queries(world: World) -> None:
    audits.opened(world)
    for number in range(5):
        make.named(world, name=f"Review {number}")
    make.accepted(world, "A1")
    found = audits.return_of(world, ASH)
    office = client_of(world, Role.business_manager, NORTHERN)
    for address, most in (
        (reverse("audits:outside_audits"), 9),
        (reverse("audits:outside", args=[found.pk]), 10),
    ):
        office.get(address)
        response, asked = queries_of(office, "get", address)
        assert response.status_code == 200
        assert len(asked) <= most, asked
