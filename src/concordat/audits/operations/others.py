"""A form of another body is brought in, its cells and words are named, its settings are asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from uuid import uuid4

from concordat.audits import others_access as access
from concordat.audits.models import BodyForm, BodyFormAsked
from concordat.audits.others import find, mapping, templates
from concordat.audits.others_words import FormState
from concordat.core import journal, kept_files
from concordat.core.actor import Actor
from concordat.core.problems import Problem
from concordat.lib.filled_files import Layout
from concordat.questionnaires import library
from concordat.questionnaires import operations as questionnaire_operations
from concordat.questionnaires.vocabulary import VersionState

SETTLED = "The questions of this file are settled. Bring the changed file in anew."


class BodyFormNotPossible(Problem):
    """Something about another body's form that lacks a part, or comes too late."""


def bring_in_body_form(
    *, owner_id: int, title: str, body: str, file: tuple[str, bytes], by: Actor, at: datetime
) -> BodyForm:
    """Keep a body's file, made safe, with what can be seen of its questions; nobody is asked yet.

    Raises `RefusedFile` for a file that is not harmless, or is no workbook or Word document.
    """
    made = BodyForm(owner_id=owner_id, title=" ".join(title.split())[:150], body=" ".join(body.split())[:150])
    access.require(by, "audits.keep_body_forms", made)
    if not made.title or not made.body:
        raise BodyFormNotPossible("Say what the form is called and whose it is.")
    safe, found = templates.safe(file[1], file[0])
    layouts = mapping.proposed_layouts(found)
    made.layouts = [asdict(one) for one in layouts]
    made.file_id, made.file_name, made.file_kind = uuid4(), safe.name, safe.kind.name
    made.file_digest = templates.digest(safe.content)
    made.made_by_id, made.made_at = person(by), at
    kept_files.keep(made.file_id, safe.content)
    details = {"kind": made.file_kind, "digest": made.file_digest}
    with journal.entry("audits.body_form.brought_in", by=by, at=at, about=made, details=details):
        made.save(force_insert=True)
    return made


def lay_out_body_form(*, body_form: BodyForm, layouts: Iterable[Layout], by: Actor, at: datetime) -> BodyForm:
    """Say in which columns and rows the body asks and is answered; the questions are read anew."""
    access.require(by, "audits.keep_body_forms", body_form)
    form = _locked(body_form)
    _require_unsettled(form)
    chosen = list(layouts)
    asked = mapping.asked_in(templates.read(form), chosen)
    wrong = mapping.why_not(asked)
    if wrong:
        raise BodyFormNotPossible(wrong)
    with journal.entry("audits.body_form.laid_out", by=by, at=at, about=form, details={"questions": len(asked)}):
        form.layouts, form.questions = [asdict(one) for one in chosen], mapping.kept(asked)
        form.save(update_fields=["layouts", "questions"])
    return form


def settle_body_form(*, body_form: BodyForm, words: Mapping[str, str], by: Actor, at: datetime) -> BodyForm:
    """Say how the body writes each rating: its questions become a form of the owner, to be tagged as every form."""
    access.require(by, "audits.keep_body_forms", body_form)
    form = _locked(body_form)
    _require_unsettled(form)
    asked = mapping.of_kept(form.questions)
    given = {meaning: " ".join(word.split())[: mapping.LONGEST_WORD] for meaning, word in words.items()}
    wrong = mapping.why_not(asked) or mapping.wrong_words(given, asked)
    if wrong:
        raise BodyFormNotPossible(wrong)
    made = mapping.form_in(
        asked,
        given,
        code=mapping.code_of(form.owner_id, form.title),
        title=f"{form.title} ({form.body})"[:200],
        scales=library.scales(),
        codes=library.codes(),
    )
    version = questionnaire_operations.import_form_version(form=made, owner_id=form.owner_id, edition="", by=by, at=at)
    if version.state == VersionState.draft:
        version = questionnaire_operations.publish_form_version(version=version, by=by, at=at)
    with journal.entry("audits.body_form.settled", by=by, at=at, about=form, details={"form_version": version.pk}):
        form.words = {meaning: word for meaning, word in given.items() if word}
        form.form_version = version
        form.save(update_fields=["words", "form_version"])
    return form


def ask_with_body_form(*, body_form: BodyForm, establishment_ids: Collection[int], by: Actor, at: datetime) -> int:
    """Put the form before these settings, more of them at any time; how many are new."""
    access.require(by, "audits.keep_body_forms", body_form)
    form = _locked(body_form)
    if form.form_version_id is None:
        raise BodyFormNotPossible("Say first which cells hold the questions, and what the body's words mean.")
    if not establishment_ids:
        raise BodyFormNotPossible("Choose at least one setting.")
    if not set(establishment_ids) <= {place.id for place in find.places_of(form)}:
        raise BodyFormNotPossible("Choose settings of your area or your trust.")
    there = set(BodyFormAsked.objects.filter(body_form=form).values_list("establishment_id", flat=True))
    new = sorted(set(establishment_ids) - there)
    with journal.entry("audits.body_form.asked", by=by, at=at, about=form, details={"settings": len(new)}):
        BodyFormAsked.objects.bulk_create(
            BodyFormAsked(
                body_form=form, establishment_id=one, owner_id=form.owner_id, asked_by_id=person(by), asked_at=at
            )
            for one in new
        )
        form.state = FormState.asked
        form.save(update_fields=["state"])
    return len(new)


def end_body_form(*, body_form: BodyForm, by: Actor, at: datetime) -> None:
    """It is over: settings keep what they filled in and can take it, and change nothing any more."""
    access.require(by, "audits.keep_body_forms", body_form)
    form = BodyForm.objects.filter(pk=body_form.pk).first()
    if form is None or form.state == FormState.ended:
        return
    form = _locked(form)
    with journal.entry("audits.body_form.ended", by=by, at=at, about=form):
        form.state, form.ended_at = FormState.ended, at
        form.save(update_fields=["state", "ended_at"])


def person(by: Actor) -> int:
    """Only a person says any of this."""
    if by.person_id is None:
        raise BodyFormNotPossible("A person says this, never the system.")
    return by.person_id


def _locked(body_form: BodyForm) -> BodyForm:
    """As it is now; what is over takes no change, so the database does not give it."""
    found = BodyForm.objects.select_for_update(of=("self",)).select_related("owner").filter(pk=body_form.pk).first()
    if found is None or found.state == FormState.ended:
        raise BodyFormNotPossible("This form is over. Bring it in anew.")
    return found


def _require_unsettled(form: BodyForm) -> None:
    if form.form_version_id is not None:
        raise BodyFormNotPossible(SETTLED)
