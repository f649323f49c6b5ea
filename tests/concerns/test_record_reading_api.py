"""POST of a reading: what is stored, what is the same, what is refused, and who may."""

import datetime as dt
from decimal import Decimal

import pytest

from accounts.models import Token
from api.clocks import london_date
from concerns.models import Reading
from tests import factories

ADDRESS = "/api/v1/readings/"
POINT = {"period_start": "2021-05-01", "period_end": "2021-07-31", "value": 90.6, "margin": 2.8}


@pytest.fixture
def measure(db):
    indicator = factories.IndicatorFactory(code="crimes-recorded", unit="percent", better="higher")
    force = factories.ForceFactory(slug="greater-manchester")
    return factories.MeasureFactory(
        indicator=indicator, force=force, concerns=[factories.ConcernFactory(force=force)]
    )


@pytest.fixture
def post(api_client, inspector):
    def send(body, by=inspector, address=ADDRESS):
        api_client.force_authenticate(by)
        if isinstance(body, dict):
            return api_client.post(address, body, format="json")
        return api_client.post(address, body, content_type="application/json")

    return send


def test_reading_is_stored_as_stated_and_answered_as_it_is_read(measure, post, api_client):
    body = f'{{"measure": {measure.pk}, "period_start": "2021-05-01", "period_end": "2021-07-31",'
    answer = post(body + '"value": 90.60, "margin": 2.8}')
    assert answer.status_code == 201, answer.content
    assert b'"low":90.60,"high":90.60' in answer.content
    reading = Reading.objects.get()
    assert (str(reading.low), str(reading.margin)) == ("90.60", "2.8")
    assert answer["Location"] == f"http://testserver{ADDRESS}{reading.pk}/"
    assert api_client.get(answer["Location"]).json() == answer.json()
    row = answer.json()
    assert row["text"] == "90.60 ± 2.8 percent"
    assert row["recorded_at"].endswith("Z")
    assert row["recorded_by_role"] == "inspector"
    assert row["superseded_at"] is None


def test_measure_may_be_named_by_force_indicator_and_source(measure, post):
    names = {"force": "greater-manchester", "indicator": "crimes-recorded"}
    answer = post({**POINT, **names, "said_by": "inspectorate"})
    assert answer.status_code == 201, answer.content
    assert Reading.objects.get().measure == measure


def test_same_reading_again_changes_nothing(measure, post):
    first = post({"measure": measure.pk, **POINT})
    again = post({"measure": measure.pk, **POINT})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert Reading.objects.count() == 1


def test_other_value_for_the_period_is_refused(measure, post):
    post({"measure": measure.pk, **POINT})
    answer = post({"measure": measure.pk, **POINT, "value": 91})
    assert answer.status_code == 400
    assert answer.json()["errors"] == [
        {
            "pointer": "/period_end",
            "detail": "period_end: there is a reading for this period already: correct that one, "
            "saying why.",
            "code": "reading_once_per_period",
        }
    ]


def test_change_from_a_base_whose_level_is_unknown_is_kept_as_a_bound(measure, post):
    body = {
        "measure": measure.pk,
        "period_start": "2021-10-28",
        "period_end": "2021-10-28",
        "kind": "change",
        "high": -50,
        "high_inclusive": False,
        "change_unit": "percent",
        "base_on": "2021-09-30",
    }
    row = post(body).json()
    assert row["value"] is None
    assert row["text"] == "more than 50 percent lower than on 30 September 2021"


def refused(**changes):
    return {**POINT, "measure": "the measure", **changes}


LOW_HIGH = {"value": "left out", "kind": "range", "low": 12, "high": 9, "margin": "left out"}
DIRECTION = {"value": "left out", "kind": "direction", "direction": "up"}
AFTER_TOMORROW = str(london_date(dt.datetime.now(dt.UTC) + dt.timedelta(days=2)))
BAD = {
    "low over high": (refused(**LOW_HIGH), "/high", "high"),
    "margin on a direction": (refused(**DIRECTION), "/margin", "margin: nought or more"),
    "number on a direction": (refused(kind="direction"), "/value", "value: of a point"),
    "ends before it starts": (refused(period_end="2021-04-30"), "/period_end", "not before"),
    "in 2099": (
        refused(period_start="2099-01-01", period_end="2099-01-31"),
        "/period_end",
        "today or earlier",
    ),
    "the day after tomorrow": (
        refused(period_end=AFTER_TOMORROW),
        "/period_end",
        "today or earlier",
    ),
    "no such day": (refused(period_end="2021-02-30"), "/period_end", "YYYY-MM-DD"),
    "numerator over denominator": (
        refused(numerator=11, denominator=10),
        "/numerator",
        "not over the denominator",
    ),
    "numerator alone": (refused(numerator=11), "/denominator", "a numerator needs one"),
    "negative sample": (refused(sample_size=-1), "/sample_size", "0"),
    "not a number": (refused(value="NaN"), "/value", "number"),
    "below the floor": (refused(value=-1), "/low", "not below 0 percent"),
    "unknown force": (
        refused(measure="left out", force="greater-manchster", indicator="x", said_by="force"),
        "/force",
        "there are greater-manchester",
    ),
    "unknown indicator": (
        refused(measure="left out", force="greater-manchester", indicator="x", said_by="force"),
        "/indicator",
        "there are crimes-recorded",
    ),
    "no such measure of names": (
        refused(
            measure="left out",
            force="greater-manchester",
            indicator="crimes-recorded",
            said_by="press",
        ),
        "/measure",
        "within your reach",
    ),
    "measure half named": (
        refused(measure="left out", force="greater-manchester"),
        "/said_by",
        "force, indicator, said_by",
    ),
    "measure named twice": (refused(force="greater-manchester"), "/measure", "not both"),
    "no measure": (refused(measure="left out"), "/measure", "force, indicator and said_by"),
    "unknown measure": (refused(measure=2**70), "/measure", "There is none"),
    "no period": (refused(period_end="left out"), "/period_end", "the last day"),
    "unknown choice": (refused(kind="spot"), "/kind", "point"),
    "unknown field": (refused(valeu=3), "/valeu", "value"),
    "field of ours": (refused(recorded_at="2021-01-01T00:00:00Z"), "/recorded_at", "no field"),
    "reason without correction": (refused(because="our_error"), "/because", "supersedes"),
    "value and low": (refused(low=90.6), "/value", "in the place of low and high"),
    "base on a point": (refused(base_on="2021-01-01"), "/change_unit", "names its base"),
    "not an object": ("[1, 2]", "", "send one object of named fields"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_reading_is_refused_with_a_pointer_and_a_sentence(measure, post, case):
    body, pointer, words = BAD[case]
    if isinstance(body, dict):
        body = {name: value for name, value in body.items() if value != "left out"}
        body = {n: measure.pk if v == "the measure" else v for n, v in body.items()}
    answer = post(body)
    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    faults = {fault["pointer"]: fault["detail"] for fault in answer.json()["errors"]}
    assert words in faults[pointer]
    assert not Reading.objects.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [('"value": NaN', "NaN is not a number"), ('"value": 1, "source": "a\\u0000b"', "/source")],
)
def test_body_that_is_no_good_json_is_refused_as_a_whole(measure, post, change, words):
    answer = post(
        f'{{"measure": {measure.pk}, "period_start": "2021-05-01", "period_end": "2021-07-31", '
        f"{change}}}"
    )
    assert answer.status_code == 400
    assert words in answer.json()["detail"]
    assert not Reading.objects.exists()


@pytest.fixture
def own(measure, liaison_officer):
    """A measure that the liaison officer's own force says itself."""
    measure.force.liaison_officers.add(liaison_officer)
    return factories.MeasureFactory(
        indicator=measure.indicator, force=measure.force, said_by="force"
    )


@pytest.mark.parametrize(
    ("person", "of_own", "of_inspectorate"),
    [
        ("inspector", 201, 201),
        ("lead_inspector", 201, 201),
        ("liaison_officer", 201, 403),
        ("other_liaison_officer", 400, 400),  # the measure does not exist for them
        ("analyst", 403, 403),
        ("administrator", 403, 403),
    ],
)
def test_who_may_record(request, measure, own, post, person, of_own, of_inspectorate):
    by = request.getfixturevalue(person)
    assert post({"measure": own.pk, **POINT}, by=by).status_code == of_own
    assert post({"measure": measure.pk, **POINT}, by=by).status_code == of_inspectorate
    assert Reading.objects.count() == [of_own, of_inspectorate].count(201)


@pytest.mark.parametrize(
    ("scopes", "status"), [(["read"], 403), (["readings"], 201), (["read", "exports"], 403)]
)
def test_token_needs_the_scope_readings(measure, api_client, inspector, scopes, status):
    now = dt.datetime.now(dt.UTC)
    _, secret = Token.issue(
        owner=inspector, name="t", scopes=scopes, at=now, expires_at=now + dt.timedelta(days=1)
    )
    api_client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    answer = api_client.post(ADDRESS, {"measure": measure.pk, **POINT}, format="json")
    assert answer.status_code == status, answer.content
    assert Reading.objects.filter(low=Decimal("90.6")).exists() is (status == 201)
