"""What can be taken away from an audit: the receipt, the whole return, and what all returns say."""

from __future__ import annotations

from pathlib import Path

from django.urls import reverse

from concordat.accounts.on_behalf import acting_for
from concordat.audits import access, board_papers, governors, inspection, queries, rules
from concordat.audits.analysis.results import GROUPINGS, results
from concordat.audits.checking import agreed, withheld
from concordat.audits.checking import letters as checking_letters
from concordat.audits.models import AuditCycle, AuditReturn
from concordat.audits.presenters import feedback_letter, letters, papers
from concordat.core import clock, letterheads
from concordat.core.actor import Actor
from concordat.core.documents.kinds import PDF, XLSX, ZIP, About, Kind, Tell, register
from concordat.core.problems import NotFound

RECEIPT, RETURN, LETTER = "audits.receipt_pdf", "audits.return_pdf", "audits.formal_letter_pdf"
ANALYSIS_XLSX, ANALYSIS_PDF = "audits.analysis_xlsx", "audits.analysis_pdf"
RETURN_XLSX = "audits.return_xlsx"
BOARD_PACK, GOVERNORS = "audits.board_pack_pdf", "audits.governors_report_pdf"
INSPECTION = "audits.inspection_pack"
FEEDBACK = "audits.feedback_pdf"


def readable(actor: Actor, return_id: int) -> AuditReturn:
    """A return whose answers the actor may read now; raises `NotFound`."""
    audit_return = queries.return_for(actor, return_id)
    if not access.may_see_answers(actor, audit_return):
        raise NotFound()
    return audit_return


def receipted(actor: Actor, return_id: int) -> AuditReturn:
    """The same, once it has a receipt."""
    audit_return = readable(actor, return_id)
    if audit_return.receipt is None:
        raise NotFound()
    return audit_return


def _about_receipt(actor: Actor, about_id: int, variant: str) -> About:
    audit_return = receipted(actor, about_id)
    back = reverse("audits:receipt", args=[about_id])
    name = audit_return.establishment.organisation.name
    return About(f"Receipt: {name}", f"receipt-{audit_return.receipt}", back, _state(audit_return))


def _about_return(actor: Actor, about_id: int, variant: str) -> About:
    audit_return = readable(actor, about_id)
    back = reverse("audits:print", args=[about_id])
    name = audit_return.establishment.organisation.name
    number = audit_return.receipt or f"{about_id}-not-submitted"
    return About(f"Whole return: {name}", f"return-{number}", back, _state(audit_return))


def _state(audit_return: AuditReturn) -> str:
    """Every step and every answer moves the time of the last change; a new letterhead makes a new paper."""
    head = _head(audit_return.cycle)
    return f"{audit_return.state} {papers.as_of(audit_return).isoformat()} {head}"


def _head(cycle: AuditCycle) -> str:
    head = letterheads.of(cycle.partnership_id)
    return head.digest if head else ""


def _about_analysis(actor: Actor, about_id: int, variant: str) -> About:
    cycle = queries.cycle_for(actor, about_id)
    withheld.require_whole(actor, cycle)
    found = board_papers.counted(actor, cycle)
    basis = f"{found['asked']} {found['returned']} {found['changed']} {cycle.partnership.smallest_group} {_head(cycle)}"
    back = reverse("audits:analysis", args=[about_id]) + f"?by={variant}"
    title = f"What the returns say, by {GROUPINGS[variant].lower()}: {cycle.title}, {cycle.year}"
    return About(title, f"results-{about_id}-by-{variant.replace('_', '-')}", back, basis)


def _about_pack(actor: Actor, about_id: int, variant: str) -> About:
    cycle = queries.cycle_for(actor, about_id)
    access.require(actor, "audits.make_board_pack", cycle)
    withheld.require_whole(actor, cycle)
    found = board_papers.counted(actor, cycle)
    actions = agreed.basis_of_cycle(actor, cycle)
    basis = f"{found} {actions} {cycle.state} {cycle.partnership.smallest_group} {clock.today()} {_head(cycle)}"
    title = f"Board pack: {cycle.title}, {cycle.year}"
    return About(title, f"board-pack-{about_id}", reverse("audits:board_pack", args=[about_id]), basis)


def _about_governors(actor: Actor, about_id: int, variant: str) -> About:
    paper = governors.report_of(actor, about_id, variant)
    back = reverse("audits:governors_report", args=[about_id]) + (f"?term={variant}" if variant else "")
    basis = governors.basis_of(actor, about_id)
    return About(paper.title, f"governors-report-{about_id}-{variant or 'now'}", back, basis)


def _about_inspection(actor: Actor, about_id: int, variant: str) -> About:
    setting = governors.setting_for(actor, about_id)
    back = reverse("audits:papers", args=[about_id])
    title = f"Inspection pack: {setting.organisation.name}"
    return About(title, f"inspection-pack-{about_id}-{clock.today()}", back, f"{clock.now():%Y-%m-%d %H:%M}")


def _fill_inspection(actor: Actor, about_id: int, variant: str, path: Path, tell: Tell) -> None:
    inspection.fill(actor, about_id, path, tell)


def _governors_pdf(actor: Actor, about_id: int, variant: str) -> bytes:
    from concordat.core.documents.pdf import pdf

    return pdf(governors.report_of(actor, about_id, variant))


def _pack_pdf(actor: Actor, about_id: int, variant: str) -> bytes:
    from concordat.core.documents.pdf import pdf

    return pdf(board_papers.pack_of(actor, about_id))


def _receipt_pdf(actor: Actor, about_id: int, variant: str) -> bytes:
    from concordat.core.documents.pdf import pdf

    return pdf(papers.receipt(receipted(actor, about_id)))


def _return_pdf(actor: Actor, about_id: int, variant: str) -> bytes:
    from concordat.core.documents.pdf import pdf

    return pdf(papers.whole_return(readable(actor, about_id)))


def _return_xlsx(actor: Actor, about_id: int, variant: str) -> bytes:
    from concordat.audits.presenters import workbooks
    from concordat.core.documents.workbook import workbook

    audit_return = readable(actor, about_id)
    name = audit_return.establishment.organisation.name
    as_of = papers.as_of(audit_return)
    return workbook(title=f"Return: {name}", as_of=as_of, sheets=workbooks.whole_return(audit_return, as_of=as_of))


def _analysis_pdf(actor: Actor, about_id: int, variant: str) -> bytes:
    from concordat.core.documents.pdf import pdf

    cycle = queries.cycle_for(actor, about_id)
    found = results(actor, cycle, grouping=variant)
    return pdf(papers.analysis(cycle, found, as_of=board_papers.as_of(actor, cycle)))


def _analysis_xlsx(actor: Actor, about_id: int, variant: str) -> bytes:
    from concordat.audits.presenters import workbooks
    from concordat.core.documents.workbook import workbook

    cycle = queries.cycle_for(actor, about_id)
    found = results(actor, cycle, grouping=variant)
    as_of = board_papers.as_of(actor, cycle)
    sheets = workbooks.analysis(cycle, found, as_of=as_of)
    return workbook(title=f"{cycle.title}, {cycle.year}", as_of=as_of, sheets=sheets)


def lettered(actor: Actor, return_id: int) -> AuditReturn:
    """A return that the partnership writes formally about now; raises `NotFound`."""
    audit_return = queries.return_for(actor, return_id)
    access.require(actor, "audits.decide_return", audit_return)
    if not queries.is_formal_letter_due(audit_return, today=clock.today()):
        raise NotFound()
    return audit_return


def _about_letter(actor: Actor, about_id: int, variant: str) -> About:
    audit_return = lettered(actor, about_id)
    back = reverse("audits:standing", args=[about_id])
    name, today = audit_return.establishment.organisation.name, clock.today()
    return About(f"Draft letter: {name}", f"letter-{about_id}", back, f"{_state(audit_return)} {today}")


def _letter_pdf(actor: Actor, about_id: int, variant: str) -> bytes:
    from concordat.core.documents.pdf import pdf

    audit_return, today = lettered(actor, about_id), clock.today()
    answer_by = queries.calendar_at(audit_return).step(today, rules.LETTER_GIVES)
    return pdf(letters.formal_letter(audit_return, today=today, answer_by=answer_by))


def _about_feedback(actor: Actor, about_id: int, variant: str) -> About:
    found = checking_letters.letter_for(actor, about_id)
    name = found.audit_return.establishment.organisation.name
    asked = found.representation
    basis = (
        f"{found.told[0].number} {asked.decided_at if asked else ''} {bool(asked)}"
        f" {' '.join(f'{one.pk}.{one.version}' for one in found.actions)} {found.median_days} {len(found.lines)}"
        f" {_state(found.audit_return)}"
    )
    back = reverse("audits:feedback", args=[about_id])
    return About(f"Feedback: {name}", f"feedback-{found.audit_return.receipt}", back, basis)


def _feedback_pdf(actor: Actor, about_id: int, variant: str) -> bytes:
    from concordat.core.documents.pdf import pdf

    return pdf(feedback_letter.letter(checking_letters.letter_for(actor, about_id)))


for _kind in (
    Kind(FEEDBACK, PDF, _about_feedback, acting_for, _feedback_pdf),
    Kind(LETTER, PDF, _about_letter, acting_for, _letter_pdf),
    Kind(RECEIPT, PDF, _about_receipt, acting_for, _receipt_pdf),
    Kind(RETURN, PDF, _about_return, acting_for, _return_pdf),
    Kind(RETURN_XLSX, XLSX, _about_return, acting_for, _return_xlsx),
    Kind(ANALYSIS_PDF, PDF, _about_analysis, acting_for, _analysis_pdf, tuple(GROUPINGS)),
    Kind(GOVERNORS, PDF, _about_governors, acting_for, _governors_pdf, None),
    Kind(INSPECTION, ZIP, _about_inspection, acting_for, fill=_fill_inspection),
    Kind(BOARD_PACK, PDF, _about_pack, acting_for, _pack_pdf),
    Kind(ANALYSIS_XLSX, XLSX, _about_analysis, acting_for, _analysis_xlsx, tuple(GROUPINGS)),
):
    register(_kind)
