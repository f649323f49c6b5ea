"""Many rows and one row by itself: the same are stored, and refused by the same rules."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from concerns.bulk import files
from concerns.bulk.measures import STATED
from concerns.bulk.readings import record_readings
from concerns.models import Reading
from tests import factories
from tests.concerns.test_record_reading_api import BAD, POINT

ONE, MANY = "/api/v1/readings/", "/api/v1/readings/bulk/"
GOOD = {
    "a point": {},
    "a point spelt out": {"value": "left out", "low": 3, "high": 3},
    "a range": {"value": "left out", "kind": "range", "low": 3, "high": 9, "margin": "left out"},
    "a bound": {"value": "left out", "kind": "bound", "low": 3, "margin": "left out"},
    "a share": {"numerator": 9, "denominator": 10, "sample_size": 10, "approximate": True},
    "an instant": {"period_start": "2021-07-31", "period_basis": "fieldwork"},
    "a number as text": {"value": " 90.60 ", "source": "  A report. "},
    "a large number": {"value": "1e1", "margin": "left out"},
    "a change": {
        "value": "left out",
        "margin": "left out",
        "kind": "change",
        "high": -50,
        "high_inclusive": False,
        "change_unit": "percent",
        "base_label": "the first report",
    },
}
OTHERWISE = {
    "measure half named": "said_by may be left out of many",
    "reason without correction": "a reason alone corrects the period's reading, of many",
    "not an object": "no row at all",
}


@pytest.fixture
def measure(db):
    indicator = factories.IndicatorFactory(
        code="crimes-recorded", unit="percent", better="higher", ceiling=Decimal(100)
    )
    force = factories.ForceFactory(slug="greater-manchester")
    return factories.MeasureFactory(indicator=indicator, force=force)


def spelt(row, measure):
    kept = {name: value for name, value in row.items() if value != "left out"}
    return {name: measure.pk if v == "the measure" else v for name, v in kept.items()}


def stored():
    return [tuple(map(str, row)) for row in Reading.objects.values_list(*STATED, "supersedes_id")]


def apart(send):
    """Return what is answered and stored, and take it all back."""
    with transaction.atomic():
        answer = send()
        rows = stored()
        transaction.set_rollback(True)
    return answer, rows


@pytest.mark.parametrize("case", GOOD)
def test_good_row_is_stored_as_by_itself(measure, api_client, inspector, case):
    api_client.force_authenticate(inspector)
    row = spelt({**POINT, "measure": measure.pk, **GOOD[case]}, measure)
    alone, one = apart(lambda: api_client.post(ONE, row, format="json"))
    answer, many = apart(lambda: api_client.post(MANY, [row], format="json"))
    assert (alone.status_code, answer.status_code) == (201, 200), (alone.content, answer.content)
    assert one == many
    assert len(many) == 1


@pytest.mark.parametrize("case", [case for case in BAD if case not in OTHERWISE])
def test_bad_row_is_refused_in_the_same_words(measure, api_client, inspector, case):
    api_client.force_authenticate(inspector)
    row = spelt(BAD[case][0], measure)
    alone = api_client.post(ONE, row, format="json").json()["errors"]
    answer = api_client.post(MANY, [row], format="json")
    assert answer.status_code == 400
    said = {(fault["pointer"], fault["code"]): fault["detail"] for fault in answer.json()["errors"]}
    for fault in alone:
        sentence = said["/0" + fault["pointer"], fault["code"]]
        assert sentence == fault["detail"] or fault["pointer"] == "/measure"


days = some.dates(dt.date(2021, 1, 1), dt.date(2021, 3, 1)).map(str) | some.just("2099-01-01")
numbers = some.sampled_from([None, "-1", "0", "5", "5.0", "50", "101"])
periods = {"period_start": days, "period_end": days}
beside = {
    "margin": numbers,
    "margin_level": some.sampled_from([None, "95", "100"]),
    "numerator": numbers,
    "denominator": numbers,
    "sample_size": some.sampled_from([None, 0, 1, "12"]),
    "period_basis": some.sampled_from(["stated", "loose"]),
}
points = some.fixed_dictionaries({**periods, "value": numbers.filter(bool)}, optional=beside)
anything = some.fixed_dictionaries(
    periods,
    optional={
        **beside,
        "value": numbers.filter(bool),
        "kind": some.sampled_from(["point", "range", "bound", "change", "direction", "spot"]),
        "low": numbers,
        "high": numbers,
        "low_inclusive": some.booleans(),
        "direction": some.sampled_from(["", "up"]),
        "change_unit": some.sampled_from(["", "percent"]),
        "base_label": some.sampled_from(["", "before"]),
    },
)
bounds = some.fixed_dictionaries(
    {**periods, "kind": some.sampled_from(["range", "bound"])},
    optional={"low": numbers, "high": numbers, "high_inclusive": some.booleans()},
)
rows = points | bounds | anything


@given(rows)
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_row_is_judged_as_by_itself(measure, api_client, inspector, row):
    api_client.force_authenticate(inspector)
    row = {**row, "measure": measure.pk}
    alone, one = apart(lambda: api_client.post(ONE, row, format="json"))
    answer, many = apart(lambda: api_client.post(MANY, [row], format="json"))
    assert (alone.status_code, answer.status_code) in {(201, 200), (400, 400)}
    assert one == many
    if alone.status_code == 400:
        ours = {(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]}
        theirs = {("/0" + f["pointer"], f["code"]) for f in alone.json()["errors"]}
        assert theirs <= ours


@given(first=rows, second=rows)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_correction_is_judged_as_by_itself(measure, api_client, inspector, first, second):
    api_client.force_authenticate(inspector)
    with transaction.atomic():
        made = api_client.post(ONE, {**first, "measure": measure.pk}, format="json")
        if made.status_code == 201:
            row = {**second, "supersedes": made.json()["id"], "because": "our_error"}
            alone, one = apart(lambda: api_client.post(ONE, row, format="json"))
            answer, many = apart(lambda: api_client.post(MANY, [row], format="json"))
            assert one == many
            unchanged = alone.status_code == 400 and "Nothing is different" in str(alone.content)
            assert (answer.status_code == 200) is (alone.status_code == 201 or unchanged)
        transaction.set_rollback(True)


@given(some.lists(rows, max_size=6))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_is_sent_twice_changes_nothing(measure, inspector, several):
    sent = [{**row, "measure": measure.pk} for row in several]
    with transaction.atomic():
        first = record_readings(files.from_json(sent), by=inspector, on_error="skip")
        before = stored()
        again = record_readings(files.from_json(sent), by=inspector, on_error="skip")
        assert stored() == before
        assert [("created" in pair) for pair in zip(first.results, again.results, strict=True)] == [
            result == "created" for result in first.results
        ]
        assert again.counts["unchanged"] == first.counts["created"]
        transaction.set_rollback(True)
