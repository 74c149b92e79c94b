"""The partnership context as a Django app."""

from django.apps import AppConfig


class PartnershipConfig(AppConfig):
    """See README.md in this folder."""

    name = "concordat.partnership"
    label = "partnership"
    default_auto_field = "django.db.models.BigAutoField"
