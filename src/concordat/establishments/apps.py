"""The establishments context as a Django app."""

from django.apps import AppConfig


class EstablishmentsConfig(AppConfig):
    """See README.md in this folder."""

    name = "concordat.establishments"
    label = "establishments"
    default_auto_field = "django.db.models.BigAutoField"
