"""The import of the register: repeatable, quick, and it says what changed."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from concordat.accounts import operations as account_operations
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import OrganisationKind
from concordat.core.actor import Actor, acting_as
from concordat.core.clock import now
from concordat.core.problems import NotAllowed
from concordat.establishments import queries as establishment_queries
from concordat.establishments.models import (
    Establishment,
    EstablishmentLink,
    LocalAuthority,
    OutsideLink,
    RegisterChange,
)
from concordat.establishments.operations import ImportCounts, import_register, load_local_authorities
from tests.factories import extracts

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("fresh_database")]
READER = Actor.system_named("establishments.register_import")


def run(folder: Path, rows: list[dict[str, str]], **more: Any) -> ImportCounts:
    path = extracts.write(folder / "extract.csv", rows)
    return import_register(
        file=path,
        links=more.get("links"),
        groups=None,
        rejects_file=folder / "rejects.csv",
        at=now(),
    )


def test_first_second_and_changed_run(tmp_path: Path) -> None:
    rows = [extracts.row(number) for number in range(1, 40)]
    first = run(tmp_path, rows)
    assert (first.rows, first.created, first.rejected) == (39, 39, 0)
    second = run(tmp_path, rows)
    assert (second.created, second.updated, second.unchanged) == (0, 0, 39)
    rows[0]["NumberOfPupils"] = "399"
    rows[1] |= {"EstablishmentStatus (name)": "Closed", "CloseDate": "31-08-2026"}
    third = run(tmp_path, rows)
    assert (third.created, third.updated, third.unchanged, third.closed) == (0, 2, 37, 1)
    with acting_as(READER):
        facts = set(RegisterChange.objects.values_list("establishment__urn", "fact", "after"))
        assert {(100_001, "pupils", "399"), (100_002, "status", "Closed"), (100_003, "added", "Open")} <= facts
        assert Establishment.objects.get(urn=100_002).organisation.closed_on is not None
    rows[1] |= {"EstablishmentStatus (name)": "Open", "CloseDate": ""}
    assert run(tmp_path, rows).updated == 1
    with acting_as(READER):
        assert Establishment.objects.get(urn=100_002).organisation.closed_on is None


def test_a_place_is_kept_where_it_can_be_one(tmp_path: Path) -> None:
    given = [("433000", "420500"), ("433000", ""), ("0", "0"), ("9999999", "420500"), ("x", "y")]
    rows = [extracts.row(8_101 + number, Easting=east, Northing=north) for number, (east, north) in enumerate(given)]
    headers = [*extracts.HEADERS, "Easting", "Northing"]
    extract = extracts.write(tmp_path / "places.csv", rows, headers=headers)
    counts = import_register(file=extract, links=None, groups=None, rejects_file=tmp_path / "rejects.csv", at=now())
    assert (counts.created, counts.rejected) == (5, 0)

    def places() -> list[tuple[int, int] | None]:
        with acting_as(READER):
            found = (
                Establishment.objects.filter(urn__range=(108_101, 108_105)).order_by("urn").values_list("pk", flat=True)
            )
            by_id = {one.id: one.place for one in establishment_queries.briefs_of(found)}
            return [by_id[pk] for pk in found]

    assert places() == [(433_000, 420_500), None, None, None, None]
    rows[0]["NumberOfPupils"] = "77"
    run(tmp_path, rows)  # a file without the columns: what was known stays
    assert places()[0] == (433_000, 420_500)
    half = [{**rows[0], "NumberOfPupils": "78", "Easting": "433001"}]
    for more, columns in (
        ({}, ["Easting"]),  # a file with one column of the two
        ({"Northing": ""}, ["Easting", "Northing"]),  # half a place, or none that can be one
        ({"Northing": "9" * 5_000}, ["Easting", "Northing"]),
    ):
        file = extracts.write(tmp_path / "half.csv", [half[0] | more], headers=[*extracts.HEADERS, *columns])
        half[0]["NumberOfPupils"] += "1"
        import_register(file=file, links=None, groups=None, rejects_file=tmp_path / "rejects.csv", at=now())
        assert places()[0] == (433_000, 420_500), columns
    none = half[0] | {"Easting": "", "Northing": ""}
    gone = extracts.write(tmp_path / "gone.csv", [none], headers=headers)
    import_register(file=gone, links=None, groups=None, rejects_file=tmp_path / "rejects.csv", at=now())
    assert places()[0] is None  # the register says that it knows none


@pytest.mark.parametrize(("first", "digits"), [(8_201, "9" * 5_000), (8_211, "²")])
def test_digits_that_are_no_number_are_rejected_and_the_import_goes_on(tmp_path: Path, first: int, digits: str) -> None:
    wrong = [extracts.row(first, NumberOfPupils=digits), {**extracts.row(first + 1), "URN": "²" * 6}]
    counts = run(tmp_path, [*wrong, extracts.row(first + 2)])
    assert (counts.created, counts.rejected) == (1, 2)


def test_what_changed_is_kept_in_words_and_nobody_s_name_is(tmp_path: Path) -> None:
    first = extracts.row(6_001, **{"LA (code)": "390", "LA (name)": "Nether Council"})
    run(tmp_path, [first])
    moved = {"LA (code)": "391", "LA (name)": "Upper Council", "HeadFirstName": "Wilhelmina"}
    trusts = {"Trusts (code)": "77", "Trusts (name)": "New Trust", "EstablishmentName": "Renamed School"}
    run(tmp_path, [first | moved | trusts])
    with acting_as(READER):
        found = RegisterChange.objects.filter(establishment__urn=106_001).exclude(fact="added")
        assert set(found.values_list("fact", "before", "after")) == {
            ("name", "Invented School 6001", "Renamed School"),
            ("trust", "Invented Trust 601", "New Trust"),
            ("local_authority", "Gateshead", "Newcastle upon Tyne"),
        }
        assert "Wilhelmina" not in repr(list(RegisterChange.objects.values()))


def test_changes_that_were_kept_by_ids_get_names(tmp_path: Path) -> None:
    run(tmp_path, [extracts.row(6_101)])
    migration = import_module("concordat.establishments.migrations.0002_changes_by_name")
    with acting_as(READER):
        setting = Establishment.objects.select_related("local_authority", "trust__organisation").get(urn=106_101)
        assert setting.trust is not None
        assert setting.local_authority is not None
        trust, authority = setting.trust.organisation, setting.local_authority
        run_id = RegisterChange.objects.filter(establishment=setting).values_list("register_import_id", flat=True)[0]
        for fact, before, after in (
            ("trust_id", "", str(trust.pk)),
            ("local_authority_id", str(authority.pk), "999999999"),
            ("type_code", "01", "34"),
        ):
            RegisterChange.objects.create(
                register_import_id=run_id, establishment=setting, fact=fact, before=before, after=after
            )
        with connection.cursor() as cursor:
            cursor.execute(migration.NAMES)
        kept = RegisterChange.objects.filter(establishment=setting).exclude(fact="added")
        assert set(kept.values_list("fact", "before", "after")) == {
            ("trust", "", trust.name),
            ("local_authority", authority.name, "999999999"),
            ("type", "01", "34"),
        }


def test_rejects_are_written_with_row_and_reason_and_no_name(tmp_path: Path) -> None:
    counts = run(tmp_path, [extracts.row(900), extracts.row(901, URN="x")])
    assert (counts.created, counts.rejected) == (1, 1)
    said = (tmp_path / "rejects.csv").read_text()
    assert "3,,The URN is not six digits." in said
    assert extracts.HEAD not in said


def test_an_interrupted_run_is_repeated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from concordat.establishments.operations import importing

    monkeypatch.setattr(importing, "BATCH", 10)
    rows = [extracts.row(number) for number in range(2_000, 2_040)]
    seen: list[int] = []

    def stop(done: int) -> None:
        seen.append(done)
        if len(seen) == 2:
            raise KeyboardInterrupt

    path = extracts.write(tmp_path / "extract.csv", rows)
    given = {"file": path, "links": None, "groups": None, "rejects_file": tmp_path / "r.csv"}
    with pytest.raises(KeyboardInterrupt):
        import_register(**given, at=now(), tell=stop)  # type: ignore[arg-type]
    again = import_register(**given, at=now())  # type: ignore[arg-type]
    assert (again.created, again.unchanged) == (20, 20)


def test_links_join_settings_and_wait_for_the_one_that_is_not_there(tmp_path: Path) -> None:
    links = tmp_path / "links.csv"
    links.write_text(
        "URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\n"
        "103001,103002,Invented School 3002,Successor,01-09-2025\n"
        "103001,103003,Later School,Successor - amalgamated,\n"
        "103004,103001,Invented School 3001,Successor,01-09-2001\n"
        "103001,103004,Earlier School,Predecessor,01-09-2001\n"
    )
    for _ in range(2):
        run(tmp_path, [extracts.row(3_001), extracts.row(3_002)], links=links)
    with acting_as(READER):
        (link,) = EstablishmentLink.objects.filter(earlier__urn=103_001)
        assert link.later.urn == 103_002
        waiting = OutsideLink.objects.filter(establishment__urn=103_001)
        assert set(waiting.values_list("other_urn", "other_name", "other_is_later")) == {
            (103_003, "Later School", True),
            (103_004, "Earlier School", False),
        }
    run(tmp_path, [extracts.row(3_003)])
    with acting_as(READER):
        assert list(waiting.values_list("other_urn", flat=True)) == [103_004]
        assert EstablishmentLink.objects.filter(earlier__urn=103_001, later__urn=103_003).count() == 1


def test_an_authority_is_found_by_its_number_however_its_name_is_spelt(tmp_path: Path) -> None:
    spellings = {
        "420": "ISLES OF SCILLY COUNCIL",
        "801": "City of Bristol",
        "699": "Invented Welsh County",
        "0": "None",
    }
    rows = [
        extracts.row(7_000 + number, **{"LA (code)": code, "LA (name)": name})
        for number, (code, name) in enumerate(spellings.items())
    ]
    run(tmp_path, rows)
    run(tmp_path, [extracts.row(7_010, **{"LA (code)": "699", "LA (name)": "Spelt Otherwise"})])
    with acting_as(READER):
        found = Establishment.objects.filter(urn__gte=107_000, urn__lte=107_010).order_by("urn")
        assert list(found.values_list("local_authority__name", "local_authority__authority__code")) == [
            ("Isles of Scilly", "420"),
            ("Bristol, City of", "801"),
            ("Invented Welsh County", "699"),
            (None, None),
            ("Invented Welsh County", "699"),
        ]


def test_the_authorities_are_loaded_once_with_their_days_and_successors() -> None:
    with acting_as(READER):
        load_local_authorities(by=READER, at=now())
        assert load_local_authorities(by=READER, at=now()) == 0
        cumbria = LocalAuthority.objects.select_related("organisation").get(code="909")
        assert str(cumbria.organisation.closed_on) == "2023-04-01"
        names = [name for _, name in establishment_queries.successors_of_authority(cumbria.pk)]
        assert names == ["Cumberland", "Westmorland and Furness"]
        dorset = LocalAuthority.objects.filter(organisation__name="Dorset", organisation__closed_on=None)
        assert list(dorset.values_list("code", flat=True)) == ["838"]
        yorkshire = LocalAuthority.objects.get(code="815")
        assert (yorkshire.gss_code, yorkshire.earlier_gss_codes) == ("E06000065", "E10000023")
    with pytest.raises(NotAllowed):
        load_local_authorities(by=Actor(person_id=1, name="x"), at=now())


def test_a_body_that_was_known_by_name_gets_its_number(tmp_path: Path) -> None:
    with acting_as(FOUNDER):
        there = account_operations.found_organisation(
            kind=OrganisationKind.local_authority, name="Numberless Council", by=FOUNDER, at=now()
        )
    run(tmp_path, [extracts.row(7_100, **{"LA (code)": "698", "LA (name)": "Numberless Council"})])
    with acting_as(READER):
        assert LocalAuthority.objects.get(code="698").pk == there.pk


def test_a_file_without_a_column_leaves_what_is_known(tmp_path: Path) -> None:
    rows = [extracts.row(4_001)]
    run(tmp_path, rows)
    headers = [name for name in extracts.HEADERS if name not in ("OpenDate", "CloseDate", "SchoolCapacity")]
    path = extracts.write(tmp_path / "fewer.csv", [rows[0] | {"NumberOfPupils": "7"}], headers=headers)
    given = {"file": path, "links": None, "groups": None, "rejects_file": tmp_path / "r.csv"}
    assert import_register(**given, at=now()).updated == 1  # type: ignore[arg-type]
    assert import_register(**given, at=now()).unchanged == 1  # type: ignore[arg-type]
    with acting_as(READER):
        found = Establishment.objects.select_related("organisation").get(urn=104_001)
    assert (found.pupils, found.capacity, str(found.organisation.opened_on)) == (7, 210, "1998-09-01")


def test_a_closed_setting_without_a_date_is_not_open(tmp_path: Path) -> None:
    run(tmp_path, [extracts.row(4_100, **{"EstablishmentStatus (name)": "Closed"})])
    with acting_as(READER):
        assert not establishment_queries.open_on(now().date()).filter(urn=104_100).exists()


def test_only_the_import_may_import(tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        import_register(
            file=tmp_path / "x",
            links=None,
            groups=None,
            rejects_file=tmp_path / "r",
            at=now(),
            by=Actor(person_id=1, name="x"),
        )


def test_the_command_ends_with_one_line_of_json_and_refuses_with_a_sentence(
    tmp_path: Path, cluster: Any, database_name: str
) -> None:
    path = extracts.write(tmp_path / "e.csv", [extracts.row(5_000)])
    code = (
        f"from django.core.management import call_command\ncall_command('register', 'import', {str(path)!r}, '--json')"
    )
    done = cluster.run(["-c", f"import django; django.setup()\n{code}"], database_name, role="app")
    line = json.loads(done.strip().splitlines()[-1])
    assert set(line) == {"rows", "created", "updated", "unchanged", "closed", "rejected", "rejects_file"}
    assert line["created"] == 1
