"""The joining context as a Django app."""

from django.apps import AppConfig


class JoiningConfig(AppConfig):
    """See README.md in this folder."""

    name = "concordat.joining"
    label = "joining"
    default_auto_field = "django.db.models.BigAutoField"
