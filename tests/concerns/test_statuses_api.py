"""Every status of a refusal is a problem document that says what would be right."""

import json

import pytest
from rest_framework.test import APIRequestFactory, force_authenticate
from rest_framework.throttling import SimpleRateThrottle

from concerns.views import ConcernViewSet
from tests import factories as make

BODY = {"note": "Spoke to each other."}


class OneAnHour(SimpleRateThrottle):
    rate = "1/hour"

    def get_cache_key(self, request, view):
        return "one-an-hour"


@pytest.fixture
def ask(api_client, improvement, inspector, analyst):
    """Send a request that is refused with a status."""

    def send(method, address, data=None, *, by="inspector", **options):
        people = {"inspector": inspector, "analyst": analyst, "nobody": None}
        api_client.force_authenticate(people[by])
        url = address.format(f"/api/v1/concerns/{improvement.pk}/")
        options = {"content_type": "application/json", **options}
        body = json.dumps(data) if isinstance(data, dict) else data
        return getattr(api_client, method)(url, body, **options)

    return send


REFUSED = {
    "400 malformed": ("post", "{}comment/", "{"),
    "400 broken rule": ("post", "{}comment/", {"note": ""}),
    "400 parameter": ("get", "{}?colour=red", None),
    "401": ("get", "{}", None, {"by": "nobody"}),
    "403": ("post", "{}comment/", BODY, {"by": "analyst"}),
    "404 row": ("get", "/api/v1/concerns/0/", None),
    "404 address of no verb": ("post", "{}start/", BODY),
    "404 address": ("get", "/api/v1/nowhere/", None),
    "404 version": ("get", "/api/v2/concerns/", None),
    "405": ("put", "{}", {}),
    "406": ("get", "{}", None, {"headers": {"Accept": "text/html"}}),
    "411": ("post", "{}comment/", BODY, {"headers": {"Transfer-Encoding": "chunked"}}),
    "412": ("patch", "{}", {"title": "Another"}, {"headers": {"If-Match": '"9"'}}),
    "413": ("post", "{}comment/", {"note": "x" * 3_000_000}),
    "415": ("post", "{}comment/", "note=x", {"content_type": "text/plain"}),
    "428": ("patch", "{}", {"title": "Another"}),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refusal_is_a_problem_document(ask, case):
    method, address, data, *options = REFUSED[case]
    answer = ask(method, address, data, **(options[0] if options else {}))
    status = int(case.split()[0])

    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    said = json.loads(answer.content)
    assert (said["status"], said["type"]) == (status, "about:blank")
    assert said.get("detail") or all(each["detail"] for each in said["errors"])
    assert answer.has_header("Allow") or "address" in case or "version" in case


def test_too_many_requests_are_told_when_to_come_again(inspector):
    class Throttled(ConcernViewSet):
        queryset = ConcernViewSet.queryset
        throttle_classes = [OneAnHour]

    view = Throttled.as_view({"get": "list"})

    def ask():
        request = APIRequestFactory().get("/api/v1/concerns/")
        force_authenticate(request, inspector)
        return view(request).render()

    assert ask().status_code == 200
    answer = ask()
    assert answer.status_code == 429
    assert answer["Content-Type"] == "application/problem+json"
    assert 0 < int(answer["Retry-After"]) <= 3600


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"declared_areas": 3, "declared_graded": 4}, "inspection_graded_within_areas"),
        (
            {"fieldwork_started_on": "2021-09-17", "fieldwork_ended_on": "2021-09-06"},
            "inspection_fieldwork_in_order",
        ),
        ({"missing": "Its areas."}, "inspection_partial_says_what"),
        ({"framework": None}, "inspection_framework_fixed"),
    ],
)
def test_constraint_that_is_broken_is_said_in_its_words_at_its_field(
    api_client, inspector, changed, code
):
    inspection = make.JudgmentFactory().inspection
    api_client.force_authenticate(inspector)

    answer = api_client.patch(
        f"/api/v1/inspections/{inspection.reference}/",
        changed,
        format="json",
        headers={"If-Match": '"1"'},
    )

    (fault,) = answer.json()["errors"]
    assert fault["code"] == code
    assert fault["detail"].startswith(f"{fault['pointer'][1:]}: ")


def test_several_broken_constraints_are_all_told(api_client, inspector):
    inspection = make.InspectionFactory()
    api_client.force_authenticate(inspector)
    body = {"declared_areas": 3, "declared_graded": 4, "completeness": "partial"}

    answer = api_client.patch(
        f"/api/v1/inspections/{inspection.reference}/",
        {**body, "fieldwork_started_on": "2021-09-17", "fieldwork_ended_on": "2021-09-06"},
        format="json",
        headers={"If-Match": '"1"'},
    )

    assert {each["pointer"] for each in answer.json()["errors"]} == {
        *("/declared_graded", "/missing", "/fieldwork_ended_on"),
    }
