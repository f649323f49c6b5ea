"""What a measure's readings say together, in the API and on its page."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories as make
from tests.concerns.series import change, progress, read, series
from tests.past import noon, recording_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(api_client, inspector):
    def get(address, by=inspector):
        api_client.force_authenticate(by)
        answer = api_client.get(f"/api/v1/{address}")
        assert answer.status_code == 200, answer.content
        return answer.json()

    return get


@pytest.fixture
def page(inspector):
    client = Client()
    client.force_login(inspector)

    def get(model, pk):
        answer = client.get(reverse(f"admin:concerns_{model}_change", args=[pk]))
        assert answer.status_code == 200
        return " ".join(answer.content.decode().split())

    return get


@pytest.fixture
def falling():
    with recording_at(noon("2026-01-01")):
        measure = series()
    for month in range(1, 7):
        read(measure, f"2021-{month:02}-01", str(110 - 10 * month))
    read(measure, "2021-06-15", ">10")
    make.TargetFactory(measure=measure, low=None, high=30, set_on=dt.date(2021, 1, 1))
    return measure


def test_trend_is_answered_with_its_interval_and_days(falling, ask):
    found = ask(f"progress/{falling.pk}/")["trend"]

    assert (found["way"], found["readings"], found["left_out"]) == ("falling", 6, 1)
    assert (found["first_on"], found["last_on"]) == ("2021-01-01", "2021-06-01")
    assert found["slope"].keys() == {"middle", "low", "high"}
    assert found["slope"]["low"] <= found["slope"]["middle"] <= found["slope"]["high"] < 0
    assert (found["reach"], found["earliest_on"]) == ("between", "2021-07-30")
    assert found["latest_on"] == "2021-08-02"
    assert (found["refusal"], found["reach_refusal"]) == (None, None)
    assert "at most 30 incidents" in found["text"]


def test_trend_stands_on_the_page_of_its_measure(falling, page):
    text = page("measure", falling.pk)

    assert "Falling by 9.33 incidents in 28 days (95 percent interval: " in text
    assert "<dt>Significance</dt><dd>Cannot be said: " in text
    assert "<dt>From its numbers</dt>" not in text
    assert "<dt>Next reading</dt>" not in text


def test_trend_is_of_what_was_known_and_had_been(falling):
    told = falling.readings.first().recorded_at

    assert progress(falling, "2021-05-31").trend().readings == 5
    assert progress(falling, known_at=told).trend().readings == 6
    earlier = told - dt.timedelta(seconds=1)
    assert progress(falling, known_at=earlier).trend().refusal == "too_few_points"


def test_stale_measure_says_so_on_its_page(falling, page, ask):
    falling.expected_every_days = 28
    falling.save()

    row = ask(f"progress/?measure={falling.pk}&is_stale=true")["results"][0]
    text = page("measure", falling.pk)

    assert (row["is_stale"], row["next_due_on"]) == (True, "2021-07-13")
    assert (row["pace"]["said"], row["pace"]["at_latest"]) == ("stale", "cannot_be_said")
    assert "Stale. At the latest reading: cannot be said: " in text
    assert "Stale: a reading was due by 13 July 2021, " in text


def test_list_of_progress_is_filtered_by_staleness_in_the_admin(falling, inspector):
    falling.expected_every_days = 28
    falling.save()
    series(("2021-06-01", "1"))
    client = Client()
    client.force_login(inspector)
    address = reverse("admin:concerns_progress_changelist")

    found = client.get(address, {"is_stale__exact": "1"}).context["cl"].queryset

    assert [row.pk for row in found] == [falling.pk]


def test_share_of_a_reading_stands_with_it_and_its_measure(ask, page):
    measure = make.MeasureFactory(indicator__unit="percent")
    reading = read(measure, "2021-03-31", "78", numerator=1242, denominator=1605)

    found = ask(f"readings/{reading.pk}/")["share"]

    assert (found["percent"], found["follows"]) == (77.38, "no")
    assert ask(f"progress/{measure.pk}/")["share"] == found
    words = "1,242 of 1,605 is 77.38 percent; 78 percent does not follow from it."
    assert found["text"] == words
    assert words in page("measure", measure.pk)


@pytest.mark.parametrize(
    ("unit", "values"),
    [
        ("incidents", {"numerator": 1242, "denominator": 1605}),
        ("percent", {"denominator": 1605}),
        ("percent", {}),
    ],
)
def test_reading_without_parts_of_a_percentage_has_no_share(ask, unit, values):
    measure = make.MeasureFactory(indicator__unit=unit)
    reading = read(measure, "2021-03-31", "77", **values)

    assert ask(f"readings/{reading.pk}/")["share"] is None


@pytest.mark.parametrize(
    ("base", "latest", "said", "refusal"),
    [
        ("100±5", "80±5", "yes", None),
        ("100±5", "80", "cannot_be_said", "no_margins"),
        ("100±5", "9..12", "cannot_be_said", "not_one_value"),
        (">50", "80±5", "cannot_be_said", "no_comparator"),
        ("100±5", "down", "cannot_be_said", "direction_only"),
        (None, change("-5", unit="absolute"), "cannot_be_said", "level_unknown"),
    ],
)
def test_latest_reading_is_judged_against_the_baseline(ask, base, latest, said, refusal):
    readings = [("2021-01-01", base), ("2021-06-01", latest)]
    measure = series(*(reading for reading in readings if reading[1]))

    found = ask(f"progress/{measure.pk}/")["significance"]

    assert (found["said"], found["refusal"]) == (said, refusal)
