"""The variables of a test process; imported before anything reads Django's settings.

Test workers inherit the environment of the session, so each works its own out again.
"""

from __future__ import annotations

import os
from pathlib import Path

from tests.postgres_for_tests import FOLDER, ClusterForTests, make_folder

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
if FOLDER not in os.environ:
    os.environ[FOLDER] = str(make_folder())
    os.environ["CONCORDAT_TEST_SESSION"] = str(os.getpid())
CLUSTER = ClusterForTests(Path(os.environ[FOLDER]))
DATABASE = os.environ.get("CONCORDAT_TEST_DATABASE", f"tests_{WORKER}")

if "CONCORDAT_TEST_DATABASE" not in os.environ:
    for variable in list(os.environ):
        if variable.startswith("CONCORDAT_") and not variable.startswith("CONCORDAT_TEST_"):
            del os.environ[variable]
    os.environ |= CLUSTER.environment(DATABASE)
    os.environ["CONCORDAT_HOME"] = str(CLUSTER.folder / f"home-{WORKER}")
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
