"""The least believable records, made as the owner; invented people only."""

from __future__ import annotations
