"""What the shell of every page shows: who is signed in, the menu, whether this is a demo."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of `concordat/page.html`."""
    return {"actor": getattr(request, "actor", None)}
