"""The files of a PostgreSQL cluster: made by initdb, configured by us at every start."""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from concordat.core import places
from concordat.core.embedded_postgres.binaries import Binaries
from concordat.core.spawning import spawn
from concordat.core.system_users import SystemUsers, give

MAP = "concordat"
CONFIGURATION = "concordat.conf"
SERVING = ("concordat_app",)
LEARNER = ("concordat_learner",)
KEEPERS = ("postgres", "concordat_owner", "concordat_backup")


class CannotInitialise(RuntimeError):
    """initdb refused."""


@dataclass(frozen=True)
class Cluster:
    """Where the data and the socket are, and whose they are."""

    data: Path
    sockets: Path
    users: SystemUsers
    authentication: str = f"peer map={MAP}"
    settings: tuple[str, ...] = ()

    @classmethod
    def of_this_home(cls, users: SystemUsers) -> Cluster:
        """The cluster of the data folder."""
        return cls(data=places.postgres_data(), sockets=places.sockets(), users=users)

    @property
    def exists(self) -> bool:
        """Whether initdb has finished here."""
        return (self.data / "PG_VERSION").exists() and (self.data / CONFIGURATION).exists()

    def prepare(self, binaries: Binaries) -> None:
        """Make what is missing, and write the configuration anew: what is on disk is what this version says."""
        self._make_folders()
        if not self.exists:
            self._initialise(binaries)
        self._write("pg_hba.conf", f"local all all {self.authentication}\n")
        self._write("pg_ident.conf", self._ident_map())
        self._write(CONFIGURATION, self._configuration())
        main = self.data / "postgresql.conf"
        included = f"include '{CONFIGURATION}'"
        if included not in main.read_text():
            with main.open("a") as file:
                file.write(f"\n{included}\n")

    def _make_folders(self) -> None:
        self.data.parent.mkdir(parents=True, exist_ok=True)
        if not self.data.exists():
            self.data.mkdir(mode=0o700)
        self.sockets.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.sockets.stat().st_uid not in (os.geteuid(), self.data.stat().st_uid, 0):
            raise CannotInitialise(
                f"{self.sockets} belongs to somebody else; remove it or choose another CONCORDAT_HOME."
            )
        if self.users.are_separate:
            give(self.sockets, self.users.database)
            self.sockets.chmod(0o755)
            if self.data.owner() != self.users.database:
                give(self.data, self.users.database)

    def _initialise(self, binaries: Binaries) -> None:
        if any(self.data.iterdir()):
            self._clear_half_made()
        command = [
            binaries.program("initdb"),
            "--pgdata", str(self.data),
            "--username", "postgres",
            "--encoding", "UTF8",
            *self._locale(binaries),
            "--auth-local", "peer",
            "--auth-host", "reject",
            "--no-instructions",
        ]  # fmt: skip
        if self.settings:
            command.append("--no-sync")
        process = spawn(command, user=self.users.database, output=subprocess.PIPE)
        said, _ = process.communicate()
        if process.returncode:
            raise CannotInitialise(f"PostgreSQL's data could not be made in {self.data}: {said.decode().strip()}")

    def _locale(self, binaries: Binaries) -> list[str]:
        """The builtin locale, the same on every machine; PostgreSQL before 17 does not have it."""
        version = subprocess.run([binaries.program("postgres"), "-V"], check=True, capture_output=True, text=True)
        major = int(version.stdout.split()[2].split(".")[0])
        return (
            ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"]
            if major >= 17
            else ["--locale=C.UTF-8"]
        )

    def _clear_half_made(self) -> None:
        """A start that was interrupted while initdb ran leaves a folder that no server ever used."""
        if (self.data / CONFIGURATION).exists() or (self.data / "postmaster.pid").exists():
            raise CannotInitialise(f"{self.data} is not empty and is no cluster of ours; move it away.")
        for path in sorted(self.data.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()

    def _ident_map(self) -> str:
        if self.users.are_separate:
            pairs = [(self.users.database, role) for role in KEEPERS]
            pairs += [(self.users.app, role) for role in SERVING if self.users.app]
            pairs += [(self.users.learner, role) for role in LEARNER if self.users.learner]
            pairs += [("root", role) for role in (*KEEPERS, *SERVING, *LEARNER)]
        else:
            pairs = [(pwd.getpwuid(os.geteuid()).pw_name, role) for role in (*KEEPERS, *SERVING, *LEARNER)]
        return "".join(f'{MAP} "{user}" {role}\n' for user, role in pairs)

    def _configuration(self) -> str:
        lines = [
            "listen_addresses = ''",
            f"unix_socket_directories = '{self.sockets}'",
            "max_connections = 100",
            "shared_buffers = '64MB'",
            "timezone = 'UTC'",
            "log_timezone = 'UTC'",
            "log_destination = 'stderr'",
            "logging_collector = off",
            # Neither values nor statements in the log: they could hold what somebody wrote.
            "log_error_verbosity = terse",
            "log_min_error_statement = panic",
            "log_checkpoints = off",
            *self.settings,
        ]
        return "\n".join(lines) + "\n"

    def _write(self, name: str, text: str) -> None:
        path = self.data / name
        path.write_text(text)
        path.chmod(0o600)
        give(path, self.users.database)
