"""The requests context as a Django app."""

from django.apps import AppConfig


class RequestsConfig(AppConfig):
    """See README.md in this folder."""

    name = "concordat.requests"
    label = "requests"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Requests are asks like any other."""
        from concordat.requests import sources
        from concordat.requests.asks import asks

        sources.declare("requests", sources.Source(asks))
