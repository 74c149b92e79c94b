"""The worklist context as a Django app."""

from django.apps import AppConfig


class WorklistConfig(AppConfig):
    """See README.md in this folder."""

    name = "concordat.worklist"
    label = "worklist"
    default_auto_field = "django.db.models.BigAutoField"
