"""What is said of a measure, from what was derived of it. The first cases are the real report's."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from concerns.progress import ProgressFacts, Span, Stated, in_words, when_text

BASE = Stated("77.7 ± 3.2 percent", dt.date(2020, 4, 1), dt.date(2020, 6, 30))
LATEST = Stated("90.6 ± 2.8 percent", dt.date(2021, 5, 1), dt.date(2021, 7, 31))
RECORDED = ProgressFacts(
    unit="percent",
    latest=LATEST,
    baseline=BASE,
    baseline_chosen=False,
    latest_names_base=False,
    base_on=dt.date(2020, 6, 30),
    base_label="",
    change=Span(Decimal("12.9"), Decimal("12.9")),
    percent=Span(Decimal("16.6"), Decimal("16.6")),
    change_refusal=None,
    change_reason="",
    reached="cannot_be_said",
    reached_reason="more is better here, so falling to it is no progress",
    reached_first=None,
    reached_first_days=None,
    counted_from_on=None,
    target="",
    target_due_on=None,
    way=Span(None, None),
    way_reason="no target is set",
    expected_now=None,
    pace="no_target",
    pace_label="No target",
    pace_reason="no target is set",
)
BACKLOG = replace(
    RECORDED,
    unit="incidents",
    latest=Stated(
        "more than 50 percent lower than on 30 September 2021",
        dt.date(2021, 9, 30),
        dt.date(2021, 10, 28),
    ),
    baseline=None,
    latest_names_base=True,
    base_on=dt.date(2021, 9, 30),
    change=Span(None, None),
    percent=Span(None, Decimal(-50), True, False),
    change_refusal="level_unknown",
    change_reason="the level of the baseline is not stated",
    reached="yes",
    reached_reason="",
    reached_first=Stated("", dt.date(2021, 9, 30), dt.date(2021, 10, 28)),
    reached_first_days=28,
    counted_from_on=dt.date(2021, 9, 30),
)
COUNTED = replace(
    RECORDED,
    unit="incidents",
    baseline=Stated("2,700 incidents", dt.date(2021, 9, 30), dt.date(2021, 9, 30)),
)


def test_crime_recording_of_the_report():
    words = in_words(RECORDED)
    assert words.latest == "90.6 ± 2.8 percent in May to July 2021."
    assert words.baseline == (
        "77.7 ± 3.2 percent in April to June 2020 (the first reading, as no baseline was chosen)."
    )
    assert words.change == (
        "12.9 percentage points higher than 77.7 ± 3.2 percent in April to June 2020."
    )
    assert words.reached == (
        "At or below half of its baseline: cannot be said: more is better here, so falling to it "
        "is no progress."
    )
    assert words.way == "Cannot be said: no target is set."
    assert words.pace == "No target."


def test_backlog_of_the_report():
    words = in_words(BACKLOG)
    assert words.latest == (
        "More than 50 percent lower than on 30 September 2021, from 30 September 2021 to "
        "28 October 2021."
    )
    assert words.baseline == "On 30 September 2021; its level is not stated."
    assert words.change == "More than 50 percent lower than on 30 September 2021."
    assert words.reached == (
        "At or below half of its baseline: yes, first for the period ending 28 October 2021, "
        "28 days after 30 September 2021."
    )


def test_base_is_named_in_its_words_and_by_its_day():
    named = replace(BACKLOG, base_label="its level at publication")
    assert in_words(named).change == (
        "More than 50 percent lower than its level at publication on 30 September 2021."
    )
    undated = replace(named, base_on=None)
    assert in_words(undated).baseline == "Its level at publication; its level is not stated."


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("-1320", "-1320"), "1,320 incidents lower than"),
        (("1320.50", "1320.50"), "1,320.50 incidents higher than"),
        (("0", "0"), "The same as"),
        (("-5", "-3"), "3 to 5 incidents lower than"),
        (("3", "5"), "3 to 5 incidents higher than"),
        (("3", None), "At least 3 incidents higher than"),
        (("0", None), "Higher than"),
        ((None, "0"), "Lower than"),
        ((None, "-3"), "At least 3 incidents lower than"),
        (("-3", "5"), "At most 3 incidents lower or at most 5 incidents higher than"),
        (("-3", None), "At most 3 incidents lower or higher than"),
        ((None, "5"), "Lower or at most 5 incidents higher than"),
        (("0", "5"), "At most 5 incidents higher than"),
    ],
)
def test_change_is_said_with_its_direction(change, words):
    low, high = (None if end is None else Decimal(end) for end in change)
    facts = replace(COUNTED, change=Span(low, high), percent=Span(None, None))
    assert in_words(facts).change == f"{words} 2,700 incidents on 30 September 2021."


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Span(Decimal(3), None, False), "More than 3 incidents higher than"),
        (Span(None, Decimal(-3), True, False), "More than 3 incidents lower than"),
        (Span(Decimal(-3), Decimal(-3)), "3 incidents lower than"),
    ],
)
def test_change_keeps_what_is_not_possible_itself(change, words):
    facts = replace(COUNTED, change=change, percent=Span(None, None))
    assert in_words(facts).change.startswith(words)


def test_change_is_said_in_percent_beside():
    facts = replace(
        COUNTED,
        change=Span(Decimal(-1320), Decimal(-1320)),
        percent=Span(Decimal("-48.9"), Decimal("-48.9")),
    )
    assert in_words(facts).change == (
        "1,320 incidents lower than 2,700 incidents on 30 September 2021 (48.9 percent lower)."
    )


def test_change_of_no_percent_is_none():
    facts = replace(BACKLOG, percent=Span(Decimal(0), Decimal(0)))
    assert in_words(facts).change == "The same as on 30 September 2021."


def test_change_that_nothing_limits_cannot_be_said():
    facts = replace(COUNTED, change=Span(None, None))
    assert in_words(facts).change == ("Cannot be said: nothing limits the change on either side.")


def test_change_refused_says_why():
    facts = replace(COUNTED, change_refusal="series_break", change_reason="the definition changed")
    assert in_words(facts).change == "Cannot be said: the definition changed."


@pytest.mark.parametrize(
    ("reached", "days", "words"),
    [
        ("yes", 28, "yes, first on 28 October 2021, 28 days after 30 September 2021."),
        ("yes", 1, "yes, first on 28 October 2021, 1 day after 30 September 2021."),
        ("yes", -2, "yes, first on 28 October 2021, 2 days before 30 September 2021."),
        ("yes", None, "yes, first on 28 October 2021."),
        ("no", None, "no, but it was so first on 28 October 2021."),
        ("cannot_be_said", None, "cannot be said: why not. It was so first on 28 October 2021."),
    ],
)
def test_half_is_said_with_when_it_was_first(reached, days, words):
    first = Stated("1,000", dt.date(2021, 10, 28), dt.date(2021, 10, 28))
    facts = replace(
        BACKLOG,
        reached=reached,
        reached_reason="why not",
        reached_first=first,
        reached_first_days=days,
    )
    assert in_words(facts).reached == f"At or below half of its baseline: {words}"


@pytest.mark.parametrize(("reached", "words"), [("yes", "yes."), ("no", "no.")])
def test_half_without_a_first_time(reached, words):
    facts = replace(BACKLOG, reached=reached, reached_first=None)
    assert in_words(facts).reached.endswith(f": {words}")


@pytest.mark.parametrize(
    ("way", "words"),
    [
        (("0.524", "0.524"), "52.4 percent of the way to 50 incidents."),
        (("1", "1"), "100 percent of the way to 50 incidents."),
        (("0.4", "0.6"), "40 to 60 percent of the way to 50 incidents."),
        (
            ("-0.1", "-0.1"),
            "10 percent of the way in the other direction, away from 50 incidents.",
        ),
    ],
)
def test_way_is_said_in_percent(way, words):
    facts = replace(COUNTED, target="50 incidents", way=Span(*map(Decimal, way)))
    assert in_words(facts).way == words


def test_pace_names_target_date_and_line():
    facts = replace(
        COUNTED,
        target="50 incidents",
        target_due_on=dt.date(2022, 9, 30),
        pace="behind",
        pace_label="Behind",
        expected_now=Decimal("1375.000"),
    )
    assert in_words(facts).pace == (
        "Behind (target 50 incidents by 30 September 2022; on a straight line the latest reading "
        "would be 1,375 incidents)."
    )
    without = replace(facts, target_due_on=None, expected_now=None)
    assert in_words(without).pace == "Behind (target 50 incidents)."


def test_pace_that_cannot_be_said_says_why():
    facts = replace(COUNTED, pace="cannot_be_said", pace_reason="the target has no date")
    assert in_words(facts).pace == "Cannot be said: the target has no date."


@pytest.mark.parametrize(
    ("due", "days", "words"),
    [
        (None, None, ""),
        (dt.date(2022, 6, 30), None, "By 30 June 2022."),
        (
            dt.date(2022, 6, 30),
            1,
            "Stale: a reading was due by 30 June 2022, 1 day ago, and none has come.",
        ),
        (
            dt.date(2022, 6, 30),
            1200,
            "Stale: a reading was due by 30 June 2022, 1,200 days ago, and none has come.",
        ),
    ],
)
def test_next_reading_is_said_with_how_late_it_is(due, days, words):
    assert in_words(replace(RECORDED, next_due_on=due, days_stale=days)).next_due == words


def test_stale_pace_says_what_it_was():
    facts = replace(COUNTED, target="50 incidents", pace="met", pace_label="Target met")
    facts = replace(facts, next_due_on=dt.date(2022, 6, 30), days_stale=1)
    assert in_words(facts).pace == "Stale. At the latest reading: target met (target 50 incidents)."


def test_nothing_read_yet():
    facts = replace(
        COUNTED,
        latest=None,
        baseline=None,
        base_on=None,
        change_refusal="no_reading",
        change_reason="there is no reading with a dated period",
    )
    words = in_words(facts)
    assert words.latest == "There is no reading with a dated period."
    assert words.baseline == "There is none."


@pytest.mark.parametrize(
    ("chosen", "names", "words"),
    [
        (True, False, "chosen as the baseline"),
        (False, False, "the first reading, as no baseline was chosen"),
        (None, True, "the base that the latest reading names"),
    ],
)
def test_baseline_says_whose_choice_it_is(chosen, names, words):
    facts = replace(COUNTED, baseline_chosen=chosen, latest_names_base=names)
    assert in_words(facts).baseline == f"2,700 incidents on 30 September 2021 ({words})."


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ((2021, 9, 30), (2021, 9, 30), "on 30 September 2021"),
        ((2021, 6, 1), (2021, 6, 30), "in June 2021"),
        ((2020, 4, 1), (2020, 6, 30), "in April to June 2020"),
        ((2020, 4, 1), (2021, 3, 31), "in the year ending 31 March 2021"),
        ((2020, 1, 1), (2020, 12, 31), "in 2020"),
        ((2022, 10, 1), (2022, 10, 28), "from 1 October 2022 to 28 October 2022"),
    ],
)
def test_period_is_said_with_its_preposition(start, end, words):
    assert when_text(dt.date(*start), dt.date(*end)) == words
