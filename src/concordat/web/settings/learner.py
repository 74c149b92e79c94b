"""The learner site: help that stands without a database, and nothing that knows people, sessions or sign-in.

It writes no access log and no addresses: what a child opens here is nobody's business.
"""

from __future__ import annotations

import os
import secrets

from concordat.core import database
from concordat.web.settings.base import *  # noqa: F403
from concordat.web.settings.base import HERE

SECRET_KEY = secrets.token_urlsafe(48)  # nothing is signed here; the staff site's secret stays out of reach
ALLOWED_HOSTS = os.environ.get("CONCORDAT_LEARNER_HOSTS", "learner.localhost").split(",")
ROOT_URLCONF = "concordat.web.urls_learner"
WSGI_APPLICATION = "concordat.web.learner_site.application"
INSTALLED_APPS = ["concordat.core", "django.contrib.staticfiles", "csp"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "web" / "templates"],
        "OPTIONS": {"context_processors": ["concordat.web.learner_pages.shell"]},
    }
]
DATABASES = {"default": database.settings("learner")}
SECURE_REFERRER_POLICY = "no-referrer"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "loggers": {
        "django.request": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "django.security": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}
# Handed down by `concordat serve`, which reads it from the database's own mark: a demo is never a setting.
CONCORDAT_DEMO = os.environ.get("CONCORDAT_DEMO", "") == "1"
