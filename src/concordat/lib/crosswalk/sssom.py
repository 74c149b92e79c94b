"""Rows with the column names of SSSOM (a simple standard for sharing ontology mappings), for export.

SKOS reads from the subject: `narrowMatch` says that the object is the narrower one, `broadMatch` the broader.
What is not exact in content is not called exact: equal tags of which one side is not complete are `closeMatch`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from concordat.lib.crosswalk.questions import Bank, Form, Question
from concordat.lib.crosswalk.relations import Relation, links_between

COLUMNS = (
    "subject_id",
    "subject_label",
    "subject_source",
    "subject_source_version",
    "predicate_id",
    "object_id",
    "object_label",
    "object_source",
    "object_source_version",
    "mapping_justification",
    "comment",
)
PREDICATES = {
    Relation.EQUAL: "skos:exactMatch",
    Relation.SUPERSET: "skos:narrowMatch",
    Relation.SUBSET: "skos:broadMatch",
    Relation.INTERSECTS: "skos:relatedMatch",
}
DERIVED = "semapv:LogicalReasoning"
CURATED = "semapv:ManualMappingCuration"


def relation_rows(forms: Sequence[Form], *, prefix: str = "sg") -> Iterator[dict[str, str]]:
    """Every derived relation between questions of different forms."""
    for link in links_between(forms):
        form, other_form = forms[link.form], forms[link.other_form]
        question, other = form.by_id[link.question], other_form.by_id[link.other_question]
        predicate = PREDICATES[link.relation]
        if link.relation is Relation.EQUAL and not (question.complete and other.complete):
            predicate = "skos:closeMatch"
        comment = f"derived from tags: {link.relation}; {_tags(question)} and {_tags(other)}"
        yield _row(_subject(prefix, form, question), predicate, _object(prefix, other_form, other), DERIVED, comment)


def tag_rows(form: Form, bank: Bank, *, prefix: str = "sg") -> Iterator[dict[str, str]]:
    """Every tag: a question, and an expectation it asks about."""
    bank.require_known(form)
    for question in form.questions:
        exact = question.complete and len(question.expectations) == 1
        for tag in sorted(question.expectations):
            about = {
                "object_id": f"{prefix}:expectation/{tag}",
                "object_label": bank.by_id[tag].statement,
                "object_source": f"{prefix}:expectation",
                "object_source_version": "",
            }
            predicate = PREDICATES[Relation.EQUAL if exact else Relation.SUPERSET]
            yield _row(_subject(prefix, form, question), predicate, about, CURATED, _tags(question))


def _tags(question: Question) -> str:
    return f"{question.tags}, {'complete' if question.complete else 'not complete'}"


def _subject(prefix: str, form: Form, question: Question) -> dict[str, str]:
    return {
        "subject_id": f"{prefix}:{form.code}/{form.version}/{question.id}",
        "subject_label": question.text,
        "subject_source": f"{prefix}:{form.code}",
        "subject_source_version": form.version,
    }


def _object(prefix: str, form: Form, question: Question) -> dict[str, str]:
    subject = _subject(prefix, form, question)
    return {key.replace("subject", "object"): value for key, value in subject.items()}


def _row(
    subject: dict[str, str], predicate: str, other: dict[str, str], justification: str, comment: str
) -> dict[str, str]:
    found = {
        **subject,
        "predicate_id": predicate,
        **other,
        "mapping_justification": justification,
        "comment": comment,
    }
    return {column: found[column] for column in COLUMNS}
