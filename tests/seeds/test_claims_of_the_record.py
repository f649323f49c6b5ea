"""What later sources say of the same series and concerns, as the API answers it."""

import datetime as dt

import pytest

from inspections.models import Area, Force, Grade
from tests import factories as make
from tests.seeds.conftest import AS_AT, FORCE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_documents")]

LETTER, LETTER_ON = "greater-manchester-revisit-2022", "2022-10-28"
THREE_CAUSES = ["GMP-2021-C1", "GMP-2022-C1", "GMP-2022-C2"]


def test_stop_and_search_then_declined_significantly(progress):
    # 90.3 +/- 3.5 in 2020 to 75.3 +/- 6.1 in 2022.
    told = progress("stop-searches-reasonable-grounds")

    assert (told["latest"]["value"], told["latest"]["margin"]) == (75.3, 6.1)
    significance = told["significance"]
    assert (significance["said"], significance["movement"]) == ("yes", "worsened")
    assert (significance["difference"], significance["threshold"]) == (-15.0, 7.03)


@pytest.mark.parametrize(
    ("framework", "grade", "words"),
    [
        ("peel-2018-19", "good", "from four tiers to five"),
        ("peel-2023-25", "good", "2023-25 cannot be compared directly"),
    ],
)
def test_grades_of_other_cycles_are_not_comparable(get, framework, grade, words):
    area = Area.objects.get(framework__slug=framework, slug="investigating-crime")
    inspection = make.InspectionFactory(
        force=Force.objects.get(slug=FORCE), framework=area.framework
    )
    make.JudgmentFactory(
        inspection=inspection,
        area=area,
        state="graded",
        grade=Grade.objects.get(scale=area.framework.scale, slug=grade),
        as_of_on=dt.date(2019, 9, 27) if framework == "peel-2018-19" else dt.date(2024, 1, 1),
    )

    lines = get("comparisons/grades", force=FORCE)["lines"]

    (line,) = [each for each in lines if each["area"]["slug"] == "investigating-crime"]
    earlier, later = line["grades"]
    assert {earlier["framework"]["slug"], later["framework"]["slug"]} == {
        "peel-2021-22-v2",
        framework,
    }
    assert (later["compared_with"], later["comparable"], later["direction"]) == (
        earlier["judgment"],
        False,
        None,
    )
    assert words in later["reason"]


def test_three_causes_are_not_closed_by_the_letter_of_28_october_2022(get):
    events = get("events", publication=LETTER)["results"]

    assert [(event["concern"]["reference"], event["kind"]) for event in events] == [
        (reference, "revisited") for reference in THREE_CAUSES
    ]
    assert {(event["happened_on"], event["position"]) for event in events} == {(LETTER_ON, "")}
    for as_at in (LETTER_ON, "2022-10-29", AS_AT):
        rows = get("concerns", force=FORCE, as_at=as_at)["results"]
        told = {row["reference"]: row["status"] for row in rows}
        assert {told[reference] for reference in THREE_CAUSES} == {"open"}


@pytest.mark.parametrize("reference", THREE_CAUSES)
def test_cause_was_last_heard_of_in_that_letter(get, reference):
    story = get("events", concern=reference, page_size=1000)["results"]

    assert max(event["happened_on"] for event in story) == LETTER_ON
    assert {event["position"] for event in story if event["happened_on"] == LETTER_ON} == {""}
