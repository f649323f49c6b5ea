"""Measures, readings, figures and progress as they are read."""

import datetime as dt
from decimal import Decimal

import pytest

from tests import factories


@pytest.fixture
def ask(api_client, inspector):
    def get(address, by=inspector):
        api_client.force_authenticate(by)
        answer = api_client.get(f"/api/v1/{address}")
        assert answer.status_code == 200, answer.content
        return answer.json()

    return get


@pytest.fixture
def backlog(db):
    """A backlog of about 2,700 that fell by more than half within four weeks."""
    force = factories.ForceFactory(slug="greater-manchester")
    measure = factories.MeasureFactory(
        force=force,
        indicator=factories.IndicatorFactory(code="backlog"),
        concerns=[factories.ConcernFactory(force=force, reference="GMP-2021-C1", cause=True)],
    )
    factories.ReadingFactory(measure=measure, value=2700, approximate=True)
    factories.ReadingFactory(
        measure=measure,
        period_start=dt.date(2021, 10, 28),
        kind="change",
        low=None,
        high=-50,
        high_inclusive=False,
        change_unit="percent",
        base_on=dt.date(2021, 9, 30),
        period_basis="loose",
    )
    return measure


def test_progress_says_that_the_backlog_was_halved_within_28_days(backlog, ask):
    (row,) = ask("progress/?force=greater-manchester")["results"]
    assert row["measure"]["id"] == backlog.pk
    assert row["latest"]["text"] == "more than 50 percent lower than on 30 September 2021"
    assert row["baseline"]["value"] == 2700
    assert row["change"]["percent_high"] == -50
    assert row["change"]["high_inclusive"] is False
    assert row["reached"]["said"] == "yes"
    assert row["reached"]["first"]["period_end"] == "2021-10-28"
    assert row["reached"]["first_days"] == 28
    assert row["pace"] == {
        "said": "no_target",
        "at_latest": "no_target",
        "expected_now": None,
        "refusal": "no_target",
    }
    assert row["target"] is None


def test_progress_of_one_measure_answers_under_its_number(backlog, ask):
    row = ask(f"progress/{backlog.pk}/")
    listed = ask("progress/")["results"][0]
    assert {name: row[name] for name in listed} == listed
    assert row.keys() - listed.keys() == {"trend", "significance", "share"}
    assert row["counted_from_on"] == "2021-09-30"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("indicator=backlog", 1),
        ("indicator__in=backlog,other", 2),
        ("indicator=other", 1),
        ("said_by=inspectorate", 2),
        ("said_by=force", 0),
        ("concern=GMP-2021-C1", 1),
        ("reached=yes", 1),
        ("reached__in=yes,cannot_be_said", 2),
        ("pace=no_target", 2),
        ("pace=met", 0),
        ("pace=stale", 0),
        ("is_stale=true", 0),
        ("is_stale=false", 2),
        ("next_due_on_before=2030-01-01", 0),
        ("measure={pk}", 1),
        ("measure__in={pk}", 1),
    ],
)
def test_progress_is_filtered(backlog, ask, query, found):
    factories.MeasureFactory(indicator__code="other")
    answer = ask(f"progress/?{query.format(pk=backlog.pk)}&with_total=true")
    assert (answer["total"], len(answer["results"])) == (found, found)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("force=greater-manchester", 2),
        ("indicator=backlog&kind=change", 1),
        ("concern=GMP-2021-C1", 2),
        ("measure={pk}", 2),
        ("period_end_after=2021-10-28", 1),
        ("period_end_before=2021-10-27", 1),
        ("period_basis=loose", 1),
        ("said_by__in=force,press", 0),
        ("publication=report", 1),
        ("recorded_at_after=2021-01-01T00:00:00Z", 2),
        ("recorded_at_before=2021-01-01T00:00:00Z", 0),
    ],
)
def test_readings_are_filtered(backlog, ask, query, found):
    factories.FigureFactory(
        force=backlog.force,
        reading=backlog.readings.get(kind="change"),
        publication=factories.PublicationFactory(reference="report"),
    )
    answer = ask(f"readings/?{query.format(pk=backlog.pk)}")
    assert len(answer["results"]) == found


def test_numbers_are_answered_as_stated(backlog, api_client, inspector):
    factories.ReadingFactory(
        measure=backlog,
        period_start=dt.date(2022, 1, 1),
        value=Decimal("77.70"),
        margin=Decimal("3.20"),
        numerator=Decimal("7770"),
        denominator=Decimal("10000"),
    )
    api_client.force_authenticate(inspector)
    body = api_client.get("/api/v1/readings/?period_end_after=2022-01-01").content
    assert b'"value":77.70,"text":"77.70 \xc2\xb1 3.20 incidents"' in body
    assert b'"numerator":7770,"denominator":10000' in body


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("nature=observed", 1),
        ("nature__in=observed,norm", 2),
        ("reading__isnull=false", 1),
        ("measure={pk}", 1),
        ("indicator=backlog", 1),
        ("code=M2", 1),
        ("claim=none", 2),
        ("area=responding", 1),
        ("publication=report", 2),
        ("force=greater-manchester&said_by=inspectorate", 2),
    ],
)
def test_figures_are_filtered(backlog, ask, query, found):
    common = {
        "force": backlog.force,
        "publication": factories.PublicationFactory(reference="report", addresses=[backlog.force]),
    }
    factories.FigureFactory(
        **common, code="M1", reading=backlog.readings.get(kind="point"), places=[31, 63]
    )
    factories.FigureFactory(
        **common, code="M2", nature="norm", area=factories.AreaFactory(slug="responding")
    )
    answer = ask(f"figures/?{query.format(pk=backlog.pk)}")
    assert len(answer["results"]) == found


def test_figure_says_its_value_in_its_own_unit(db, ask):
    figure = factories.FigureFactory(unit="months", kind="range", low=9, high=12)
    row = ask(f"figures/{figure.pk}/")
    assert (row["value"], row["text"]) == (None, "9 to 12 months")


def test_measure_tells_concerns_targets_and_baselines(backlog, ask, inspector):
    first = factories.TargetFactory(measure=backlog)
    moved = factories.TargetFactory(measure=backlog, set_on=dt.date(2022, 1, 1))
    wrong = factories.TargetFactory(measure=backlog, set_on=dt.date(2022, 2, 1))
    wrong.withdraw(by=inspector, note="Another measure's.")
    chosen = factories.BaselineFactory(measure=backlog)
    row = ask(f"measures/{backlog.pk}/")
    assert [each["reference"] for each in row["concerns"]] == ["GMP-2021-C1"]
    assert [each["id"] for each in row["targets"]] == [moved.pk, first.pk]
    assert [each["id"] for each in row["baselines"]] == [chosen.pk]
    withdrawn = ask(f"targets/{wrong.pk}/")
    assert withdrawn["superseded_because"] == "withdrawn"


def test_measure_leaves_out_concerns_out_of_reach(backlog, ask, analyst):
    backlog.concerns.add(factories.ConcernFactory(force=backlog.force, draft=True))
    assert len(ask(f"measures/{backlog.pk}/")["concerns"]) == 2
    assert len(ask(f"measures/{backlog.pk}/", by=analyst)["concerns"]) == 1


def test_indicator_tells_its_parts_and_breaks(backlog, ask):
    factories.IndicatorFactory(code="part", part_of=backlog.indicator)
    factories.SeriesBreakFactory(indicator=backlog.indicator)
    row = ask("indicators/backlog/")
    assert [part["code"] for part in row["parts"]] == ["part"]
    assert [each["from_on"] for each in row["breaks"]] == ["2022-01-01"]
    assert ask("indicators/part/")["part_of"]["code"] == "backlog"
