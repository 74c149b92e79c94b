"""Which roles rest where somebody's roles must not mix."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from concordat.accounts.hats import Sides, left, may_mix, places, set_aside
from concordat.accounts.vocabulary import HAT_NAMES, KINDS_OF_ROLE, NEVER_AT_ONCE, Hat, OrganisationKind, Role
from concordat.core.actor import HeldRole

held = st.lists(st.builds(HeldRole, st.sampled_from([str(role) for role in Role]), st.integers(1, 6)), max_size=6)
sides = st.builds(Sides, st.frozensets(st.integers(1, 3)), st.frozensets(st.integers(4, 6)))


@given(held, sides)
def test_with_a_hat_on_no_role_of_the_other_side_is_left_and_none_is_lost_for_good(
    roles: list[HeldRole], found: Sides
) -> None:
    kept = {hat: set(left(roles, set_aside(found, hat))) for hat in ("", *Hat)}
    if not found.mix:
        assert all(one == set(roles) for one in kept.values())
        return
    assert not places(sorted(kept[Hat.partnership], key=str), Hat.setting) & found.settings
    assert not places(sorted(kept[Hat.setting], key=str), Hat.partnership) & found.partnerships
    assert kept[Hat.partnership] | kept[Hat.setting] == set(roles)
    assert kept[""] == kept[Hat.partnership] & kept[Hat.setting]


@given(held)
def test_roles_of_one_side_never_ask_for_a_hat(roles: list[HeldRole]) -> None:
    for hat in Hat:
        assert not may_mix([one for one in roles if one.role not in NEVER_AT_ONCE[hat]])


def test_the_data_is_whole() -> None:
    assert set(NEVER_AT_ONCE) == set(HAT_NAMES) == set(Hat)
    assert not set(NEVER_AT_ONCE[Hat.partnership]) & set(NEVER_AT_ONCE[Hat.setting])
    kinds = {hat: {kind for role in roles for kind in KINDS_OF_ROLE[role]} for hat, roles in NEVER_AT_ONCE.items()}
    assert kinds[Hat.partnership] == {OrganisationKind.partnership}
    assert kinds[Hat.setting] == {OrganisationKind.establishment, OrganisationKind.trust}
