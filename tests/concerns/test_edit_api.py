"""PATCH of the record: what is edited in place, upon which version, and by whom."""

import pytest

from accounts.roles import TokenScope
from concerns.models import Concern
from tests import factories as make
from tests import reach
from tests.accounts.factories import make_token
from tests.concerns.closing import fault_of

EDITS = {
    "forces": {"region": "North West"},
    "frameworks": {"note": "Second version."},
    "areas": {"aliases": ["Responding"]},
    "inspections": {"title": "Another title", "declared_areas": 12},
    "publications": {"title": "Another title", "url": "https://example.org/report"},
    "concerns": {"title": "Another title", "detail": "More.", "external_references": ["17"]},
    "wordings": {"text": "Do much better.", "deadline_words": "at once"},
    "recommendations": {"reference": "F-2021-C1.99"},
    "actions": {"title": "Train everybody", "due_on": "2022-12-01", "owner": "Head of crime"},
    "responses": {"is_required": False, "not_required_because": "The same findings."},
    "indicators": {"definition": "Incidents without a unit."},
    "measures": {"expected_every_months": 3},
}
"""What may be edited of a published row of each resource that has versions."""

STAGED = [(resource, "published") for resource in EDITS] + [
    (resource, "draft")
    for resource in EDITS
    if resource != "responses"  # a draft owes none
]
INSPECTORS = {"inspector", "lead_inspector"}
RECORDERS = dict.fromkeys(EDITS, INSPECTORS) | {"actions": {*INSPECTORS, "liaison_officer"}}


@pytest.fixture
def patch(api_client, inspector):
    def send(address, body, by=inspector, version='"1"', **headers):
        api_client.force_authenticate(by)
        if version is not None:
            headers["If-Match"] = version
        return api_client.patch(f"/api/v1/{address}/", body, format="json", headers=headers)

    return send


def address_of(resource, row):
    return f"{resource}/{reach.key_of(resource, row)}"


def tag_of(api_client, address):
    return api_client.get(f"/api/v1/{address}/")["ETag"]


@pytest.mark.parametrize("resource", EDITS)
def test_row_is_edited_and_answered_as_it_is_read(api_client, patch, resource):
    row = reach.EVERYTHING[resource](make.ForceFactory(), "published")
    row.refresh_from_db()
    address, version = address_of(resource, row), row.version

    answer = patch(address, EDITS[resource], version=f'"{version}"')

    assert answer.status_code == 200, answer.content
    said = answer.json()
    assert {name: said[name] for name in EDITS[resource]} == EDITS[resource]
    assert said["version"] == version + 1
    read = api_client.get(f"/api/v1/{address}/")
    assert read.json() == said
    assert read["ETag"] == answer["ETag"]
    kept = row.history.order_by("pk").last()
    assert (kept.pgh_label, kept.pgh_context.metadata["route"]) == ("update", "api")


@pytest.mark.parametrize("person", reach.PEOPLE)
@pytest.mark.parametrize(("resource", "stage"), STAGED)
def test_editing_is_for_its_people_within_reach(
    request, patch, force, other_force, person, stage, resource
):
    row = reach.EVERYTHING[resource](force, stage)
    row.refresh_from_db()
    by = request.getfixturevalue(person)

    answer = patch(address_of(resource, row), EDITS[resource], by=by, version=f'"{row.version}"')

    sees = stage in reach.SEES_FROM[person] or resource in reach.REFERENCE
    sees = sees and not (resource == "actions" and person == "analyst")
    may = person in RECORDERS[resource]
    assert answer.status_code == (200 if may and sees else 403 if sees else 404), answer.content


@pytest.mark.parametrize(
    ("version", "status"),
    [
        (None, 428),
        ("*", 428),
        ('"1"', 200),
        ('"0", "1"', 200),
        ('"2"', 412),
        ("1", 412),
        ('W/"1"', 412),
    ],
)
def test_edit_names_the_version_that_was_read(patch, improvement, version, status):
    answer = patch(f"concerns/{improvement.pk}", {"title": "Another"}, version=version)

    assert answer.status_code == status, answer.content
    improvement.refresh_from_db()
    assert improvement.version == (2 if status == 200 else 1)


def test_two_writers_upon_one_version_one_wins_the_other_is_told(api_client, patch, improvement):
    address = f"concerns/{improvement.pk}"
    api_client.force_authenticate(make.UserFactory())
    read = tag_of(api_client, address)

    first = patch(address, {"title": "First"}, version=read)
    second = patch(address, {"title": "Second"}, version=read)

    assert (first.status_code, second.status_code) == (200, 412)
    assert second.json()["version"] == 2
    assert second["ETag"] == first["ETag"]
    assert Concern.objects.get().title == "First"
    assert patch(address, {"title": "Second"}, version=second["ETag"]).status_code == 200


FIXED = [
    ("concerns", "draft", "status", "withdrawn", "fixed", "POST .../propose-closure/"),
    ("concerns", "draft", "force_status", "in_progress", "fixed", "POST .../claim-progress/"),
    ("concerns", "draft", "promised_on", "2999-01-01", "fixed", "POST .../promise/"),
    ("concerns", "draft", "recommendations", [], "fixed", "POST .../add-recommendation/"),
    ("concerns", "published", "kind", "area_of_concern", "fixed", "withdraw it"),
    ("concerns", "published", "raised_on", "2021-01-01", "fixed", "withdraw it"),
    ("concerns", "draft", "version", 7, "read_only", "set by this service"),
    ("concerns", "draft", "titel", "x", "unknown_field", "give some of"),
    ("recommendations", "published", "due_on", "2999-01-01", "fixed", ".../extend-deadline/"),
    ("wordings", "published", "deadline_months", 6, "fixed", ".../extend-deadline/"),
    ("actions", "published", "state", "done", "fixed", "POST .../start/"),
    ("actions", "published", "concern", "F-2021-C1", "fixed", "drop it"),
    ("publications", "draft", "published_on", "2022-03-03", "fixed", "POST .../release/"),
    ("publications", "published", "addresses", [], "fixed", "record another publication"),
    ("inspections", "published", "force", "own-force", "fixed", "record another inspection"),
    ("responses", "published", "due_on", "2022-03-03", "fixed", "follows from the publication"),
]


@pytest.mark.parametrize(("resource", "stage", "name", "value", "code", "words"), FIXED)
def test_what_is_not_edited_in_place_says_how_it_changes(
    patch, force, resource, stage, name, value, code, words
):
    row = reach.EVERYTHING[resource](force, stage)
    row.refresh_from_db()

    answer = patch(address_of(resource, row), {name: value}, version=f'"{row.version}"')

    assert answer.status_code == 400, answer.content
    fault = fault_of(answer)
    assert (fault["pointer"], fault["code"]) == (f"/{name}", code)
    assert words in fault["detail"]
    if code == "fixed":
        assert fault["detail"].startswith(f"{name}: ")


def test_measure_that_was_read_stays_what_it_is(patch, force):
    measure = reach.measure(force, "published")
    assert patch(f"measures/{measure.pk}", {"said_by": "force"}).status_code == 200
    make.ReadingFactory(measure=measure)
    answer = patch(f"measures/{measure.pk}", {"said_by": "press"}, version='"2"')
    assert fault_of(answer)["code"] == "fixed"


def test_every_fault_is_told_at_once(patch, improvement):
    body = {"status": "withdrawn", "raised_on_precision": "week", "titel": "x", "title": ""}

    answer = patch(f"concerns/{improvement.pk}", {**body, "completeness": "none"})

    assert answer.status_code == 400
    assert {each["pointer"] for each in answer.json()["errors"]} == {
        *("/status", "/raised_on_precision", "/titel", "/title", "/completeness"),
    }


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"completeness": "partial"}, "/missing", "concern_partial_says_what"),
        ({"owner": "nobody"}, "/owner", "does_not_exist"),
        ({"owner": "analyst"}, "/owner", "does_not_exist"),
        ({"inspection": "elsewhere"}, "/inspection", "concern_inspection_of_force"),
        ({"title": "x" * 201}, "/title", "max_length"),
    ],
)
def test_broken_rule_is_said_at_its_field(patch, improvement, analyst, body, pointer, code):
    make.InspectionFactory(reference="elsewhere")

    answer = patch(f"concerns/{improvement.pk}", body)

    assert answer.status_code == 400, answer.content
    assert (fault_of(answer)["pointer"], fault_of(answer)["code"]) == (pointer, code)
    improvement.refresh_from_db()
    assert improvement.version == 1


def test_owner_is_named_inside_the_inspectorate_only(
    api_client, patch, improvement, inspector, analyst
):
    answer = patch(f"concerns/{improvement.pk}", {"owner": "inspector"})
    assert answer.json()["owner"] == "inspector"
    api_client.force_authenticate(analyst)
    assert api_client.get(f"/api/v1/concerns/{improvement.pk}/").json()["owner"] is None


@pytest.mark.parametrize(("scope", "status"), [("record", 200), ("verbs", 403), ("readings", 403)])
def test_token_edits_with_its_scope_and_the_history_says_who(
    api_client, improvement, inspector, scope, status
):
    _, secret = make_token(inspector, scopes=[TokenScope(scope)])

    answer = api_client.patch(
        f"/api/v1/concerns/{improvement.pk}/",
        {"title": "By a program"},
        format="json",
        headers={"Authorization": f"Bearer {secret}", "If-Match": '"1"'},
    )

    assert answer.status_code == status, answer.content
    if status == 200:
        kept = improvement.history.order_by("pk").last()
        said = kept.pgh_context.metadata
        assert (kept.title, said["user"], said["route"]) == ("By a program", inspector.pk, "api")


@pytest.mark.parametrize("method", ["put", "delete", "options"])
def test_other_methods_are_told_which_there_are(api_client, improvement, inspector, method):
    api_client.force_authenticate(inspector)
    answer = getattr(api_client, method)(f"/api/v1/concerns/{improvement.pk}/")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, PATCH, HEAD"
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("resource", "name", "key"),
    [("publications", "addresses", "slug"), ("measures", "concerns", "reference")],
)
def test_what_a_row_names_several_of_is_a_version_of_it(patch, force, resource, name, key):
    row = reach.EVERYTHING[resource](force, "draft")
    row.refresh_from_db()
    address, read = address_of(resource, row), row.version
    others = [reach.concern(force, "draft") if name == "concerns" else make.ForceFactory()]
    named = {name: [getattr(each, key) for each in others]}

    first = patch(address, named, version=f'"{read}"')
    second = patch(address, {name: []}, version=f'"{read}"')
    again = patch(address, named, version=f'"{read + 1}"')

    assert first.status_code == 200, first.content
    assert [each[key] for each in first.json()[name]] == named[name]
    assert first.json()["version"] == read + 1
    assert second.status_code == 412
    assert again.json()["version"] == read + 1
