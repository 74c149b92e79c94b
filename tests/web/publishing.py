"""Pressing Publish as a browser does: with the digest of what the page showed."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client


def publish(client: Client, version: str) -> Any:
    """The answer to publishing the version at this address."""
    shown = re.search(r'name="before" value="([0-9a-f]{64})"', client.get(f"{version}publish/").content.decode())
    assert shown is not None
    return client.post(f"{version}publish/", {"before": shown[1]})
