"""The process of the staff site, with every address it has, loads nothing that belongs to uploads or to the worker."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tests.postgres_for_tests import CHECKOUT

HEAVY = {"numpy", "openpyxl", "pyxform", "pandas", "scipy", "ortools", "typst", "xlsxwriter", "lxml"}
LOAD = """
import json, sys
from concordat.web.staff_site import application
from django.urls import get_resolver
def every(resolver):
    for one in resolver.url_patterns:
        yield from every(one) if hasattr(one, "url_patterns") else [one.callback]
count = sum(1 for _ in every(get_resolver()))
print(json.dumps({"addresses": count, "modules": sorted({name.partition(".")[0] for name in sys.modules})}))
"""


def test_no_address_of_the_staff_site_loads_what_reads_workbooks_or_counts(tmp_path) -> None:  # type: ignore[no-untyped-def]
    ours = ("CONCORDAT_", "DATABASE_", "DJANGO_")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    (tmp_path / "static").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", LOAD],
        env={**kept, "CONCORDAT_HOME": str(tmp_path)},
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(done.stdout)
    assert said["addresses"] > 200
    assert HEAVY & set(said["modules"]) == set()
