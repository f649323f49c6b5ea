"""Conditional requests: 304 to whom has the answer already, 412 to whom has an older record.

The ETag of a record is its version and a digest of its answer, `"3-9f86d081884c7d65"`: the same
record says more than its own row does. If-None-Match compares all of it, If-Match the version.
What has no version is tagged by the digest alone.
"""

from __future__ import annotations

import hashlib
from functools import partial
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import parse_etags
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from api.errors import StaleVersion, VersionRequired
from api.formats import as_json
from api.versions import Stale

VERSION = "version"
VARIES_BY = ("Accept", "Authorization", "Cookie")
DIGEST_LENGTH = 16
IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description=(
        'The version you decided upon, in quotes: "3", or the whole ETag you read. If it has '
        "changed since: 412."
    ),
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The ETag of the answer you have; if it is still the answer: 304.",
)


class AnswersConditionally:
    """View mixin: every answer is for the person alone, and asked about anew by its ETag."""

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        """Say how the answer may be kept, and tag it once it is written."""
        view: Any = super()
        answer: Response = view.finalize_response(request, response, *args, **kwargs)
        # Reach is judged at each request, so that what is kept is asked about before it is used.
        patch_cache_control(answer, private=True, no_cache=True)
        patch_vary_headers(answer, VARIES_BY)
        if isinstance(answer, Response) and _is_tagged(request, answer):
            answer.add_post_render_callback(partial(_tagged, request))
        return answer


def etag_of(data: Any) -> str:
    """Return the ETag of what a JSON answer says."""
    return _etag(data, as_json(data))


def version_of(view: Any, row: Any, record: Any = None) -> int | None:
    """Return the version that If-Match asks for; None if it asks for none in particular.

    `record` is the one whose version the row answers, if that is not its own.

    Raises: StaleVersion if it names no version the record is at.
    """
    record = record or row
    header = view.request.headers.get("If-Match", "*").strip()
    if header == "*":
        return None
    named = [tag.removeprefix('"').removesuffix('"') for tag in parse_etags(header)]
    if str(record.version) not in [tag.partition("-")[0] for tag in named]:
        raise stale(view, row)
    version: int = record.version
    return version


def required_version(view: Any, row: Any) -> int:
    """Return the version that If-Match names.

    Raises: VersionRequired if it names none; StaleVersion if the row is at another.
    """
    version = version_of(view, row)
    if version is None:
        raise VersionRequired
    return version


def lock_as_read(view: Any, row: Any, record: Any = None) -> None:
    """Lock the record until the transaction ends, if If-Match names a version of it.

    `record` is the one whose version the row answers, if that is not its own.

    Raises: StaleVersion if the record is at another.
    """
    version = version_of(view, row, record)
    if version is None:
        return
    try:
        (record or row).locked_at(version)
    except Stale as error:
        raise stale(view, row, error.messages[0]) from error


def stale(view: Any, row: Any, sentence: str | None = None) -> StaleVersion:
    """Return the refusal of a request for an older version, which says the one there is now."""
    stored = view.get_queryset().filter(pk=row.pk).first()
    if stored is None:
        raise exceptions.NotFound
    told = view.get_serializer(stored).data
    return StaleVersion(sentence, version=told[VERSION], etag=etag_of(told))


def _is_tagged(request: Request, answer: Response) -> bool:
    if request.method in ("GET", "HEAD"):
        return answer.status_code == HTTPStatus.OK
    written = answer.status_code in (HTTPStatus.OK, HTTPStatus.CREATED)
    return written and (answer.has_header("Location") or _version(answer.data) is not None)


def _tagged(request: Request, answer: Response) -> HttpResponse | None:
    """Tag the answer; return 304 in its place to whom has it already."""
    answer["ETag"] = tag = _etag(answer.data, answer.content)
    if request.method not in ("GET", "HEAD"):
        return None
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if known != ["*"] and tag not in [each.removeprefix("W/") for each in known]:
        return None
    unchanged = HttpResponseNotModified()
    for name, value in answer.items():
        if not name.lower().startswith("content-"):
            unchanged[name] = value
    unchanged.cookies = answer.cookies
    return unchanged


def _etag(data: Any, content: bytes) -> str:
    digest = hashlib.sha256(content).hexdigest()[:DIGEST_LENGTH]
    version = _version(data)
    return f'"{digest}"' if version is None else f'"{version}-{digest}"'


def _version(data: Any) -> int | None:
    version = data.get(VERSION) if isinstance(data, dict) else None
    return version if isinstance(version, int) else None
