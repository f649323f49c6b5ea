"""POST of many readings: what is stored, corrected, the same, and not brought back."""

import pytest

from concerns.models import Reading
from tests import factories
from tests.concerns.bulk_readings import ADDRESS, JULY, JUNE, MAY, as_csv, places, results

NAMED = {"force": "greater-manchester", "indicator": "crimes-recorded"}


@pytest.fixture
def measure(db):
    indicator = factories.IndicatorFactory(code="crimes-recorded", unit="percent", better="higher")
    force = factories.ForceFactory(slug="greater-manchester")
    return factories.MeasureFactory(
        indicator=indicator, force=force, concerns=[factories.ConcernFactory(force=force)]
    )


@pytest.fixture
def send(api_client, inspector):
    def post(body, by=inspector, kind="application/json", **how):
        api_client.force_authenticate(by)
        query = "&".join(f"{name}={value}" for name, value in how.items())
        address = f"{ADDRESS}?{query}" if query else ADDRESS
        if kind == "application/json" and not isinstance(body, str):
            return api_client.post(address, body, format="json")
        return api_client.post(address, body, content_type=kind)

    return post


def test_rows_are_stored_as_stated_and_answered_one_by_one(measure, send, inspector):
    rows = f'[{{"measure": {measure.pk}, "period_start": "2021-05-01", "period_end": "2021-05-31",'
    answer = send(rows + ' "value": 90.60, "margin": 2.8}]')
    reading = Reading.objects.get()
    assert answer.json() == {
        "on_error": "all_or_nothing",
        "dry_run": False,
        "rows": 1,
        "created": 1,
        "unchanged": 0,
        "superseded": 0,
        "superseded_before": 0,
        "refused": 0,
        "results": [{"row": 0, "result": "created", "reading": reading.pk}],
    }
    assert (str(reading.low), str(reading.high), str(reading.margin)) == ("90.60", "90.60", "2.8")
    assert (reading.kind, reading.recorded_by) == ("point", inspector)
    assert reading.recorded_at is not None


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_csv_is_read_with_and_without_mark(measure, send, newline, mark):
    text = as_csv([{**NAMED, **MAY, "value": "90.60", "margin": "", "source": 'A, "b"\nc'}])
    body = (mark + text.replace("\r\n", newline)).encode()
    answer = send(body, kind="text/csv; charset=utf-8")
    assert results(answer) == ["created"]
    assert answer.json()["results"][0]["line"] == 2
    reading = Reading.objects.get()
    assert (str(reading.low), reading.margin, reading.source) == ("90.60", None, 'A, "b"\nc')


def test_ndjson_is_read_line_by_line(measure, send):
    line = f'{{"measure": {measure.pk}, "period_start": "2021-05-01", "period_end": "2021-05-31", '
    answer = send(f'{line}"value": 1}}\n\n', kind="application/x-ndjson")
    assert results(answer) == ["created"]


def test_rows_may_stand_under_a_name(measure, send):
    assert results(send({"rows": [{**NAMED, **MAY, "value": 90}]})) == ["created"]


def test_sent_twice_it_changes_nothing(measure, send):
    rows = [{**NAMED, **period, "value": 90.6} for period in (MAY, JUNE, JULY)]
    first, again = send(rows), send(rows)
    assert results(first) == ["created"] * 3
    assert results(again) == ["unchanged"] * 3
    made, met = ([row["reading"] for row in answer.json()["results"]] for answer in (first, again))
    assert made == met
    assert Reading.objects.count() == 3


def test_reason_corrects_the_reading_of_the_period(measure, send):
    old = factories.ReadingFactory(measure=measure, value=70, **MAY)
    rows = [{**NAMED, **MAY, "value": 71, "because": "our_error", "note": "Misread."}]
    assert results(send(rows)) == ["superseded"]
    assert results(send(rows)) == ["unchanged"]
    old.refresh_from_db()
    new = Reading.objects.current().get()
    assert (old.superseded_because, old.superseded_note) == ("our_error", "Misread.")
    assert (new.supersedes, int(new.low), new.recorded_at) == (old, 71, old.superseded_at)


def test_correction_by_number_keeps_what_it_leaves_out_and_may_be_sent_again(measure, send):
    old = factories.ReadingFactory(measure=measure, value=70, source="The report.", **MAY)
    rows = [{"supersedes": old.pk, "because": "our_error", "value": 71}]
    assert results(send(rows)) == ["superseded"]
    assert results(send(rows)) == ["unchanged"]
    assert Reading.objects.current().get().source == "The report."


def test_what_was_corrected_is_not_brought_back_but_by_number(measure, send):
    file = [{**NAMED, **MAY, "value": 70}]
    assert results(send(file)) == ["created"]
    correction = [{**NAMED, **MAY, "value": 71, "because": "our_error"}]
    assert results(send(correction)) == ["superseded"]
    assert results(send(file)) == ["superseded_before"]
    assert results(send([{**file[0], "because": "our_error"}])) == ["superseded_before"]
    current = Reading.objects.current().get()
    assert int(current.low) == 71
    back = {"supersedes": current.pk, "value": 70, "because": "restated_by_source"}
    assert results(send([back])) == ["superseded"]
    assert int(Reading.objects.current().get().low) == 70


def test_withdrawn_reading_is_not_brought_back(measure, send, inspector):
    reading = factories.ReadingFactory(measure=measure, value=70, **MAY)
    reading.withdraw(by=inspector, note="Twice.")
    answer = send([{**NAMED, **MAY, "value": 70}])
    assert results(answer) == ["superseded_before"]
    assert answer.json()["results"][0]["reading"] == reading.pk


@pytest.mark.parametrize(
    ("row", "result"),
    [
        ({"value": "70.00"}, "unchanged"),
        ({"value": "70.00", "because": "our_error"}, "superseded"),
        ({"value": "70", "because": "our_error"}, "unchanged"),
    ],
)
def test_more_decimals_of_the_same_number_are_a_change_only_with_a_reason(
    measure, send, row, result
):
    factories.ReadingFactory(measure=measure, value=70, **MAY)
    assert results(send(as_csv([{**NAMED, **MAY, **row}]), kind="text/csv")) == [result]


def test_one_bad_row_stores_nothing(measure, send):
    rows = [{**NAMED, **MAY, "value": 70}, {**NAMED, **JUNE, "value": -1}]
    assert places(send(rows)) == [("/1/low", "below_floor")]
    assert not Reading.objects.exists()


def test_bad_rows_are_skipped_on_demand(measure, send):
    rows = [{**NAMED, **MAY, "value": 70}, {**NAMED, **JUNE, "value": -1}]
    answer = send(rows, on_error="skip")
    assert results(answer) == ["created", "refused"]
    assert answer.json()["results"][1]["errors"] == [
        {"pointer": "/1/low", "detail": "low: not below 0 percent.", "code": "below_floor"}
    ]
    assert Reading.objects.count() == 1


def test_dry_run_tells_the_same_and_stores_nothing(measure, send):
    old = factories.ReadingFactory(measure=measure, value=70, **MAY)
    rows = [
        {**NAMED, **MAY, "value": 71, "because": "our_error"},
        {**NAMED, **JUNE, "value": 70},
        {**NAMED, **JULY, "value": 170, "kind": "spot"},
    ]
    told = send(rows, on_error="skip", dry_run="true")
    assert Reading.objects.get() == old
    done = send(rows, on_error="skip", dry_run="false")
    assert results(told) == results(done) == ["superseded", "created", "refused"]
    assert told.json()["results"][2] == done.json()["results"][2]
    assert (
        places(send(rows, dry_run="true")) == places(send(rows)) == [("/2/kind", "invalid_choice")]
    )


@pytest.mark.parametrize("words", ["\\N", "a\tb", "a\\b", "a\nb", "\\."])
def test_what_people_wrote_is_stored_as_they_wrote_it(measure, send, words):
    assert results(send([{**NAMED, **MAY, "value": 70, "source": words}])) == ["created"]
    assert Reading.objects.get().source == words
