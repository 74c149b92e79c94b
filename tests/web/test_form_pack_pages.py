"""Form Packs go out and come in through the pages; a regional core is extended by several partnerships."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from concordat.accounts.vocabulary import Role
from concordat.core.actor import Actor, acting_as
from concordat.lib import form_logic
from concordat.questionnaires import library, packing, packs, queries, sheets, tags
from concordat.questionnaires.models import FormVersion
from concordat.questionnaires.vocabulary import LIBRARY
from tests.factories import tagging as tagging_factory
from tests.web.publishing import publish
from tests.web.signed_in import client_of
from tests.world import ASH, NORTHERN, NOW, SOUTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SHORT = "short-provider-return"


def office(world: World, place: str = NORTHERN) -> Client:
    return client_of(world, Role.business_manager, place)


def version_of(code: str) -> FormVersion:
    with acting_as(Actor.system_named(LIBRARY), at=NOW):
        return queries.published_version(code)


def upload(client: Client, content: bytes, name: str, **said: Any) -> Any:
    given = {"code": "", "title": "", "edition": "2027", "licence": "", "core": ""} | said
    return client.post("/forms/import/", given | {"file": SimpleUploadedFile(name, content)})


def manifest(content: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        said: dict[str, Any] = json.loads(archive.read("manifest.json"))
    return said


def with_extras(count: int) -> bytes:
    """The short return with questions of our own."""
    text = sheets.form_to_csv(library.form(SHORT))
    own = "".join(f"X{n},X,Ours,What else {n}?,,text,,,,,,,all,,,no\n" for n in range(1, count + 1))
    return (text + own).encode()


def test_a_pack_goes_out_and_comes_in_with_its_licence(world: World) -> None:
    page = f"/forms/{version_of(SHORT).pk}"
    content = office(world).get(f"{page}/pack.zip").content
    assert content == office(world).get(f"{page}/pack.zip").content
    said = manifest(content)
    assert (said["licence"], said["form"]["questions"], said["tags"], said["core"]) == ("Apache-2.0", 15, None, None)
    response = upload(office(world), content, "pack.zip", code="ours", title="Ours")
    assert response.status_code == 302, response.content.decode()
    back = office(world).get(f"{response['Location']}pack.zip").content
    assert manifest(back)["licence"] == "Apache-2.0"
    assert list(packs.read(back).form.questions) == list(packs.read(content).form.questions)
    assert packs.read(back).expectations == packs.read(content).expectations


def test_a_pack_names_the_release_of_its_tags(world: World) -> None:
    work = tagging_factory.opened(world, version_of(SHORT).pk)
    work.agree("S2", ["DSL-03"])
    work.check("S2")
    released = work.release()
    content = client_of(world, Role.dsl, ASH).get(f"/forms/{work.tagging.version_id}/pack.zip").content
    assert manifest(content)["tags"] == {"number": 1, "digest": released.digest}
    rows = {row["subject_id"]: row for row in packs.read(content).crosswalk}
    assert rows[f"sg:{SHORT}/1/S2"]["predicate_id"] == "skos:exactMatch"
    assert rows[f"sg:{SHORT}/1/S2"]["comment"] == "agreed, complete"


def test_a_hostile_pack_is_refused_on_the_page(world: World) -> None:
    response = upload(office(world), b"PK\x03\x04 nothing", "pack.zip")
    assert response.status_code == 422
    assert "This is not a Form Pack" in response.content.decode()


def test_a_core_is_extended_by_two_partnerships_and_shares_its_tags(world: World) -> None:
    core = version_of(SHORT)
    pages = []
    for place in (NORTHERN, SOUTHERN):
        client = office(world, place)
        code = "north" if place == NORTHERN else "south"
        response = upload(client, with_extras(2), "ours.csv", code=code, title=code.title(), core=core.pk)
        assert response.status_code == 302, response.content.decode()
        pages.append(response["Location"])
        body = client.get(response["Location"]).content.decode()
        assert "Short return" in body and "2 of 15 at most: X1, X2" in body
    work = tagging_factory.opened(world, core.pk)
    work.agree("S2", ["DSL-03"])
    work.check("S2")
    work.release()
    for place, page in zip((NORTHERN, SOUTHERN), pages, strict=True):
        number = int(page.split("/")[2])
        with acting_as(world.actor(Role.business_manager, place), at=NOW):
            form = tags.forms_for([number])[number]
        assert form.question("S2").complete
        assert not form.question("S3").agreed and not form.question("X1").expectations
    said = manifest(office(world).get(f"{pages[0]}pack.zip").content)
    assert said["core"] == {"code": SHORT, "number": core.number, "digest": core.digest}


def test_too_many_extras_and_a_changed_core_are_refused(world: World) -> None:
    core = version_of(SHORT).pk
    many = upload(office(world), with_extras(16), "ours.csv", core=core)
    assert many.status_code == 422 and "16 questions of its own" in many.content.decode()
    changed = with_extras(1).replace(b"There is cover when", b"There is help when")
    assert "S2 is asked in another way" in upload(office(world), changed, "ours.csv", core=core).content.decode()
    forged = upload(office(world), with_extras(1), "ours.csv", core="999999")
    assert forged.status_code == 422


def test_a_pack_that_extends_what_is_not_here_says_what_to_bring_in(world: World) -> None:
    drafted = packing.drafted_pack(SHORT, at=NOW.date())
    extended = replace(drafted, core=packs.Core("elsewhere", 3, "0" * 64))
    response = upload(office(world), packs.written(extended), "pack.zip", code="ours")
    assert response.status_code == 422
    assert "elsewhere”, version 3, which is not here" in response.content.decode()


def test_the_core_of_a_published_version_is_frozen(world: World) -> None:
    core = version_of(SHORT).pk
    page = upload(office(world), with_extras(1), "ours.csv", code="ours", core=core)["Location"]
    assert publish(office(world), page).status_code == 302
    number = int(page.split("/")[2])
    with acting_as(world.actor(Role.business_manager, NORTHERN), at=NOW):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            FormVersion.objects.filter(pk=number).update(core=None)
        assert form_logic.digest(queries.form_of(number)) == FormVersion.objects.get(pk=number).digest
