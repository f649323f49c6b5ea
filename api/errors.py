"""Errors as RFC 9457 problem documents: what was wrong, where, and what would be right.

`{"type", "title", "status", "detail"?, "errors"?: [{"pointer" or "parameter", "detail", "code"}]}`,
and at a 412 the record's `version`.
A fault in the body carries a JSON pointer ("" = the body as a whole), a fault in the query string
the parameter's name. A fault in a body of lines says its `line` and `column` as well.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import (
    NON_FIELD_ERRORS,
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.core.exceptions import ValidationError as ModelValidationError
from django.db import DataError, IntegrityError, connections
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings

from api.constraints import (
    constraint_sentence,
    rehomed,
    settle_constraints,
    validation_error_from,
)
from api.formats import PROBLEM_MEDIA_TYPE, JSONRenderer, TooLarge, as_json

__all__ = [
    "BadParameter",
    "FaultyRows",
    "LengthRequired",
    "StaleVersion",
    "TooManyRequests",
    "VersionRequired",
    "constraint_sentence",
    "problem_handler",
    "rehomed",
    "settle_constraints",
    "validation_error_from",
]

API_PREFIX = "/api/"
UNSTORABLE = (
    "A value cannot be stored: it is out of range, too long, or holds a character that text "
    "cannot hold."
)


class LengthRequired(exceptions.APIException):
    """A body sent in chunks, of which nobody says how long it is."""

    status_code = HTTPStatus.LENGTH_REQUIRED
    default_detail = "Send the body whole, with its Content-Length; in chunks it is not read."
    default_code = "length_required"


class BadParameter(exceptions.ValidationError):
    """Query parameters that are refused: their names, each with its sentences."""

    default_code = "invalid"

    def __init__(self, faults: dict[str, str], code: str | None = None) -> None:
        super().__init__({name: [sentence] for name, sentence in faults.items()}, code=code)

    @classmethod
    def from_error(cls, error: ModelValidationError) -> BadParameter:
        """Return the refusal of parameters that a ValidationError names, each with its code."""
        refused = cls({})
        refused.detail = faults_of(error)  # type: ignore[assignment]  # dict is invariant
        return refused

    @classmethod
    def gather(cls, *checks: Callable[[], object]) -> None:
        """Make every check, and refuse together what they refuse: of a parameter the first fault.

        Raises: BadParameter.
        """
        faults: dict[str, Any] = {}
        for check in checks:
            try:
                check()
            except cls as error:
                told: Any = error.detail
                faults = {**told, **faults}
        if faults:
            refused = cls({})
            refused.detail = faults
            raise refused

    def again(self) -> None:
        """Raise it, as a check that was made before."""
        raise self

    @property
    def sentences(self) -> list[str]:
        """What is wrong with each parameter, and what would be right."""
        told: Any = self.detail
        return [str(sentence) for sentences in told.values() for sentence in sentences]


class TooManyRequests(exceptions.APIException):
    """Somebody has tried or asked too often; `wait` are the seconds until they may again."""

    status_code = HTTPStatus.TOO_MANY_REQUESTS
    default_code = "too_many_requests"

    def __init__(self, sentence: str, *, wait: float) -> None:
        super().__init__(f"{sentence}: try again in {seconds_text(wait)}.")
        self.wait = wait


class FaultyRows(exceptions.ValidationError):
    """Faults of a body of many rows, each with its place: all of them, up to `MOST_FAULTS`."""

    MOST_FAULTS = 5_000

    def __init__(self, faults: Sequence[dict[str, Any]]) -> None:
        super().__init__([])
        self.faults = faults

    @property
    def in_words(self) -> str:
        """How many there are, and whether all of them are listed."""
        told = f"{len(self.faults)} faults: nothing is stored."
        if len(self.faults) == 1:
            told = "One fault: nothing is stored."
        if len(self.faults) > self.MOST_FAULTS:
            told += f" The first {self.MOST_FAULTS} are listed."
        return told


class VersionRequired(exceptions.APIException):
    """A record is to be edited, and the request does not say which version of it was read."""

    status_code = HTTPStatus.PRECONDITION_REQUIRED
    default_detail = (
        'Send If-Match with the version you read, such as "3", or the ETag of that answer: so '
        "that nothing somebody else wrote meanwhile is lost."
    )
    default_code = "version_required"


class StaleVersion(exceptions.APIException):
    """The record is no longer at the version that the request's If-Match names.

    `version` and `etag` are those it is at now.
    """

    status_code = HTTPStatus.PRECONDITION_FAILED
    default_detail = "The record has changed since you read it: read it again, then decide."
    default_code = "stale_version"

    def __init__(
        self, detail: str | None = None, *, version: int | None = None, etag: str | None = None
    ) -> None:
        super().__init__(detail)
        self.version = version
        self.etag = etag


def problem_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer an error raised in a view as a problem document, and roll the request back.

    Returns None for what nobody foresaw: Django answers that with 500.
    """
    foreseen = _as_api_exception(error)
    if foreseen is None:
        return None
    _roll_back()
    request = context.get("request")
    if request is not None:
        request.accepted_renderer = JSONRenderer()
        request.accepted_media_type = PROBLEM_MEDIA_TYPE
    return Response(
        problem(foreseen),
        status=foreseen.status_code,
        headers=_headers(error, foreseen),
        content_type=PROBLEM_MEDIA_TYPE,
    )


def problem(error: exceptions.APIException) -> dict[str, Any]:
    """Return the problem document of an error."""
    document = _heading(error.status_code)
    if isinstance(error, FaultyRows):
        document["detail"] = error.in_words
        document["errors"] = error.faults[: error.MOST_FAULTS]
    elif isinstance(error, exceptions.ValidationError):
        document["errors"] = list(_listed(error))
    else:
        document["detail"] = str(error.detail)
    if isinstance(error, StaleVersion) and error.version is not None:
        document["version"] = error.version
    return document


@csrf_exempt
def unknown_address(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Answer 404, whatever the method, for an address under `/api/` that leads nowhere."""
    slash = "" if request.path.endswith("/") else " Addresses end with a slash."
    return _problem_response(404, f"There is nothing at this address.{slash}")


def handler400(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer a request that Django itself refuses."""
    if _concerns_api(request):
        return _problem_response(400, "The request is malformed.")
    return defaults.bad_request(request, exception)


def handler403(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer what is forbidden outside of a view of the API."""
    if _concerns_api(request):
        return _problem_response(403, "You may not do this.")
    return defaults.permission_denied(request, exception)


def handler404(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer an unknown address."""
    if _concerns_api(request):
        return unknown_address(request)
    return defaults.page_not_found(request, exception)


def handler500(request: HttpRequest) -> HttpResponseBase:
    """Answer a fault of ours, saying nothing of its inside."""
    if _concerns_api(request):
        return _problem_response(500, "The fault is ours, and it has been logged.")
    return defaults.server_error(request)


def _concerns_api(request: HttpRequest) -> bool:
    return request.path_info.startswith(API_PREFIX)


def _problem_response(status: int, detail: str) -> HttpResponse:
    return HttpResponse(
        as_json(_heading(status) | {"detail": detail}),
        status=status,
        content_type=PROBLEM_MEDIA_TYPE,
    )


def _heading(status: int) -> dict[str, Any]:
    return {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}


def _as_api_exception(error: Exception) -> exceptions.APIException | None:
    match error:
        case exceptions.APIException():
            return error
        case Http404():
            return exceptions.NotFound()
        case PermissionDenied():
            return exceptions.PermissionDenied(str(error) or None)
        case ModelValidationError():
            return exceptions.ValidationError(faults_of(error))
        case IntegrityError():
            return exceptions.ValidationError(faults_of(validation_error_from(error)))
        case DataError() | UnicodeEncodeError():
            return exceptions.ValidationError(
                {NON_FIELD_ERRORS: [exceptions.ErrorDetail(UNSTORABLE, "unstorable")]}
            )
        case SuspiciousOperation() | BadRequest():
            too_large = isinstance(error, RequestDataTooBig)
            return TooLarge() if too_large else exceptions.ParseError()
    return None


def faults_of(error: ModelValidationError) -> dict[str, list[exceptions.ErrorDetail]]:
    """Return a model's faults by field, each with its code; "__all__" is the row as a whole."""
    found = getattr(error, "error_dict", None) or {NON_FIELD_ERRORS: error.error_list}
    return {
        field: [
            exceptions.ErrorDetail(fault.messages[0], fault.code or "invalid") for fault in faults
        ]
        for field, faults in found.items()
    }


def _listed(error: exceptions.ValidationError) -> Iterator[dict[str, str]]:
    detail: Any = error.detail
    if isinstance(error, BadParameter):
        for name, faults in detail.items():
            for fault in faults:
                yield {"parameter": name, "detail": str(fault), "code": fault.code}
        return
    for path, fault in _faults(detail):
        code = getattr(fault, "code", "invalid")
        yield {"pointer": path, "detail": str(fault), "code": code}


def _faults(detail: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(detail, dict):
        for key, inner in detail.items():
            yield from _faults(inner, path if _is_whole(key) else f"{path}/{_escaped(key)}")
    elif isinstance(detail, list):
        for number, inner in enumerate(detail):
            nested = isinstance(inner, dict | list)
            yield from _faults(inner, f"{path}/{number}" if nested else path)
    else:
        yield path, detail


def _is_whole(key: object) -> bool:
    return key in (NON_FIELD_ERRORS, api_settings.NON_FIELD_ERRORS_KEY)


def _escaped(key: object) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")


def _headers(error: Exception, foreseen: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    wait = getattr(foreseen, "wait", None)
    if wait is not None:
        headers["Retry-After"] = str(whole_seconds(wait))
    if etag := getattr(foreseen, "etag", None):
        headers["ETag"] = etag
    return headers


def whole_seconds(wait: float) -> int:
    """Return a wait as Retry-After says it: whole seconds, rounded up, at least one."""
    return max(1, math.ceil(wait))


def seconds_text(wait: float) -> str:
    """Say a wait: "45 seconds", or past two minutes "15 minutes"."""
    seconds = whole_seconds(wait)
    if seconds > 120:
        return f"{math.ceil(seconds / 60)} minutes"
    return "1 second" if seconds == 1 else f"{seconds} seconds"


def _roll_back() -> None:
    for connection in connections.all(initialized_only=True):
        if connection.settings_dict["ATOMIC_REQUESTS"] and connection.in_atomic_block:
            connection.set_rollback(True)
