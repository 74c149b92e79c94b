"""The partnership context as a Django app."""

from django.apps import AppConfig


class PartnershipConfig(AppConfig):
    """See README.md in this folder."""

    name = "concordat.partnership"
    label = "partnership"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what stands at the head of letters and documents."""
        from concordat.core import letterheads
        from concordat.partnership.faces import letterhead_of

        letterheads.register(letterhead_of)
