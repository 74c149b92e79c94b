"""Set-up: the package index is taken from pip, a browser is found or missed aloud, styles carry no foreign marks."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.architecture.places import ROOT, SOURCE
from tools.build_assets import clean_script, clean_styles

BOOTSTRAP = ROOT / "tools" / "bootstrap"


def surroundings(tmp_path: Path, settings: str, **more: str) -> dict[str, str]:
    """An environment in which pip is set up as `settings` say."""
    file = tmp_path / "pip.conf"
    file.write_text(settings)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_", "SSL_", "NODE_"))}
    return {**kept, "PIP_CONFIG_FILE": str(file), **more}


def passed_on(environment: dict[str, str]) -> dict[str, str]:
    """What uv would be told."""
    result = subprocess.run([BOOTSTRAP, "env"], env=environment, capture_output=True, text=True, check=True)
    pairs = (line.partition("=") for line in result.stdout.splitlines())
    return {name: value.strip() for name, _, value in pairs if name.startswith(("UV_", "SSL_", "NODE_"))}


@pytest.mark.slow
def test_pips_indexes_are_passed_on_and_places_that_are_not_there_left_out(tmp_path: Path) -> None:
    (tmp_path / "wheels").mkdir()
    settings = (
        "[global]\nindex-url = https://index.example/simple\n"
        f"extra-index-url =\n    file://{tmp_path}/missing\n    https://more.example/simple\n"
        f"find-links = {tmp_path}/wheels\n    {tmp_path}/gone\n"
    )
    told = passed_on(surroundings(tmp_path, settings))
    assert told["UV_DEFAULT_INDEX"] == "https://index.example/simple"
    assert told["UV_INDEX"] == "https://more.example/simple"
    assert told["UV_FIND_LINKS"] == f"{tmp_path}/wheels"


@pytest.mark.slow
def test_the_environment_comes_before_pips_files(tmp_path: Path) -> None:
    settings = "[global]\nindex-url = https://file.example/simple\n"
    told = passed_on(surroundings(tmp_path, settings, PIP_INDEX_URL="https://environment.example/simple"))
    assert told["UV_DEFAULT_INDEX"] == "https://environment.example/simple"


@pytest.mark.slow
def test_pips_certificate_serves_uv_and_npm(tmp_path: Path) -> None:
    certificate = tmp_path / "authority.pem"
    certificate.touch()
    told = passed_on(surroundings(tmp_path, f"[global]\ncert = {certificate}\n"))
    assert told["SSL_CERT_FILE"] == told["NODE_EXTRA_CA_CERTS"] == str(certificate)


@pytest.mark.slow
def test_without_a_home_the_cache_stays_in_the_checkout(tmp_path: Path) -> None:
    told = passed_on(surroundings(tmp_path, "", HOME=str(tmp_path / "none"), XDG_CACHE_HOME=""))
    assert told["UV_CACHE_DIR"] == str(ROOT / ".cache" / "uv")


def test_without_python_set_up_says_what_to_install() -> None:
    result = subprocess.run(
        [BOOTSTRAP, "env"], env={**os.environ, "PYTHON": "no-such-python"}, capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert "install python3" in result.stderr


def test_styles_lose_typeface_crest_and_addresses() -> None:
    given = (
        "@font-face{font-family:GDS Transport;src:url(/assets/fonts/light.woff2)}"
        "a{font-family:GDS Transport,arial,sans-serif;color:red}"
        ".c{background-image:url(/assets/images/govuk-crest.svg)}.d{background:url(data:image/svg+xml,x)}"
        "/*# sourceMappingURL=govuk-frontend.min.css.map */"
    )
    assert clean_styles(given) == (
        "a{font-family:Helvetica,Arial,sans-serif;color:red}"
        ".c{background-image:none}.d{background:url(data:image/svg+xml,x)}"
    )


def test_the_script_loses_the_address_of_its_source_map() -> None:
    assert clean_script("export{a};//# sourceMappingURL=govuk-frontend.min.js.map\n") == "export{a};\n"


def test_what_is_built_holds_nothing_that_is_not_ours() -> None:
    static = SOURCE / "core" / "static" / "concordat"
    styles = (static / "govuk-frontend.min.css").read_text()
    assert len(styles) > 50_000
    assert "Transport" not in styles
    assert "url(" not in styles
    assert "sourceMappingURL" not in (static / "govuk-frontend.min.js").read_text()


def test_ci_runs_what_the_readme_says() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    lines = script.read_text().splitlines()
    assert "set -eu" in lines
    assert lines[-1] == "make test"
    assert "    make test\n" in (ROOT / "README.md").read_text()


@pytest.mark.parametrize("script", ["tools/bootstrap", "tools/lock", "tools/find-browser", ".ci/run"])
def test_scripts_are_plain_shell(script: str) -> None:
    assert subprocess.run(["sh", "-n", ROOT / script], check=False).returncode == 0
