"""Rows that are never edited: corrected and withdrawn by the API as readings are."""

import pytest

from tests import factories as make
from tests import reach
from tests.concerns.closing import fault_of

CHANGES = {
    "judgments": {"as_of_on": "2021-09-29", "superseded_note": "Misread."},
    "monitoring-stages": {"stage": "scan", "superseded_note": "Misread."},
    "answers": {"reason": "As they say.", "note": "Misread."},
    "targets": {"high": 60, "note": "Misread."},
    "baselines": {"chosen_on": "2021-10-01", "superseded_note": "Misread."},
    "figures": {"places": [31, 40], "superseded_note": "Misread."},
    "readings": {"low": 90, "high": 90, "note": "Misread."},
}
CLAIMS = {name: value for name, value in CHANGES.items() if name != "readings"}
ITS_OWN = {
    *("id", "supersedes", "recorded_at", "recorded_by_role", "text", "value"),
    *("superseded_at", "superseded_because", "superseded_note", "successor"),
    *("significance", "times", "share"),
}
"""What a correction does not take over: when and by whom it was recorded, what follows from it."""
INSPECTORS = {"inspector", "lead_inspector"}
MAY = dict.fromkeys(CHANGES, INSPECTORS) | {"monitoring-stages": {"lead_inspector"}}


@pytest.mark.parametrize("resource", CHANGES)
def test_correction_supersedes_and_keeps_what_it_leaves_out(
    post, api_client, lead_inspector, force, resource
):
    row = reach.EVERYTHING[resource](force, "published")
    body = {"supersedes": row.pk, "because": "our_error", **CHANGES[resource]}

    answer = post(lead_inspector, resource, body)

    assert answer.status_code == 201, answer.content
    said = answer.json()
    changed = {n: v for n, v in CHANGES[resource].items() if n not in ("note", "superseded_note")}
    assert {name: said[name] for name in changed} == changed
    assert said["supersedes"] == row.pk
    old = api_client.get(f"/api/v1/{resource}/{row.pk}/").json()
    assert (old["successor"], old["superseded_because"], old["superseded_note"]) == (
        *(said["id"], "our_error", "Misread."),
    )
    for name in said.keys() - {*changed, *ITS_OWN}:
        assert said[name] == old[name], name


@pytest.mark.parametrize("resource", CHANGES)
@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"because": ""}, "invalid_choice"),
        ({}, "reason_missing"),
        ({"because": "withdrawn"}, "invalid_choice"),
        ({"because": "our_error"}, "unchanged"),
    ],
)
def test_correction_says_why_and_changes_something(
    post, lead_inspector, force, resource, body, code
):
    row = reach.EVERYTHING[resource](force, "published")
    answer = post(lead_inspector, resource, {"supersedes": row.pk, **body})
    assert (answer.status_code, fault_of(answer)["code"]) == (400, code)


@pytest.mark.parametrize("resource", CHANGES)
def test_withdrawn_row_leaves_the_list_and_says_why(
    post, api_client, lead_inspector, force, resource
):
    row = reach.EVERYTHING[resource](force, "published")
    unsaid = post(lead_inspector, f"{resource}/{row.pk}/withdraw", {})
    done = post(lead_inspector, f"{resource}/{row.pk}/withdraw", {"note": "Never said."})
    again = post(lead_inspector, f"{resource}/{row.pk}/withdraw", {"note": "Never said."})

    assert fault_of(unsaid)["code"] == "note_missing"
    assert (done.status_code, done.json()["superseded_note"]) == (200, "Never said.")
    assert fault_of(again)["code"] == "already_superseded"
    listed = api_client.get(f"/api/v1/{resource}/").json()["results"]
    assert row.pk not in [each["id"] for each in listed]


@pytest.mark.parametrize("person", reach.PEOPLE)
@pytest.mark.parametrize("resource", CLAIMS)
def test_correcting_is_for_its_people(request, post, force, other_force, person, resource):
    row = reach.EVERYTHING[resource](force, "published")
    by = request.getfixturevalue(person)
    sees = "published" in reach.SEES_FROM[person]
    may = person in MAY[resource]

    withdrawn = post(by, f"{resource}/{row.pk}/withdraw", {"note": "Never said."})
    assert withdrawn.status_code == (200 if may else 403 if sees else 404), withdrawn.content
    other = reach.EVERYTHING[resource](force, "published")
    body = {"supersedes": other.pk, "because": "our_error", **CHANGES[resource]}
    assert post(by, resource, body).status_code == (201 if may else 403)


@pytest.mark.parametrize(
    ("resource", "changed", "code"),
    [
        ("targets", {"measure": "another"}, "identity_fixed"),
        ("targets", {"low": 70, "high": 60}, "target_has_a_value"),
        ("answers", {"position": "accepted"}, "answer_position_of_recommendation"),
        ("judgments", {"grade": None}, "judgment_grade_iff_graded"),
        ("judgments", {"grade": "other-scale"}, "does_not_exist"),
        ("monitoring-stages", {"ended_on": "1980-01-01"}, "monitoringstage_ends_after_start"),
        ("baselines", {"period_end": "2021-12-31"}, "baseline_has_reading"),
        ("figures", {"claim": "asserted"}, "figure_claim_has_direction"),
        ("figures", {"value": 7}, "read_only"),
    ],
)
def test_correction_that_breaks_a_rule_keeps_the_row(
    post, lead_inspector, force, resource, changed, code
):
    row = reach.EVERYTHING[resource](force, "published")
    make.GradeFactory(slug="other-scale")
    if changed.get("measure"):
        changed = {"measure": make.MeasureFactory().pk}

    answer = post(
        lead_inspector, resource, {"supersedes": row.pk, "because": "our_error", **changed}
    )

    assert answer.status_code == 400, answer.content
    assert fault_of(answer)["code"] == code
    row.refresh_from_db()
    assert row.superseded_at is None


@pytest.mark.parametrize("name", ["because", "superseded_note"])
def test_reason_is_for_corrections_only(post, lead_inspector, force, name):
    body = {
        "force": "own-force",
        "stage": "engage",
        "started_on": "2020-12-01",
        name: "our_error",
    }
    answer = post(lead_inspector, "monitoring-stages", body)
    assert (fault_of(answer)["pointer"], fault_of(answer)["code"]) == (f"/{name}", "required")
