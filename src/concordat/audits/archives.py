"""Papers that go into an archive: of a setting for an inspector or to take away, of a partnership to take away."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from concordat.audits import access, board_papers, governors, queries
from concordat.audits.analysis.results import results
from concordat.audits.models import AuditCycle, AuditReturn, Evidence
from concordat.audits.presenters import papers, workbooks
from concordat.audits.vocabulary import FileState
from concordat.core import kept_files
from concordat.core.actor import Actor
from concordat.core.documents.archive import file_name
from concordat.core.documents.paper import Paper as Written
from concordat.core.takeaway import Paper
from concordat.lib import form_logic
from concordat.questionnaires import queries as questionnaire_queries


def returns_at(actor: Actor, establishment_id: int) -> list[AuditReturn]:
    """Returns of a setting in which something was said, the latest audit first."""
    every = queries.returns_of(actor).filter(establishment_id=establishment_id).order_by("-cycle__opens_on", "-pk")
    return [one for one in every if one.answered or one.submitted_at is not None]


def papers_of_setting(actor: Actor, establishment_id: int) -> Iterator[Paper]:
    """Every return with its receipt, its form and its evidence, and the report to governors of this term."""
    if not access.may_take_papers(actor, establishment_id):
        return
    found = returns_at(actor, establishment_id)
    for one in found:
        yield from papers_of_return(one)
        yield from evidence_files(actor, one)
    yield from forms_of({one.form_version_id for one in found})
    report = partial(governors.report_of, actor, establishment_id)
    yield Paper("papers/governors-report.pdf", "Report to governors of this term", partial(as_pdf, report))


def papers_of_return(one: AuditReturn) -> Iterator[Paper]:
    """The whole return, and its receipt where it has one."""
    name = f"{file_name(one.cycle.year)}-{one.pk}"
    what = f"{one.cycle.title}, {one.cycle.year}"
    whole: Callable[[], Written] = partial(papers.whole_return, one)
    yield Paper(f"papers/return-{name}.pdf", f"Whole return with signatures: {what}", partial(as_pdf, whole))
    if one.receipt is not None:
        receipt = partial(papers.receipt, one)
        yield Paper(f"papers/receipt-{name}.pdf", f"Receipt {one.receipt}: {what}", partial(as_pdf, receipt))


def evidence_files(actor: Actor, one: AuditReturn) -> Iterator[Paper]:
    """The evidence of a return that lies here as a file, checked, and open to the actor."""
    for evidence in queries.evidence_of(actor, one):
        content = getattr(evidence, "content", None)
        if content is not None and content.file_state == FileState.checked:
            ending = content.file_name.rpartition(".")[2].lower()
            path = f"evidence/{file_name(evidence.title)}-{str(evidence.pk)[:8]}.{file_name(ending)}"
            yield Paper(path, f"Evidence for {evidence.question or 'the return'}", partial(_evidence, evidence))


def _evidence(evidence: Evidence) -> bytes:
    try:
        return kept_files.content_of(evidence.pk)
    except kept_files.FileIsGone:
        return b"This file was not here any more when the archive was made.\n"


def forms_of(versions: Iterable[int]) -> Iterator[Paper]:
    """Every question of these forms, as data."""
    for version in sorted(versions):
        form = questionnaire_queries.form_of(version)
        what = f"Every question of the form {form.title}"
        yield Paper(f"forms/{file_name(form.code)}-{version}.json", what, partial(_form, form))


def _form(form: form_logic.Form) -> bytes:
    return json.dumps(form_logic.to_json(form), indent=1, ensure_ascii=False).encode()


def papers_of_partnership(actor: Actor, partnership_id: int) -> Iterator[Paper]:
    """For each audit that has opened the board's pack, the results as a workbook, and the forms."""
    every = queries.cycles_of(actor).filter(partnership_id=partnership_id).exclude(state="draft")
    cycles = [one for one in every if access.allows(actor, "audits.make_board_pack", one)]
    for cycle in cycles:
        name, what = f"{file_name(cycle.year)}-{cycle.pk}", f"{cycle.title}, {cycle.year}"
        pack = partial(board_papers.pack_of, actor, cycle.pk)
        yield Paper(f"papers/board-pack-{name}.pdf", f"Board pack: {what}", partial(as_pdf, pack))
        yield Paper(f"papers/results-{name}.xlsx", f"Results: {what}", partial(_workbook, actor, cycle))
    versions = {pk for cycle in cycles for pk in cycle.forms.values_list("form_version_id", flat=True)}
    yield from forms_of(versions)


def _workbook(actor: Actor, cycle: AuditCycle) -> bytes:
    from concordat.core.documents.workbook import workbook

    as_of = board_papers.as_of(actor, cycle)
    sheets = workbooks.analysis(cycle, results(actor, cycle), as_of=as_of)
    return workbook(title=f"{cycle.title}, {cycle.year}", as_of=as_of, sheets=sheets)


def as_pdf(written: Callable[[], Written]) -> bytes:
    """A paper as PDF/UA; for the worker only."""
    from concordat.core.documents.pdf import pdf

    return pdf(written())
