"""Finding what a trust says for its schools, and the forms that they are asked with."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from concordat.accounts.vocabulary import TRUST_TEAM
from concordat.audits import access, trust_access
from concordat.audits.models import TrustAnswer, TrustAudit, TrustSignature
from concordat.core.actor import Actor
from concordat.core.problems import NotFound
from concordat.establishments import queries as establishment_queries
from concordat.lib import form_logic
from concordat.questionnaires import queries as questionnaire_queries


@dataclass(frozen=True)
class Ours:
    """A trust that the actor works for."""

    trust_id: int
    name: str


def trusts_of(actor: Actor) -> list[Ours]:
    """The trusts that the actor works for, by name; no query for anybody else."""
    places = actor.organisations(*TRUST_TEAM)
    return [Ours(pk, name) for pk, name in establishment_queries.trusts_named(places)] if places else []


def trust_for(actor: Actor, trust_id: int) -> Ours:
    """One of them; raises `NotFound`."""
    found = next((one for one in trusts_of(actor) if one.trust_id == trust_id), None)
    if found is None:
        raise NotFound()
    return found


def audits_of(actor: Actor, trust_id: int) -> list[TrustAudit]:
    """What a trust has said or is about to say, the newest first. One query."""
    found = trust_access.visible_trust_audits(actor).filter(trust_id=trust_id)
    return list(found.select_related("form_version__form").defer("form_version__definition").order_by("-pk"))


def audit_for(actor: Actor, trust_audit_id: int) -> TrustAudit:
    """One of a trust that the actor works for; raises `NotFound`."""
    places = actor.organisations(*TRUST_TEAM)
    found = trust_access.visible_trust_audits(actor).filter(pk=trust_audit_id, trust_id__in=places)
    one = found.select_related("trust__organisation", "form_version__form").defer("form_version__definition").first()
    if one is None:
        raise NotFound()
    return one


def lock(trust_audit: TrustAudit) -> TrustAudit:
    """As it is now, locked until this transaction ends."""
    found = TrustAudit.objects.select_for_update(of=("self",)).filter(pk=trust_audit.pk).first()
    if found is None:
        raise NotFound()
    return found


def form_of(trust_audit: TrustAudit) -> form_logic.Form:
    """The form that the trust answers."""
    return questionnaire_queries.form_of(trust_audit.form_version_id)


def said(trust_audit: TrustAudit) -> dict[tuple[int | None, str], TrustAnswer]:
    """Every answer that stands, by school (none: all schools) and question. One query."""
    rows = TrustAnswer.objects.filter(trust_audit=trust_audit).exclude(value={})
    return {(row.establishment_id, row.question): row for row in rows}


def said_for_all(trust_audit: TrustAudit) -> dict[str, TrustAnswer]:
    """What the trust says for all its schools, by question, taken back ones too. One query."""
    rows = TrustAnswer.objects.filter(trust_audit=trust_audit, establishment_id=None)
    return {row.question: row for row in rows}


def digest_of(trust_audit: TrustAudit) -> str:
    """SHA-256 over every answer that stands, by school, so that a signer signs what was shown. One query."""
    rows = sorted((school or 0, question, row.value) for (school, question), row in said(trust_audit).items())
    text = json.dumps(rows, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def signatures_of(trust_audit: TrustAudit) -> list[TrustSignature]:
    """Signatures that stand. One query."""
    return list(TrustSignature.objects.filter(trust_audit=trust_audit, withdrawn_at=None).order_by("pk"))


def choosable(form: form_logic.Form) -> list[form_logic.Section]:
    """Sections with a question that is rated: what is counted, named or written is each school's own."""
    return [section for section in form.shown_sections if any(rated(question) for question in section.questions)]


def rated(question: form_logic.Question) -> bool:
    """Whether a trust can say it for its schools: a rating on a scale."""
    return question.choice_part is not None and bool(question.scale)


def forms_asked(actor: Actor, trust_id: int) -> list[tuple[int, str, int]]:
    """Form versions that open audits ask the trust's schools with: id, title, how many schools. One query."""
    rows: Any = (
        access.own_returns(actor)
        .filter(establishment__trust_id=trust_id, cycle__state="open", cycle__pilot_of=None)
        .values_list("form_version_id", "form_version__form__title", "form_version__number", "establishment_id")
    )
    counted: dict[int, tuple[str, set[int]]] = {}
    for version, title, number, setting in rows:
        counted.setdefault(version, (f"{title}, version {number}", set()))[1].add(setting)
    return sorted(((pk, title, len(who)) for pk, (title, who) in counted.items()), key=lambda one: one[1])
