import datetime as dt

import pytest
from django.urls import path
from django.utils import timezone
from rest_framework.authentication import SessionAuthentication
from rest_framework.response import Response
from rest_framework.test import APIClient

from accounts.authentication import BearerAuthentication
from accounts.permissions import ReadWithinReach, requires
from accounts.roles import Permission, Role, TokenScope
from api.viewsets import GrammarView
from tests.accounts.factories import PASSWORD, UserFactory, make_token


class WhoView(GrammarView):
    authentication_classes = [BearerAuthentication, SessionAuthentication]
    permission_classes = [ReadWithinReach]

    def get(self, request):
        return Response({"username": request.user.username})

    def post(self, request):
        return Response(status=204)


class RecordView(WhoView):
    permission_classes = [
        requires(
            Permission.RECORD_READING, Permission.RECORD_OWN_READING, scope=TokenScope.READINGS
        )
    ]


class CloseView(WhoView):
    permission_classes = [requires(Permission.APPROVE_CLOSURE)]


urlpatterns = [
    path("api/who/", WhoView.as_view()),
    path("api/record/", RecordView.as_view()),
    path("api/close/", CloseView.as_view()),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
WRITING = (TokenScope.READ, TokenScope.READINGS)


def with_token(owner, **values):
    token, secret = make_token(owner, **values)
    return APIClient(HTTP_AUTHORIZATION=f"Bearer {secret}"), token


def test_token_signs_in_its_owner():
    owner = UserFactory()
    client, _ = with_token(owner)
    assert client.get("/api/who/").json() == {"username": owner.username}


def test_scheme_is_case_insensitive():
    _, secret = make_token(UserFactory())
    assert APIClient(HTTP_AUTHORIZATION=f"bearer {secret}").get("/api/who/").status_code == 200


@pytest.mark.parametrize("case", ["unknown", "empty", "not ascii", "expired", "revoked", "off"])
def test_token_that_cannot_be_used_is_refused_in_the_same_words(case):
    owner = UserFactory(is_active=case != "off")
    old = timezone.now() - dt.timedelta(days=31)
    token, secret = make_token(owner, at=old if case == "expired" else None)
    if case == "revoked":
        token.revoke(at=timezone.now())
    secret = {"unknown": "insp_x", "empty": "", "not ascii": "insp_\xe9"}.get(case, secret)
    answer = APIClient(HTTP_AUTHORIZATION=f"Bearer {secret}").get("/api/who/")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="api"'
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank",
        "title": "Unauthorized",
        "status": 401,
        "detail": "This token is not valid: it may have expired.",
    }


@pytest.mark.parametrize("header", [None, "Basic eDp5", "Bearer"])
def test_without_token_is_401(header):
    client = APIClient(**({"HTTP_AUTHORIZATION": header} if header else {}))
    answer = client.get("/api/who/")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="api"'


def test_session_signs_in():
    user = UserFactory()
    client = APIClient()
    assert client.login(username=user.username, password=PASSWORD)
    assert client.get("/api/who/").json() == {"username": user.username}


def test_session_needs_csrf_to_write():
    user = UserFactory(role=Role.INSPECTOR)
    client = APIClient(enforce_csrf_checks=True)
    client.login(username=user.username, password=PASSWORD)
    assert client.post("/api/record/").status_code == 403


def test_last_use_is_written_after_success(django_capture_on_commit_callbacks):
    client, token = with_token(UserFactory())
    with django_capture_on_commit_callbacks(execute=True):
        client.get("/api/who/")
    token.refresh_from_db()
    assert token.last_used_at is not None


@pytest.mark.parametrize(("age", "written"), [(30, False), (61, True)])
def test_last_use_is_written_once_a_minute(age, written, django_capture_on_commit_callbacks):
    client, token = with_token(UserFactory())
    earlier = timezone.now() - dt.timedelta(seconds=age)
    token.note_use(at=earlier)
    with django_capture_on_commit_callbacks(execute=True):
        client.get("/api/who/")
    token.refresh_from_db()
    assert (token.last_used_at != earlier) is written


@pytest.mark.parametrize(
    ("role", "scopes", "method", "address", "status"),
    [
        (Role.ANALYST, (TokenScope.READ,), "get", "who", 200),
        (Role.ANALYST, (TokenScope.EXPORTS,), "get", "who", 403),
        (Role.ANALYST, WRITING, "post", "who", 403),
        (Role.INSPECTOR, WRITING, "post", "record", 204),
        (Role.LIAISON_OFFICER, WRITING, "post", "record", 204),
        (Role.INSPECTOR, (TokenScope.READ,), "post", "record", 403),
        (Role.ANALYST, WRITING, "post", "record", 403),
        (Role.LEAD_INSPECTOR, tuple(TokenScope), "post", "close", 403),
    ],
)
def test_scope_and_role_decide(role, scopes, method, address, status):
    client, _ = with_token(UserFactory(role=role), scopes=scopes)
    assert getattr(client, method)(f"/api/{address}/").status_code == status


def test_missing_scope_is_named():
    client, _ = with_token(UserFactory(role=Role.INSPECTOR))
    assert client.post("/api/record/").json()["detail"] == "The token has no scope readings."


def test_action_without_scope_wants_a_session():
    lead = UserFactory(role=Role.LEAD_INSPECTOR)
    client = APIClient()
    client.login(username=lead.username, password=PASSWORD)
    assert client.post("/api/close/").status_code == 204
    assert APIClient().post("/api/close/").status_code == 401
