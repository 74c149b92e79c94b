"""The demo as a Django app, so that its command is found."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """A believable partnership, built only through operations."""

    name = "concordat.demo"
    label = "demo"
