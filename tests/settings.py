"""The staff site as the tests run it: everything real, but plain names of static files and a quick password hash."""

from pathlib import Path

import tests.environment  # noqa: F401 - sets the variables that the settings read
from concordat.web.settings.base import STATIC_ROOT as STATICS
from concordat.web.settings.base import STORAGES
from concordat.web.settings.staff import *  # noqa: F403

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
Path(STATICS).mkdir(parents=True, exist_ok=True)  # whitenoise warns of a folder that is not there
