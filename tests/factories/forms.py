"""A small published form that has what audits need: ratings, a confidence, relevance, a declaration."""

from __future__ import annotations

from datetime import UTC, datetime

from concordat.lib import form_logic
from concordat.questionnaires.models import Form, FormVersion
from concordat.questionnaires.queries import forget_forms


def published(code: str, form: form_logic.Form) -> FormVersion:
    """A published version with this definition."""
    forget_forms()
    family, _ = Form.objects.get_or_create(code=code, defaults={"title": form.title})
    return FormVersion.objects.create(
        form=family,
        number=FormVersion.objects.filter(form=family).count() + 1,
        edition="Invented edition",
        state="published",
        definition=form_logic.to_json(form),
        digest=form_logic.digest(form),
        published_at=datetime(2026, 9, 1, tzinfo=UTC),
    )
