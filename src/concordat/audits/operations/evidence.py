"""Adding evidence to a return, sharing it and taking it back; a job looks at each file before anybody gets it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from concordat.audits import access, evidence_rules, queries, rules
from concordat.audits.evidence_rules import Said
from concordat.audits.models import AuditReturn, Evidence, EvidenceContent
from concordat.audits.vocabulary import EvidenceKind, FileState, Sharing
from concordat.core import clock, jobs, journal, kept_files
from concordat.core.actor import Actor
from concordat.core.problems import Problem
from concordat.lib.safe_files import UnsafeFile, made_safe


class EvidenceNotPossible(Problem):
    """Evidence that lacks something."""


def add_evidence(
    *,
    audit_return: AuditReturn,
    question: str,
    said: Said,
    shared: Sharing,
    file: tuple[str, bytes] | None = None,
    by: Actor,
    at: datetime,
) -> Evidence:
    """Add evidence for a question, or for the whole return. A file is a name and its bytes as they were sent.

    The file waits, encrypted, until the worker has looked at it. Raises `rules.NotYet` where the return takes no
    answers.
    """
    access.require(by, "audits.answer", audit_return)
    audit_return = queries.lock(audit_return)
    rules.require_answerable(queries.facts_of(audit_return))
    _require(audit_return, question, said, file, at)
    assert by.person_id is not None
    evidence = Evidence(
        id=uuid4(),
        audit_return=audit_return,
        establishment_id=audit_return.establishment_id,
        partnership_id=audit_return.partnership_id,
        question=question,
        kind=said.kind,
        title=said.title.strip(),
        dated_on=said.dated_on,
        review_by=said.review_by,
        shared=shared,
        added_by_id=by.person_id,
        added_name=by.name,
        added_at=at,
    )
    content = EvidenceContent(evidence=evidence, establishment_id=audit_return.establishment_id)
    if said.kind is EvidenceKind.link:
        content.link = said.link.strip()
    elif said.kind is EvidenceKind.seen:
        content.seen, content.seen_by, content.seen_on = said.seen.strip(), said.seen_by.strip(), said.seen_on
    elif file is not None:
        content.file_state, content.file_name = FileState.waiting, file[0][-255:].replace("\x00", "")
        kept_files.keep(evidence.id, file[1])
    details = {"kind": str(said.kind), "question": question, "evidence": str(evidence.id)}
    with journal.entry("audits.evidence.added", by=by, at=at, about=audit_return, details=details):
        evidence.save(force_insert=True)
        content.save(force_insert=True)
        if file is not None:
            jobs.defer("audits.check_evidence", evidence_id=str(evidence.id))
    return evidence


def check_file(*, evidence_id: UUID, by: Actor, at: datetime) -> FileState:
    """Make a waiting file safe, or refuse it with a sentence and delete it. Repeating it does no harm."""
    access.require(by, "audits.check_evidence")
    content = EvidenceContent.objects.select_for_update().get(pk=evidence_id)
    if content.file_state != FileState.waiting:
        return FileState(content.file_state)
    try:
        made = made_safe(kept_files.content_of(evidence_id), content.file_name)
    except UnsafeFile as refused:
        content.file_state, content.file_says = FileState.refused, refused.sentence
    except kept_files.FileIsGone:
        content.file_state, content.file_says = FileState.refused, "The file did not arrive whole. Add it again."
    else:
        kept_files.keep(evidence_id, made.content)
        content.file_state, content.file_name, content.file_kind = FileState.checked, made.name, made.kind.name
        content.file_bytes = len(made.content)
        content.file_says = "Scripts or attached files inside it were taken out." if made.was_stripped else ""
    details = {"state": str(content.file_state)}
    with journal.entry("audits.evidence.checked", by=by, at=at, about=content, details=details):
        content.save(update_fields=["file_state", "file_name", "file_kind", "file_bytes", "file_says"])
        if content.file_state == FileState.refused:
            jobs.defer("audits.remove_file", evidence_id=str(evidence_id))
    return FileState(content.file_state)


def share_evidence(*, evidence: Evidence, shared: Sharing, by: Actor, at: datetime) -> None:
    """Who besides the setting may open it; the setting may change its mind at any time."""
    access.require(by, "audits.share_evidence", evidence.audit_return)
    details = {"shared": str(shared), "evidence": str(evidence.pk)}
    with journal.entry("audits.evidence.shared", by=by, at=at, about=evidence.audit_return, details=details):
        Evidence.objects.filter(pk=evidence.pk).update(shared=shared)


def withdraw_evidence(*, evidence: Evidence, by: Actor, at: datetime) -> None:
    """Take it back: what it said is deleted, that it was there stays on record."""
    access.require(by, "audits.answer", evidence.audit_return)
    audit_return = queries.lock(evidence.audit_return)
    rules.require_answerable(queries.facts_of(audit_return))
    details = {"evidence": str(evidence.pk)}
    with journal.entry("audits.evidence.withdrawn", by=by, at=at, about=audit_return, details=details):
        Evidence.objects.filter(pk=evidence.pk, withdrawn_at=None).update(withdrawn_at=at)
        EvidenceContent.objects.filter(pk=evidence.pk).update(
            link="", seen="", seen_by="", seen_on=None, file_state="", file_name="", file_says="", file_bytes=0
        )
        jobs.defer("audits.remove_file", evidence_id=str(evidence.pk))


def _require(
    audit_return: AuditReturn, question: str, said: Said, file: tuple[str, bytes] | None, at: datetime
) -> None:
    if question and question not in queries.form_of(audit_return).questions:
        raise EvidenceNotPossible("This question is not of this form. Go back and open the section again.")
    wrong = evidence_rules.why_not(said, today=clock.day_of(at))
    if wrong:
        raise EvidenceNotPossible(wrong)
    if (said.kind is EvidenceKind.file) != (file is not None and bool(file[1])):
        raise EvidenceNotPossible("Choose a file.")
    standing = Evidence.objects.filter(audit_return=audit_return, withdrawn_at=None).count()
    if standing >= evidence_rules.MOST_A_RETURN:
        raise EvidenceNotPossible(
            f"A return takes {evidence_rules.MOST_A_RETURN} pieces of evidence. Take back one that adds little."
        )
