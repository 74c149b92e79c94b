"""The Form Pack of a version as it stands, and the core that a pack from elsewhere extends."""

from __future__ import annotations

from datetime import date

from concordat.core.actor import Actor
from concordat.core.problems import Problem
from concordat.lib.crosswalk import Bank, Expectation
from concordat.questionnaires import access, library, packs, queries, tags
from concordat.questionnaires.models import FormVersion


class NoSuchCore(Problem):
    """A pack that extends a form which is not here."""


def pack_of(version: FormVersion, *, at: date) -> packs.Pack:
    """Everything of a version: each question, its tags as released or drafted, licence, guidance, core."""
    release = tags.releases([version.pk]).get(version.pk)
    return packs.packed(
        queries.form_of(version.pk),
        tags.forms_for([version.pk])[version.pk],
        tags.bank(at=at),
        number=version.number,
        edition=version.edition,
        licence=version.licence or (library.LICENCE if version.form.owner_id is None else ""),
        tags=packs.Release(release.number, release.digest) if release else None,
        core=_core(version.core) if version.core else None,
    )


def drafted_pack(code: str, *, at: date) -> packs.Pack:
    """The pack of a form of the library with its drafted tags; without a database."""
    form = library.form(code)
    bank = Bank(tuple(Expectation(one, said) for one, said in library.expectations().items()))
    tagged = tags.drafted(form, day=at)
    return packs.packed(form, tagged, bank, number=1, edition=library.EDITION, licence=library.LICENCE)


def core_of(actor: Actor, pack: packs.Pack) -> FormVersion | None:
    """The version that a pack extends, found by its digest; raises `NoSuchCore`."""
    if pack.core is None:
        return None
    found = access.visible_versions(actor).filter(form__code=pack.core.code, digest=pack.core.digest)
    core = found.defer("definition").order_by("-number").first()
    if core is None:
        raise NoSuchCore(
            f"This form extends “{pack.core.code}”, version {pack.core.number}, which is not here. Bring that in first."
        )
    return core


def _core(core: FormVersion) -> packs.Core:
    return packs.Core(core.form.code, core.number, core.digest)
