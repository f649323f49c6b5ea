"""Comparisons by the API: what they answer, refuse and describe, and for whom."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.serializers import undescribed_fields
from concerns.serializers import comparison as shapes
from concerns.serializers import examples
from tests import factories as make
from tests.concerns.series import read

FORCES = "/api/v1/comparisons/forces/"
GRADES = "/api/v1/comparisons/grades/"
PERIOD = "period_start=2020-04-01&period_end=2021-03-31"
ASKED = f"{FORCES}?indicator=action-taken&{PERIOD}"
PEOPLE = ["inspector", "lead_inspector", "liaison_officer", "analyst", "administrator"]


@pytest.fixture
def ask(api_client, inspector):
    def get(address, by=inspector, code=200):
        api_client.force_authenticate(by)
        answer = api_client.get(address)
        assert answer.status_code == code, answer.content
        return answer.json()

    return get


def published(indicator, slug, said):
    force = make.ForceFactory(slug=slug)
    measure = make.MeasureFactory(
        indicator=indicator,
        force=force,
        said_by="home_office",
        concerns=[make.ConcernFactory(force=force)],
    )
    return read(measure, "2020-04-01/2021-03-31", said)


@pytest.fixture
def three(indicator, liaison_officer):
    readings = [
        published(indicator, slug, said)
        for slug, said in (("north", "8.5"), ("south", "14.40"), ("west", "13.1"))
    ]
    readings[0].measure.force.liaison_officers.add(liaison_officer)
    return readings


@pytest.fixture
def judged(db):
    framework = make.FrameworkFactory(slug="peel")
    area = make.AreaFactory(framework=framework, slug="responding")
    force = make.ForceFactory(slug="judged")
    inspection = make.InspectionFactory(force=force, framework=framework)
    return make.JudgmentFactory(inspection=inspection, area=area, graded=True)


def shape_of(value):
    """The keys of an answer, all the way down; of a list, those of its first row."""
    if isinstance(value, dict):
        return {name: shape_of(inner) for name, inner in value.items() if inner is not None}
    return shape_of(value[0]) if isinstance(value, list) and value else None


def test_forces_are_answered_with_what_the_figures_rest_on(three, ask):
    make.ForceFactory(slug="east")

    answer = ask(ASKED)

    assert (answer["n"], answer["mean"], answer["sd"]) == (3, 12, 3.1)
    assert (answer["low"], answer["high"]) == (8.9, 15.1)
    assert (answer["logs"], answer["logs_used"], answer["normality_of_logs"]) == (
        "normal",
        False,
        None,
    )
    assert answer["normality"]["w"] <= 1
    assert [(row["force"]["slug"], row["band"]) for row in answer["forces"]] == [
        ("south", "around"),
        ("west", "around"),
        ("north", "well_below"),
    ]
    assert answer["forces"][2]["z"] == round(-3.5 / 3.1, 5)
    assert (answer["missing"], answer["left_out"]) == (["east"], [])
    assert (answer["said_by"], answer["known_at"]) == ("home_office", None)


def test_decimals_are_as_stated(three, api_client, inspector):
    api_client.force_authenticate(inspector)

    assert b'"value":14.40' in api_client.get(ASKED).content


def test_example_of_forces_has_the_shape_of_an_answer(three, ask):
    make.ForceFactory()

    assert shape_of(ask(ASKED)) == shape_of(examples.ACTION_TAKEN)


def test_example_of_grades_has_the_shape_of_an_answer(judged, ask):
    assert shape_of(ask(f"{GRADES}?force=judged")) == shape_of(examples.GRADED)


def test_grades_of_an_area_are_answered_force_by_force(judged, ask):
    answer = ask(f"{GRADES}?framework=peel&area=responding")

    (row,) = answer["judgments"]
    assert (row["force"]["slug"], row["comparable"], row["reason"]) == ("judged", True, "")
    assert [each["forces"] for each in answer["grades"]] == [1]
    assert (answer["total"], answer["states"], answer["missing"]) == (1, [], [])


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("", "indicator", "required"),
        ("?indicator=action-taken&period_end=2021-03-31", "period_start", "required"),
        (f"?indicator=action-takn&{PERIOD}", "indicator", "invalid"),
        ("?indicator=action-taken&period_start=2020&period_end=2021", "period_start", "invalid"),
        (
            "?indicator=action-taken&period_start=2021-04-01&period_end=2021-03-31",
            "period_end",
            "in_order",
        ),
        (f"?indicator=action-taken&{PERIOD}&said_by=", "said_by", "bad_parameter"),
        (f"?indicator=action-taken&{PERIOD}&said_by=nobody", "said_by", "invalid"),
        (f"?indicator=action-taken&{PERIOD}&said=ons", "said", "bad_parameter"),
        (f"?indicator=action-taken&indicator=b&{PERIOD}", "indicator", "bad_parameter"),
        (f"?indicator=action-taken&{PERIOD}&said_by=ons", "indicator", "no_value"),
        (f"?indicator=action-taken&{PERIOD}&page_size=5", "page_size", "bad_parameter"),
        (f"?indicator=action-taken&{PERIOD}&as_at=2099-01-01", "as_at", "in_future"),
        (f"?indicator=action-taken&{PERIOD}&known_at=2099-01-01", "known_at", "not_settled"),
        (f"?indicator=action-taken&{PERIOD}&known_at=2021-01-01T12:00", "known_at", "no_offset"),
        (f"?indicator=%00&{PERIOD}", "indicator", "bad_parameter"),
    ],
)
def test_question_about_forces_is_refused_in_words(three, ask, query, parameter, code):
    fault = ask(f"{FORCES}{query}", code=400)["errors"][0]

    assert (fault["parameter"], fault["code"]) == (parameter, code)
    assert fault["detail"][-1] in ".?"


def test_everything_that_is_wrong_with_a_question_is_told_at_once(ask):
    asked = "?indicator=action-takn&period_start=2020&said=ons&as_at=yesterday"
    told = {fault["parameter"] for fault in ask(f"{FORCES}{asked}", code=400)["errors"]}
    assert told == {"indicator", "period_start", "period_end", "said", "as_at"}


def test_one_force_is_no_comparison(indicator, ask):
    published(indicator, "north", "8.5")

    fault = ask(ASKED, code=400)["errors"][0]

    assert (fault["parameter"], fault["code"]) == ("indicator", "one_force")
    assert fault["detail"].startswith("One force is no comparison")


def test_two_sources_are_refused_and_named(three, ask):
    make.ReadingFactory(
        measure=make.MeasureFactory(
            indicator=three[0].measure.indicator, force=three[0].measure.force, said_by="ons"
        ),
        period_start=dt.date(2020, 4, 1),
        period_end=dt.date(2021, 3, 31),
        value=9,
    )

    fault = ask(ASKED, code=400)["errors"][0]

    assert (fault["parameter"], fault["code"]) == ("said_by", "mixed_sources")
    assert "home_office, ons" in fault["detail"]


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("", "framework", "required"),
        ("?framework=peel", "area", "required"),
        ("?area=responding", "framework", "required"),
        ("?force=judged&framework=peel", "force", "one_way"),
        ("?force=jugded", "force", "invalid"),
        ("?framework=peel&area=respondng", "area", "invalid"),
        ("?framework=other&area=responding", "area", "invalid"),
        ("?force=judged&as_at=yesterday", "as_at", "invalid"),
        ("?force=judged&colour=red", "colour", "bad_parameter"),
    ],
)
def test_question_about_grades_is_refused_in_words(judged, ask, query, parameter, code):
    make.FrameworkFactory(slug="other")

    fault = ask(f"{GRADES}{query}", code=400)["errors"][0]

    assert (fault["parameter"], fault["code"]) == (parameter, code)


@pytest.mark.parametrize("person", PEOPLE)
def test_each_role_compares_what_it_sees(request, three, ask, person):
    reader = request.getfixturevalue(person)
    sees_all = person in {"inspector", "lead_inspector", "analyst"}

    answer = ask(ASKED, by=reader, code=200 if sees_all else 400)

    code = {"liaison_officer": "one_force", "administrator": "no_value"}.get(person)
    assert sees_all or answer["errors"][0]["code"] == code


def test_nobody_unknown_compares(db, api_client):
    for address in (FORCES, GRADES):
        assert api_client.get(address).status_code == 401


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_comparison_is_only_read(api_client, lead_inspector, method):
    api_client.force_authenticate(lead_inspector)
    assert getattr(api_client, method)(FORCES, {}).status_code == 405


def test_as_at_a_day_before_the_period_ended_nothing_is_compared(three, ask):
    fault = ask(f"{ASKED}&as_at=2021-03-30", code=400)["errors"][0]

    assert fault["code"] == "no_value"
    assert ask(f"{ASKED}&as_at=2021-03-31")["as_at"] == "2021-03-31"


def test_before_it_was_recorded_nothing_was_known(three, judged, ask):
    for asked in (ASKED, f"{GRADES}?force={judged.inspection.force.slug}"):
        fault = ask(f"{asked}&known_at=2021-06-30", code=400)["errors"][0]
        assert (fault["parameter"], fault["code"]) == ("known_at", "before_known_from")


def test_answer_takes_as_many_queries_for_six_forces_as_for_three(indicator, three, ask):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            ask(ASKED)
        return len(captured)

    few = queries()
    for number in range(3):
        published(indicator, f"more-{number}", "12")
    assert queries() == few


@pytest.mark.parametrize(
    "shape",
    [
        shapes.ForceComparisonSerializer,
        shapes.GradesOverTimeSerializer,
        shapes.GradesAcrossForcesSerializer,
    ],
)
def test_every_field_is_described(shape):
    assert undescribed_fields(shape) == []


def test_root_names_both(ask):
    root = ask("/api/v1/")

    assert root["comparisons/forces"].endswith(FORCES)
    assert root["comparisons/grades"].endswith(GRADES)


def test_both_are_described_with_their_clocks_and_an_example(db, api_client):
    paths = api_client.get("/api/schema/").json()["paths"]

    for address in (FORCES, GRADES):
        described = paths[address]["get"]
        names = {each["name"]: each for each in described["parameters"]}
        assert {"as_at", "known_at"} < set(names)
        assert all(each["description"] for each in names.values())
        assert described["responses"]["200"]["content"]["application/json"]["examples"]
    required = {each["name"] for each in paths[FORCES]["get"]["parameters"] if each.get("required")}
    assert required == {"indicator", "period_start", "period_end"}
