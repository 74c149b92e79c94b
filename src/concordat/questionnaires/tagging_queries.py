"""How far the editors and the reader have come with the tags of a version, as far as the database shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from concordat.questionnaires import rules
from concordat.questionnaires.models import CoverCheck, TagChoice, TaggedQuestion, Tagging
from concordat.questionnaires.rules import Outcome


def outcomes(tagging: Tagging) -> dict[str, Outcome]:
    """Every question by its code, by its newest round. Three queries."""
    newest: dict[str, TaggedQuestion] = {}
    for asked in TaggedQuestion.objects.filter(tagging=tagging).order_by("pk"):
        if asked.question not in newest or newest[asked.question].round < asked.round:
            newest[asked.question] = asked
    choices = _choices(tagging, TagChoice.objects.filter(asked__tagging=tagging, handed_in_at__isnull=False))
    checks = dict(CoverCheck.objects.filter(asked__tagging=tagging).values_list("asked_id", "covers"))
    return {code: _outcome(asked, choices, checks) for code, asked in newest.items()}


def outcome_of(asked: TaggedQuestion) -> Outcome:
    """One question in one round."""
    choices = _choices(asked.tagging, TagChoice.objects.filter(asked=asked, handed_in_at__isnull=False))
    checks = dict(CoverCheck.objects.filter(asked=asked).values_list("asked_id", "covers"))
    return _outcome(asked, choices, checks)


def _choices(tagging: Tagging, found: Iterable[TagChoice]) -> dict[int, list[rules.Choice]]:
    grouped: dict[int, list[rules.Choice]] = {}
    for choice in found:
        third = choice.editor_id == tagging.third_id
        made = rules.Choice(choice.editor_id, frozenset(choice.expectations), choice.complete, third)
        grouped.setdefault(choice.asked_id, []).append(made)
    return grouped


def _outcome(asked: TaggedQuestion, choices: Mapping[int, list[rules.Choice]], checks: Mapping[int, bool]) -> Outcome:
    return rules.outcome(choices.get(asked.pk, ()), covers=checks.get(asked.pk))
