"""What the report of 2021/22 claims, as the API answers it from the report's own numbers."""

import pytest

from tests.seeds.conftest import AS_AT, FORCE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_documents")]


def test_crime_recording_improved_significantly(figure):
    # 77.7 +/- 3.2 in April to June 2020, 90.6 +/- 2.8 in May to July 2021, called significant.
    printed = figure("M03")
    told = printed["significance"]

    assert (printed["value"], printed["margin"], printed["claim"]) == (90.6, 2.8, "tested")
    assert (told["said"], told["movement"]) == ("yes", "improved")
    assert (told["difference"], told["threshold"]) == (12.9, 4.25)
    assert (told["level"], told["periods_known"]) == (None, True)
    assert told["text"].startswith("Significant: 12.9 percentage points higher")


def test_crime_recording_improved_significantly_as_a_measure(progress):
    told = progress("crimes-recorded")

    assert (told["baseline"]["value"], told["baseline"]["margin"]) == (77.7, 3.2)
    assert (told["change"]["low"], told["change"]["high"]) == (12.9, 12.9)
    assert told["baseline_chosen"] is True
    significance = told["significance"]
    assert (significance["said"], significance["difference"]) == ("yes", 12.9)
    assert significance["level"] is None
    assert told["trend"]["refusal"] == "too_few_points"
    assert (told["trend"]["readings"], told["trend"]["left_out"]) == (2, 0)


def test_stop_and_search_improved_significantly_on_a_review_that_is_not_dated(figure):
    # 77.6 +/- 4.6 to 90.3 +/- 3.5: the earlier review's period is not stated.
    told = figure("M15")["significance"]

    assert (told["said"], told["movement"], told["difference"]) == ("yes", "improved", 12.7)
    assert (told["threshold"], told["periods_known"]) == (5.78, False)
    assert "a period is not stated" in told["text"]


def test_violence_against_all_crime_cannot_be_said(figure):
    # 87.4 +/- 4.6 is called worse than 90.6 +/- 2.8, of which it is a part.
    printed = figure("M05")
    told = printed["significance"]

    assert (printed["claim"], printed["compared_with"]["code"]) == ("asserted", "M03")
    assert (told["said"], told["refusal"]) == ("cannot_be_said", "part_of_whole")
    assert (told["difference"], told["threshold"], printed["times"]) == (None, None, None)


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
    told = figure(code)["significance"]

    assert (told["said"], told["refusal"], told["test"]) == ("asserted", refusal, None)


@pytest.mark.parametrize("code", ["M01", "M06", "M18", "M50"])
def test_what_nobody_claims_cannot_be_said(figure, code):
    assert figure(code)["significance"]["said"] == "cannot_be_said"


def test_figure_that_is_compared_with_nothing_says_nothing(figure):
    printed = figure("M10")

    assert (printed["significance"], printed["times"]) == (None, None)


def test_investigator_posts_are_77_percent_of_1605(figure, progress):
    # 1,242 of 1,605 is 77.38..., printed as 77.
    told = figure("M19")["share"]

    assert (told["numerator"], told["denominator"]) == (1242, 1605)
    assert (told["percent"], told["follows"]) == (77.38, "yes")
    assert told["text"] == "1,242 of 1,605 is 77.38 percent; 77 percent follows from it."
    measured = progress("investigator-posts-filled", "force")
    assert (measured["share"]["follows"], measured["latest"]["value"]) == ("yes", 77)


def test_conference_cases_are_more_than_double_what_is_recommended(figure):
    # 10,710 against 4,380.
    printed = figure("M26")

    assert printed["times"] == {
        "times": 2.45,
        "more_than": 2,
        "text": "2.45 times 4,380 cases: more than double.",
    }
    assert printed["significance"]["said"] == "asserted"


def test_officers_stand_at_7242_towards_7475(figure, progress):
    told = progress("officer-strength", "force", "2022-03-31")

    assert (told["latest"]["value"], told["target"]["low"]) == (7242, 7475)
    assert told["target"]["due_on"] == "2022-03-31"
    assert told["pace"]["said"] == told["change"]["refusal"] == "too_few_readings"
    called_on_track = figure("M44")["significance"]
    assert (called_on_track["difference"], called_on_track["said"]) == (-233, "asserted")


def test_backlog_had_halved_within_four_weeks(progress):
    # More than 50 percent lower than on 30 September 2021, by 28 October.
    reached = progress("incidents-awaiting-response")["reached"]

    assert (reached["said"], reached["first_days"]) == ("yes", 28)
    assert reached["first"]["period_end"] == "2021-10-28"


@pytest.mark.parametrize(
    ("publication", "due_on"),
    [
        ("greater-manchester-accelerated-2021", "2021-11-24"),
        ("greater-manchester-2021-22", "2022-04-27"),
        ("north-west-organised-crime-2023", "2024-01-04"),
    ],
)
def test_response_falls_due_on_the_56th_day(get, publication, due_on):
    (response,) = get("responses", force=FORCE, publication=publication)["results"]

    assert (response["due_on"], response["is_required"]) == (due_on, True)


def test_nothing_real_is_stale_as_no_cadence_is_known(get):
    rows = get("progress", page_size=1000, as_at=AS_AT)["results"]

    assert len(rows) == 48
    assert {(row["is_stale"], row["next_due_on"]) for row in rows} == {(False, None)}


def test_every_figure_and_measure_answers(get):
    for row in get("figures", page_size=1000)["results"]:
        printed = get(f"figures/{row['id']}")
        for told in (printed["significance"], printed["times"], printed["share"]):
            assert told is None or told["text"].endswith(".")
    for row in get("progress", page_size=1000)["results"]:
        told = get(f"progress/{row['measure']['id']}")
        assert told["trend"]["refusal"] in {"too_few_points", "not_one_value"}
        assert told["significance"]["text"].endswith(".")
