"""The resources context as a Django app."""

from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    """See README.md in this folder."""

    name = "concordat.resources"
    label = "resources"
    default_auto_field = "django.db.models.BigAutoField"
