"""Every list: how many queries it takes, its orders and pages, and that all is described."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.serializers import BaseSerializer

from api.serializers import undescribed_fields
from api.viewsets import RecordViewSet
from concerns.urls import router as concerns_router
from inspections.urls import router as inspections_router
from tests import factories, reach

VIEWS = {
    prefix: view
    for router in (inspections_router, concerns_router)
    for prefix, view, _ in router.registry
    if issubclass(view, RecordViewSet)
}


def test_every_resource_is_tested():
    assert set(VIEWS) == set(reach.EVERYTHING)


@pytest.mark.parametrize("resource", VIEWS)
def test_list_takes_as_many_queries_for_thirty_rows_as_for_three(
    api_client, inspector, liaison_officer, analyst, record_property, resource
):
    force = factories.ForceFactory()
    force.liaison_officers.add(liaison_officer)
    readers = {"inspector": inspector, "liaison_officer": liaison_officer, "analyst": analyst}

    def asked_by_each():
        """For each reader how many queries it takes, and how many rows are told."""
        return {person: queries(api_client, reader, resource) for person, reader in readers.items()}

    for _ in range(3):
        reach.full_row(resource, force)
    few = asked_by_each()
    for _ in range(27):
        reach.full_row(resource, force)
    many = asked_by_each()
    for person in readers:
        record_property(person, many[person][0])  # --junitxml shows how many queries
        more_rows = many[person][1] > few[person][1]
        assert more_rows or (resource, person) == ("actions", "analyst"), person
        assert many[person][0] == few[person][0], person


def queries(api_client, reader, resource):
    api_client.force_authenticate(reader)
    with CaptureQueriesContext(connection) as captured:
        answer = api_client.get(f"/api/v1/{resource}/")
    assert answer.status_code == 200
    return len(captured), len(answer.json()["results"])


@pytest.mark.parametrize("resource", VIEWS)
def test_every_field_is_described(resource):
    view = VIEWS[resource]
    shapes = [view.serializer_class, view.detail_serializer_class]
    for shape in filter(None, shapes):
        assert issubclass(shape, BaseSerializer)
        assert undescribed_fields(shape) == []


@pytest.mark.parametrize("resource", VIEWS)
def test_every_parameter_is_described(resource):
    filters = VIEWS[resource].filterset_class.base_filters
    assert [name for name, each in filters.items() if not each.help_text] == []


@pytest.mark.parametrize("resource", VIEWS)
@pytest.mark.parametrize("sign", ["", "-"])
def test_every_order_is_kept_over_pages(api_client, inspector, resource, sign):
    force = factories.ForceFactory()
    for _ in range(3):
        reach.full_row(resource, force)
    api_client.force_authenticate(inspector)
    whole = reach.keys_in(resource, api_client.get(f"/api/v1/{resource}/").json())
    for name in VIEWS[resource].ordering_fields:
        address = f"/api/v1/{resource}/?ordering={sign}{name}&page_size=2&with_total=true"
        walked = []
        while address:
            answer = api_client.get(address)
            assert answer.status_code == 200, answer.content
            page = answer.json()
            assert page["total"] == len(whole)
            walked += reach.keys_in(resource, page)
            address = page["next"]
        assert sorted(walked) == sorted(whole)


@pytest.mark.parametrize("resource", VIEWS)
@pytest.mark.parametrize("parameter", ["serch", "colour"])
def test_parameters_not_offered_are_refused(api_client, inspector, resource, parameter):
    api_client.force_authenticate(inspector)
    answer = api_client.get(f"/api/v1/{resource}/?{parameter}=2021-09-30")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == parameter


def test_wrong_clocks_and_wrong_filters_are_told_together(api_client, inspector):
    api_client.force_authenticate(inspector)
    answer = api_client.get("/api/v1/concerns/?as_at=yesterday&frce=x&kind=cuase")
    assert answer.status_code == 400
    assert {fault["parameter"] for fault in answer.json()["errors"]} == {"as_at", "frce", "kind"}
