"""`concordat serve`: starts what is needed, watches it, restarts what dies and stops cleanly."""

from concordat.core.supervisor.options import Options, Refused
from concordat.core.supervisor.serving import serve

__all__ = ["Options", "Refused", "serve"]
