"""A setting or a partnership takes away all that is its own: every table named, every row that may be seen."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from concordat.accounts import documents as account_documents
from concordat.accounts.documents import EVERYTHING
from concordat.accounts.models import RoleHeld
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.audits import documents as audit_documents
from concordat.audits import operations, queries
from concordat.audits.evidence_rules import Said as EvidenceSaid
from concordat.audits.vocabulary import EvidenceKind, Sharing
from concordat.core.actor import Actor, acting_as
from concordat.core.clock import now
from concordat.core.documents import files, jobs, kinds
from concordat.core.documents import operations as document_operations
from concordat.core.models import Document, JournalEntry
from concordat.core.problems import NotAllowed, NotFound
from concordat.core.takeaway import registry
from tests.accessible_pdf import require_accessible
from tests.factories import audits, register, resources, support
from tests.web.signed_in import client_of
from tests.world import ASH, BEECH, CEDAR, DAISY, NORTHERN, NOW, SOUTHERN, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@contextmanager
def taken(world: World, actor: Actor, place: str, tmp_path: Path) -> Iterator[zipfile.ZipFile]:
    """The archive of a place as this person gets it."""
    path, told = tmp_path / f"{actor.person_id}.zip", []
    kind = kinds.named(EVERYTHING)
    assert kind.fill is not None
    assert actor.person_id is not None
    with kind.acting(actor.person_id) as again:
        kind.fill(again, world.id(place), "", path, lambda *one: told.append(one))
    assert told
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    with zipfile.ZipFile(path) as found:
        index = json.loads(found.read("index.json"))
        assert {entry["path"] for entry in index["files"]} | {"index.json", "index.html"} == set(found.namelist())
        for entry in index["files"]:
            content = found.read(entry["path"])
            assert hashlib.sha256(content).hexdigest() == entry["sha256"], entry["path"]
        yield found


def rows(found: zipfile.ZipFile, table: str) -> list[dict[str, Any]]:
    """The rows of a table, which are the same in both formats."""
    as_json: list[dict[str, Any]] = json.loads(found.read(f"tables/{table}.json"))
    sheet = list(csv.DictReader(io.StringIO(found.read(f"tables/{table}.csv").decode("utf-8-sig"))))
    assert len(sheet) == len(as_json)
    return as_json


def test_a_head_takes_everything_of_the_setting_and_nothing_else(world: World, tmp_path: Path) -> None:
    audits.opened(world)
    for setting in (ASH, BEECH):
        audits.submitted(world, setting)
    register.a_post(world.id(ASH), world.people[f"dsl of {ASH}"], at=NOW)
    head, ash = world.actor(Role.headteacher, ASH), world.id(ASH)
    own = audits.return_of(world, ASH)
    with acting_as(head):
        answers = len(queries.answers_of(own))
    with acting_as(head), taken(world, head, ASH, tmp_path) as found:
        for table in ("audits_auditreturn", "audits_answer", "audits_signoff", "establishments_staffpost"):
            kept = rows(found, table)
            assert kept, table
            assert {row["establishment_id"] for row in kept} == {ash}, table
        assert len(rows(found, "audits_answer")) == answers
        assert len(rows(found, "accounts_person")) == 5
        assert all("password" not in row for row in rows(found, "accounts_person"))
        assert {row["id"] for row in rows(found, "accounts_organisation")} == {ash}
        tables = {name.removeprefix("tables/").removesuffix(".json") for name in found.namelist() if "tables/" in name}
        tables = {name for name in tables if not name.endswith(".csv")}
        assert tables == {name for name, owned in registry.owned().items() if owned.setting}
        left_out = json.loads(found.read("index.json"))["left_out"]
        assert set(left_out) | tables == set(registry.owned()) | set(registry.left_out())
        papers = [name for name in found.namelist() if name.startswith("papers/")]
        assert sum(name.startswith("papers/return-") for name in papers) == 1
        for name in papers:
            assert found.read(name).startswith(b"%PDF-"), name
        form = next(name for name in found.namelist() if name.startswith("forms/"))
        with acting_as(head):
            asked = queries.form_of(own).questions
        text = found.read(form).decode()
        assert all(json.dumps(one.text, ensure_ascii=False) in text for one in asked.values())


def test_a_business_manager_takes_what_the_partnership_may_read(world: World, tmp_path: Path) -> None:
    audits.opened(world)
    audits.submitted(world, ASH)
    audits.answered(world, BEECH)
    resources.an_offer(world)
    resources.an_offer(world, SOUTHERN)
    manager, northern = world.actor(Role.business_manager, NORTHERN), world.id(NORTHERN)
    with acting_as(manager), taken(world, manager, NORTHERN, tmp_path) as found:
        assert {row["establishment_id"] for row in rows(found, "audits_auditreturn")} == {
            world.id(place) for place in (ASH, BEECH, DAISY)
        }
        assert {row["establishment_id"] for row in rows(found, "audits_answer")} == {world.id(ASH)}  # submitted only
        assert {row["partnership_id"] for row in rows(found, "resources_offer")} == {northern}
        assert "tables/establishments_staffpost.json" not in found.namelist()
        assert any(name.startswith("papers/board-pack-") for name in found.namelist())
        assert any(name.startswith("papers/results-") for name in found.namelist())
        require_accessible(
            found.read(next(name for name in found.namelist() if "board-pack" in name)),
            title="Board pack: School safeguarding audit, 2026 to 2027",
        )


def test_formulas_are_inert_in_the_sheets_and_true_in_json(world: World, tmp_path: Path) -> None:
    hostile = '=HYPERLINK("http://evil.example")'
    resources.an_offer(world, title=hostile, how_to_ask="@SUM(1)\n-2")
    manager = world.actor(Role.business_manager, NORTHERN)
    with acting_as(manager), taken(world, manager, NORTHERN, tmp_path) as found:
        assert rows(found, "resources_offer")[0]["title"] == hostile
        sheet = csv.DictReader(io.StringIO(found.read("tables/resources_offer.csv").decode("utf-8-sig")))
        row = next(iter(sheet))
        assert (row["title"], row["how_to_ask"]) == (f"'{hostile}", "'@SUM(1)\n-2")


def test_who_may_take_everything(world: World) -> None:
    may = {(Role.headteacher, ASH), (Role.dsl, ASH), (Role.business_manager, NORTHERN)}
    for role, place in [
        *may, (Role.governor, ASH), (Role.school_business_manager, ASH), (Role.deputy_dsl, ASH),
        (Role.trust_safeguarding_lead, TRUST), (Role.partnership_administrator, NORTHERN),
        (Role.education_safeguarding_lead, NORTHERN), (Role.partnership_chair, NORTHERN),
    ]:  # fmt: skip
        actor = world.actor(role, place)
        for about in (ASH, NORTHERN, BEECH, CEDAR, SOUTHERN, TRUST):
            with acting_as(actor):
                if (role, place) in may and about == place:
                    assert account_documents._about(actor, world.id(about), "").title
                else:
                    with pytest.raises((NotAllowed, NotFound)):
                        account_documents._about(actor, world.id(about), "")


def test_it_is_made_by_the_worker_streamed_to_the_browser_and_journaled(world: World) -> None:
    head = client_of(world, Role.headteacher, ASH)
    page = head.get(reverse("accounts:everything", args=[world.id(ASH)]))
    assert page.status_code == 200
    asked = head.post(reverse("documents:ask", args=[EVERYTHING, world.id(ASH)]))
    document_id = asked["Location"].rstrip("/").rpartition("/")[2]
    files.tell(UUID(document_id), files.Progress("Writing audits answer", 3, 40))
    waiting = head.get(asked["Location"]).content.decode()
    assert "Writing audits answer" in waiting
    assert 'value="3" max="40"' in waiting
    jobs.make_document(document_id)
    assert files.progress_of(UUID(document_id), told_since=0) is None
    address = reverse("documents:fetch", args=[document_id])
    assert head.head(address).status_code == 200
    response = head.get(address)
    assert response.streaming
    assert response["Content-Disposition"].startswith('attachment; filename="everything-ash-primary-school-')
    content = b"".join(response)
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    with acting_as(Actor.system_named("core.journal_sealer")):
        events = list(JournalEntry.objects.filter(about_id=document_id).order_by("at").values_list("event", flat=True))
    assert events == ["core.document.asked", "core.document.made", "core.document.taken"]
    assert client_of(world, Role.dsl, ASH).get(address).status_code == 404  # another person of the same school


def test_a_leaver_gets_nothing(world: World, tmp_path: Path) -> None:
    """The job acts with the roles held when it runs."""
    head = world.actor(Role.headteacher, ASH)
    with acting_as(head):
        document = document_operations.ask_document(
            kind=EVERYTHING, about_id=world.id(ASH), variant="", by=head, at=now()
        )
    assert head.person_id is not None
    with acting_as(FOUNDER):
        RoleHeld.objects.filter(person_id=head.person_id).update(ends_at=NOW)
    jobs.make_document(str(document.pk))
    with acting_as(document_operations.MAKER):
        assert Document.objects.get(pk=document.pk).state == "failed"


def test_the_inspection_pack_holds_what_an_inspector_asks_for(world: World, tmp_path: Path) -> None:
    audits.opened(world)
    found = audits.submitted(world, ASH)
    audits.submitted(world, BEECH)
    register.a_post(world.id(ASH), world.people[f"dsl of {ASH}"], at=NOW)
    head, path = world.actor(Role.headteacher, ASH), tmp_path / "pack.zip"
    with acting_as(head):
        audit_documents._fill_inspection(head, world.id(ASH), "", path, lambda *told: None)
        plan = [
            row
            for value in queries.values_of(queries.answers_of(found)).values()
            for row in value.get("rows", [])
            if "what_will_be_done" in row
        ]
    with zipfile.ZipFile(path) as pack:
        names = pack.namelist()

        def sheet(name: str) -> list[dict[str, str]]:
            return list(csv.DictReader(io.StringIO(pack.read(f"{name}.csv").decode("utf-8-sig"))))

        assert [row["Receipt"] for row in sheet("returns")] == [found.receipt]
        assert {row["As"] for row in sheet("signatures")} == {"Head or principal", "Chair of governors or board lead"}
        assert [row["Action"] for row in sheet("action-plan")] == [row["what_will_be_done"] for row in plan]
        assert [row["Name"] for row in sheet("posts-and-training")] == [f"dsl of {ASH}"]
        assert sheet("evidence-index") == []
        assert sum(name.startswith("papers/return-") for name in names) == 1
        assert sum(name.startswith("papers/receipt-") for name in names) == 1
        assert sum(name.startswith("papers/governors-report-") for name in names) == 3
        assert {"index.html", "index.json"} <= set(names)
    for role, place in ((Role.headteacher, BEECH), (Role.business_manager, NORTHERN)):
        actor = world.actor(role, place)
        with acting_as(actor), pytest.raises((NotAllowed, NotFound)):
            audit_documents._about_inspection(actor, world.id(ASH), "")


def test_evidence_goes_into_the_pack_by_title_only(world: World, tmp_path: Path) -> None:
    audits.opened(world)
    found, dsl = audits.return_of(world, ASH), world.actor(Role.dsl, ASH)
    audits.answered(world, ASH)
    with acting_as(dsl):
        link = "https://intranet.example/minutes"
        said = EvidenceSaid(kind=EvidenceKind.link, title="Minutes of the board", link=link)
        operations.add_evidence(audit_return=found, question="A1.2", said=said, shared=Sharing.setting, by=dsl, at=NOW)
        audit_documents._fill_inspection(dsl, world.id(ASH), "", tmp_path / "pack.zip", lambda *told: None)
    with zipfile.ZipFile(tmp_path / "pack.zip") as pack:
        sheet = pack.read("evidence-index.csv").decode("utf-8-sig")
    assert "Minutes of the board" in sheet
    assert "intranet.example" not in sheet


def test_a_setting_takes_what_it_asked_and_was_answered_and_no_note_of_the_team(world: World, tmp_path: Path) -> None:
    asked = support.a_request(world)
    support.an_answer(world, asked)
    support.a_note(world, asked)
    support.a_call(world)
    support.a_request(world, BEECH)
    head, manager = world.actor(Role.headteacher, ASH), world.actor(Role.business_manager, NORTHERN)
    with acting_as(head), taken(world, head, ASH, tmp_path) as found:
        assert [row["id"] for row in rows(found, "support_helprequest")] == [asked.pk]
        assert [row["words"] for row in rows(found, "support_answer")] == ["Yes: it is in the library."]
        everything = b"".join(found.read(name) for name in found.namelist())
        assert b"Secret of the team" not in everything
        assert b"Where is section B" not in everything
    with acting_as(manager), taken(world, manager, NORTHERN, tmp_path) as found:
        assert [row["words"] for row in rows(found, "support_internalnote")] == ["Secret of the team"]
        assert len(rows(found, "support_call")) == 1
