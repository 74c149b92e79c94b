"""A body's own form: brought in, filled from signed answers that a person confirmed, and never a source itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from concordat.accounts.vocabulary import Role
from concordat.audits import others_access
from concordat.audits.carrying.standing import answers_at
from concordat.audits.models import BodyAnswer, BodyForm, BodyFormAsked
from concordat.audits.operations import body_answers, others
from concordat.audits.operations.body_answers import Typed
from concordat.audits.operations.others import BodyFormNotPossible
from concordat.audits.others import find, templates
from concordat.core import kept_files
from concordat.core.actor import acting_as
from concordat.core.problems import NotAllowed, NotFound
from concordat.core.uploaded_workbooks import RefusedFile
from concordat.lib.filled_files import read
from concordat.questionnaires import queries as questionnaire_queries
from tests.factories import audits, body_files, body_forms, carrying, hostile_files, trusts
from tests.factories.body_forms import WORD_WORDS
from tests.factories.carrying import AUDIT
from tests.world import ASH, BEECH, CEDAR, DAISY, NORTHERN, NOW, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TAGS = {"Q1": ["CUL-01"], "Q2": ["CUL-02"], "Q3": ["CUL-01", "CUL-02"], "Q4": ["CUL-03"], "Q5": ["CUL-01"]}


def test_what_is_signed_is_ready_confirmed_and_stands_in_the_body_s_own_file(world: World) -> None:
    green, amber, *_ = body_forms.rated_codes(world)
    unsigned = carrying.said(world, {amber: "amber"})
    carrying.released(world, AUDIT, {green: ["CUL-01"], amber: ["CUL-02"]})
    made = body_forms.settled(world)
    body_forms.tagged(world, made, TAGS)
    before = body_forms.asked(world, made)
    assert not body_forms.known(world, before).to_confirm  # nobody has signed
    audits.signed_and_submitted(world, ASH, at=NOW)
    known = body_forms.known(world, before)
    # Equal and green is ready; amber, subset and what nobody answered are not. C8 takes “Met” and never “Yes”.
    assert list(known.to_confirm) == ["Q1"]
    assert known.suggestions("Q3") and "Q5" not in known.ready
    assert body_files.parts(body_forms.downloaded(world, before)) == body_files.parts(
        templates.safe(body_files.workbook(), "a.xlsx")[0].content
    )  # nothing is filled that nobody confirmed
    assert body_forms.confirmed(world, before).kept == ("Q1",)
    assert body_forms.confirmed(world, before).kept == ()
    said = {"Q2": Typed("Partly", "Being written"), "Q5": Typed("Not met", "")}
    assert set(body_forms.typed(world, before, said).kept) == {"Q2", "Q5"}
    found = read(body_forms.downloaded(world, before))
    assert [found.at(f"Audit!{one}").text for one in ("C4", "C5", "C6", "D5", "C8")] == [  # type: ignore[union-attr]
        "Yes", "Partly", "", "Being written", "Not met",
    ]  # fmt: skip
    kept = body_forms.answers(world, before)
    (source,) = kept["Q1"].source
    assert source["return"] == unsigned.pk and source["question"] == green and source["rule"] == "equal"
    assert kept["Q2"].source == [] and kept["Q1"].answered_name
    # A year later the source is too old: what stands stays, and the page says so.
    later = NOW + timedelta(days=400)
    old = body_forms.known(world, before, at=later)
    assert not old.ready and old.changed == ["Q1"] and old.is_answered("Q1")
    # No chains: what was filled here is ready nowhere else.
    target = carrying.asked_again(world)
    with acting_as(world.actor(Role.dsl, ASH)):
        assert {one.return_id for one in answers_at(world.actor(Role.dsl, ASH), target).values()} == {unsigned.pk}


def test_nobody_writes_over_anybody_and_what_was_not_shown_is_not_confirmed(world: World) -> None:
    audits.opened(world)
    made = body_forms.settled(world)
    before = body_forms.asked(world, made)
    body_forms.typed(world, before, {"Q1": Typed("Yes", "")})
    late = body_forms.typed(world, before, {"Q1": Typed("No", ""), "Q2": Typed("No", "")})
    assert (late.kept, late.stood) == ((), (("Q1", "Yes"),))
    assert body_forms.typed(world, before, {"Q1": Typed("Yes", "", 1)}).kept == ()  # the same once more
    assert body_forms.typed(world, before, {"Q1": Typed("", "", 1)}).kept == ("Q1",)  # taken back
    dsl = world.actor(Role.dsl, ASH)
    with acting_as(dsl):
        forged = body_answers.confirm_for_body(asked=before, shown={"Q1": "forged", "Q9": ""}, by=dsl, at=NOW)
    assert (forged.kept, forged.not_as_shown) == ((), ("Q1", "Q9"))
    for wrong in ({"Q1": Typed("Maybe", "", 2)}, {"Q99": Typed("Yes", "")}, {"Q2": Typed("Yes", "x" * 51)}):
        with pytest.raises((BodyFormNotPossible, templates.AnswerDoesNotFit)):
            body_forms.typed(world, before, wrong)
    assert not any(one.word for one in body_forms.answers(world, before).values())
    with acting_as(body_forms.manager(world)):
        others.end_body_form(body_form=made, by=body_forms.manager(world), at=NOW)
        others.end_body_form(body_form=made, by=body_forms.manager(world), at=NOW)
    with pytest.raises(BodyFormNotPossible, match="over"):
        body_forms.typed(world, before, {"Q1": Typed("Yes", "", 2)})
    assert body_forms.downloaded(world, before)
    with acting_as(dsl):
        assert find.asked_of(dsl) == []


def test_python_and_the_database_show_the_same_to_everybody(world: World) -> None:
    audits.opened(world)
    draft = body_forms.brought_in(world)
    made = body_forms.settled(world, body_files.document(), name="audit.docx", words=WORD_WORDS)
    before = body_forms.asked(world, made, (ASH, DAISY))
    body_forms.typed(world, before, {"Q1": Typed("Met", "Seen")})
    sees_answers = {(Role.dsl, ASH), (Role.headteacher, ASH), (Role.governor, ASH), (Role.deputy_dsl, ASH)}
    every = [
        *sees_answers, (Role.dsl, BEECH), (Role.dsl, DAISY), (Role.school_business_manager, ASH),
        (Role.trust_safeguarding_lead, TRUST), (Role.business_manager, NORTHERN), (Role.analyst, NORTHERN),
    ]  # fmt: skip
    for role, place in every:
        actor = world.actor(role, place)
        with acting_as(actor):
            assert set(others_access.visible_body_forms(actor)) == set(BodyForm.objects.all())
            assert set(others_access.visible_asked(actor)) == set(BodyFormAsked.objects.all())
            assert set(others_access.visible_body_answers(actor)) == set(BodyAnswer.objects.all())
            assert BodyAnswer.objects.exists() == ((role, place) in sees_answers)
            seen = set(BodyForm.objects.values_list("pk", flat=True))
        keeps = (role, place) == (Role.business_manager, NORTHERN)
        is_asked = (role, place) in sees_answers or (role, place) == (Role.dsl, DAISY)
        assert seen == ({draft.pk, made.pk} if keeps else {made.pk} if is_asked else set())
    other = world.actor(Role.dsl, DAISY)
    with acting_as(other):
        with pytest.raises(NotFound):
            find.asked_for(other, before.pk)
        with pytest.raises(NotAllowed):
            body_answers.fill_file(asked=before, by=other)
        with pytest.raises(NotAllowed):
            others.end_body_form(body_form=made, by=other, at=NOW)
        with pytest.raises(NotAllowed):
            others.bring_in_body_form(
                owner_id=world.id(NORTHERN), title="x", body="y", file=("a.xlsx", b""), by=other, at=NOW
            )


def test_a_trust_brings_one_in_for_its_own_schools_and_what_it_signed_fills_it(world: World) -> None:
    audits.opened(world)
    lead = trusts.lead(world)
    green, *_ = body_forms.rated_codes(world)
    carrying.released(world, AUDIT, {green: ["CUL-01"]})
    said = trusts.signed(world, {green: "green"})
    made = body_forms.settled(world, by=lead)
    body_forms.tagged(world, made, {"Q1": ["CUL-01"], "Q2": ["CUL-01", "CUL-02"]}, by=lead)
    with acting_as(lead), pytest.raises(BodyFormNotPossible, match="your trust"):
        others.ask_with_body_form(body_form=made, establishment_ids=[world.id(ASH)], by=lead, at=NOW)
    before = body_forms.asked(world, made, (BEECH, CEDAR), by=lead)
    assert list(body_forms.known(world, before, setting=BEECH).to_confirm) == ["Q1"]  # it asks less than Q2
    trusts.reopen(world, said)
    assert not body_forms.known(world, before, setting=BEECH).to_confirm  # the trust changes what it said
    assert body_forms.known(world, before, setting=BEECH, at=NOW).left == ["Q1", "Q2", "Q3", "Q4", "Q5"]


def test_a_file_that_does_harm_or_was_changed_is_not_used(world: World) -> None:
    audits.opened(world)
    refused = [
        ("audit.xlsx", hostile_files.xlsx({"xl/vbaProject.bin": b"x"})),
        ("audit.xlsm", body_files.workbook()),
        ("audit.pdf", hostile_files.pdf()),
        ("audit.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old"),
        ("audit.xlsx", b"x" * (templates.LARGEST + 1)),
        ("audit.xlsx", b""),
    ]
    for name, content in refused:
        with pytest.raises(RefusedFile):
            body_forms.brought_in(world, content, name=name)
    with acting_as(body_forms.manager(world)):
        assert not BodyForm.objects.exists()
    made = body_forms.settled(world)
    before = body_forms.asked(world, made)
    kept_files.keep(made.file_id, body_files.document())
    with pytest.raises(templates.FileOfBodyIsGone):
        body_forms.downloaded(world, before)
    kept_files.remove(made.file_id)
    with pytest.raises(templates.FileOfBodyIsGone):
        body_forms.downloaded(world, before)
    manager = body_forms.manager(world)
    with acting_as(manager):
        with pytest.raises(BodyFormNotPossible, match="settled"):
            others.settle_body_form(body_form=made, words={"green": "Yes", "red": "No"}, by=manager, at=NOW)
        with pytest.raises(BodyFormNotPossible, match="your area"):
            others.ask_with_body_form(body_form=made, establishment_ids=[world.id(TRUST)], by=manager, at=NOW)
        assert made.form_version_id not in set(questionnaire_queries.published_versions().values_list("pk", flat=True))
