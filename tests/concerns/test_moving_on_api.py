"""Claims, lines, added recommendations and a force handed on, by the API."""

import datetime as dt

from tests import factories as make
from tests.concerns.closing import fault_of


def test_lines_are_drawn_by_reference(post, force, inspector):
    one, two, later = (make.ConcernFactory(force=force) for _ in range(3))
    unseen = {"later": "none-such"}

    refused = post(inspector, f"concerns/{one.pk}/merge", unseen)
    merged = post(
        inspector,
        f"concerns/{one.pk}/merge",
        {"later": later.reference, "others": [two.reference]},
    )

    assert fault_of(refused)["pointer"] == "/later"
    assert merged.status_code == 200, merged.content
    assert [line["concern"]["reference"] for line in merged.json()["later"]] == [later.reference]
    assert later.earlier_lines.count() == 2


def test_recommendation_is_added(post, force, inspector):
    cause = make.ConcernFactory(cause=True, force=force)
    data = {
        "reference": "C1.1",
        "text": "Publish the plan.",
        "deadline_kind": "within_period",
        "deadline_months": 3,
        "happened_on": "2021-09-30",
    }

    answer = post(inspector, f"concerns/{cause.pk}/add-recommendation", data)
    bad = post(
        inspector,
        f"concerns/{cause.pk}/add-recommendation",
        {**data, "reference": "C1.2", "deadline_on": "2022-01-01"},
    )

    assert answer.status_code == 201, answer.content
    (put,) = answer.json()["recommendations"]
    assert (put["reference"], put["due_on"]) == ("C1.1", "2021-12-30")
    assert fault_of(bad)["code"] == "wording_deadline_fits_kind"


def test_force_hands_on(post, force, other_force, improvement, inspector, analyst):
    force.existed_until, force.succeeded_by = dt.date(2023, 4, 1), other_force
    force.save()

    refused = post(analyst, f"forces/{force.slug}/hand-on")
    answer = post(inspector, f"forces/{force.slug}/hand-on", {"happened_on": "2023-04-01"})

    assert (refused.status_code, answer.status_code) == (403, 200)
    assert other_force.concerns.get().reference == f"{improvement.reference}-inherited"


def test_claim_by_the_api(post, force, liaison_officer):
    put = make.RecommendationFactory(concern__force=force)

    answer = post(liaison_officer, f"recommendations/{put.pk}/claim-progress")
    again = post(liaison_officer, f"recommendations/{put.pk}/claim-progress")

    assert (answer.status_code, answer.json()["force_status"]) == (200, "in_progress")
    assert fault_of(again)["code"] == "unchanged"


def test_detail_says_what_the_caller_may(api_client, force, inspector, liaison_officer):
    put = make.RecommendationFactory(concern__force=force)

    def allowed(by):
        api_client.force_authenticate(by)
        row = api_client.get(f"/api/v1/recommendations/{put.pk}/").json()
        return {each["verb"]: each["reason"] for each in row["allowed_transitions"]}

    inside, outside = allowed(inspector), allowed(liaison_officer)
    assert inside["propose-closure"] == ""
    assert inside["approve-closure"] == "A lead inspector decides this."
    assert inside["claim-complete"] == (
        "A liaison officer of the force claims progress and promises."
    )
    assert outside["claim-complete"] == ""
    assert outside["propose-closure"] == "An inspector proposes closure."
    assert list(inside) == list(outside)
