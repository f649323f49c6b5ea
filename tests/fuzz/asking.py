"""Asking the service, in this process, what schemathesis made up, and judging the answer."""

import requests
from django.db import transaction
from django.test import Client
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

HOST = "http://testserver"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


def faults(case, headers):
    """Ask, take back whatever it changed, and return the status and what is wrong with the answer."""
    request = _prepared(case, headers)
    with transaction.atomic():
        answer = _answered(request)
        transaction.set_rollback(True)
    return answer.status_code, [*_undocumented(case, answer), *_no_problem(answer)]


def _prepared(case, headers):
    asked = case.as_transport_kwargs(base_url=HOST, headers=headers)
    names = ("method", "url", "headers", "params", "data", "json", "cookies", "files")
    return requests.Request(**{name: asked[name] for name in names if name in asked}).prepare()


def _answered(request):
    body = request.body or b""
    headers = {name: _text(value) for name, value in request.headers.items()}
    told = Client(raise_request_exception=False).generic(
        request.method,
        request.url.removeprefix(HOST),
        body.encode() if isinstance(body, str) else body,
        headers.pop("Content-Type", "application/octet-stream"),
        headers=headers,
    )
    return Response(
        status_code=told.status_code,
        headers={name.lower(): [value] for name, value in told.items()},
        content=b"".join(told) if told.streaming else told.content,
        request=request,
        elapsed=0,
        verify=False,
        encoding="utf-8",
    )


def _text(value):
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _undocumented(case, answer):
    try:
        case.validate_response(answer, checks=CHECKS)
    except FailureGroup as found:
        return [f"{each.title}: {each.message[:400]}" for each in found.exceptions]
    return []


def _no_problem(answer):
    if answer.status_code < 400:
        return []
    media_type = answer.headers.get("content-type")
    if media_type != ["application/problem+json"]:
        return [f"No problem document: {media_type}"]
    problem = answer.json()
    told = problem.get("detail") or problem.get("errors")
    return [] if told and problem["status"] == answer.status_code else [f"Says nothing: {problem}"]
