"""POST of the record: what is recorded answers as it is read, and may be recorded by its people."""

import pytest

from concerns.models import Concern, Recommendation
from tests import factories as make
from tests import reach
from tests.concerns.closing import fault_of

INSPECTORS = {"inspector", "lead_inspector"}


@pytest.fixture
def world(force):
    """What the bodies below name."""
    scale = make.GradeScaleFactory(slug="five-tier")
    make.GradeFactory(scale=scale, slug="good")
    make.GradeFactory(slug="good")
    framework = make.FrameworkFactory(slug="peel", scale=scale)
    make.AreaFactory(framework=framework, slug="responding", position=1)
    make.AreaFactory(slug="responding", position=1)
    report = make.PublicationFactory(reference="report", addresses=[force])
    make.PublicationFactory(reference="draft", addresses=[force], draft=True)
    make.InspectionFactory(
        reference="inspected", force=force, framework=framework, publication=report
    )
    concern = make.ConcernFactory(reference="C1", force=force, publication=report)
    indicator = make.IndicatorFactory(code="backlog")
    measure = make.MeasureFactory(indicator=indicator, force=force, concerns=[concern])
    make.ReadingFactory(measure=measure)
    response = make.ResponseFactory(publication=report, force=force)
    return {"measure": measure.pk, "response": response.pk}


def bodies(measure, response=0):
    cause = {"kind": "cause_of_concern", "force": "own-force", "publication": "report"}
    return {
        "concerns": {
            **cause,
            "reference": "C2",
            "inspection": "inspected",
            "area": "responding",
            "title": "Backlogs",
            "raised_on": "2021-09-30",
            "owner": "inspector",
            "recommendations": [
                {"reference": "C2.1", "text": "Plan at once.", "deadline_kind": "immediate"},
                {
                    "reference": "C2.2",
                    "text": "Review.",
                    "deadline_kind": "within_period",
                    "deadline_months": 3,
                },
            ],
        },
        "actions": {"concern": "C1", "title": "Train", "due_on": "2022-03-03", "owner": "ACC"},
        "publications": {
            "reference": "letter",
            "title": "A letter",
            "kind": "revisit_letter",
            "answers": "report",
            "addresses": ["own-force"],
        },
        "inspections": {
            "reference": "inspected-again",
            "title": "PEEL 2023",
            "force": "own-force",
            "kind": "peel",
            "framework": "peel",
            "publication": "report",
            "completeness": "complete",
        },
        "judgments": {
            "inspection": "inspected",
            "area": "responding",
            "state": "graded",
            "grade": "good",
            "publication": "report",
            "as_of_on": "2021-09-30",
        },
        "monitoring-stages": {
            "force": "own-force",
            "stage": "engage",
            "started_on": "2020-12-01",
            "started_on_precision": "month",
            "publication": "report",
        },
        "answers": {
            "response": response,
            "position": "commented",
            "reason": "It agrees.",
            "answered_on": "2021-11-01",
        },
        "targets": {
            "measure": measure,
            "high": 50,
            "due_on": "2022-09-30",
            "set_on": "2021-09-30",
            "set_by": "force",
        },
        "baselines": {
            "measure": measure,
            "period_start": "2021-09-30",
            "period_end": "2021-09-30",
            "chosen_on": "2021-10-01",
            "note": "When it was raised.",
        },
        "measures": {"indicator": "backlog", "force": "own-force", "said_by": "press"},
        "indicators": {
            "code": "answer-time",
            "name": "Time to answer",
            "unit": "seconds",
            "better": "lower",
            "nature": "flow",
            "floor": 0,
        },
        "figures": {
            "publication": "report",
            "code": "M1",
            "force": "own-force",
            "places": [31],
            "words": "Reports of crime recorded",
            "unit": "percent",
            "nature": "observed",
            "said_by": "inspectorate",
            "low": 77.7,
            "high": 77.7,
            "margin": 3.2,
        },
        "forces": {"slug": "new-force", "name": "New Force", "kind": "territorial"},
        "frameworks": {"slug": "new", "name": "New", "cycle": "2025", "scale": "five-tier"},
        "areas": {
            "framework": "peel",
            "slug": "leading",
            "name": "Leading",
            "position": 2,
            "is_graded": True,
        },
    }


RESOURCES = tuple(bodies(0))
MAY = dict.fromkeys(RESOURCES, INSPECTORS) | {
    "actions": {*INSPECTORS, "liaison_officer"},
    "monitoring-stages": {"lead_inspector"},
}


@pytest.mark.parametrize("resource", RESOURCES)
def test_row_is_recorded_and_answered_as_it_is_read(
    post, api_client, world, inspector, lead_inspector, resource
):
    body = bodies(**world)[resource]

    answer = post(lead_inspector, resource, body)

    assert answer.status_code == 201, answer.content
    read = api_client.get(answer["Location"])
    assert read.json() == answer.json()
    assert read["ETag"] == answer["ETag"]
    plain = {name: v for name, v in body.items() if not isinstance(answer.json().get(name), dict)}
    several = ("addresses", "recommendations")
    assert {name: answer.json()[name] for name in plain if name not in several} == {
        name: value for name, value in plain.items() if name not in several
    }


@pytest.mark.parametrize("person", reach.PEOPLE)
@pytest.mark.parametrize("resource", RESOURCES)
def test_recording_is_for_its_people(
    request, post, world, inspector, other_force, person, resource
):
    answer = post(request.getfixturevalue(person), resource, bodies(**world)[resource])

    may = person in MAY[resource]
    other_force_acts = resource == "actions" and person == "other_liaison_officer"
    expected = 201 if may else 400 if other_force_acts else 403
    assert answer.status_code == expected, answer.content


def test_concern_of_another_force_does_not_exist_for_an_action(post, world, other_force):
    answer = post(other_force.liaison_officers.get(), "actions", {"concern": "C1", "title": "Act"})
    assert (fault_of(answer)["pointer"], fault_of(answer)["code"]) == ("/concern", "does_not_exist")
    assert "C1'; there are none" in fault_of(answer)["detail"]


def test_cause_is_recorded_with_its_recommendations_and_their_deadlines(post, world, inspector):
    answer = post(inspector, "concerns", bodies(0)["concerns"])

    assert answer.status_code == 201, answer.content
    said = [(each["reference"], each["due_on"]) for each in answer.json()["recommendations"]]
    assert said == [("C2.1", None), ("C2.2", "2021-12-30")]
    concern = Concern.objects.get(reference="C2")
    opened = concern.events.get()
    assert (opened.kind, opened.route, opened.recorded_by) == ("opened", "api", inspector)
    assert (concern.area.framework.slug, concern.owner) == ("peel", inspector)


@pytest.mark.parametrize(
    ("changed", "pointers"),
    [
        ({"recommendations": []}, [("", "complete_cause_has_recommendation")]),
        ({"recommendations": [{"text": "Do."}]}, [("/recommendations/0/reference", "required")]),
        (
            {
                "recommendations": [
                    {"reference": "C2.1", "text": "Do.", "deadline_on": "2022-01-01"}
                ]
            },
            [("/recommendations", "wording_deadline_fits_kind")],
        ),
        ({"area": "leading"}, [("/area", "does_not_exist")]),
        ({"inspection": None}, [("/area", "several")]),
        (
            {"force": "none", "kind": "x", "raised_on": "soon"},
            [("/force", "does_not_exist"), ("/kind", "invalid_choice"), ("/raised_on", "invalid")],
        ),
        ({"status": "open"}, [("/status", "read_only")]),
        ({"reference": "C1"}, [("/reference", "unique")]),
        ({"raised_on": "2999-01-01"}, [("/raised_on", "concern_raised_on_not_in_future")]),
        ({"completeness": "partial"}, [("/missing", "concern_partial_says_what")]),
    ],
)
def test_concern_that_breaks_a_rule_is_told_each_fault_and_nothing_is_stored(
    post, world, inspector, changed, pointers
):
    answer = post(inspector, "concerns", {**bodies(0)["concerns"], **changed})

    assert answer.status_code == 400, answer.content
    found = [(each["pointer"], each["code"]) for each in answer.json()["errors"]]
    assert sorted(found) == pointers, answer.content
    assert Concern.objects.count() == 1
    assert not Recommendation.objects.exists()
