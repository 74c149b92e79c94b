"""The file of authorities: whole, dated, and every successor in it."""

from __future__ import annotations

from concordat.establishments.authorities import authorities

EVERY = {one.code: one for one in authorities()}


def test_england_has_153_today_and_each_number_and_code_once() -> None:
    assert len([one for one in EVERY.values() if one.until_on is None]) == 153
    assert len(EVERY) == len(authorities())
    codes = [one.gss_code for one in EVERY.values()]
    assert len(set(codes)) == len(codes)
    assert all(len(code) == 9 and code.startswith("E") for code in codes)


def test_who_ends_has_successors_that_begin_on_that_day() -> None:
    ended = [one for one in EVERY.values() if one.until_on is not None]
    assert {one.name for one in ended} == {"Bournemouth", "Cumbria", "Dorset", "Northamptonshire", "Poole"}
    for one in ended:
        assert one.successor_codes
        for code in one.successor_codes:
            assert EVERY[code].from_on == one.until_on
            assert EVERY[code].until_on is None
