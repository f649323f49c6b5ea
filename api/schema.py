"""The OpenAPI 3.1 description of the grammar: problem documents and query parameters."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiFilterExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiParameter

from api.filters import StrictFilter, StrictFilterSet
from api.formats import PROBLEM_MEDIA_TYPE
from api.selection import DESCRIPTION, PARAMETER
from api.table_formats import FORMATS

PROBLEM_SHAPE: dict[str, Any] = {
    "type": "object",
    "description": "What was wrong, where, and what would be right (RFC 9457).",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "description": "about:blank: the status says the kind."},
        "title": {"type": "string", "description": "The status in words."},
        "status": {"type": "integer", "description": "The HTTP status."},
        "detail": {"type": "string", "description": "What was wrong, in a sentence."},
        "version": {"type": "integer", "description": "At a 412: the record's version now."},
        "errors": {
            "type": "array",
            "description": "Each fault of a body or a query string.",
            "items": {
                "type": "object",
                "required": ["detail", "code"],
                "properties": {
                    "pointer": {
                        "type": "string",
                        "description": "JSON pointer to the value; empty = the body as a whole.",
                    },
                    "parameter": {"type": "string", "description": "The query parameter."},
                    "line": {
                        "type": "integer",
                        "description": "The line of a body of lines, from 1, where a row begins.",
                    },
                    "column": {"type": "string", "description": "The column or name there."},
                    "detail": {"type": "string", "description": "What would be right."},
                    "code": {"type": "string", "description": "The broken rule's short name."},
                },
            },
        },
    },
}
PROBLEM_SHAPE["example"] = {
    "type": "about:blank",
    "title": "Bad Request",
    "status": 400,
    "errors": [
        {
            "pointer": "/due_on",
            "detail": "due_on: not before the day it begins.",
            "code": "due_on_not_before_start",
        }
    ],
}
PROBLEMS = {
    "400": "Malformed, or against a rule of the record.",
    "401": "Not signed in, or the token is not valid.",
    "403": "Your role or the token's scope does not allow this.",
    "404": "There is no such row within your reach.",
    "406": "None of the accepted formats is offered.",
    "429": "Too many requests, or too many failed attempts: Retry-After says when again.",
}
PROBLEMS_OF_WRITING = {
    "412": "The record is not at the version that If-Match names: here is the one it is at.",
    "411": "The body comes in chunks, without its length.",
    "413": "The body is too large.",
    "415": "The body is not JSON.",
}


TABLE = (
    "The whole filtered list in the order asked for; the address that the header Link names under "
    "rel=describedby describes the columns."
)
UNCHANGED = "It is still the answer whose ETag If-None-Match names: there is no body."
PROBLEMS_OF_EDITING = {"428": "If-Match is missing: it names the version you read."}
ENTERS = ("create", "partial_update")
"""Actions whose body is read by the view's entry, and not in the shape it is answered in."""


@cache
def examples() -> dict[str, Any]:
    """Return what is asked and answered, by the name of the operation; none unless kept."""
    path = getattr(settings, "API_EXAMPLES", None)
    return json.loads(Path(path).read_text(encoding="utf-8")) if path else {}


def exemplify(operation: dict[str, Any], example: dict[str, Any]) -> None:
    """Put the example into the operation's body and answer, where they have none of their own."""
    succeeded = [answer for status, answer in operation["responses"].items() if status < "300"]
    shown = [("request", operation.get("requestBody", {}))]
    shown += [("answer", answer) for answer in succeeded]
    for part, described in shown:
        content = described.get("content", {}).get("application/json")
        if part in example and content is not None and "examples" not in content:
            content["examples"] = {"report": {"value": example[part]}}


class ProblemAutoSchema(AutoSchema):
    """Describes an operation together with the problem documents it may answer."""

    def get_request_serializer(self) -> Any:
        """Return what reads the body."""
        entry = getattr(self.view, "entry_class", None)
        action = getattr(self.view, "action", None)
        if entry is not None and action in ENTERS:
            return entry
        if action == "withdraw" and (withdrawal := getattr(self.view, "withdrawal_class", None)):
            return withdrawal
        return super().get_request_serializer()

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        """Describe the operation, with the example of what it answers about the real record."""
        operation: Any = super().get_operation(*args, **kwargs)
        if operation is not None:
            exemplify(operation, examples().get(operation["operationId"], {}))
        return operation

    def get_summary(self) -> str:
        """Return what the operation does, in a few words."""
        given = super().get_summary()
        what = self._resource()
        action = getattr(self.view, "action", None)
        known = {
            "list": f"List {what}",
            "retrieve": f"Read one of the {what}",
            "create": f"Record one of the {what}",
            "partial_update": f"Edit one of the {what}",
            "columns": f"Columns of the table of {what}",
            "bulk": f"Many {what} in one request",
        }
        told = inspect.getdoc(getattr(self.view, action or self.method.lower(), None)) or what
        return given or known.get(action or "", re.split(r"[.:](?:\s|$)", told, maxsplit=1)[0])

    def get_description(self) -> str:  # type: ignore[override]  # untyped library
        """Return what the operation does; a list says first what its rows are."""
        told: str = super().get_description()
        if getattr(self.view, "action", None) != "list" or not self.view.__doc__:
            return told
        return f"{inspect.getdoc(self.view)}\n\n{told}"

    def get_tags(self) -> list[str]:
        """Group operations by their resource."""
        return [self._resource()]

    def _resolve_path_parameters(self, variables: list[str]) -> list[dict[str, Any]]:
        parameters: list[dict[str, Any]] = super()._resolve_path_parameters(variables)  # type: ignore[no-untyped-call]  # untyped library
        for parameter in parameters:
            parameter.setdefault("description", f"The row's {parameter['name']}, as in the list.")
        return parameters

    def _resource(self) -> str:
        parts = self.path.split("/")
        return parts[3].replace("-", " ") if len(parts) > 4 else "resources"

    def get_override_parameters(self) -> list[Any]:
        """Return If-None-Match and `fields` of what is read, If-Match of what is edited."""
        from api.conditional import IF_MATCH, IF_NONE_MATCH  # tags answers, which need this schema

        if self.method == "PATCH":
            return [IF_MATCH]
        if self.method != "GET":
            return []
        is_list = getattr(self.view, "is_list_of_rows", False)  # there it is a parameter of pages
        if is_list or not getattr(self.view, "takes_fields", False):
            return [IF_NONE_MATCH]
        return [IF_NONE_MATCH, OpenApiParameter(PARAMETER, str, description=DESCRIPTION)]

    def _get_response_bodies(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        responses: dict[str, Any] = super()._get_response_bodies(*args, **kwargs)
        self._describe_tables(responses)
        problem = ResolvedComponent(  # type: ignore[no-untyped-call]  # untyped library
            name="Problem", type=ResolvedComponent.SCHEMA, schema=PROBLEM_SHAPE, object="Problem"
        )
        self.registry.register_on_missing(problem)
        if self.method == "GET":
            responses["304"] = {"description": UNCHANGED}
        writes = PROBLEMS_OF_WRITING if self.method in ("POST", "PUT", "PATCH") else {}
        edits = PROBLEMS_OF_EDITING if self.method == "PATCH" else {}
        for status, description in {**PROBLEMS, **writes, **edits}.items():
            responses.setdefault(
                status,
                {
                    "description": description,
                    "content": {PROBLEM_MEDIA_TYPE: {"schema": problem.ref}},
                },
            )
        return responses

    def _describe_tables(self, responses: dict[str, Any]) -> None:
        """Describe each format of tables by its media type: it is not the shape of a page."""
        if not getattr(self.view, "is_list_of_rows", False):
            return
        content = responses["200"]["content"]
        for format_ in FORMATS.values():
            media_type = format_.media_type.partition(";")[0]
            binary = {"contentMediaType": media_type} if format_.name == "parquet" else {}
            content[media_type] = {"schema": {"type": "string", "description": TABLE, **binary}}
        responses["503"] = {
            "description": "As many tables as may be are being sent: ask again (Retry-After).",
            "content": responses.get("400", {}).get("content", {}),
        }

    def _get_format_parameters(self) -> list[dict[str, Any]]:
        parameters: list[dict[str, Any]] = super()._get_format_parameters()
        for parameter in parameters:
            parameter["description"] = "The format, in the place of the header Accept."
        return parameters


CLOCK_PARAMETERS: list[dict[str, Any]] = [
    {
        "name": "as_at",
        "in": "query",
        "required": False,
        "schema": {"type": "string", "format": "date"},
        "description": (
            "As it was true at the end of that day in London, today or earlier; without it, "
            "today, or the day of known_at."
        ),
    },
    {
        "name": "known_at",
        "in": "query",
        "required": False,
        "schema": {"type": "string"},
        "description": (
            "As it was known at that instant (with its offset, such as 2026-11-25T09:00:00Z), or "
            "at the end of that day in London, if it is over. Such an answer never changes. "
            "Without it, as it is known now; the header Link names under rel=cite-as the address "
            "of the answer that can be cited."
        ),
    },
]


class StrictFilterExtension(OpenApiFilterExtension):  # type: ignore[no-untyped-call]  # untyped library
    """Describes the parameters of a filter set."""

    target_class = "api.filters.StrictFilterBackend"
    priority = 1

    def get_schema_operation_parameters(
        self, auto_schema: AutoSchema, *args: Any, **kwargs: Any
    ) -> list[dict[str, Any]]:
        """Return one parameter for each filter, comma lists as arrays."""
        filterset_class = getattr(auto_schema.view, "filterset_class", None)
        filters = filterset_class.base_filters if filterset_class else {}
        clocks = CLOCK_PARAMETERS if getattr(auto_schema.view, "is_clocked", False) else []
        return [*(_described(name, each) for name, each in filters.items()), *clocks]


def parameters_of(
    filterset_class: type[StrictFilterSet], *, required: Collection[str] = ()
) -> list[OpenApiParameter]:
    """Describe the parameters of an answer that is computed, and its two clocks."""
    filters: Any = filterset_class.base_filters
    return [
        *(
            OpenApiParameter(
                name, each.schema, description=each.help_text, required=name in required
            )
            for name, each in filters.items()
        ),
        *(
            OpenApiParameter(each["name"], each["schema"], description=each["description"])
            for each in CLOCK_PARAMETERS
        ),
    ]


def _described(name: str, each: StrictFilter) -> dict[str, Any]:
    parameter = {
        "name": name,
        "in": "query",
        "required": False,
        "schema": each.schema,
        "description": each.help_text,
    }
    if each.many:
        parameter |= {
            "schema": {"type": "array", "items": each.schema},
            "explode": False,
            "style": "form",
        }
    return parameter
