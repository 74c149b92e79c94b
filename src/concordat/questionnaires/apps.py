"""The questionnaires context as a Django app."""

from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    """See README.md in this folder."""

    name = "concordat.questionnaires"
    label = "questionnaires"
    default_auto_field = "django.db.models.BigAutoField"
