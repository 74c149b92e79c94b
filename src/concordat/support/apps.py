"""The support context as a Django app."""

from django.apps import AppConfig


class SupportConfig(AppConfig):
    """See README.md in this folder."""

    name = "concordat.support"
    label = "support"
    default_auto_field = "django.db.models.BigAutoField"
