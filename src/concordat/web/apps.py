"""Wiring as a Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Settings, URLs, navigation, middleware, command line."""

    name = "concordat.web"
    label = "web"

    def ready(self) -> None:
        """Teach the pages which words to explain."""
        from concordat.core import glossary
        from concordat.web.words import terms

        glossary.learn(terms())
