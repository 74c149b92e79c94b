"""Addresses of the staff site."""

from django.urls import include, path

from concordat.web import health, pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("help/", pages.help_page, name="help"),
    path("help/<slug:context>/<slug:name>/", pages.help_topic, name="help_topic"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
    path("privacy/record/", pages.privacy_record, name="privacy_record"),
    path("cookies/", pages.cookies, name="cookies"),
    path("contact/", pages.contact, name="contact"),
    path("glossary/", pages.glossary, name="glossary"),
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
    path("documents/", include("concordat.core.documents.urls")),
    path("", include("concordat.joining.urls")),
    path("", include("concordat.accounts.urls")),  # before allauth's, of which it replaces two
    path("account/", include("allauth.urls")),
    path("forms/", include("concordat.questionnaires.urls")),
    path("register/", include("concordat.establishments.urls")),
    path("partnership/", include("concordat.partnership.urls")),
    path("offers/", include("concordat.resources.urls")),
    path("requests/", include("concordat.requests.urls")),
    path("", include("concordat.worklist.urls")),
    path("messages/", include("concordat.communications.urls")),
    path("support/", include("concordat.support.urls")),
    path("audits/", include("concordat.audits.urls")),
    path("sign/", include("concordat.audits.urls_signing")),
]
