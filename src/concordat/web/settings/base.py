"""What the staff site and the learner site share."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from concordat.core import places
from concordat.core.secret_files import secret_of

HERE = Path(__file__).resolve().parents[2]


def secret(name: str) -> str:
    """A secret of this installation: made once in the key folder; for one process where that cannot be written."""

    def made() -> bytes:
        return secrets.token_urlsafe(48).encode()

    try:
        return secret_of(name, made).decode().strip()
    except PermissionError:
        return made().decode()


DEBUG = False
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "/static/"
STATIC_ROOT = os.environ.get("CONCORDAT_STATIC", str(places.static()))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "concordat.web.static_files.StaticFiles"},
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
    }
}
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_HANDLERS = ["concordat.core.uploads.BoundedUploads"]
LOGGING_CONFIG = "logging.config.dictConfig"
