"""JSON as this API speaks it: numbers as stated, instants in UTC, nothing ambiguous read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import IO, Any, NoReturn

import simplejson
from django.conf import settings
from rest_framework import exceptions
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.utils.encoders import JSONEncoder

PROBLEM_MEDIA_TYPE = "application/problem+json"
LONGEST_NUMBER = 400
"""Digits or powers of ten a number in a body may have: far beyond any column."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_fallback = JSONEncoder().default


class TooLarge(exceptions.APIException):
    """The body is longer than the service reads."""

    status_code = 413
    default_code = "too_large"
    default_detail = "The body is too large."


def as_json(value: Any) -> bytes:
    """Return the value as JSON: decimals as numbers with the digits they have, instants with Z."""
    return simplejson.dumps(
        value,
        use_decimal=True,
        default=_fallback,
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode(errors="replace")


class JSONRenderer(BaseRenderer):
    """Answers in JSON."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """Return the answer's bytes; none where there is nothing to say."""
        return b"" if data is None else as_json(data)


class JSONParser(BaseParser):
    """Reads JSON strictly: a number is a Decimal or an int, and each name stands once."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the body's value.

        Raises: ParseError if it is no JSON, or NaN, an infinity, a number of absurd size, a
        repeated name, a NUL or half a character stand in it; TooLarge past the limit.
        """
        body = bounded_body(stream, self.limit())
        try:
            return read_json(body.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise exceptions.ParseError("The body is not UTF-8.") from error

    def limit(self) -> int:
        """Return how many bytes are read; 0 = as many as come."""
        return settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0


def bounded_body(stream: IO[Any], limit: int) -> bytes:
    """Return the whole body, of at most `limit` bytes (0 = as many as come).

    Raises: TooLarge.
    """
    body: bytes = stream.read(limit + 1) if limit else stream.read()
    if limit and len(body) > limit:
        raise TooLarge(f"The body is too large: at most {limit} bytes.")
    return body


def read_json(text: str, what: str = "The body") -> Any:
    """Return the value of a JSON text: numbers as stated, each name once.

    Raises: ParseError, its sentence about `what` was read.
    """
    try:
        value = simplejson.loads(
            text,
            parse_float=_decimal,
            parse_int=_whole,
            parse_constant=_no_number,
            allow_nan=True,
            object_pairs_hook=_object,
        )
        _refuse_unstorable_text(value, "")
    except simplejson.JSONDecodeError as error:
        raise exceptions.ParseError(f"{what} is not JSON: {error}.") from error
    except RecursionError as error:
        raise exceptions.ParseError(f"{what} is nested too deeply.") from error
    return value


class StrictNegotiation(DefaultContentNegotiation):
    """Chooses the answer's format by `Accept` or `?format=`; an unknown format is a 400.

    A body is read by its `Content-Type`; an unknown one is a 415.
    """

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser:
        """Return what reads the body.

        Raises: UnsupportedMediaType, naming the types that can be read.
        """
        offered = list(parsers)
        found: BaseParser | None = super().select_parser(request, offered)
        if found is None:
            given = f"{request.content_type[:100]!r} is not read here"
            taken = " or ".join(dict.fromkeys(str(each.media_type) for each in offered))
            raise exceptions.UnsupportedMediaType(
                request.content_type, f"{given}: send the body as {taken}."
            )
        return found

    def filter_renderers(
        self, renderers: Iterable[BaseRenderer], format: str
    ) -> list[BaseRenderer]:
        """Return the renderers of that format.

        Raises: BadParameter, naming the formats there are.
        """
        renderers = list(renderers)
        found = [renderer for renderer in renderers if renderer.format == format]
        if not found:
            from api.errors import BadParameter  # that module answers in our JSON

            offered = ", ".join(dict.fromkeys(str(renderer.format) for renderer in renderers))
            raise BadParameter({"format": f"format: one of {offered}."}, "unknown_format")
        return found


def _decimal(text: str) -> Decimal:
    if len(text) > LONGEST_NUMBER:
        _too_long(text)
    try:
        number = Decimal(text)
    except InvalidOperation:
        _too_long(text)
    if abs(number.adjusted()) > LONGEST_NUMBER:
        _too_long(text)
    return number


def _whole(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        _too_long(text)
    return int(text)


def _too_long(text: str) -> NoReturn:
    raise exceptions.ParseError(f"The number {text[:20]}… is beyond anything that is kept here.")


def _no_number(text: str) -> NoReturn:
    raise exceptions.ParseError(f"{text} is not a number: give a finite one, or leave it out.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for name, inner in pairs:
        if name in value:
            raise exceptions.ParseError(f"The name {name[:100]!r} stands twice in one object.")
        value[name] = inner
    return value


def _refuse_unstorable_text(value: Any, path: str) -> None:
    if isinstance(value, str):
        if "\0" in value or _SURROGATE.search(value):
            raise exceptions.ParseError(
                f"The text at {path or 'the top'} holds a NUL or half a character: leave it out."
            )
    elif isinstance(value, dict):
        for name, inner in value.items():
            _refuse_unstorable_text(name, path)
            _refuse_unstorable_text(inner, f"{path}/{name}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            _refuse_unstorable_text(inner, f"{path}/{number}")
