"""Last year's return beside this one: what was answered, what changed in the question and its guidance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from concordat.audits.carrying.given import Standing
from concordat.audits.models import AuditReturn
from concordat.lib import form_logic
from concordat.questionnaires import comparison
from concordat.questionnaires import presenters as forms_say
from concordat.questionnaires import queries as questionnaire_queries
from concordat.questionnaires.guidance import FormGuidance


@dataclass(frozen=True)
class LastYear:
    """What a question got last year, and what is different in it now."""

    said: str
    title: str
    is_new: bool = False
    changes: tuple[tuple[str, str, str], ...] = ()  # what, before, now
    guidance: tuple[tuple[str, str, str], ...] = ()  # document, edition then, edition now


def before(audit_return: AuditReturn, standings: Mapping[int, Standing]) -> Standing | None:
    """The return that came before this one: of the same setting or the one it follows, to the same form, the latest."""
    code = questionnaire_queries.form_of(audit_return.form_version_id).code
    earlier = [
        one
        for one in standings.values()
        if one.return_id != audit_return.pk
        and one.partnership_id == audit_return.partnership_id
        and one.opens_on < audit_return.cycle.opens_on
        and questionnaire_queries.form_of(one.form_version_id).code == code
    ]
    return max(earlier, key=lambda one: (one.opens_on, one.return_id), default=None)


def last_year(audit_return: AuditReturn, standings: Mapping[int, Standing]) -> dict[str, LastYear]:
    """By question, what the return before says and what changed since; nothing where there was none."""
    earlier = before(audit_return, standings)
    if earlier is None:
        return {}
    then = questionnaire_queries.form_of(earlier.form_version_id)
    now = questionnaire_queries.form_of(audit_return.form_version_id)
    changed = {one.code: one for one in comparison.compare(then, now)} if then is not now else {}
    guidance_then = questionnaire_queries.guidance_of(earlier.form_version_id)
    guidance_now = questionnaire_queries.guidance_of(audit_return.form_version_id)
    found = {}
    for code, question in now.questions.items():
        change, given = changed.get(code), earlier.given.get(code)
        was = then.questions.get(code)
        found[code] = LastYear(
            said=_words(was, given.value) if was is not None and given is not None else "",
            title=earlier.title,
            is_new=was is None,
            changes=change.parts if change is not None and change.kind == "changed" else (),
            guidance=_editions(was, question, guidance_then, guidance_now),
        )
    return found


def _words(question: form_logic.Question, value: Mapping[str, object]) -> str:
    lines = forms_say.answers_in_words(question, value)
    return "; ".join(f"{line.tag_text} {line.text}".strip() for line in lines)


def _editions(
    was: form_logic.Question | None, question: form_logic.Question, then: FormGuidance, now: FormGuidance
) -> tuple[tuple[str, str, str], ...]:
    """Documents of which the question rests on another edition than last year."""
    before_ = {one.document: one for one in then.of([was])} if was is not None else {}
    found = []
    for edition in now.of([question]):
        earlier = before_.get(edition.document)
        if earlier is not None and earlier.code != edition.code:
            found.append((edition.title, earlier.edition, edition.edition))
    return tuple(found)
