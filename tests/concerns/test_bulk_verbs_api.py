"""POST of verbs on many records: each judged by itself, all of them taken or none."""

import pytest

from accounts.models import Token
from concerns.models import Event
from tests import factories as make
from tests.concerns.bulk_readings import places, results

SAID = {"note": "Done on site.", "happened_on": "2022-03-03"}


@pytest.fixture
def puts(force):
    """Three recommendations put to the liaison officer's force."""
    return [make.RecommendationFactory(concern__force=force) for _ in range(3)]


@pytest.fixture
def send(api_client):
    def post(by, rows, kind="recommendations", how=""):
        api_client.force_authenticate(by)
        return api_client.post(f"/api/v1/{kind}/bulk/{how}", rows, format="json")

    return post


def claims(puts, **more):
    return [
        {"recommendation": each.reference, "verb": "claim-complete", **SAID, **more}
        for each in puts
    ]


def positions(puts):
    for each in puts:
        each.refresh_from_db()
    return [each.force_status for each in puts]


def test_claims_and_promises_are_taken_and_answered_one_by_one(puts, send, liaison_officer):
    last = {"recommendation": puts[2].reference, "verb": "promise", "promised_on": "2022-09-30"}
    answer = send(liaison_officer, [*claims(puts[:2]), {**last, **SAID}])
    assert results(answer) == ["done"] * 3
    assert positions(puts) == ["claimed_complete", "claimed_complete", "not_started"]
    assert str(puts[2].promised_on) == "2022-09-30"
    told = answer.json()
    assert (told["done"], told["unchanged"], told["refused"]) == (3, 0, 0)
    event = Event.objects.get(pk=told["results"][0]["event"])
    assert (event.recommendation, event.route, event.note) == (puts[0], "api", "Done on site.")


def test_claims_sent_twice_change_nothing(puts, send, liaison_officer):
    assert results(send(liaison_officer, claims(puts))) == ["done"] * 3
    events = Event.objects.count()
    assert results(send(liaison_officer, claims(puts))) == ["unchanged"] * 3
    assert Event.objects.count() == events


def test_every_fault_is_named_and_nothing_is_stored(puts, send, liaison_officer):
    elsewhere = make.RecommendationFactory(concern__publication=make.PublicationFactory(draft=True))
    rows = [
        *claims(puts[:1]),
        *claims(puts[1:2], happened_on="2022-02-30", nota="x"),
        *claims(puts[2:], verb="claim"),
        *claims([elsewhere]),
        {"verb": "claim-complete", **SAID},
        "claim-complete",
        {"recommendation": puts[2].reference, "verb": "promise", **SAID},
        {"recommendation": puts[2].reference, "verb": "propose-closure", **SAID},
    ]
    answer = send(liaison_officer, rows)
    assert set(places(answer)) == {
        ("/1/nota", "unknown_field"),
        ("/1/happened_on", "invalid"),
        ("/2/verb", "unknown_verb"),
        ("/3/recommendation", "does_not_exist"),
        ("/4/recommendation", "required"),
        ("/5", "invalid"),
        ("/6/promised_on", "required"),
        ("/7/outcome", "required"),
    }
    assert positions(puts) == ["not_started"] * 3


def test_good_rows_are_taken_beside_bad_ones_on_demand(puts, send, inspector, lead_inspector):
    rows = [
        {"recommendation": each.reference, "verb": "propose-closure", **SAID}
        | {"outcome": "closed_complete", "evidence_links": ["https://example.org/visit"]}
        for each in puts[:2]
    ]
    assert results(send(inspector, rows[:1])) == ["done"]
    assert results(send(lead_inspector, rows[1:])) == ["done"]
    approvals = [
        {"recommendation": each.reference, "verb": "approve-closure", **SAID} for each in puts
    ]
    answer = send(lead_inspector, approvals, how="?on_error=skip")
    assert results(answer) == ["done", "refused", "refused"]
    codes = [row["errors"][0]["code"] for row in answer.json()["results"][1:]]
    assert codes == ["event_approver_is_not_proposer", "wrong_status"]
    for each in puts:
        each.refresh_from_db()
    assert [each.status for each in puts] == ["closed_complete", "closure_proposed", "open"]


@pytest.mark.parametrize("how", ["?dry_run=true", "?dry_run=true&on_error=skip"])
def test_dry_run_tells_the_same_and_stores_nothing(puts, send, liaison_officer, how):
    events = Event.objects.count()
    answer = send(liaison_officer, claims(puts), how=how)
    assert results(answer) == ["done"] * 3
    assert [row["event"] for row in answer.json()["results"]] == [None] * 3
    assert positions(puts) == ["not_started"] * 3
    assert Event.objects.count() == events


def test_steps_on_one_record_follow_one_another(puts, send, liaison_officer):
    rows = [
        {"recommendation": puts[0].reference, "verb": "claim-progress", **SAID},
        *claims(puts[:1]),
    ]
    assert results(send(liaison_officer, rows)) == ["done", "done"]
    assert positions(puts)[0] == "claimed_complete"


@pytest.mark.parametrize(("version", "result"), [(None, "done"), ("now", "done"), (99, "refused")])
def test_version_that_has_passed_is_refused(puts, send, liaison_officer, version, result):
    version = puts[0].version if version == "now" else version
    answer = send(liaison_officer, claims(puts[:1], version=version), how="?on_error=skip")
    assert results(answer) == [result]


def test_actions_are_moved_on_by_number(force, send, liaison_officer):
    moved = [make.ActionFactory(concern__force=force) for _ in range(2)]
    rows = [{"action": each.pk, "verb": "start", **SAID} for each in moved]
    assert results(send(liaison_officer, rows, kind="actions")) == ["done", "done"]
    rows = [
        {"action": moved[0].pk, "verb": "finish", **SAID},
        {"action": moved[1].pk, "verb": "drop", "happened_on": "2022-03-03"},
    ]
    assert places(send(liaison_officer, rows, kind="actions")) == [("/1/note", "required")]
    rows[1]["note"] = "Overtaken."
    assert results(send(liaison_officer, rows, kind="actions")) == ["done", "done"]
    for each in moved:
        each.refresh_from_db()
    assert [each.state for each in moved] == ["done", "dropped"]


@pytest.mark.parametrize("name", [0, -1, 2**70, "1", None, True, [], {}])
def test_action_that_is_none_is_refused_in_words(force, send, liaison_officer, name):
    answer = send(liaison_officer, [{"action": name, "verb": "start"}], kind="actions")
    assert [place for place, _ in places(answer)] == ["/0/action"]


def test_concerns_are_commented_on_by_reference(improvement, send, inspector):
    row = {"concern": improvement.reference, "verb": "comment", "note": "Called."}
    assert results(send(inspector, [row], kind="concerns")) == ["done"]
    assert improvement.events.filter(kind="commented", note="Called.").exists()


@pytest.mark.parametrize("verb", ["merge", "split", "inherit", "add-recommendation"])
def test_what_makes_or_joins_records_is_done_one_by_one(improvement, send, inspector, verb):
    row = {"concern": improvement.reference, "verb": verb}
    assert places(send(inspector, [row], kind="concerns")) == [("/0/verb", "unknown_verb")]


@pytest.mark.parametrize(("count", "status"), [(500, 400), (501, 413)])
def test_number_of_rows_ends(db, send, inspector, count, status):
    assert send(inspector, [{}] * count).status_code == status


@pytest.mark.parametrize(
    ("person", "code"),
    [("inspector", "permission_denied"), ("other_liaison_officer", "does_not_exist")],
)
def test_claim_is_for_the_force_alone(request, puts, send, person, code):
    answer = send(request.getfixturevalue(person), claims(puts[:1]))
    assert [found for _, found in places(answer)] == [code]


def test_roles_that_take_no_verbs_are_refused(request, db, send):
    for person in ("analyst", "administrator"):
        assert send(request.getfixturevalue(person), []).status_code == 403


@pytest.mark.parametrize(("scope", "status"), [("readings", 403), ("verbs", 200)])
def test_token_needs_the_scope_verbs(db, api_client, inspector, scope, status):
    token = make.TokenFactory(owner=inspector, scopes=[scope])
    assert isinstance(token, Token)
    api_client.force_authenticate(inspector, token=token)
    assert api_client.post("/api/v1/actions/bulk/", [], format="json").status_code == status
