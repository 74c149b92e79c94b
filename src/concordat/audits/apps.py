"""The audits context as a Django app."""

from django.apps import AppConfig


class AuditsConfig(AppConfig):
    """See README.md in this folder."""

    name = "concordat.audits"
    label = "audits"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Audits are asked of settings as requests are."""
        from concordat.audits.asked import SOURCE
        from concordat.requests import sources

        sources.declare("audits", SOURCE)
