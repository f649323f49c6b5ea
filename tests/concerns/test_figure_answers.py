"""What follows from a printed figure's numbers, in the API and on its page."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories as make
from tests.concerns.series import read, series, stated

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


def figures(said, other, **values):
    force = values.pop("force", None) or make.ForceFactory()
    where = make.PublicationFactory(addresses=[force])
    common = {"force": force, "publication": where}
    base = make.FigureFactory(**common, **stated(other))
    return make.FigureFactory(**common, compared_with=base, **stated(said), **values)


def test_figure_says_what_follows_from_its_numbers(ask, page):
    figure = figures("90.6±2.8", "77.7±3.2", claim="tested", claim_direction="improved")

    row = ask(f"figures/{figure.pk}/")
    text = page("figure", figure.pk)

    assert (row["significance"]["said"], row["significance"]["movement"]) == ("yes", "higher")
    assert row["significance"]["periods_known"] is False
    assert (row["times"]["times"], row["share"]) == (1.17, None)
    assert "Significant: 12.9 percentage points higher, which is more than 4.25." in text
    assert "1.17 times 77.7 percent: more than it." in text
    assert "No parts of a percentage are stated." in text


def test_figure_is_not_judged_by_one_that_the_reader_may_not_see(ask, analyst):
    figure = figures("90.6±2.8", "77.7±3.2")
    hidden = make.FigureFactory(
        publication=make.PublicationFactory(addresses=[figure.force], draft=True),
        force=figure.force,
    )
    judged = make.FigureFactory(
        force=figure.force, publication=figure.publication, compared_with=hidden
    )

    assert ask(f"figures/{judged.pk}/")["significance"]["refusal"] == "no_margins"
    row = ask(f"figures/{judged.pk}/", by=analyst)
    assert (row["compared_with"], row["significance"], row["times"]) == (None, None, None)


def test_figures_of_both_sides_of_a_break_are_not_compared(ask):
    measure = series(("2020-06-30", "77.7±3.2"), ("2021-06-30", "90.6±2.8"))
    first, second = measure.readings.order_by("period_end")
    figure = figures("90.6±2.8", "77.7±3.2", reading=second, force=measure.force)
    make.FigureFactory(reading=first)
    make.SeriesBreakFactory(indicator=measure.indicator, from_on=dt.date(2021, 1, 1))

    assert ask(f"figures/{figure.pk}/")["significance"]["said"] == "yes"  # one side is not dated


@pytest.mark.parametrize(
    ("period", "from_on", "refusal"),
    [
        ("2020-06-30", None, None),
        ("2020-06-30", "2021-01-01", "series_break"),
        ("2020-06-30", "2021-07-01", None),
        ("2020-04-01/2020-06-30", None, "unlike_periods"),
    ],
)
def test_figures_are_compared_by_the_periods_of_their_readings(ask, period, from_on, refusal):
    measure = make.MeasureFactory()
    one = read(measure, "2021-06-30", "90.6±2.8")
    other = read(measure, period, "77.7±3.2")
    where = make.PublicationFactory(addresses=[measure.force])
    common = {"force": measure.force, "publication": where}
    base = make.FigureFactory(**common, reading=other, **stated("77.7±3.2"))
    figure = make.FigureFactory(**common, reading=one, compared_with=base, **stated("90.6±2.8"))
    if from_on:
        make.SeriesBreakFactory(indicator=measure.indicator, from_on=dt.date.fromisoformat(from_on))

    found = ask(f"figures/{figure.pk}/")

    assert found["significance"]["refusal"] == refusal
    assert (found["times"] is None) is (refusal is not None)


def test_figure_is_not_judged_by_one_that_was_corrected_since(ask, inspector):
    figure = figures("90.6±2.8", "77.7±3.2")
    figure.compared_with.supersede(by=inspector, because="our_error", low=70, high=70)

    row = ask(f"figures/{figure.pk}/")

    assert (row["significance"]["said"], row["times"]) == ("cannot_be_said", None)
    assert row["significance"]["refusal"] == "corrected"
