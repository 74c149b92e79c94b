"""Wiring as a Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Settings, URLs, navigation, middleware, command line."""

    name = "concordat.web"
    label = "web"
