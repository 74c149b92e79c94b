"""PostgreSQL from the package index, run by us: made, started, watched and stopped cleanly.

Only the binaries of the wheel are used. The server listens on one socket in the data folder and on no
network; who may log in as which role is decided by the operating system's user (peer and an ident map).
"""

from concordat.core.embedded_postgres.binaries import Binaries, NoBinaries, locate
from concordat.core.embedded_postgres.cluster import Cluster
from concordat.core.embedded_postgres.roles import SUPERUSER, make_roles_and_database
from concordat.core.embedded_postgres.server import CannotStart, Server, borrowed

__all__ = [
    "SUPERUSER",
    "Binaries",
    "CannotStart",
    "Cluster",
    "NoBinaries",
    "Server",
    "borrowed",
    "locate",
    "make_roles_and_database",
]
