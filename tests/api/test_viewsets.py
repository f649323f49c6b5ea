import json

import pytest
from rest_framework.permissions import AllowAny, IsAdminUser
from rest_framework.test import APIClient, APIRequestFactory

from api.filters import StrictFilterSet, TextFilter
from inspections.models import Force
from tests.accounts.factories import UserFactory, make_token
from tests.api.urls import ForceViewSet, TokenViewSet

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.urls")]
FORCE = {"slug": "avon", "name": "Avon", "kind": "territorial"}
KEYS = {"id", "slug", "name", "kind", "ons_code", "existed_from", "existed_until", "version"}


def test_create_answers_what_is_stored(send, client):
    answer = send(json.dumps(FORCE))
    assert answer.status_code == 201
    assert set(answer.json()) == KEYS
    assert answer.json() == client.get("/api/v1/forces/avon/").json()
    assert answer["Location"].endswith("/api/v1/forces/avon/")


def test_filter_named_like_a_parameter_of_every_list_is_refused_at_start():
    class OfFormats(StrictFilterSet):
        format = TextFilter("name")

    with pytest.raises(TypeError, match="Formats: format would filter"):
        type("Formats", (ForceViewSet,), {"filterset_class": OfFormats})


def test_create_says_what_the_service_itself_says(rf, caller):
    class GivenViewSet(ForceViewSet):
        permission_classes = [AllowAny]
        authentication_classes = []

        def given_values(self):
            return {"region": "South West"}

        def get_queryset(self):
            return Force.objects.all()

    request = APIRequestFactory().post("/", FORCE, format="json")
    answer = GivenViewSet.as_view({"post": "create"})(request)
    assert answer.status_code == 201
    assert "Location" not in answer
    assert Force.objects.get().region == "South West"


def test_row_out_of_reach_does_not_exist(client, caller):
    caller.role = "analyst"
    caller.save()
    token, _ = make_token(UserFactory())
    assert client.get(f"/api/v1/tokens/{token.pk}/").status_code == 404
    assert client.get("/api/v1/tokens/").json()["results"] == []


def test_row_within_reach_has_these_keys(client, caller):
    token, _ = make_token(caller)
    row = client.get(f"/api/v1/tokens/{token.pk}/").json()
    assert set(row) == {"id", "name", "created_at", "last_used_at"}
    assert client.get("/api/v1/tokens/").json()["results"] == [row]


def test_list_asks_the_database_a_fixed_number_of_times(
    client, caller, django_assert_max_num_queries
):
    for number in range(5):
        make_token(caller, name=str(number))
    with django_assert_max_num_queries(5):
        client.get("/api/v1/tokens/")


def test_root_lists_the_resources(client):
    body = client.get("/api/v1/").json()
    assert list(body) == ["tokens", "forces", "lone-forces"]
    assert client.get(body["tokens"]).status_code == 200


def test_action_may_have_permissions_of_its_own(caller):
    class ClosedViewSet(TokenViewSet):
        action_permissions = {"retrieve": [IsAdminUser]}

    view = ClosedViewSet(action="retrieve")
    assert [type(check) for check in view.get_permissions()] == [IsAdminUser]
    view.action = "list"
    assert [type(check) for check in view.get_permissions()] == TokenViewSet.permission_classes


def test_nobody_reads_unsigned():
    assert APIClient().get("/api/v1/tokens/").status_code in (401, 403)
