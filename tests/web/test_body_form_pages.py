"""A body's file is brought in, its cells and words are named, and a setting fills and downloads it."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from concordat.audits.models import BodyForm
from concordat.audits.operations.body_answers import Typed
from concordat.core.actor import acting_as
from concordat.core.clock import now
from concordat.core.strength import Strength
from concordat.lib.filled_files import read
from tests.factories import audits, body_files, body_forms, carrying
from tests.factories.carrying import AUDIT
from tests.web.signed_in import client_of
from tests.web.test_audit_pages import queries_of
from tests.world import ASH, BEECH, NORTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NAMES = {"title": "Fairshire audit", "body": "Fairshire Council"}


def said(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.content.decode()[:3000]
    return html.unescape(" ".join(response.content.decode().split()))


def sent(content: bytes | None = None, name: str = "fairshire audit.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body_files.workbook() if content is None else content)


def fields(body: str) -> dict[str, str]:
    """What a page's form would send as it stands."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", body):
        about = dict(re.findall(r'(\w[\w-]*)="([^"]*)"', tag))
        is_box = about.get("type") in ("checkbox", "radio")
        if "name" in about and (not is_box or re.search(r"\schecked", tag)):
            found[about["name"]] = about.get("value", "on")
    for name, inner in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', body):
        chosen = re.search(r'<option value="([^"]*)" selected', inner)
        found[name] = chosen[1] if chosen else ""
    return found


def test_a_file_comes_in_once_and_a_setting_gets_it_back_filled(world: World) -> None:
    audits.opened(world, at=now())
    carrying.signed(world, {}, at=now(), ask=False)
    manager = client_of(world, Role.business_manager, NORTHERN)
    assert reverse("audits:body_forms") in said(manager.get(reverse("audits:cycles")))
    new = reverse("audits:bring_in_body_form", args=[world.id(NORTHERN)])
    assert new in said(manager.get(reverse("audits:body_forms")))
    cells = manager.post(new, {**NAMES, "file": sent()})["Location"]
    body = said(manager.get(cells))
    typed = fields(body)
    assert [typed[f"g0-{name}"] for name in ("use", "question", "answer", "comment", "first", "last")] == [
        "on", "B", "C", "D", "3", "8",
    ]  # fmt: skip
    assert "A named person leads on safeguarding" in body and "g1-use" not in typed  # the sheet with the chart
    words = manager.post(cells, typed)["Location"]
    body = said(manager.get(words))
    assert "5 questions found" in body and "Audit!C4, comment Audit!D4" in body
    assert {name: fields(body)[name] for name in ("green", "amber", "red", "na")} == {
        "green": "Yes", "amber": "Partly", "red": "No", "na": "",
    }  # fmt: skip
    one = manager.post(words, fields(body))["Location"]
    with acting_as(body_forms.manager(world)):
        made = BodyForm.objects.get()
    assert reverse("questionnaires:tags", args=[made.form_version_id]) in said(manager.get(one))
    code, *_ = body_forms.rated_codes(world)
    carrying.released(world, AUDIT, {code: ["CUL-01"]})
    body_forms.tagged(world, made, {"Q1": ["CUL-01"]})
    ask = reverse("audits:body_form_ask", args=[made.pk])
    assert "Did you mean" in said(manager.post(ask, {"who": "some", "names": "Asch Primary"}), 422)
    assert manager.post(ask, {"who": "some", "names": f"{ASH}\n{BEECH}"})["Location"] == one
    assert "Settings that are asked (2)" in said(manager.get(one))

    dsl = client_of(world, Role.dsl, ASH)
    mine = said(dsl.get(reverse("audits:mine")))
    assert "Forms of other bodies" in mine and "your signed answers fill 1 of 5 questions" in mine
    (fill,) = set(re.findall(r'href="(/audits/other-bodies/asked/\d+/)"', mine))
    body = said(dsl.get(fill))
    assert "1 answer ready" in body and f"From your return to {NORTHERN}" in body and f": {code} " in body
    assert "Choose an answer" in said(dsl.post(fill, {}), 422)
    assert dsl.post(fill, {"confirm": "Q1", **fields(body)})["Location"] == fill
    assert "0 answers ready" in said(dsl.get(fill))
    section = f"{fill}sections/1/"
    body = said(dsl.get(section))
    assert "asks the same. Confirmed by" in body
    given = fields(body) | {"Q2.word": "Partly", "Q2.comment": "=being written", "Q5.word": "Met"}
    assert "Choose one of the answers" in said(dsl.post(section, given | {"Q5.word": "Yes"}), 422)
    assert dsl.post(section, given)["Location"] == fill
    body = said(dsl.post(section, given | {"Q2.word": "No"}), 422)  # shown before somebody answered
    assert "Somebody answered Q2 while you were reading: “Partly”" in body and "=being written" in body
    file = dsl.get(f"{fill}file")
    assert file["Content-Disposition"] == 'attachment; filename="fairshire audit.xlsx"'
    found = read(file.content)
    texts = [found.at(f"Audit!{place}").text for place in ("C4", "C5", "C6", "D5", "C8")]  # type: ignore[union-attr]
    assert texts == ["Yes", "Partly", "", "=being written", "Met"]
    weaker = client_of(world, Role.dsl, ASH, shown=Strength.organisational)
    assert weaker.get(f"{fill}file")["Location"].startswith("/account/step-up/")
    assert client_of(world, Role.dsl, BEECH).get(fill).status_code == 404
    assert manager.get(fill).status_code in (403, 404)
    for address, most in ((reverse("audits:body_forms"), 16), (fill, 16), (section, 16)):
        _, queries = queries_of(dsl, "get", address)
        assert len(queries) <= most, (address, len(queries), queries)

    end = reverse("audits:end_body_form", args=[made.pk])
    assert manager.post(end)["Location"] == reverse("audits:body_forms")
    assert "This form is over" in said(dsl.get(fill)) and dsl.get(f"{fill}file").status_code == 200
    assert "is over" in said(dsl.post(section, given | {"Q3.word": "Yes"}), 422)


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(world: World) -> None:
    manager = client_of(world, Role.business_manager, NORTHERN)
    new = reverse("audits:bring_in_body_form", args=[world.id(NORTHERN)])
    macros = body_files.packed(body_files.parts(body_files.workbook()) | {"xl/vbaProject.bin": b"x"})
    body = said(manager.post(new, {**NAMES, "file": sent(macros)}), 422)
    assert "holds macros" in body and 'value="Fairshire audit"' in body
    assert "Choose their file" in said(manager.post(new, NAMES), 422)
    made = body_forms.brought_in(world, body_files.document(), name="audit.docx", at=now())
    cells = reverse("audits:body_form_cells", args=[made.pk])
    typed = fields(said(manager.get(cells)))
    assert (typed["g0-question"], typed["g0-answer"], typed["g0-comment"]) == ("A", "B", "C")
    body = said(manager.post(cells, typed | {"g0-answer": "A", "g0-left_out": "x"}), 422)
    assert "another column than the questions" in body and "Write rows as numbers" in body
    assert "No question with an answer cell" in said(manager.post(cells, typed | {"g0-answer": "F"}), 422)
    words = manager.post(cells, typed)["Location"]
    same = {"green": "Met", "amber": "Met", "red": "", "na": ""}
    assert "stands for two meanings" in said(manager.post(words, same), 422)
    assert "for “In place”" in said(manager.post(words, {**same, "green": ""}), 422)
    assert "Choose one of the words" in said(manager.post(words, {**same, "amber": "Maybe"}), 422)
    assert "Say first which cells" in said(
        manager.post(reverse("audits:body_form_ask", args=[made.pk]), {"who": "all"}), 422
    )
    for role, place in ((Role.dsl, ASH), (Role.education_safeguarding_lead, NORTHERN)):
        other = client_of(world, role, place)
        for address in (new, cells, words):
            assert other.get(address).status_code in (403, 404)
            assert other.post(address, typed).status_code in (403, 404)


def test_a_word_form_is_filled_in_words_of_one_s_own(world: World) -> None:
    audits.opened(world, at=now())
    free = body_files.without_lists()
    made = body_forms.settled(world, free, name="audit.docx", at=now())
    before = body_forms.asked(world, made, at=now())
    dsl = client_of(world, Role.dsl, ASH)
    section = reverse("audits:body_section", args=[before.pk, 1])
    given = fields(said(dsl.get(section))) | {"Q1.word": "other", "Q1.other": "Since May, see policy", "Q2.word": "Yes"}
    assert dsl.post(section, given).status_code == 302
    body = said(dsl.get(section))
    assert "Since May, see policy" in body
    kept = body_forms.typed(world, before, {"Q1": Typed("Since May, see policy", "", 1)}, at=now())
    assert kept.kept == ()
    found = read(dsl.get(reverse("audits:body_file", args=[before.pk])).content)
    assert found.at("Table 1!B2").text == "Since May, see policy"  # type: ignore[union-attr]
