"""Every field that a list shows can be asked for, and finds the rows that show it so."""

from urllib.parse import urlencode

import pytest
from django.utils import timezone

from api.clocks import london_date
from tests import factories, reach
from tests.concerns.asked import NOT_ASKED, filters_of, shown
from tests.concerns.test_lists_api import VIEWS

NAMES = ("slug", "reference", "code", "id")


@pytest.mark.parametrize("resource", VIEWS)
def test_every_shown_field_has_its_filters(resource):
    offered = VIEWS[resource].filterset_class.base_filters
    missing = [
        parameter
        for name, field in shown(resource)
        if name not in NOT_ASKED.get(resource, {})
        for parameter in filters_of(name, field)
        if parameter not in offered
    ]
    assert missing == []


def test_only_shown_fields_without_a_filter_are_excused():
    for resource, excused in NOT_ASKED.items():
        offered = VIEWS[resource].filterset_class.base_filters
        assert set(excused) <= {name for name, _ in shown(resource)}, resource
        assert not set(excused) & set(offered), resource


def said(value):
    """A shown value as a parameter says it; None if it has none."""
    if isinstance(value, dict):
        return next(str(value[name]) for name in NAMES if name in value)
    if isinstance(value, list):
        return str(value[0]) if value else None
    if isinstance(value, bool):
        return str(value).lower()
    return None if value in (None, "") else str(value)


def at(row, name):
    """What a row shows under the name of a filter."""
    if name in row and not (isinstance(row[name], dict) and "said" in row[name]):
        return row[name]
    whole, _, part = name.partition("_")
    if name == "expected_now":
        return row["pace"]["expected_now"]
    return row[whole][part or "said"]


def questions(resource, row):
    """Each filter of each shown field, with the value that the row shows."""
    for name, field in shown(resource):
        value = at(row, name)
        for parameter in filters_of(name, field):
            if name in NOT_ASKED.get(resource, {}) or "," in str(value):
                continue
            if parameter.endswith("__isnull"):
                yield parameter, str(value is None).lower()
            elif said(value) is not None:
                yield parameter, said(value)


@pytest.mark.parametrize("clocks", ["live", "past"])
@pytest.mark.parametrize("resource", VIEWS)
def test_row_is_found_by_what_it_shows(api_client, inspector, resource, clocks):
    row = reach.full_row(resource, factories.ForceFactory(region="North West"))
    api_client.force_authenticate(inspector)
    is_clocked = "list" in VIEWS[resource].clocked_actions
    if clocks == "past" and not is_clocked:
        clocks = "live"
    query = {"as_at": str(london_date(timezone.now()))} if clocks == "past" else {}

    def found(**asked):
        answer = api_client.get(f"/api/v1/{resource}/?{urlencode({**query, **asked})}")
        assert answer.status_code == 200, answer.content
        return answer.json()

    key = reach.key_of(resource, row)
    whole = found()
    shown_row = whole["results"][reach.keys_in(resource, whole).index(key)]
    asked = dict(questions(resource, shown_row))
    assert key in reach.keys_in(resource, found(**asked)), [
        (name, value)
        for name, value in asked.items()
        if key not in reach.keys_in(resource, found(**{name: value}))
    ]
    for name, value in asked.items():
        if name.endswith("__isnull"):
            other = found(**{name: "false" if value == "true" else "true"})
            assert key not in reach.keys_in(resource, other), name


@pytest.mark.parametrize("number", ["2147483648", "9223372036854775807", "-1"])
@pytest.mark.parametrize("parameter", ["places", "places__in", "reading", "comparator_value"])
def test_number_that_no_column_holds_finds_nothing(api_client, inspector, parameter, number):
    factories.FigureFactory()
    api_client.force_authenticate(inspector)
    answer = api_client.get(f"/api/v1/figures/?{parameter}={number}")
    if parameter in ("reading", "places", "places__in"):
        assert answer.status_code == 400
    else:
        assert answer.json()["results"] == []
