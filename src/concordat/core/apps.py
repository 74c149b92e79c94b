"""The core as a Django app; loads every context's access map and kinds of document when Django is ready."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps


class CoreConfig(AppConfig):
    """Plumbing that every context stands on."""

    name = "concordat.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every context declare its permissions, its kinds of document and its lists that can be written to."""
        for part in ("core.documents.access", "core.documents.jobs"):
            import_module(f"concordat.{part}")
        for config in apps.get_app_configs():
            parts = ("access", "documents", "audiences", "holdings", "setting_links")
            for module in (f"{config.name}.{part}" for part in parts):
                if config.name.startswith("concordat.") and find_spec(module) is not None:
                    import_module(module)
