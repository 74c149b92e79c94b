"""The one command: `concordat`. Every context's commands are found through INSTALLED_APPS."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run a management command with the staff site's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "concordat.web.settings.staff")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["concordat", *sys.argv[1:]])
