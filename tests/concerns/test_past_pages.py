"""Pages of the admin at the two clocks: what is shown, that nothing is done there, and for good."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from concerns.models import Event
from tests import factories as make
from tests import reach
from tests.concerns.series import read
from tests.reach import recommendation

YEAR = "2020-04-01/2021-03-31"


def day(text):
    return dt.date.fromisoformat(text)


def claim(record, on, by, became="in_progress"):
    return Event.change(
        record,
        position="force_status",
        became=became,
        kind="claimed_progress",
        happened_on=day(on),
        by=by,
        route="command",
        audience="everyone",
        note="Seventy new call handlers.",
    )


@pytest.mark.parametrize(
    ("as_at", "status", "is_told"),
    [
        ("2022-02-28", "Not started", False),
        ("2022-03-01", "In progress", True),
        ("2022-03-02", "In progress", True),
    ],
)
def test_concern_page_tells_positions_and_log_of_that_day(
    page_of, force, liaison_officer, as_at, status, is_told
):
    put = recommendation(force, "published")
    claim(put, "2022-03-01", liaison_officer)

    page = page_of(put.concern, as_at=as_at)

    assert f"<b>As it stood on {int(as_at[-2:])}" in page
    assert f'data-label="The force claims">{status}<' in page
    assert f'<div class="readonly">{status}</div>' in page
    assert ("Seventy new call handlers." in page) == is_told
    assert f"{reverse('admin:concerns_recommendation_change', args=[put.pk])}?as_at" in page


def test_concern_page_of_the_past_offers_nothing_to_do(page_of, force, inspector, client_of):
    concern = reach.concern(force, "published")

    page = page_of(concern, as_at="2022-03-03")

    main = page.partition('id="content"')[2]
    for offered in ("Next steps", "Comment</a>", 'name="_save"', "<textarea", "Propose"):
        assert offered not in main
        assert offered in page_of(concern) or offered == "Propose"
    name = reverse("admin:concerns_concern_change", args=[concern.pk])
    sent = client_of(inspector).post(f"{name}?as_at=2022-03-03", {"title": "Other"})
    assert sent.status_code == 403
    concern.refresh_from_db()
    assert concern.title == "Response to the public"


@pytest.mark.parametrize(
    ("as_at", "is_past"), [("2021-09-29", False), ("2021-09-30", True), ("2021-10-01", True)]
)
def test_page_of_a_day_before_the_row_counts_says_so_and_is_live(page_of, force, as_at, is_past):
    page = page_of(reach.concern(force, "published"), as_at=as_at)

    assert ("this was not in the record" in page) != is_past
    assert ("As it stood on" in page) == is_past
    assert ('name="_save"' in page) != is_past


def test_page_whose_clock_cannot_be_told_is_live_and_says_why(page_of, force):
    concern = reach.concern(force, "published")

    for query in ({"as_at": "soon"}, {"known_at": "2199-01-01"}, {"as_at": "2199-01-01"}):
        page = page_of(concern, **query)
        assert re.search(r'class="fault" id="fault-(as|known)-at">(As|Known) at: ', page)
        assert "Next steps" in page


@pytest.mark.parametrize(
    ("as_at", "latest"),
    [("2021-12-31", "100 incidents"), ("2022-01-01", "40 incidents"), ("2022-01-02", "40 inc")],
)
def test_measure_page_tells_how_it_was_going(page_of, as_at, latest):
    measure = make.ReadingFactory().measure
    read(measure, "2022-01-01", "40")

    page = page_of(measure, as_at=as_at)

    going = page.partition('id="going"')[2].partition("</section>")[0]
    assert f"<dd>{latest}" in going
    assert page.count(">40 incidents</a>") == (as_at > "2021-12-31")
    assert "Add a reading" not in page
    assert "Withdraw" not in page


def test_links_to_pages_of_readings_keep_the_clocks(page_of):
    measure = make.MeasureFactory()
    for number in range(101):
        read(measure, str(day("2020-01-01") + dt.timedelta(days=number)), "40")

    page = page_of(measure, as_at="2022-03-03")

    assert 'href="?as_at=2022-03-03&amp;page=2#chart"' in page


def say(indicator, slug, said):
    force = make.ForceFactory(slug=slug, name=f"{slug.title()} Police")
    return read(make.MeasureFactory(indicator=indicator, force=force), YEAR, said)


@pytest.mark.parametrize(
    ("as_at", "is_compared"), [("2021-03-30", False), ("2021-03-31", True), ("2021-04-01", True)]
)
def test_indicator_page_compares_what_had_been_read(page_of, indicator, as_at, is_compared):
    for slug, said in (("a", "10"), ("b", "11"), ("c", "40")):
        say(indicator, slug, said)

    assert ("C Police" in page_of(indicator, as_at=as_at)) == is_compared


def judged(force, on, slug):
    publication = make.PublicationFactory(addresses=[force], released={"published_on": day(on)})
    inspection = make.InspectionFactory(force=force, publication=publication)
    grade = make.GradeFactory(scale=inspection.framework.scale, slug=slug, name=slug.title())
    return make.JudgmentFactory(inspection=inspection, grade=grade, state="graded", as_of_on=on)


@pytest.mark.parametrize(
    ("as_at", "is_told"), [("2022-03-02", False), ("2022-03-03", True), ("2022-03-04", True)]
)
def test_force_page_tells_the_grades_of_that_day(page_of, force, as_at, is_told):
    judged(force, "2022-03-03", "poor")

    page = page_of(force, as_at=as_at)

    assert (">Poor</a>" in page) == is_told
    assert "View force" in page
