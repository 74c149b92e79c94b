"""What relates to a question, and two forms side by side. For whoever wants to know why an answer is made ready."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from concordat.core import csv_files, paging
from concordat.core.problems import NotFound
from concordat.core.taking import TAKE_PUBLIC_FILE
from concordat.core.views import ActorRequest, permission
from concordat.lib.crosswalk import SSSOM_COLUMNS, Form, Relation, relation_rows
from concordat.questionnaires import queries, relating, tags


@require_safe
@permission("questionnaires.read_tags")
def question(request: ActorRequest, version_id: int, question: str) -> HttpResponse:
    """What relates to one question in the newest forms, and what an answer makes certain."""
    version = queries.version(request.actor, version_id)
    others = {one.pk: one for one in queries.newest_published()}
    forms = tags.forms_for([version.pk, *others])
    here = forms[version.pk]
    if question not in here.by_id:
        raise NotFound()
    asked = here.question(question)
    related = relating.related_to(here, asked, (forms[pk] for pk in others if others[pk].form_id != version.form_id))
    versions = {(form.code, form.version): pk for pk, form in forms.items()}
    statements = queries.statements()
    page = {
        "version": version,
        "asked": asked,
        "tags": [(code, statements.get(code, code)) for code in sorted(asked.expectations)],
        "related": [
            {
                "one": one,
                "words": relating.WORDS[one.relation],
                "shared": [(code, statements.get(code, code)) for code in one.shared],
                "href": reverse(
                    "questionnaires:related", args=[versions[one.form.code, one.form.version], one.question.id]
                ),
            }
            for one in related
        ],
        "back_link": {"text": "The form", "href": reverse("questionnaires:version", args=[version.pk])},
    }
    return render(request, "questionnaires/related.html", page)


@require_safe
@permission("questionnaires.read_tags")
def forms(request: ActorRequest, version_id: int) -> HttpResponse:
    """A form beside another: how each question relates, filtered and counted."""
    version = queries.version(request.actor, version_id)
    others = [one for one in queries.newest_published() if one.form_id != version.form_id]
    chosen = _chosen(request.GET.get("other", ""), [one.pk for one in others])
    page: dict[str, Any] = {
        "version": version,
        "others": [(one.pk, one.form.title, one.pk == chosen) for one in others],
        "back_link": {"text": "The form", "href": reverse("questionnaires:version", args=[version.pk])},
    }
    if chosen is not None:
        here, there = _two(version.pk, chosen)
        found = relating.pairs(here, there)
        wanted = request.GET.get("relation", "")
        shown = [pair for pair in found if wanted not in set(Relation) or pair.relation == wanted]
        counts = [
            (relation, words, sum(one.relation is relation for one in found))
            for relation, words in relating.BETWEEN.items()
        ]
        address = reverse("questionnaires:relations", args=[version.pk])
        page |= {
            "other": there,
            "other_id": chosen,
            "pairs": [(pair, relating.BETWEEN[pair.relation]) for pair in shown],
            "relations": [(str(relation), words, relation == wanted) for relation, words, _ in counts],
            "counts": [
                {"count": count, "words": words, "href": paging.with_query(address, request.GET, relation=relation)}
                for relation, words, count in counts
            ],
            "count_text": f"{len(shown)} of {len(found)} pairs of questions",
            "csv_href": reverse("questionnaires:relations_csv", args=[version.pk, chosen]),
        }
    return render(request, "questionnaires/relations.html", page)


@require_safe
@permission("questionnaires.read_tags", file=TAKE_PUBLIC_FILE)
def forms_csv(request: ActorRequest, version_id: int, other_id: int) -> HttpResponse:
    """Every relation of two forms, with the column names of SSSOM."""
    version, other = (queries.version(request.actor, pk) for pk in (version_id, other_id))
    here, there = _two(version.pk, other.pk)
    rows = ([row[column] for column in SSSOM_COLUMNS] for row in relation_rows([here, there]))
    return csv_files.download(f"{here.code}-{here.version}-{there.code}-{there.version}.csv", SSSOM_COLUMNS, rows)


def _two(version_id: int, other_id: int) -> tuple[Form, Form]:
    found = tags.forms_for([version_id, other_id])
    return found[version_id], found[other_id]


def _chosen(asked: str, known: list[int]) -> int | None:
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 12 else None
    return number if number in known else (known[0] if known else None)
