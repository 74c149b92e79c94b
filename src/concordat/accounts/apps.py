"""The accounts context as a Django app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """See README.md in this folder."""

    name = "concordat.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
