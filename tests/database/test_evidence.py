"""Evidence: added, looked at, shared, taken back; nobody outside its sharing gets it by any address."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from concordat.accounts.vocabulary import Role
from concordat.audits import access, jobs, operations, queries
from concordat.audits.evidence_rules import Said, why_not
from concordat.audits.models import AuditReturn, Evidence, EvidenceContent
from concordat.audits.operations.evidence import EvidenceNotPossible
from concordat.audits.rules import NotYet
from concordat.audits.vocabulary import EvidenceKind, FileState, Sharing
from concordat.core import clock, kept_files, places
from concordat.core.actor import acting_as
from concordat.core.problems import NotAllowed, NotFound
from tests.factories import audits
from tests.factories import hostile_files as hostile
from tests.web.signed_in import client_of
from tests.web.test_audit_pages import queries_of
from tests.world import ASH, BEECH, CEDAR, NORTHERN, NOW, SETTING_ROLES, SOUTHERN, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FILE = Said(EvidenceKind.file, "Child protection policy", dated_on=date(2026, 9, 1), review_by=date(2027, 9, 1))
LINK = Said(EvidenceKind.link, "Policy on the website", link="https://ash.example/policy")
SEEN = Said(
    EvidenceKind.seen, "Single central record", seen="Every line", seen_by="The chair", seen_on=date(2026, 10, 5)
)
PARTNERSHIP_ROLES = (
    Role.business_manager,
    Role.education_safeguarding_lead,
    Role.independent_scrutineer,
    Role.analyst,
    Role.partnership_chair,
)
SOMEBODY = [
    *((role, ASH) for role in SETTING_ROLES),
    *((role, BEECH) for role in SETTING_ROLES),
    (Role.trust_safeguarding_lead, TRUST),
    *((role, NORTHERN) for role in PARTNERSHIP_ROLES),
    *((role, SOUTHERN) for role in PARTNERSHIP_ROLES),
]


def add(
    world: World,
    setting: str,
    said: Said = FILE,
    *,
    shared: Sharing = Sharing.setting,
    file: tuple[str, bytes] | None = None,
    checked: bool = True,
) -> Evidence:
    dsl, found = world.actor(Role.dsl, setting), audits.return_of(world, setting)
    sent = file or ("policy.pdf", hostile.pdf()) if said.kind is EvidenceKind.file else None
    with acting_as(dsl):
        made = operations.add_evidence(
            audit_return=found, question="A1.1", said=said, shared=shared, file=sent, by=dsl, at=NOW
        )
    if checked and sent:
        jobs.check_evidence(str(made.pk))
    return made


def content(world: World, evidence: Evidence, role: Role = Role.dsl, place: str = ASH) -> EvidenceContent:
    actor = world.actor(role, place)
    with acting_as(actor):
        return queries.content_for(actor, evidence.pk)


def test_a_file_waits_until_it_was_looked_at_and_lies_encrypted(world: World) -> None:
    audits.opened(world)
    evidence = add(world, ASH, file=("..\\policy.pdf", hostile.pdf(hostile.with_author)), checked=False)
    assert content(world, evidence).file_state == FileState.waiting
    dsl = client_of(world, Role.dsl, ASH)
    address = reverse("audits:evidence_file", args=[evidence.pk])
    assert dsl.get(address).status_code == 404
    jobs.check_evidence(str(evidence.pk))
    jobs.check_evidence(str(evidence.pk))  # a worker that was killed begins anew
    found = content(world, evidence)
    assert (found.file_state, found.file_name, found.file_kind) == (FileState.checked, "policy.pdf", "pdf")
    on_disk = (places.kept_files() / str(evidence.pk)).read_bytes()
    assert b"%PDF" not in on_disk
    assert (places.kept_files() / str(evidence.pk)).stat().st_mode & 0o777 == 0o600
    response = dsl.get(address)
    assert response.content.startswith(b"%PDF")
    assert response["Content-Disposition"] == 'attachment; filename="policy.pdf"'
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]
    assert hostile.SECRET not in response.content


@pytest.mark.parametrize("case", ["macros", "a web page called png", "a PDF with a password"])
def test_a_refused_file_says_why_and_is_gone(world: World, case: str) -> None:
    audits.opened(world)
    name, make = hostile.REFUSED[case]
    evidence = add(world, ASH, file=(name, make()))
    found = content(world, evidence)
    assert found.file_state == FileState.refused
    assert found.file_says.endswith(".")
    jobs.remove_file(str(evidence.pk))
    assert not (places.kept_files() / str(evidence.pk)).exists()
    page = client_of(world, Role.dsl, ASH).get(reverse("audits:evidence", args=[evidence.audit_return_id]))
    assert found.file_says in page.content.decode().replace("&#x27;", "'")


def test_a_file_that_was_changed_on_the_disk_is_not_given_out(world: World) -> None:
    audits.opened(world)
    first, second = add(world, ASH), add(world, ASH)
    folder = places.kept_files()
    (folder / str(first.pk)).write_bytes((folder / str(second.pk)).read_bytes())  # another one's file in its place
    with pytest.raises(kept_files.FileIsGone):
        kept_files.content_of(first.pk)
    client = client_of(world, Role.dsl, ASH)
    assert client.get(reverse("audits:evidence_file", args=[first.pk])).status_code == 404
    assert client.get(reverse("audits:evidence_file", args=[second.pk])).status_code == 200


@pytest.mark.parametrize("submitted", [False, True])
@pytest.mark.parametrize("shared", list(Sharing))
def test_nobody_outside_its_sharing_gets_it_by_any_address(world: World, shared: Sharing, submitted: bool) -> None:
    audits.opened(world)
    evidence = add(world, BEECH, shared=shared)  # Beech belongs to the trust
    if submitted:
        audits.submitted(world, BEECH)
    secret = kept_files.content_of(evidence.pk)
    may = {f"{role} {BEECH}" for role in SETTING_ROLES if role != Role.school_business_manager}
    if shared in (Sharing.trust, Sharing.partnership):
        may.add(f"{Role.trust_safeguarding_lead} {TRUST}")
    if shared is Sharing.partnership and submitted:
        desk = (Role.business_manager, Role.education_safeguarding_lead, Role.independent_scrutineer)
        may |= {f"{role} {NORTHERN}" for role in desk}
    got = set()
    for role, place in SOMEBODY:
        client = client_of(world, role, place)
        for route in ("audits:evidence_file", "audits:one_evidence", "audits:take_back_evidence"):
            response = client.get(reverse(route, args=[evidence.pk]))
            if secret in response.content or "policy.pdf" in response.content.decode(errors="replace"):
                got.add(f"{role} {place}")
        listed = client.get(reverse("audits:evidence", args=[evidence.audit_return_id]))
        if "policy.pdf" in listed.content.decode(errors="replace"):
            got.add(f"{role} {place}")
    assert got == may


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(
    who=st.sampled_from(SOMEBODY),
    cases=st.lists(st.tuples(st.sampled_from([ASH, BEECH]), st.sampled_from(list(Sharing))), max_size=4),
    submit=st.booleans(),
)
def test_python_and_the_database_agree_on_who_sees_what(
    world: World, who: tuple[Role, str], cases: list[tuple[str, Sharing]], submit: bool
) -> None:
    with transaction.atomic():
        audits.opened(world)
        for setting, shared in cases:
            add(world, setting, LINK, shared=shared)
        if submit:
            audits.submitted(world, BEECH)
        actor = world.actor(*who)
        with acting_as(actor):
            listed = set(access.visible_evidence(actor).values_list("pk", flat=True))
            opened = set(access.visible_contents(actor).values_list("pk", flat=True))
            assert listed == set(Evidence.objects.values_list("pk", flat=True))
            assert opened == set(EvidenceContent.objects.values_list("pk", flat=True))
            assert opened <= listed
        transaction.set_rollback(True)


def test_the_partnership_knows_that_there_is_evidence_and_not_what_it_says(world: World) -> None:
    audits.opened(world)
    evidence = add(world, ASH, SEEN)
    audits.submitted(world, ASH)
    page = client_of(world, Role.business_manager, NORTHERN).get(
        reverse("audits:read", args=[evidence.audit_return_id])
    )
    body = page.content.decode()
    assert "Single central record" in body
    assert "has not opened it to you" in body
    assert "Every line" not in body


def test_sharing_is_changed_by_those_who_lead_and_works_at_once(world: World) -> None:
    audits.opened(world)
    evidence = add(world, ASH, LINK)
    audits.submitted(world, ASH)
    office = client_of(world, Role.business_manager, NORTHERN)
    page = reverse("audits:one_evidence", args=[evidence.pk])
    assert "ash.example" not in office.get(page).content.decode()
    assert office.post(page, {"shared": "partnership"}).status_code == 403
    assert client_of(world, Role.governor, ASH).post(page, {"shared": "partnership"}).status_code == 403
    head = client_of(world, Role.headteacher, ASH)
    assert head.post(page, {"shared": "everybody"}).status_code == 422
    assert head.post(page, {"shared": "partnership"}).status_code == 302
    assert "ash.example" in office.get(page).content.decode()
    assert head.post(page, {"shared": "setting"}).status_code == 302
    assert "ash.example" not in office.get(page).content.decode()


def test_what_is_taken_back_is_deleted(world: World) -> None:
    audits.opened(world)
    evidence = add(world, ASH)
    client = client_of(world, Role.dsl, ASH)
    assert client.post(reverse("audits:take_back_evidence", args=[evidence.pk])).status_code == 302
    jobs.remove_file(str(evidence.pk))
    assert not (places.kept_files() / str(evidence.pk)).exists()
    assert client.get(reverse("audits:one_evidence", args=[evidence.pk])).status_code == 404
    assert client.get(reverse("audits:evidence_file", args=[evidence.pk])).status_code == 404
    with pytest.raises(NotFound):
        content(world, evidence)


def test_a_file_that_stands_is_never_removed_by_a_late_job(world: World) -> None:
    audits.opened(world)
    evidence = add(world, ASH)
    jobs.remove_file(str(evidence.pk))
    assert (places.kept_files() / str(evidence.pk)).exists()
    jobs.remove_file(str(uuid4()))


def test_refusals(world: World) -> None:
    audits.opened(world)
    dsl, found = world.actor(Role.dsl, ASH), audits.return_of(world, ASH)

    def tried(said: Said, *, question: str = "A1.1", file: tuple[str, bytes] | None = None) -> None:
        with acting_as(dsl):
            operations.add_evidence(
                audit_return=found, question=question, said=said, shared=Sharing.setting, file=file, by=dsl, at=NOW
            )

    for said in (
        Said(EvidenceKind.link, "x", link="javascript:alert(1)"),
        Said(EvidenceKind.link, " ", link=LINK.link),
    ):
        with pytest.raises(EvidenceNotPossible):
            tried(said)
    with pytest.raises(EvidenceNotPossible, match="Choose a file"):
        tried(FILE)
    with pytest.raises(EvidenceNotPossible, match="not of this form"):
        tried(LINK, question="Z9.9")
    for nobody in (world.actor(Role.dsl, BEECH), world.actor(Role.business_manager, NORTHERN)):
        with acting_as(nobody), pytest.raises(NotAllowed):
            operations.add_evidence(
                audit_return=found, question="", said=LINK, shared=Sharing.setting, by=nobody, at=NOW
            )
    late = audits.submitted(world, ASH)
    with acting_as(dsl), pytest.raises(NotYet):
        operations.add_evidence(audit_return=late, question="", said=LINK, shared=Sharing.setting, by=dsl, at=NOW)


@pytest.mark.parametrize(
    "link",
    [
        "http://ash.example/policy", "javascript:alert(1)", "data:text/html,x", "https://", "https://localhost/x",
        "https://user:secret@ash.example/", "https://ash.example/a b", "ftp://ash.example/", "//ash.example", "https://[",
        "https://ash.example:99999/",
    ],
)  # fmt: skip
def test_only_plain_addresses_of_the_web_are_links(link: str) -> None:
    assert why_not(Said(EvidenceKind.link, "Policy", link=link), today=NOW.date()) != ""
    assert why_not(LINK, today=NOW.date()) == ""


def test_the_database_takes_no_forged_evidence(world: World) -> None:
    audits.opened(world)
    found: AuditReturn = audits.return_of(world, ASH)
    for role, place in ((Role.dsl, BEECH), (Role.business_manager, NORTHERN), (Role.dsl, CEDAR)):
        actor = world.actor(role, place)
        with acting_as(actor), pytest.raises(DatabaseError), transaction.atomic():
            Evidence.objects.create(
                id=uuid4(),
                audit_return_id=found.pk,
                establishment_id=found.establishment_id,
                partnership_id=found.partnership_id,
                kind="link",
                title="Forged",
                added_by_id=actor.person_id or 0,
                added_name="Forged",
                added_at=NOW,
            )


def test_a_file_comes_through_the_page_and_300_mb_do_not(world: World, tmp_path: Path) -> None:
    audits.opened(world)
    found = audits.return_of(world, ASH)
    client, address = client_of(world, Role.dsl, ASH), reverse("audits:add_evidence", args=[found.pk])
    given = {"question": "A1.1", "kind": "file", "title": "Policy", "shared": "setting"}
    sent = client.post(address, given | {"file": SimpleUploadedFile("policy.pdf", hostile.pdf(), "text/html")})
    assert sent.status_code == 302
    with acting_as(world.actor(Role.dsl, ASH)):
        (evidence,) = Evidence.objects.all()
    jobs.check_evidence(str(evidence.pk))
    assert content(world, evidence).file_kind == "pdf"
    large = tmp_path / "large.pdf"
    with large.open("wb") as file:
        file.truncate(300 * 1024 * 1024)
    with large.open("rb") as file:
        refused = client.post(address, given | {"title": "Kept title", "file": file})
    assert refused.status_code == 422
    body = refused.content.decode()
    assert "larger than 20 MB" in body
    assert "Kept title" in body
    with acting_as(world.actor(Role.dsl, ASH)):
        assert Evidence.objects.count() == 1


def test_what_lists_of_evidence_cost_does_not_grow(world: World) -> None:
    audits.opened(world)
    found = audits.return_of(world, ASH)
    client, address = client_of(world, Role.dsl, ASH), reverse("audits:evidence", args=[found.pk])
    counts = []
    for more in (1, 8):
        for _ in range(more):
            add(world, ASH, LINK)
        client.get(address)
        counts.append(len(queries_of(client, "get", address)[1]))
    assert counts[0] == counts[1] <= 8


def test_an_id_that_is_none_is_not_found(world: World) -> None:
    actor = world.actor(Role.dsl, ASH)
    with acting_as(actor), pytest.raises(NotFound):
        queries.evidence_for(actor, UUID(int=0))


def test_evidence_that_runs_out_stands_on_the_first_page_of_the_school(world: World) -> None:
    audits.opened(world)
    add(world, ASH, LINK)
    client = client_of(world, Role.dsl, ASH)
    assert "Review evidence" not in client.get("/").content.decode()
    soon = Said(EvidenceKind.link, "Policy", link=LINK.link, review_by=clock.today() + timedelta(days=20))
    add(world, ASH, soon)
    response, asked = queries_of(client, "get", "/")
    assert "Review evidence" in response.content.decode()
    assert len([sql for sql in asked if "core_databasemark" not in sql]) <= 10
