"""The admin's pages of a force and an indicator: what is compared there, and where grades break."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inspections.models import Grade
from tests import factories as make
from tests.concerns.series import read

YEAR = "2020-04-01/2021-03-31"


def page_of(row, person):
    client = Client()
    client.force_login(person)
    meta = row._meta
    answer = client.get(reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def say(indicator, slug, said, **values):
    force = make.ForceFactory(slug=slug, name=f"{slug.title()} Police")
    concern = make.ConcernFactory(force=force)
    measure = make.MeasureFactory(indicator=indicator, force=force, concerns=[concern])
    return read(measure, YEAR, said, **values)


@pytest.fixture
def five(indicator):
    for slug, said in (("a", "10"), ("b", "11"), ("c", "12"), ("d", "13"), ("e", "40.0")):
        say(indicator, slug, said)


def judge(force, area, slug, year):
    publication = make.PublicationFactory(
        addresses=[force], released={"published_on": dt.date(year, 3, 3)}
    )
    return make.JudgmentFactory(
        inspection=make.InspectionFactory(
            force=force, framework=area.framework, publication=publication
        ),
        area=area,
        state="graded",
        grade=Grade.objects.get(slug=slug),
        as_of_on=dt.date(year, 3, 3),
    )


@pytest.fixture
def graded(force):
    """Three cycles on one scale: the second compares with the first, the third does not."""
    scale = make.GradeScaleFactory()
    for rank, slug in ((2, "good"), (4, "poor")):
        make.GradeFactory(scale=scale, rank=rank, slug=slug, name=slug.title())
    area = None
    for year, slug, comparable in (
        (2019, "poor", None),
        (2021, "good", True),
        (2023, "poor", False),
    ):
        framework = make.FrameworkFactory(
            name=f"Cycle {year}",
            scale=scale,
            previous=area.framework if area else None,
            comparable_with_previous=comparable,
            comparability_reason="" if comparable is None else "The questions changed.",
        )
        area = make.AreaFactory(framework=framework, name="Responding", follows=area)
        judge(force, area, slug, year)
    return force


def test_force_page_draws_the_break_and_says_why(graded, inspector):
    page = page_of(graded, inspector)

    assert "Better than Poor, 3 March 2019" in page
    assert "Not comparable with Good, 3 March 2021" in page
    assert page.count('class="gap"') == 2  # the heading and the area
    assert "(1) Cycle 2023 after Cycle 2021: The questions changed." in page
    assert " style=" not in page


def test_force_page_shows_what_a_report_asserts(graded, inspector):
    judgment = graded.inspections.latest("pk").judgments.get()
    make.FigureFactory(
        force=graded,
        area=judgment.area,
        publication=judgment.publication,
        words="Calls answered",
        claim="tested",
        claim_direction="improved",
    )

    assert "Asserted: Calls answered, better, called significant" in page_of(graded, inspector)


def test_force_page_without_a_judgment_within_reach_says_so(graded, administrator):
    page = page_of(graded, administrator)

    assert "There is no judgment of this body within your reach." in page
    assert "Cycle 2019" not in page


def test_indicator_page_draws_the_forces_and_the_average(indicator, five, inspector):
    make.ForceFactory(slug="silent")

    page = page_of(indicator, inspector)

    assert '<svg height="' in page
    assert "<title" in page
    assert "<desc" in page
    assert "E Police, 40.0, well above<" in page
    assert "the year ending 31 March 2021" in page
    assert "Without a value within your reach: silent." in page
    assert " style=" not in page


def test_indicator_page_says_what_is_left_out(indicator, five, inspector):
    say(indicator, "f", ">50")

    page = page_of(indicator, inspector)

    assert "more than 50 percent</a>. It states no single value, and none is made of it." in page


def test_indicator_page_shows_a_rate_and_the_counts_behind_it(indicator, five, inspector):
    say(indicator, "f", "77", numerator=1242, denominator=1605)

    page = page_of(indicator, inspector)

    assert ">77.38</a>" in page
    assert "from 1242 of 1605" in page


def test_indicator_page_of_equal_values_says_that_nothing_stands_out(indicator, inspector):
    for slug in ("a", "b", "c"):
        say(indicator, slug, "10")

    page = page_of(indicator, inspector)

    assert "All values are equal" in page
    assert "cannot be said" in page


def test_indicator_page_of_one_force_compares_nothing(indicator, inspector):
    say(indicator, "a", "10")

    assert "There is no period of which two forces or more" in page_of(indicator, inspector)


def test_indicator_page_compares_within_reach_only(indicator, five, liaison_officer):
    page = page_of(indicator, liaison_officer)

    assert "There is no period of which two forces or more" in page
    assert "E Police" not in page


def test_new_indicator_and_force_have_their_empty_form(inspector):
    client = Client()
    client.force_login(inspector)
    for name in ("concerns_indicator", "inspections_force"):
        page = client.get(reverse(f"admin:{name}_add"))
        assert page.status_code == 200
        assert "side by side" not in page.content.decode()


def test_pages_take_as_many_queries_for_more(indicator, five, inspector, graded):
    def queries(row):
        with CaptureQueriesContext(connection) as captured:
            page_of(row, inspector)
        return len(captured)

    queries(indicator), queries(graded)  # the first page of a process asks for content types too
    few = queries(indicator), queries(graded)
    for slug in ("f", "g", "h"):
        say(indicator, slug, "12")
    area = graded.inspections.latest("pk").judgments.get().area
    for _ in range(3):
        judge(graded, make.AreaFactory(framework=area.framework), "good", 2023)
    assert (queries(indicator), queries(graded)) == few


def test_force_page_draws_its_years(graded, inspector):
    make.MonitoringStageFactory(force=graded, stage="engage", started_on=dt.date(2020, 12, 1))
    concern = make.ConcernFactory(force=graded, title="Response to the public")

    page = page_of(graded, inspector)

    chart = page.partition('aria-labelledby="years-title')[2].partition("</svg></div>")[0]
    assert "Engage, since Dec 2020" in chart
    assert f">{concern.reference}, open</text>" in chart
    assert chart.count('class="broken"') == 1
    assert chart.count('class="badge"') == 3
    assert "<b>P</b> poor" in page
    assert "Response to the public" in page.partition('id="concerns"')[2]


def test_years_of_a_force_are_told_within_reach_only(graded, analyst):
    draft = make.ConcernFactory(force=graded, publication=None)

    assert draft.reference not in page_of(graded, analyst)
