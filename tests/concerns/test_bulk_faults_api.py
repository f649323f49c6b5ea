"""Every fault of many rows in one problem document, each with its place; nothing stored."""

import json

import pytest

from concerns.models import Reading
from tests import factories
from tests.concerns.bulk_readings import ADDRESS, JUNE, MAY, as_csv, places

NDJSON, CSV = "application/x-ndjson", "text/csv"


@pytest.fixture
def measure(db):
    return factories.MeasureFactory(indicator__unit="percent", indicator__code="seen")


@pytest.fixture
def send(api_client, inspector):
    api_client.force_authenticate(inspector)

    def post(body, kind=CSV, how=""):
        return api_client.post(f"{ADDRESS}{how}", body, content_type=kind)

    return post


def many(measure, count):
    return [
        {"measure": measure.pk, "period_start": day, "period_end": day, "value": "70"}
        for day in (f"20{n // 336:02}-{n // 28 % 12 + 1:02}-{n % 28 + 1:02}" for n in range(count))
    ]


def test_three_bad_lines_of_a_long_file_are_named_and_nothing_is_stored(measure, send):
    rows = many(measure, 3_000)
    rows[10]["period_end"] = "2021-02-30"
    rows[1_000]["value"] = "-7"
    rows[2_999]["measure"] = "0"

    answer = send(as_csv(rows))

    assert places(answer) == [
        ("/10/period_end", "invalid"),
        ("/1000/low", "below_floor"),
        ("/2999/measure", "does_not_exist"),
    ]
    faults = answer.json()["errors"]
    assert [(fault["line"], fault["column"]) for fault in faults] == [
        (12, "period_end"),
        (1002, "low"),
        (3001, "measure"),
    ]
    assert "YYYY-MM-DD" in faults[0]["detail"]
    assert answer.json()["detail"] == "3 faults: nothing is stored."
    assert not Reading.objects.exists()


def test_faults_of_one_row_are_all_named(measure, send):
    row = {"measure": measure.pk, **MAY, "value": "x", "margin": "y", "kind": "spot", "force": "z"}
    assert set(places(send(as_csv([row])))) == {
        ("/0/force", "does_not_exist"),
        ("/0/kind", "invalid_choice"),
        ("/0/margin", "invalid"),
        ("/0/value", "invalid"),
    }


def test_list_of_faults_ends_and_their_number_is_told(measure, send):
    rows = many(measure, 5_100)
    for row in rows:
        row["value"] = "x"
    answer = send(as_csv(rows)).json()
    assert len(answer["errors"]) == 5_000
    assert answer["detail"] == "5100 faults: nothing is stored. The first 5000 are listed."


def test_period_said_twice_names_both_lines(measure, send):
    rows = [{"measure": measure.pk, **MAY, "value": value} for value in ("1", "2")]
    answer = send(as_csv([rows[0], {**rows[0], **JUNE}, rows[1]]))
    assert places(answer) == [
        ("/0/period_end", "repeated_period"),
        ("/2/period_end", "repeated_period"),
    ]
    first, second = (fault["detail"] for fault in answer.json()["errors"])
    assert "line 4 says the same period" in first
    assert "line 2 says the same period" in second


HEADER = "measure,period_start,period_end,value\n"
GOOD = "{pk},2021-05-01,2021-05-31,70\n"
FILES = {
    "unknown column": (CSV, "measure,perod_end\n1,2\n", "/perod_end", 1, "period_end"),
    "column twice": (CSV, "value,value\n1,2\n", "/value", 1, "one column"),
    "another separator": (CSV, "measure;value\n1;2\n", "/measure;value", 1, "There is no field"),
    "nothing": (CSV, "", "", 1, "first line names the fields"),
    "quote left open": (CSV, f'{HEADER}{GOOD}"{GOOD}', "", 3, "in quotes"),
    "text after a quote": (CSV, f'{HEADER}"1"2,3,4,5\n', "", 2, "in quotes"),
    "cell too many": (CSV, f"{HEADER}{GOOD}1,2,3,4,5\n", "/1", 3, "5 cells"),
    "cell too few": (CSV, f"{HEADER}1,2\n", "/0", 2, "2 cells"),
    "NUL": (CSV, HEADER + GOOD.replace("70", "7\0"), "/0/value", 2, "a number"),
    "long cell": (CSV, HEADER + "1,2021-05-01,2021-05-31," + "9" * 10_001, "/0/value", 2, "10000"),
    "another encoding": (CSV, (HEADER + GOOD + "1,\xe9").encode("latin-1"), "", 3, "UTF-8"),
    "broken line": (NDJSON, '{"value": 1}\n{"value": }\n', "/1", 2, "not JSON"),
    "NaN": (NDJSON, '\n\n{"value": NaN}\n', "/0", 3, "NaN is not a number"),
    "no object": (NDJSON, "[1]\n", "/0", 1, "The row is a list"),
    "name twice": (NDJSON, '{"value": 1, "value": 2}\n', "/0", 1, "stands twice"),
    "NUL in a line": (NDJSON, '{"source": "a\\u0000"}\n', "/0", 1, "NUL"),
}


@pytest.mark.parametrize("case", FILES)
def test_file_that_cannot_be_read_is_refused_with_its_line(measure, send, case):
    kind, body, pointer, line, words = FILES[case]
    if isinstance(body, str):
        body = body.replace("{pk}", str(measure.pk)).encode()
    answer = send(body, kind=kind)
    assert answer.status_code == 400, answer.content
    faults = [f for f in answer.json()["errors"] if f["pointer"] == pointer]
    assert [fault["line"] for fault in faults] == [line]
    assert words in faults[0]["detail"]
    assert not Reading.objects.exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [("7", 400), ('{"rows": 3}', 400), ('{"rows": [], "more": 1}', 400), ("[", 400), ("[]", 200)],
)
def test_body_is_a_list_of_rows(measure, send, body, status):
    assert send(body, kind="application/json").status_code == status


@pytest.mark.parametrize("row", [None, 1, True, "x", [], [{}], {"value": {}}, {"measure": [1]}])
def test_row_that_is_none_is_refused_in_words(measure, send, row):
    answer = send(json.dumps([row]), kind="application/json")
    assert answer.status_code == 400
    assert all(fault["detail"] and fault["code"] for fault in answer.json()["errors"])


def test_broken_file_stores_nothing_even_where_bad_rows_are_skipped(measure, send):
    body = (HEADER + GOOD).replace("{pk}", str(measure.pk)) + '1,"\n'
    assert send(body, how="?on_error=skip").status_code == 400
    assert not Reading.objects.exists()


@pytest.mark.parametrize(("rows", "status"), [(50_000, 400), (50_001, 413)])
@pytest.mark.parametrize(
    ("kind", "begins", "row", "ends"),
    [
        (CSV, "sample_size\n", "1\n", "1\n"),
        (NDJSON, "", "{}\n", "{}"),
        ("application/json", "[", "{},", "{}]"),
    ],
)
def test_number_of_rows_ends(measure, send, rows, status, kind, begins, row, ends):
    answer = send(begins + row * (rows - 1) + ends, kind=kind)
    assert answer.status_code == status
    assert ("At most 50000 rows" in answer.json()["detail"]) is (status == 413)


@pytest.mark.parametrize("kind", [CSV, NDJSON, "application/json"])
def test_number_of_bytes_ends(measure, send, settings, kind):
    settings.BULK_MAX_BYTES = 1024
    answer = send("x" * 1025, kind=kind)
    assert (answer.status_code, "1024 bytes" in answer.json()["detail"]) == (413, True)


@pytest.mark.parametrize(
    ("how", "name"),
    [("?on_error=stop", "on_error"), ("?dry_run=yes", "dry_run"), ("?dryrun=true", "dryrun")],
)
def test_parameter_that_is_unknown_or_none_of_its_choices_is_refused(measure, send, how, name):
    answer = send("[]", kind="application/json", how=how)
    assert [fault["parameter"] for fault in answer.json()["errors"]] == [name]


def test_other_kind_of_body_is_refused(measure, send):
    assert send("a", kind="text/plain").status_code == 415
