"""Uploads within bounds: what is too large is not kept while it streams in, and nothing is written to a disk."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler

LARGEST = 20 * 1024 * 1024  # bytes of one file
TOO_LARGE = "concordat.too_large"


class BoundedUploads(MemoryFileUploadHandler):
    """Keeps a file in memory; of one that is too large it keeps nothing and marks the request.

    Files of schools are never in the clear in a temporary folder. The page says what was too large by
    `was_too_large(request)`.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self.activated = True
        self._seen = 0
        super().new_file(*args, **kwargs)

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self.activated = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self._seen += len(raw_data)
        if self._seen > LARGEST:
            self.file.seek(0)
            self.file.truncate()
            if self.request is not None:
                self.request.META[TOO_LARGE] = True
            return None
        self.file.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        if self._seen > LARGEST:
            return None
        return super().file_complete(file_size)


def was_too_large(request: Any) -> bool:
    """Whether a file of this request was larger than `LARGEST`."""
    return TOO_LARGE in request.META
