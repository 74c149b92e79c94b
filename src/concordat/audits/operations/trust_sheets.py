"""A trust brings in its own audit: a form of its own with its schools' answers, and who signed them when."""

from __future__ import annotations

import re
from datetime import datetime

from concordat.audits import trust_access as access
from concordat.audits.models import TrustAnswer, TrustAudit, TrustSignature
from concordat.audits.operations.trusts import TrustNotPossible, person
from concordat.audits.trusts import answers as find
from concordat.audits.trusts.sheets import TrustSheet
from concordat.core import journal
from concordat.core.actor import Actor
from concordat.lib import form_logic
from concordat.lib.form_logic import FormProblems, build_form
from concordat.questionnaires import library
from concordat.questionnaires import operations as questionnaire_operations
from concordat.questionnaires.vocabulary import VersionState


def form_in(sheet: TrustSheet, *, trust_id: int, title: str) -> form_logic.Form:
    """The questions of a sheet as a form of the trust; raises `FormProblems` with row numbers."""
    if sheet.problems:
        raise FormProblems(sheet.problems)
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    code = f"trust-{trust_id}-{slug}"[:60].rstrip("-")
    return build_form(
        sheet.rows,
        code=code,
        title=title,
        scales=library.scales(),
        codes=library.codes(),
        expectations=frozenset(library.expectations()),
    )


def bring_in_trust_audit(*, trust_id: int, title: str, sheet: TrustSheet, by: Actor, at: datetime) -> TrustAudit:
    """Keep what a sheet says, unsigned: the form is the trust's, its answers are frozen once somebody signs.

    The same file brought in twice is once; a changed one of the same title replaces what was not signed. What a file
    says no more is said no more. Raises `FormProblems` where the sheet has any.
    """
    named = " ".join(title.split())[:150]
    access.require(by, "audits.answer_for_trust", TrustAudit(trust_id=trust_id))
    if not named:
        raise TrustNotPossible("Give the audit a title, such as Trust safeguarding review 2026.")
    form = form_in(sheet, trust_id=trust_id, title=named)
    version = questionnaire_operations.import_form_version(form=form, owner_id=trust_id, edition="", by=by, at=at)
    if version.state == VersionState.draft:
        version = questionnaire_operations.publish_form_version(version=version, by=by, at=at)
    there = TrustAudit.objects.filter(trust_id=trust_id, form_version_id=version.pk, title=named).first()
    made = there or TrustAudit(
        trust_id=trust_id,
        form_version_id=version.pk,
        title=named,
        brought_in=True,
        made_by_id=person(by),
        made_at=at,
    )
    if there is not None and find.lock(there).state != "draft":
        raise TrustNotPossible("This audit is signed. Open it again first, then bring the changed file in.")
    details = {"questions": sheet.questions, "answers": len(sheet.answers)}
    with journal.entry("audits.trust.brought_in", by=by, at=at, about=made, details=details):
        made.save()
        _keep_answers(made, sheet, by=by, at=at)
        _keep_signatures(made, sheet, by=by, at=at)
    return made


def _keep_answers(made: TrustAudit, sheet: TrustSheet, *, by: Actor, at: datetime) -> None:
    stands = {(row.establishment_id, row.question): row for row in TrustAnswer.objects.filter(trust_audit=made)}
    new: list[TrustAnswer] = []
    for key in stands.keys() | sheet.answers.keys():
        value = {"choice": sheet.answers[key]} if key in sheet.answers else {}
        row = stands.get(key)
        if row is None:
            school, question = key
            row = TrustAnswer(
                trust_audit=made, trust_id=made.trust_id, establishment_id=school, question=question, version=0
            )
        elif row.value == value:
            continue
        row.value, row.version = value, row.version + 1
        row.answered_by_id, row.answered_at = person(by), at
        if row.pk is None:
            new.append(row)
        else:
            row.save()
    TrustAnswer.objects.bulk_create(new, batch_size=500)


def _keep_signatures(made: TrustAudit, sheet: TrustSheet, *, by: Actor, at: datetime) -> None:
    standing = TrustSignature.objects.filter(trust_audit=made, withdrawn_at=None)
    said = {school: (one.name, one.on, one.board_on, one.minute_number) for school, one in sheet.signed.items()}
    names = ("establishment_id", "signed_name", "signed_on", "board_on", "minute_number")
    if {school: tuple(rest) for school, *rest in standing.values_list(*names)} == said:
        return
    standing.update(withdrawn_at=at)
    TrustSignature.objects.bulk_create(
        TrustSignature(
            trust_audit=made,
            trust_id=made.trust_id,
            establishment_id=school,
            signed_name=one.name,
            signed_on=one.on,
            board_on=one.board_on,
            minute_number=one.minute_number,
            recorded_by_id=person(by),
            recorded_at=at,
        )
        for school, one in sheet.signed.items()
    )
