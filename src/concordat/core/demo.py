"""Whether the database that this process works with is a demo: asked of its mark, once a process."""

from __future__ import annotations

from functools import cache

from concordat.core.models import DatabaseMark


def is_demo() -> bool:
    """Whether the mark says demo. Where nothing is marked yet the answer is no, and is asked again."""
    try:
        return _kind() == DatabaseMark.Kind.demo
    except DatabaseMark.DoesNotExist:
        return False


@cache
def _kind() -> str:
    return DatabaseMark.objects.get(pk=1).kind
