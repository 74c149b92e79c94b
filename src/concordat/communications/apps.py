"""The communications context as a Django app."""

from django.apps import AppConfig


class CommunicationsConfig(AppConfig):
    """See README.md in this folder."""

    name = "concordat.communications"
    label = "communications"
    default_auto_field = "django.db.models.BigAutoField"
