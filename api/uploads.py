"""Files that are sent with a form: bounded while they arrive, whoever sends them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest


class BoundedUploadHandler(FileUploadHandler):
    """Drops a file as soon as a request has sent more than `BULK_MAX_BYTES`; the form says so."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Count, and hand on.

        Raises: SkipFile past the bound.
        """
        self.received += len(raw_data)
        if self.received > settings.BULK_MAX_BYTES:
            self.request.is_upload_too_large = True  # type: ignore[union-attr]
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> Any:
        """Leave the file to the handlers after this one."""
        return


def is_too_large(request: HttpRequest) -> bool:
    """Whether a file of this request was dropped because it is too large."""
    return getattr(request, "is_upload_too_large", False)
