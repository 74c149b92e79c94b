"""Who may read, bring in and publish forms, and who tags their questions. `row_security.py` promises the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Count, Q, QuerySet

from concordat.core.actor import Actor
from concordat.core.permissions import Predicate, declare, role, signed_in, system
from concordat.questionnaires.models import FormVersion, TagChoice, Tagging
from concordat.questionnaires.vocabulary import FORM_KEEPERS, LIBRARY, OWN_FORM_KEEPERS, VersionState


def _owner(thing: Any) -> int | None:
    """The organisation that a form, or the form of a version, belongs to."""
    owner: int | None = getattr(getattr(thing, "form", thing), "owner_id", None)
    return owner


def _keeps_tags(actor: Actor, version: Any) -> bool:
    """Keeps the forms of the owner, or is of the partnership that keeps the tags of forms that belong to nobody."""
    form = getattr(version, "form", version)
    if form.owner_id is not None:
        return form.owner_id in actor.organisations(*OWN_FORM_KEEPERS)
    return form.tags_kept_by_id is not None and form.tags_kept_by_id in actor.organisations(*FORM_KEEPERS)


def _is(*parts: str) -> Callable[[Actor, Any], bool]:
    """Was asked by name, and still holds a role somewhere."""

    def holds(actor: Actor, tagging: Any) -> bool:
        named = {getattr(tagging, f"{part}_id") for part in parts}
        return actor.person_id is not None and actor.person_id in named and bool(actor.roles)

    return holds


def _person(actor: Actor) -> bool:
    return actor.is_signed_in


_arranger = Predicate(
    "whoever keeps the form, or the partnership that keeps the tags of forms that belong to nobody",
    _keeps_tags,
    lambda actor: actor.holds(*OWN_FORM_KEEPERS),
)
_editor = Predicate("the editors who were asked to tag this form", _is("first", "second", "third"), _person)
_reader = Predicate("the reader who was asked to check these tags", _is("reader"), _person)
_library = system(LIBRARY)
_keeper = role(
    *OWN_FORM_KEEPERS, says="the business manager or administrator of the form's partnership, or its trust", at=_owner
)

declare(
    {
        "questionnaires.read_form": [[signed_in], [_library]],
        "questionnaires.import_form": [[_keeper], [_library]],
        "questionnaires.publish_form": [[_keeper], [_library]],
        "questionnaires.add_expectations": [[_library]],
        "questionnaires.load_guidance": [[_library]],
        "questionnaires.name_tag_keeper": [[_library]],
        "questionnaires.read_tags": [[signed_in], [_library]],
        "questionnaires.arrange_tagging": [[_arranger]],
        "questionnaires.tag_question": [[_editor]],
        "questionnaires.check_cover": [[_reader]],
    }
)


def visible_versions(actor: Actor) -> QuerySet[FormVersion]:
    """What is published, for everybody signed in; a draft for who keeps its owner's forms, and who tags it."""
    if actor.system == LIBRARY:
        return FormVersion.objects.all()
    if not actor.is_signed_in and actor.system is None:
        return FormVersion.objects.none()
    mine = Q(form__owner_id__in=actor.organisations(*OWN_FORM_KEEPERS))
    tagged = Q(pk__in=Tagging.objects.filter(_takes_part(actor)).values("version_id"))
    return FormVersion.objects.filter(~Q(state=VersionState.draft) | mine | tagged)


def _takes_part(actor: Actor) -> Q:
    me = actor.person_id or 0
    return Q(first_id=me) | Q(second_id=me) | Q(reader_id=me) | Q(third_id=me)


def visible_taggings(actor: Actor) -> QuerySet[Tagging]:
    """Work on the tags of every version that the actor may see."""
    return Tagging.objects.filter(version__in=visible_versions(actor))


def visible_choices(actor: Actor) -> QuerySet[TagChoice]:
    """One's own; those of others once they are handed in by two, or by oneself too."""
    if actor.system == LIBRARY:
        return TagChoice.objects.all()
    handed_in = TagChoice.objects.filter(handed_in_at__isnull=False)
    by_me = handed_in.filter(editor_id=actor.person_id or 0).values("asked_id")
    by_two = handed_in.values("asked_id").annotate(editors=Count("editor")).filter(editors__gte=2).values("asked_id")
    open_now = Q(handed_in_at__isnull=False) & (Q(asked_id__in=by_me) | Q(asked_id__in=by_two))
    seen = TagChoice.objects.filter(asked__tagging__in=visible_taggings(actor))
    return seen.filter(Q(editor_id=actor.person_id or 0) | open_now)
