"""Reading extracts of the public register (Get Information about Schools): pure, tolerant, keeps nobody's name."""

from concordat.establishments.register.extracts import (
    ExtractProblem,
    Reject,
    Row,
    read_extract,
    read_groups,
    read_links,
)

__all__ = ["ExtractProblem", "Reject", "Row", "read_extract", "read_groups", "read_links"]
