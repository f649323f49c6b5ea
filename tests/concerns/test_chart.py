"""Where readings stand on the page. Down is in pixels from the top, across in percent."""

import datetime as dt
from decimal import Decimal

import pytest

from concerns.axis import BOTTOM, MOST_TICKS_ACROSS, TOP
from concerns.chart import MOST_WORDS, Aim, Reading, draw, draw_share_of_base
from concerns.moments import MOST_NUMBERED, Moment, numbered

DAY = dt.date(2021, 9, 30)


def reading(value=None, *, low=None, high=None, start=DAY, end=None, kind="point", **values):
    ends = (value, value) if value is not None else (low, high)
    low, high = (None if one is None else Decimal(one) for one in ends)
    return Reading(start, end or start, kind, low, high, **{"text": "words", **values})


def month(number):
    return dt.date(2021 + number // 12, number % 12 + 1, 1)


def placed(*readings, **values):
    return draw("A measure", readings, unit="incidents", **values)


def share(at):
    return float(at.removesuffix("%"))


def test_nothing_to_draw_is_no_chart():
    assert placed() is None
    assert placed(reading(kind="direction")) is None
    assert draw_share_of_base("A measure", [reading("5")]) is None


def test_higher_values_stand_higher_and_later_ones_to_the_right():
    first, last = placed(reading("100"), reading("40", start=dt.date(2021, 10, 28))).marks

    assert first.at < last.at
    assert share(first.middle) < share(last.middle)
    assert TOP <= first.at <= last.at <= BOTTOM


def test_period_is_a_span_and_a_day_is_none():
    day, quarter = placed(
        reading("5", start=dt.date(2021, 1, 1)),
        reading("5", start=dt.date(2021, 4, 1), end=dt.date(2021, 6, 30)),
    ).marks

    assert day.left == day.middle == day.right
    assert share(quarter.left) < share(quarter.middle) < share(quarter.right)


def test_margin_reaches_equally_to_both_sides():
    (mark,) = placed(reading("77.7", margin=Decimal("3.2"))).marks

    assert mark.has_margin
    assert mark.at - mark.top == pytest.approx(mark.bottom - mark.at, abs=0.2)
    assert mark.top < mark.at < mark.bottom


def test_range_runs_from_low_to_high_without_a_point():
    (mark,) = placed(reading(low="9", high="12", kind="range")).marks

    assert mark.shape == "range"
    assert mark.top < mark.at < mark.bottom
    assert not mark.points_up
    assert not mark.points_down


@pytest.mark.parametrize(
    ("ends", "up", "down"), [({"low": "1500"}, True, False), ({"high": "24"}, False, True)]
)
def test_bound_is_an_arrow_over_all_that_is_possible(ends, up, down):
    (mark,) = placed(reading(kind="bound", **ends)).marks

    assert (mark.points_up, mark.points_down) == (up, down)
    assert mark.top == TOP if up else mark.bottom == BOTTOM


@pytest.mark.parametrize("values", [{"approximate": True}, {"is_open": True}])
def test_what_is_not_exact_is_hollow(values):
    (mark,) = placed(reading("5", **values)).marks

    assert mark.is_hollow


def test_superseded_and_undated_readings_say_so():
    superseded, undated = placed(
        reading("5", is_superseded=True), reading("6", is_dated=False)
    ).marks

    assert (superseded.is_superseded, undated.is_superseded) == (True, False)
    assert (superseded.is_dated, undated.is_dated) == (True, False)


def test_change_stands_on_an_axis_where_its_base_is_100():
    changed = reading(
        high="-50", kind="change", start=DAY, end=dt.date(2021, 10, 28), base_on=DAY, is_open=True
    )
    chart = draw_share_of_base("A measure", [changed])

    base, mark = chart.marks
    at = {tick.text: tick.at for tick in chart.down}
    assert base.at == at["100"]
    assert mark.at == at["50"]
    assert mark.points_down
    assert mark.bottom == BOTTOM


def test_exact_change_is_a_point_and_two_ends_a_range():
    exact = reading("-29", kind="change", base_on=DAY)
    between = reading(low="-40", high="-20", kind="change", base_on=DAY)

    shapes = [mark.shape for mark in draw_share_of_base("A measure", [exact, between]).marks]

    assert shapes == ["point", "point", "range"]


def test_change_whose_base_has_no_day_has_no_base_mark():
    undated = reading("-29", kind="change")

    assert len(draw_share_of_base("A measure", [undated]).marks) == 1


def test_path_leads_from_baseline_to_target():
    aim = Aim(Decimal(50), DAY, dt.date(2022, 9, 30), "target 50")
    chart = placed(reading("100"), baseline=Decimal(100), aim=aim)

    assert chart.baseline.y1 == chart.path.y1 == chart.marks[0].at
    assert chart.path.x1 == chart.marks[0].middle
    assert chart.path.y2 > chart.path.y1
    assert share(chart.path.x2) > share(chart.path.x1)


@pytest.mark.parametrize(
    ("baseline", "from_on", "due_on"),
    [
        (None, DAY, dt.date(2022, 9, 30)),
        (Decimal(100), None, dt.date(2022, 9, 30)),
        (Decimal(100), DAY, None),
    ],
)
def test_target_without_a_path_is_a_level(baseline, from_on, due_on):
    aim = Aim(Decimal(50), from_on, due_on, "target 50")
    chart = placed(reading("100"), baseline=baseline, aim=aim)

    assert chart.path.y1 == chart.path.y2


def test_moments_outside_the_time_shown_are_left_out():
    break_on = dt.date(2021, 10, 5)
    chart = placed(
        reading("100"),
        reading("40", start=dt.date(2021, 10, 28)),
        moments=[
            Moment(break_on, "definition changed", is_break=True),
            Moment(DAY, "published"),
            Moment(dt.date(2030, 1, 1), "later"),
        ],
    )

    assert [(line.text, line.is_break) for line in chart.moments] == [
        ("published", False),
        ("definition changed", True),
    ]
    assert chart.moments[0].y1 != chart.moments[1].y1


@pytest.mark.parametrize("days", [0, 1, 3, 28, 60, 400, 4000, 20000])
def test_few_labels_across_whatever_the_length(days):
    later = reading("2", start=DAY + dt.timedelta(days=days))
    chart = placed(reading("1"), later)

    assert 1 <= len(chart.across) <= MOST_TICKS_ACROSS
    assert all(0 <= share(tick.at) <= 100 for tick in chart.across)


def test_days_are_labelled_with_the_year_where_it_is_new():
    chart = placed(reading("1"), reading("2", start=dt.date(2021, 10, 28)))

    assert [tick.text for tick in chart.across] == ["30 Sep 2021", "14 Oct", "28 Oct"]


def test_months_are_labelled_round():
    chart = placed(reading("1", start=month(0)), reading("2", start=month(11)))

    assert {tick.text[:3] for tick in chart.across} <= {"Jan", "Apr", "Jul", "Oct"}


@pytest.mark.parametrize(
    ("values", "least"), [(("77.7", "90.6"), "75"), (("10", "100"), "0"), (("-5", "5"), "-5")]
)
def test_axis_starts_at_nought_unless_values_lie_far_above(values, least):
    chart = placed(*(reading(value) for value in values))

    assert chart.down[0].text == least


def test_millions_are_said_as_such_beside_the_axis():
    chart = placed(reading("20000000"))

    assert chart.down[-1].text == "20 m"


def test_many_readings_keep_the_words_of_the_first_and_the_latest():
    months = range(MOST_WORDS + 1)
    many = [reading("5", start=month(number), text=f"in {number}") for number in months]

    assert [mark.text for mark in placed(*many).marks if mark.text] == ["in 0", f"in {MOST_WORDS}"]


def test_description_says_every_current_value_or_how_many_there_are():
    few = placed(reading("5", text="five"), reading("6", text="six", is_superseded=True))
    many = placed(*(reading("5", start=month(n), text=f"in {n}") for n in range(13)))

    assert few.description == "In incidents. five."
    assert many.description == "In incidents. 13 readings, from in 0 to in 12."


@pytest.mark.parametrize(("days", "is_drawn"), [(28, True), (58, True), (59, False)])
def test_axis_grows_for_today_by_its_own_length_at_most(days, is_drawn):
    today = Moment(DAY + dt.timedelta(days=days), "today")
    chart = placed(reading("100"), reading("40", start=dt.date(2021, 10, 28)), today=today)

    assert (chart.today.text == "today") == is_drawn
    assert ("lies beyond the right edge" in chart.description) != is_drawn
    assert all(0 <= share(mark.middle) <= 100 for mark in chart.marks)


def test_today_beyond_the_edge_is_an_arrow_that_says_which_day_it_is():
    chart = placed(reading("100"), today=Moment(dt.date(2026, 11, 28), "today"))

    assert (chart.today.at, chart.today.text) == ("", "today, 28 Nov 2026 →")


def test_moment_far_from_all_readings_is_told_and_leaves_them_their_room():
    far = Moment(dt.date(2030, 1, 1), "revisit")
    near = Moment(dt.date(2021, 11, 10), "claimed")
    readings = reading("100"), reading("40", start=dt.date(2021, 10, 28))
    chart = placed(*readings, moments=[near, far])

    assert chart.beyond == [far]
    assert [line.text for line in chart.moments] == ["claimed"]


def test_numbered_moments_have_a_line_each_and_share_a_flag_where_they_are_near():
    days = [DAY, dt.date(2021, 10, 1), dt.date(2021, 10, 27)]
    moments = numbered(Moment(day, f"event {day}") for day in days)
    chart = placed(reading("100"), reading("40", start=dt.date(2021, 10, 28)), moments=moments)

    assert [flag.text for flag in chart.flags] == ["1\N{EN DASH}2", "3"]
    assert [line.text for line in chart.moments] == ["", "", ""]
    assert len({line.x1 for line in chart.moments}) == 3


def test_two_moments_keep_their_words_and_of_many_the_latest_are_kept():
    two = numbered([Moment(DAY, "later"), Moment(dt.date(2020, 1, 1), "earlier")])
    many = numbered(Moment(month(number), f"in {number}") for number in range(20))

    assert [(moment.text, moment.number) for moment in two] == [("earlier", 0), ("later", 0)]
    assert [moment.number for moment in many] == list(range(1, MOST_NUMBERED + 1))
    assert many[-1].text == "in 19"
