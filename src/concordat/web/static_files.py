"""Static files with a digest in their names; a page whose picture is missing is still a page."""

from __future__ import annotations

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """As WhiteNoise's, but a name that was never collected stays as it is: helplines must not depend on a script."""

    manifest_strict = False

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        """The name with its digest, or the plain name where there is no such file."""
        try:
            return str(super().hashed_name(name, content, filename))
        except ValueError:
            if content is not None or filename is not None:
                raise
            return name
