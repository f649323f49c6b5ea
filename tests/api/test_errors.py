import json

import pytest
from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    SuspiciousOperation,
    ValidationError,
)
from django.db import DataError
from django.http import Http404
from django.test import Client, RequestFactory
from rest_framework import exceptions

from api import errors
from inspections.models import Force

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.urls")]
FORCE = {"slug": "avon", "name": "Avon", "kind": "territorial"}


def document(answer):
    assert answer["Content-Type"] == "application/problem+json"
    body = json.loads(answer.content)
    assert body["status"] == answer.status_code
    assert body["type"] == "about:blank"
    return body


def handled(error):
    return errors.problem_handler(error, {})


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (exceptions.ParseError(), 400),
        (exceptions.NotAuthenticated(), 401),
        (exceptions.PermissionDenied(), 403),
        (PermissionDenied(), 403),
        (Http404(), 404),
        (exceptions.MethodNotAllowed("PUT"), 405),
        (exceptions.NotAcceptable(), 406),
        (exceptions.UnsupportedMediaType("text/plain"), 415),
        (BadRequest(), 400),
        (SuspiciousOperation(), 400),
    ],
)
def test_problem_says_status_and_sentence(error, status):
    answer = handled(error)
    assert answer.status_code == answer.data["status"] == status
    assert answer.content_type == "application/problem+json"
    assert answer.data["detail"].endswith(".")
    assert set(answer.data) == {"type", "title", "status", "detail"}


def test_problem_not_made_of_what_nobody_foresaw():
    assert handled(RuntimeError("secret")) is None


def test_problem_throttled_says_when_to_come_again():
    assert handled(exceptions.Throttled(wait=7))["Retry-After"] == "7"


def test_problem_points_at_each_fault():
    nested = {
        "name": ["no"],
        "lines": [{}, {"a/b~c": ["odd"], "__all__": ["row"]}],
        "__all__": ["whole"],
    }
    found = handled(exceptions.ValidationError(nested, code="bad")).data["errors"]
    assert [(fault["pointer"], fault["detail"]) for fault in found] == [
        ("/name", "no"),
        ("/lines/1/a~1b~0c", "odd"),
        ("/lines/1", "row"),
        ("", "whole"),
    ]
    assert {fault["code"] for fault in found} == {"bad"}


def test_problem_of_a_sentence_alone_is_about_the_whole():
    assert handled(exceptions.ValidationError("No.")).data["errors"] == [
        {"pointer": "", "detail": "No.", "code": "invalid"}
    ]


def test_problem_of_a_model_keeps_field_and_code():
    error = ValidationError({"name": ValidationError("Too %(how)s.", "long", {"how": "long"})})
    assert handled(error).data["errors"] == [
        {"pointer": "/name", "detail": "Too long.", "code": "long"}
    ]


def test_problem_of_a_model_without_field_is_about_the_whole():
    assert handled(ValidationError("No.")).data["errors"] == [
        {"pointer": "", "detail": "No.", "code": "invalid"}
    ]


@pytest.mark.parametrize("error", [DataError(), "\ud800"])
def test_problem_of_what_cannot_be_stored(error):
    if isinstance(error, str):
        with pytest.raises(UnicodeEncodeError) as caught:
            error.encode()
        error = caught.value
    (fault,) = handled(error).data["errors"]
    assert (fault["pointer"], fault["code"]) == ("", "unstorable")


def test_refused_request_is_rolled_back(send):
    """The view stores the row before it finds that nobody may see it."""
    answer = send(json.dumps(FORCE | {"slug": "hidden"}), "/api/v1/lone-forces/")
    assert document(answer)["detail"] == "The row would be out of your own reach."
    assert not Force.objects.exists()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/nowhere/", 404),
        ("/api/v1/forces", 404),
        ("/api/", 404),
        ("/api/v1/forces/none/", 404),
        ("/api/v1/forces/a%00b/", 404),
        ("/api/v1/forces/%ED%A0%80/", 404),
        (f"/api/v1/tokens/{2**63}/", 404),
        (f"/api/v1/tokens/{'9' * 5000}/", 404),
        ("/api/v1/tokens/none/", 404),
        ("/api/v1/tokens/?format=xml", 400),
        ("/api/v1/tokens/?format=", 400),
        ("/api/v1/tokens/?" + "&".join(f"a{number}=1" for number in range(1001)), 400),
    ],
)
def test_address_that_leads_nowhere_or_is_malformed(client, path, status):
    answer = client.get(path)
    document(answer)
    assert answer.status_code == status


def test_unknown_address_hints_at_the_slash(client):
    assert "end with a slash" in document(client.post("/api/v1/forces"))["detail"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_unknown_address_is_404_for_every_method_of_a_client_without_cookies(method):
    answer = getattr(Client(enforce_csrf_checks=True), method)("/api/v1/forces/none/of-these/")
    document(answer)
    assert answer.status_code == 404


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_method_that_is_not_offered(client, method):
    answer = getattr(client, method)("/api/v1/forces/")
    said = document(answer)
    assert said["title"] == "Method Not Allowed"
    assert (
        said["detail"] == f"{method.upper()} does nothing at this address: use GET or POST or HEAD."
    )


def test_format_that_is_not_offered(client):
    assert document(client.get("/api/v1/forces/", HTTP_ACCEPT="text/html"))["status"] == 406


def test_body_that_is_not_json(send):
    said = document(send("a=b", content_type="application/x-www-form-urlencoded"))
    assert said["status"] == 415
    assert said["detail"].endswith("is not read here: send the body as application/json.")
    assert document(send("{"))["status"] == 400


def test_body_too_large(send, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    assert document(send(json.dumps(FORCE)))["status"] == 413


@pytest.mark.parametrize("handler", ["handler400", "handler403", "handler404"])
@pytest.mark.parametrize("path", ["/api/v1/", "/admin/"])
def test_handlers_answer_problems_under_api_only(handler, path):
    answer = getattr(errors, handler)(RequestFactory().get(path), Exception("x"))
    assert answer.status_code == int(handler[-3:])
    assert (answer["Content-Type"] == "application/problem+json") is (path == "/api/v1/")


@pytest.mark.parametrize("path", ["/api/v1/", "/admin/"])
def test_handler_of_our_own_faults_says_nothing_of_them(path):
    answer = errors.handler500(RequestFactory().get(path))
    assert answer.status_code == 500
    assert (answer["Content-Type"] == "application/problem+json") is (path == "/api/v1/")


def test_body_in_chunks_is_refused_not_taken_as_empty(client):
    answer = client.post(
        "/api/v1/forces/",
        data=json.dumps(FORCE),
        content_type="application/json",
        headers={"Transfer-Encoding": "chunked"},
    )

    assert "Content-Length" in document(answer)["detail"]
    assert answer.status_code == 411
    assert not Force.objects.exists()
