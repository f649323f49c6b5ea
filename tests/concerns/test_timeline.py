"""Where a force's years stand on their chart. Down is in pixels from the top, across in percent."""

import datetime as dt

import pytest

from concerns.timeline import LONGEST, Grade, GradedLine, Stretch, draw

TODAY = dt.date(2022, 1, 1)


def day(year, month=1):
    return dt.date(year, month, 1)


def share(at):
    return float(at.removesuffix("%"))


def placed(*, stages=(), graded=(), concerns=()):
    return draw("Years", stages=stages, graded=graded, concerns=concerns, today=TODAY)


def test_nothing_to_draw_is_no_chart():
    assert placed() is None


def test_what_goes_on_runs_to_today_and_what_ended_to_its_end():
    open_one, closed = placed(
        concerns=[
            Stretch("A", day(2019), None),
            Stretch("B", day(2019), day(2020), url="/b/"),
        ]
    ).concerns

    assert (open_one.goes_on, closed.goes_on) == (True, False)
    assert share(open_one.right) == 100
    assert share(closed.right) < 100
    assert open_one.left == closed.left
    assert closed.url == "/b/"


def test_group_without_rows_has_no_heading():
    chart = placed(stages=[Stretch("Scan", day(2019), None)])

    assert [each.text for each in chart.headings] == ["Monitoring"]


def test_rows_stand_below_each_other_within_the_chart():
    chart = placed(
        stages=[Stretch("Scan", day(2019), None)],
        graded=[GradedLine("Responding", [Grade(day(2020), "G", "Good")])],
        concerns=[Stretch("A", day(2019), None), Stretch("B", day(2020), None)],
    )

    rows = [*chart.stages, *chart.graded, *chart.concerns]
    places = [place for row in rows for place in (row.words_at, row.at)]
    assert places == sorted(places)
    assert chart.top < places[0]
    assert places[-1] < chart.height


@pytest.mark.parametrize(("compares", "is_break"), [(True, False), (False, True), (None, True)])
def test_line_joins_grades_that_compare_and_breaks_where_they_do_not(compares, is_break):
    grades = [
        Grade(day(2019), "G", "Good"),
        Grade(day(2021), "RI", "Requires improvement", compares),
    ]
    chart = placed(graded=[GradedLine("Responding", grades)])

    (row,) = chart.graded
    (link,) = row.links
    assert link.is_break == chart.has_break == is_break
    assert share(link.start) < share(link.middle) < share(link.end)
    assert [badge.letters for badge in row.badges] == ["G", "RI"]
    assert chart.letters == (("G", "Good"), ("RI", "Requires improvement"))


@pytest.mark.parametrize("length", [LONGEST, LONGEST + 1])
def test_words_stay_on_a_narrow_page(length):
    (row,) = placed(concerns=[Stretch("w" * length, day(2019), None)]).concerns

    assert len(row.text) == LONGEST
    assert row.text.endswith("…") == (length > LONGEST)
