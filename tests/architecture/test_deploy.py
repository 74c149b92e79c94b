"""What operators copy from `deploy/`: it names what exists, gives away nothing, and stays closed where it must."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from concordat.core.system_users import SEPARATE
from concordat.web import healthcheck
from tests.architecture.places import ROOT, SOURCE

DEPLOY = ROOT / "deploy"
UNIT = (DEPLOY / "concordat.service").read_text()
CONTAINER = (DEPLOY / "Containerfile").read_text()
CADDY, NGINX = ((DEPLOY / name).read_text() for name in ("Caddyfile", "nginx.conf"))
HARDENING = [
    "NoNewPrivileges=yes",
    "ProtectSystem=strict",
    "ProtectHome=yes",
    "PrivateTmp=yes",
    "PrivateDevices=yes",
    "ProtectKernelModules=yes",
    "ProtectKernelTunables=yes",
    "ProtectControlGroups=yes",
    "RestrictNamespaces=yes",
    "RestrictSUIDSGID=yes",
    "LockPersonality=yes",
    "SystemCallFilter=@system-service",
    "SystemCallArchitectures=native",
    "LimitCORE=0",
    "UMask=0077",
]


def test_the_container_has_no_root_at_run_time_and_says_how_it_is() -> None:
    last = CONTAINER.split("\nFROM ")[-1]
    instructions = re.findall(r"^([A-Z]+) ", last, re.MULTILINE)
    assert re.search(r"^USER 10001:10001$", last, re.MULTILINE)
    assert instructions.index("USER") > max(n for n, word in enumerate(instructions) if word == "RUN")
    assert "VOLUME /data" in last
    assert "CONCORDAT_HOME=/data" in last
    assert "concordat.web.healthcheck" in last
    assert healthcheck.is_healthy(port=1, host="localhost") is False
    assert "--require-hashes" in last
    assert "--no-index" in last
    assert not re.search(r"(?i)password|secret|token", CONTAINER)
    ignored = (DEPLOY / "Containerfile.ignore").read_text().split()
    assert {".git", ".venv"} <= set(ignored)


def test_what_the_container_copies_and_runs_exists() -> None:
    for source in re.findall(r"^COPY (?!--from)(\S+) ", CONTAINER, re.MULTILINE):
        assert (ROOT / source).exists(), source
    options = (SOURCE / "core" / "management" / "commands" / "serve.py").read_text()
    for option in re.findall(r'"(--[a-z-]+)"', CONTAINER.split("CMD")[-1]):
        assert f'"{option}"' in options


@pytest.mark.parametrize("line", HARDENING)
def test_the_unit_is_closed(line: str) -> None:
    assert line in UNIT.splitlines()


def test_the_unit_may_become_the_three_users_and_nothing_more() -> None:
    found = re.search(r"^CapabilityBoundingSet=(.*)$", UNIT, re.MULTILINE)
    assert found is not None
    kept = set(found[1].split())
    assert {"CAP_SETUID", "CAP_SETGID"} <= kept
    assert not kept & {"CAP_SYS_ADMIN", "CAP_SYS_PTRACE", "CAP_NET_ADMIN", "CAP_NET_RAW", "CAP_SYS_MODULE"}
    made = re.findall(r"^u (\S+) .* - /usr/sbin/nologin$", (DEPLOY / "concordat.sysusers").read_text(), re.MULTILINE)
    assert made == [SEPARATE.database, SEPARATE.app, SEPARATE.learner]


@pytest.mark.slow
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    """Where there is no systemd, their lines are at least sections and settings."""
    units = [*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")]
    assert len(units) == 3
    for unit in units:
        for line in unit.read_text().splitlines():
            assert not line or re.match(r"#|\[\w+\]$|[A-Z][A-Za-z]+=", line), line
        said = unit.read_text().replace("/usr/local/lib/concordat/bin/concordat", "/bin/true")
        (tmp_path / unit.name).write_text(said)
    if shutil.which("systemd-analyze"):
        command = ["systemd-analyze", "verify", *(str(tmp_path / unit.name) for unit in units)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        about_ours = [line for line in done.stderr.splitlines() if "concordat" in line]
        assert about_ours == []


def test_the_units_run_commands_that_exist() -> None:
    ours = {path.stem for path in SOURCE.glob("*/management/commands/[a-z]*.py")}
    said = "".join(unit.read_text() for unit in DEPLOY.glob("*.service"))
    assert set(re.findall(r"bin/concordat (\w+)", said)) == {"serve", "backup"} <= ours


def test_the_proxies_replace_what_the_asker_said_and_log_nothing_of_learners() -> None:
    assert NGINX.count("{") == NGINX.count("}")
    assert CADDY.count("{") == CADDY.count("}")
    staff, learner = NGINX.split("server {")[1:3]
    for replaced in ("X-Forwarded-For $remote_addr;", "X-Forwarded-Proto $scheme;", 'X-Forwarded-Host "";'):
        assert f"proxy_set_header {replaced}" in staff
    assert "access_log off;" in learner
    for emptied in ("X-Forwarded-For", "X-Real-IP", "Forwarded", "User-Agent"):
        assert f'proxy_set_header {emptied} "";' in learner
    assert "$remote_addr" not in learner
    learners = CADDY.split("tell.northfield.example {")[1]
    assert "output discard" in learners
    for emptied in ("X-Forwarded-For", "X-Real-IP", "User-Agent"):
        assert f"header_up -{emptied}" in learners


def test_settings_that_the_recipes_name_exist() -> None:
    code = "".join(path.read_text() for path in SOURCE.rglob("*.py"))
    named = set(re.findall(r"CONCORDAT_[A-Z_]+", CADDY + NGINX + CONTAINER + UNIT))
    assert len(named) > 5
    assert {name for name in named if f'"{name}"' not in code} == set()
