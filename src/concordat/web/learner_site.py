"""The learner site for the web server: its own process, role, host name and settings."""

from __future__ import annotations

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "concordat.web.settings.learner"
os.environ["CONCORDAT_DATABASE_ROLE"] = "learner"

from django.core.wsgi import get_wsgi_application

from concordat.web.forwarded import TrustedProxies

application = TrustedProxies(get_wsgi_application(), "")  # who asks is never wanted here
