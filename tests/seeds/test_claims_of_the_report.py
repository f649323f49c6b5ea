"""What the real report claims, answered by the service from the loaded document's own numbers."""

import datetime as dt
from decimal import Decimal

import pytest

from concerns.models import Figure, Measure, Progress

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_documents")]

AS_AT = dt.date(2026, 11, 1)


@pytest.fixture
def figure(analyst):
    def found(code):
        return Figure.objects.current().side_by_side(analyst).get(code=code)

    return found


@pytest.fixture
def answer(api_client, analyst):
    """What the API answers of a figure, or of a measure's progress."""

    def get(row):
        api_client.force_authenticate(analyst)
        kind = "figures" if isinstance(row, Figure) else "progress"
        return api_client.get(f"/api/v1/{kind}/{row.pk}/").json()

    return get


def progress_of(code, said_by="inspectorate", as_at=AS_AT):
    measure = Measure.objects.get(
        indicator__code=code, force__slug="greater-manchester", said_by=said_by
    )
    return Progress.objects.at(as_at=as_at).get(measure=measure)


def test_crime_recording_improved_significantly(figure, answer):
    # 77.7 +/- 3.2 in April to June 2020, 90.6 +/- 2.8 in May to July 2021, called significant.
    printed = figure("M03")
    told = printed.significance()

    assert (told.said, told.movement) == ("yes", "improved")
    assert (told.difference, told.threshold) == (Decimal("12.9"), Decimal("4.25"))
    assert (told.level, told.periods_known) == (None, True)
    assert printed.claim == "tested"
    shown = answer(printed)["significance"]
    assert (shown["said"], shown["difference"], shown["threshold"]) == ("yes", 12.9, 4.25)
    assert shown["text"].startswith("Significant: 12.9 percentage points higher")


def test_crime_recording_improved_significantly_as_a_measure(answer):
    progress = progress_of("crimes-recorded")
    shown = answer(progress)

    assert progress.significance().said == "yes"
    assert (shown["significance"]["difference"], shown["significance"]["level"]) == (12.9, None)
    assert shown["trend"]["refusal"] == "too_few_points"
    assert (shown["trend"]["readings"], shown["trend"]["left_out"]) == (2, 0)


def test_stop_and_search_improved_significantly_on_a_review_that_is_not_dated(figure):
    # 77.6 +/- 4.6 to 90.3 +/- 3.5: the earlier review's period is not stated.
    told = figure("M15").significance()

    assert (told.said, told.movement, told.difference) == ("yes", "improved", Decimal("12.7"))
    assert told.threshold == Decimal("5.78")
    assert told.periods_known is False
    assert "a period is not stated" in told.text


def test_stop_and_search_then_declined_significantly(answer):
    # 90.3 +/- 3.5 in 2020 to 75.3 +/- 6.1 in 2022.
    progress = progress_of("stop-searches-reasonable-grounds")
    told = progress.significance()

    assert (told.said, told.movement) == ("yes", "worsened")
    assert (told.difference, told.threshold) == (Decimal("-15.0"), Decimal("7.03"))
    assert answer(progress)["significance"]["movement"] == "worsened"


def test_violence_against_all_crime_cannot_be_said(figure, answer):
    # 87.4 +/- 4.6 is called worse than 90.6 +/- 2.8, of which it is a part.
    printed = figure("M05")
    told = printed.significance()

    assert (printed.claim, printed.compared_with.code) == ("asserted", "M03")
    assert (told.said, told.refusal) == ("cannot_be_said", "part_of_whole")
    assert (told.difference, told.threshold, printed.times()) == (None, None, None)
    assert answer(printed)["significance"]["refusal"] == "part_of_whole"


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        ("M07", "no_comparator"),  # sexual offences, improved without a number
        ("M08", "no_margins"),  # action taken, "significantly below average"
        ("M09", "no_margins"),  # joiners, slightly higher
        ("M13", "no_comparator"),  # stop and searches, an increase
        ("M25", "no_margins"),  # domestic abuse, slightly higher
        ("M34", "not_one_value"),  # intelligence reports, a significant reduction
    ],
)
def test_what_the_report_only_asserts_is_said_to_be_asserted(figure, code, refusal):
    told = figure(code).significance()

    assert (told.said, told.refusal, told.test) == ("asserted", refusal, None)


@pytest.mark.parametrize("code", ["M01", "M06", "M18", "M50"])
def test_what_nobody_claims_cannot_be_said(figure, code):
    assert figure(code).significance().said == "cannot_be_said"


def test_figure_that_is_compared_with_nothing_says_nothing(figure, answer):
    assert figure("M10").significance() is None
    assert (answer(figure("M10"))["significance"], answer(figure("M10"))["times"]) == (None, None)


def test_investigator_posts_are_77_percent_of_1605(figure, answer):
    # 1,242 of 1,605 is 77.38..., printed as 77.
    printed = figure("M19")
    share = printed.share()

    assert (share.percent, share.follows) == (Decimal("77.38"), "yes")
    assert share.text == "1,242 of 1,605 is 77.38 percent; 77 percent follows from it."
    assert answer(printed)["share"]["percent"] == 77.38
    shown = answer(progress_of("investigator-posts-filled", "force"))
    assert (shown["share"]["follows"], shown["latest"]["value"]) == ("yes", 77)


def test_conference_cases_are_more_than_double_what_is_recommended(figure, answer):
    # 10,710 against 4,380.
    printed = figure("M26")

    assert (printed.times().times, printed.times().more_than) == (Decimal("2.45"), 2)
    assert printed.times().text == "2.45 times 4,380 cases: more than double."
    assert answer(printed)["times"] == {
        "times": 2.45,
        "more_than": 2,
        "text": "2.45 times 4,380 cases: more than double.",
    }
    assert printed.significance().said == "asserted"


def test_officers_stand_at_7242_towards_7475(figure):
    progress = progress_of("officer-strength", "force", dt.date(2022, 3, 31))

    assert (progress.latest.value, progress.target.low) == (7242, 7475)
    assert progress.target.due_on == dt.date(2022, 3, 31)
    assert (progress.pace, progress.change_refusal) == ("too_few_readings", "too_few_readings")
    assert figure("M44").significance().difference == -233
    assert figure("M44").significance().said == "asserted"  # called on track


def test_nothing_real_is_stale_as_no_cadence_is_known():
    rows = Progress.objects.at(as_at=AS_AT)

    assert rows.count() == 48
    assert not rows.filter(is_stale=True).exists()
    assert not rows.exclude(next_due_on=None).exists()


def test_every_figure_and_measure_answers(analyst):
    for printed in Figure.objects.current().side_by_side(analyst):
        for told in (printed.significance(), printed.times(), printed.share()):
            assert told is None or told.text.endswith(".")
    for progress in Progress.objects.at(as_at=AS_AT):
        assert progress.trend().refusal in {"too_few_points", "not_one_value"}
        assert progress.significance().text.endswith(".")
