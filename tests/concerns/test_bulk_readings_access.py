"""Who may record many readings, of which measures, and how many statements that takes."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Token
from concerns.models import Reading
from tests import factories
from tests.concerns.bulk_readings import ADDRESS, JUNE, MAY, places, results


@pytest.fixture
def measure(force):
    """What the inspectorate says of the liaison officer's force."""
    return factories.MeasureFactory(
        force=force, indicator__code="seen", concerns=[factories.ConcernFactory(force=force)]
    )


@pytest.fixture
def own(measure):
    """What that force says of the same itself."""
    return factories.MeasureFactory(
        force=measure.force, indicator=measure.indicator, said_by="force"
    )


@pytest.fixture
def send(api_client):
    def post(by, rows):
        api_client.force_authenticate(by)
        return api_client.post(ADDRESS, rows, format="json")

    return post


@pytest.mark.parametrize(
    ("person", "of_own", "of_inspectorate"),
    [
        ("inspector", None, None),
        ("lead_inspector", None, None),
        ("liaison_officer", None, "permission_denied"),
        ("other_liaison_officer", "does_not_exist", "does_not_exist"),
    ],
)
def test_who_may_record_of_which_measure(
    request, measure, own, send, person, of_own, of_inspectorate
):
    by = request.getfixturevalue(person)
    for each, code in ((own, of_own), (measure, of_inspectorate)):
        answer = send(by, [{"measure": each.pk, **MAY, "value": 1}])
        if code is None:
            assert results(answer) == ["created"]
        else:
            assert places(answer) == [("/0/measure", code)]
    assert Reading.objects.count() == [of_own, of_inspectorate].count(None)


@pytest.mark.parametrize("person", ["analyst", "administrator"])
def test_other_roles_may_not(request, measure, send, person):
    assert send(request.getfixturevalue(person), []).status_code == 403


@pytest.mark.parametrize(("scope", "status"), [("read", 403), ("verbs", 403), ("readings", 200)])
def test_token_needs_the_scope_readings(measure, api_client, inspector, scope, status):
    now = dt.datetime.now(dt.UTC)
    _, secret = Token.issue(
        owner=inspector, name="t", scopes=[scope], at=now, expires_at=now + dt.timedelta(days=1)
    )
    api_client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert api_client.post(ADDRESS, [], format="json").status_code == status


def test_force_means_its_own_figure_where_no_source_is_named(measure, own, send, liaison_officer):
    row = {"force": "own-force", "indicator": "seen", **MAY, "value": 1}
    assert results(send(liaison_officer, [row])) == ["created"]
    assert Reading.objects.get().measure == own


def test_source_is_named_where_several_speak(measure, own, send, inspector):
    row = {"force": "own-force", "indicator": "seen", **MAY, "value": 1}
    answer = send(inspector, [row])
    assert places(answer) == [("/0/said_by", "mixed_sources")]
    assert "there are force, inspectorate" in answer.json()["errors"][0]["detail"]
    assert results(send(inspector, [{**row, "said_by": "inspectorate"}])) == ["created"]


@pytest.mark.parametrize(
    ("changes", "place", "code"),
    [
        ({"supersedes": 0}, "supersedes", "does_not_exist"),
        ({"because": None}, "because", "reason_missing"),
        ({"measure": "another"}, "measure", "identity_fixed"),
        ({**JUNE}, "period_end", "reading_once_per_period"),
    ],
)
def test_wrong_correction_is_refused(measure, send, inspector, changes, place, code):
    old = factories.ReadingFactory(measure=measure, value=70, **MAY)
    factories.ReadingFactory(measure=measure, value=70, **JUNE)
    row = {"supersedes": old.pk, "because": "our_error", "value": 71, **changes}
    if "measure" in row:
        row["measure"] = factories.MeasureFactory().pk
    answer = send(inspector, [{name: value for name, value in row.items() if value is not None}])
    assert places(answer) == [(f"/0/{place}", code)]
    old.refresh_from_db()
    assert old.superseded_at is None


def test_correction_of_a_corrected_reading_is_refused(measure, send, inspector):
    old = factories.ReadingFactory(measure=measure, value=70, **MAY)
    old.supersede(by=inspector, because="our_error", low=71, high=71)
    row = {"supersedes": old.pk, "because": "our_error", "value": 72}
    assert places(send(inspector, [row])) == [("/0", "already_superseded")]


def test_other_value_without_a_reason_is_refused(measure, send, inspector):
    factories.ReadingFactory(measure=measure, value=70, **MAY)
    row = {"measure": measure.pk, **MAY, "value": 71}
    assert places(send(inspector, [row])) == [("/0/period_end", "reading_once_per_period")]


@pytest.mark.parametrize(
    ("row", "place", "code"),
    [
        ({"because": "our_error"}, "because", "nothing_to_correct"),
        ({"note": "Misread."}, "note", "required"),
    ],
)
def test_reason_without_anything_to_correct_is_refused(measure, send, inspector, row, place, code):
    answer = send(inspector, [{"measure": measure.pk, **MAY, "value": 70, **row}])
    assert places(answer) == [(f"/0/{place}", code)]


def test_reading_is_corrected_once_in_a_request(measure, send, inspector):
    old = factories.ReadingFactory(measure=measure, value=70, **MAY)
    row = {"supersedes": old.pk, "because": "our_error", "value": 71}
    answer = send(inspector, [row, {**row, **JUNE}])
    assert places(answer) == [(f"/{n}/supersedes", "repeated_correction") for n in (0, 1)]


def mixed(measure, count):
    """Rows of every kind: new ones, corrections by number and by reason, unchanged, refused."""
    first = dt.date(2001, 1, 1)
    days = [str(first + dt.timedelta(days=n)) for n in range(count)]
    rows = [{"measure": measure.pk, "period_start": d, "period_end": d, "value": 7} for d in days]
    for day, row in zip(days, rows, strict=True):
        if row is not rows[0] and int(day[-2:]) % 2:
            factories.ReadingFactory(measure=measure, period_start=day, value=8 - int(day[-1]) % 3)
            row["because"] = "our_error"
    rows[-1]["value"] = "x"
    rows[-2]["value"] = -1
    return rows


def test_number_of_statements_does_not_grow_with_the_rows(api_client, inspector, measure):
    api_client.force_authenticate(inspector)
    counts = []
    for count in (12, 240):
        rows = mixed(factories.MeasureFactory(indicator=measure.indicator), count)
        with CaptureQueriesContext(
            connection,
        ) as statements:
            answer = api_client.post(f"{ADDRESS}?on_error=skip", rows, format="json")
        told = answer.json()
        assert min(told[each] for each in ("created", "unchanged", "superseded", "refused")) > 0
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert counts[0] <= 20
