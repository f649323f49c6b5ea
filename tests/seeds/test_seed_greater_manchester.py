import datetime as dt
from decimal import Decimal

import pytest

from api.clocks import Clocks
from concerns.models import (
    Concern,
    Event,
    Figure,
    Lineage,
    Reading,
    Recommendation,
    Response,
    Target,
)
from inspections.models import Inspection, Judgment, MonitoringStage, Publication
from seeds.loader import FOLDER, load_document
from tests.seeds.conftest import LOADED_AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_documents")]

AS_AT = dt.date(2026, 11, 1)
LIVE = Clocks(as_at=AS_AT, is_live=True)


def test_second_load_is_a_no_op(real_documents):
    for name in real_documents:
        assert load_document(FOLDER / f"{name}.yaml", at=LOADED_AT).is_known


def test_fifty_five_figures_each_with_its_reading_or_target_if_it_is_one():
    figures = Figure.objects.filter(force__slug="greater-manchester")

    assert sorted(figures.values_list("code", flat=True)) == [f"M{n:02}" for n in range(1, 56)]
    assert figures.filter(nature="observed", reading=None).count() == 0
    assert figures.filter(nature="target", target=None).count() == 0
    assert figures.exclude(nature__in=["observed", "target"]).exclude(reading=None).count() == 0
    assert figures.exclude(nature="observed").count() == 12
    for figure in figures.exclude(reading=None).select_related("reading"):
        for name in ("kind", "low", "high", "margin", "approximate", "direction", "change_unit"):
            assert getattr(figure, name) == getattr(figure.reading, name), figure.code


def test_target_stated_in_two_places_is_one_target():
    first, second = Figure.objects.filter(code__in=["M42", "M54"]).order_by("code")

    assert first.target == second.target
    assert first.target.low == Decimal(688)
    assert Target.objects.count() == 4


def test_figures_of_the_organised_crime_section_are_of_2023():
    later = Figure.objects.filter(publication__reference="north-west-organised-crime-2023")

    assert sorted(later.values_list("code", flat=True)) == [f"M{n}" for n in range(33, 42)]


def test_backlog_is_a_change_from_a_level_that_is_not_known():
    reading = Figure.objects.get(code="M18").reading

    assert (reading.kind, reading.low, reading.high) == ("change", None, Decimal(-50))
    assert not reading.high_inclusive
    assert reading.text().startswith("more than 50 percent lower (base:")
    assert (reading.base_on, reading.period_end) == (dt.date(2021, 9, 30), dt.date(2021, 10, 28))


def test_eleven_judgments_are_in_force(analyst):
    inspection = Inspection.objects.get(reference="greater-manchester-2021-22")
    judgments = Judgment.objects.in_force_for(analyst, LIVE).filter(inspection=inspection)

    graded = [row.grade.slug for row in judgments.select_related("grade") if row.grade]
    assert (judgments.count(), len(graded)) == (11, 10)
    assert {grade: graded.count(grade) for grade in set(graded)} == {
        "good": 1,
        "adequate": 1,
        "requires-improvement": 5,
        "inadequate": 3,
    }
    assert (inspection.declared_areas, inspection.declared_graded) == (12, 11)
    assert inspection.completeness == "partial"


def test_organised_crime_is_good_since_10_november_2023():
    judgment = Judgment.objects.get(area__slug="disrupting-serious-organised-crime")

    assert (judgment.grade.slug, judgment.as_of_on) == ("good", dt.date(2023, 11, 10))
    assert judgment.publication.reference == "north-west-organised-crime-2023"


def test_recommendations_are_due_three_months_after_publication():
    due = {
        row.reference: (row.due_on, row.force_status, row.status)
        for row in Recommendation.objects.all()
    }

    assert due == {
        "GMP-2021-C1.1": (None, "in_progress", "open"),
        "GMP-2021-C1.2": (dt.date(2021, 12, 30), "in_progress", "open"),
        "GMP-2021-C1.3": (dt.date(2021, 12, 30), "not_started", "open"),
    }


def test_regional_unit_owes_no_response():
    unit = Response.objects.get(force__kind="regional_unit")

    assert not unit.is_required


def test_line_of_concerns_leads_from_2017_to_2021():
    lines = Lineage.objects.order_by("happened_on")

    assert [(line.earlier.reference, line.later.reference) for line in lines] == [
        ("GMP-2017-C1", "GMP-2020-C1"),
        ("GMP-2020-C1", "GMP-2021-C1"),
    ]


def test_nothing_is_closed_and_what_is_partial_says_what_is_missing():
    concerns = Concern.objects.order_by("reference")

    assert [(row.reference, row.completeness) for row in concerns] == [
        ("GMP-2017-C1", "partial"),
        ("GMP-2020-C1", "partial"),
        ("GMP-2021-C1", "complete"),
        ("GMP-2021-C2", "partial"),
        ("GMP-2022-C1", "partial"),
        ("GMP-2022-C2", "partial"),
    ]
    assert {row.status for row in concerns} == {"open"}
    assert not Event.objects.exclude(assessment="").exists()


def test_force_left_engage_on_28_october_2022():
    stages = MonitoringStage.objects.filter(force__slug="greater-manchester")

    assert [
        (row.stage, row.started_on, row.started_on_precision, row.ended_on)
        for row in stages.order_by("started_on")
    ] == [
        ("engage", dt.date(2020, 12, 1), "month", dt.date(2022, 10, 28)),
        ("scan", dt.date(2022, 10, 28), "day", None),
    ]


def test_eight_forces_have_a_monitoring_history_that_analysts_may_see():
    stages = MonitoringStage.objects.filter(stage="engage")

    assert stages.count() == 8
    assert {row.publication.state for row in MonitoringStage.objects.all()} == {"published"}


def test_historic_publications_know_their_month_or_year_only():
    days = Publication.objects.filter(reference__startswith="greater-manchester").exclude(
        published_on_precision="day", sent_on_precision="day"
    )

    assert {row.reference for row in days} == {
        "greater-manchester-inspection-2017",
        "greater-manchester-victim-service-2020",
        "greater-manchester-organised-crime-letter-2021",
    }


def test_readings_of_other_sources_name_them():
    printed = Figure.objects.exclude(reading=None).values("reading")

    assert Reading.objects.exclude(pk__in=printed).count() == 8
    assert not Reading.objects.exclude(pk__in=printed).filter(source="").exists()
