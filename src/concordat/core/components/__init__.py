"""Components of the GOV.UK Design System as functions of their parameters, and pure helpers of pages."""

from __future__ import annotations

from concordat.core.components.rendering import NoSuchComponent, render

__all__ = ["NoSuchComponent", "render"]
