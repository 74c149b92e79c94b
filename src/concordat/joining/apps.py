"""The joining context as a Django app."""

from importlib import import_module

from django.apps import AppConfig


class JoiningConfig(AppConfig):
    """See README.md in this folder."""

    name = "concordat.joining"
    label = "joining"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say which documents there are."""
        import_module("concordat.joining.documents")
