"""The staff site, the worker and the commands."""

from __future__ import annotations

import os

from concordat.accounts.allauth_settings import *  # noqa: F403
from concordat.core import database, places
from concordat.web.settings.base import *  # noqa: F403
from concordat.web.settings.base import HERE, secret

SECRET_KEY = secret("staff-secret")
ALLOWED_HOSTS = os.environ.get("CONCORDAT_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("CONCORDAT_ORIGINS", "").split(",") if origin]
ROOT_URLCONF = "concordat.web.urls_staff"
WSGI_APPLICATION = "concordat.web.staff_site.application"
INSTALLED_APPS = [
    "concordat.core",
    "concordat.accounts",
    "concordat.questionnaires",
    "concordat.establishments",
    "concordat.partnership",
    "concordat.resources",
    "concordat.joining",
    "concordat.requests",
    "concordat.audits",
    "concordat.communications",
    "concordat.support",
    "concordat.worklist",
    "concordat.web",
    "concordat.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "pghistory",
    "pgtrigger",
    "procrastinate.contrib.django",
    "django_htmx",
    "csp",
]
MIDDLEWARE = [
    "concordat.web.middleware.ActorTransaction",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "csp.middleware.CSPMiddleware",
    "concordat.web.middleware.BecomeActor",
    "concordat.accounts.middleware.EnoughShown",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "concordat.web.navigation.shell",
            ]
        },
    }
]
DATABASES = {"default": database.settings()}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "concordat_cache"}}
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # unique whatever the case, by a constraint on lower(email)
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "/account/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
SESSION_ENGINE = "concordat.accounts.sessions"
SESSION_COOKIE_NAME = "concordat_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("CONCORDAT_TLS", "") == "1"
SESSION_COOKIE_AGE = 60 * 60 * 12
CSRF_COOKIE_NAME = "concordat_csrf"
CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
PGHISTORY_INSTALL_CONTEXT_FUNC_ON_MIGRATE = False
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
CONCORDAT_ADDRESS = os.environ.get("CONCORDAT_ADDRESS", "http://localhost:8000")
CONCORDAT_MAIL_DOMAIN = os.environ.get("CONCORDAT_MAIL_DOMAIN", "concordat.example")
CONCORDAT_MAIL_DKIM_SELECTOR = os.environ.get("CONCORDAT_MAIL_DKIM_SELECTOR", "")
DEFAULT_FROM_EMAIL = os.environ.get("CONCORDAT_MAIL_FROM", f"concordat@{CONCORDAT_MAIL_DOMAIN}")
if os.environ.get("CONCORDAT_MAIL_HOST"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = os.environ["CONCORDAT_MAIL_HOST"]
    EMAIL_PORT = int(os.environ.get("CONCORDAT_MAIL_PORT", "587"))
    EMAIL_USE_TLS = os.environ.get("CONCORDAT_MAIL_TLS", "starttls") == "starttls"
    EMAIL_USE_SSL = os.environ.get("CONCORDAT_MAIL_TLS") == "tls"
    EMAIL_HOST_USER = os.environ.get("CONCORDAT_MAIL_USER", "")
    EMAIL_HOST_PASSWORD = os.environ.get("CONCORDAT_MAIL_PASSWORD", "")
    EMAIL_TIMEOUT = 30
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(places.outbox())
# Handed down by `concordat serve`, which reads it from the database's own mark: a demo is never a setting.
CONCORDAT_DEMO = os.environ.get("CONCORDAT_DEMO", "") == "1"
