"""CSV as people save it: what is read, and what is refused in words."""

import pytest

from concerns.bulk.rows import MOST_ROWS, Cell
from concerns.uploads.table import Table
from concerns.uploads.text import read_csv
from tests.concerns.uploads.files import text

HEAD = ("period_start", "period_end", "value")


def faults(table):
    return [(fault.row, fault.field, fault.sentence) for fault in table.faults]


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separator_is_that_of_the_first_line(before, separator):
    table = read_csv(
        before + text(HEAD, ("2021-05-01", "31/05/2021", "77.70"), separator=separator)
    )

    assert (table.names, table.faults) == (list(HEAD), [])
    assert (table.lines, table.cells) == ([2], [["2021-05-01", "2021-05-31", "77.70"]])


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("2021-04-03", "2021-04-03"),
        ("03/04/2021", "2021-04-03"),
        ("3/4/2021", "2021-04-03"),
        ("3 April 2021", "2021-04-03"),
        ("03-Apr-2021", "2021-04-03"),
        ("31/12/2021", "2021-12-31"),
        ("29/02/2020", "2020-02-29"),
    ],
)
def test_day_that_can_mean_one_thing_only(said, read):
    table = read_csv(text(HEAD, (said, said, "1")))

    assert (table.cells[0][:2], table.faults) == ([read, read], [])


@pytest.mark.parametrize(
    "said", ["03/04/21", "3.4.2021", "2021-02-30", "29/02/2021", "2021/04/03", "April 2021", "0"]
)
def test_day_that_cannot_be_told(said):
    table = read_csv(text(HEAD, (said, "2021-05-31", "1")))

    [(row, name, sentence)] = faults(table)
    assert (row, name) == (0, "period_start")
    assert said in sentence
    assert "write the day as 2021-04-03 or 03/04/2021" in sentence
    assert table.rows().columns["period_start"] == [Cell.FAULTY]


def test_one_day_with_the_month_first_makes_every_other_slashed_day_unclear():
    table = read_csv(
        text(
            HEAD,
            ("03/04/2021", "2021-05-31", "1"),
            ("04/13/2021", "30/04/2021", "1"),
            ("04/04/2021", "3 April 2021", "1"),
        )
    )

    told = [(row, name) for row, name, _ in faults(table)]
    assert told == [(1, "period_start"), (0, "period_start")]
    assert "04/13/2021 has no month 13" in table.faults[0].sentence
    assert "the month first" in table.faults[1].sentence


@pytest.mark.parametrize("said", ["77,7", "1,234", "1 234.5", "1.234,5", "77,7%"])
def test_separator_in_a_number_is_refused_in_words(said):
    table = read_csv(text(HEAD, ("2021-05-01", "2021-05-31", said), separator=";"))

    [(row, name, sentence)] = faults(table)
    assert (row, name) == (0, "value")
    assert f"“{said}”: write a point before the decimals" in sentence


def test_percentage_is_its_number_and_remembered_as_one():
    table = read_csv(text(HEAD, ("2021-05-01", "2021-05-31", "77.70%")))

    rows = table.rows()
    assert (rows.columns["value"], rows.percentages) == (["77.70"], [(0, "value")])


def test_percentage_where_no_column_is_one():
    table = read_csv(text((*HEAD, "numerator"), ("2021-05-01", "2021-05-31", "1", "20%")))

    assert faults(table) == [(0, "numerator", "numerator: no percentage: type the number itself.")]


def test_headings_may_be_written_as_people_do_and_ours_are_not_read():
    table = read_csv(text(("Period start", "Faults", "VALUE", ""), ("2021-05-01", "none", "1", "")))

    assert (table.names, table.cells) == (["period_start", "value"], [["2021-05-01", "1"]])


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (("period_start", "vallue"), "vallue"),
        (("value", "value"), "one column of this name"),
        (("value", "", "note"), "Column 2 has no name"),
        ((), "The file is empty"),
    ],
)
def test_fault_of_the_first_line_is_one_of_the_file(head, said):
    table = read_csv(text(head, ("1", "2", "3")) if head else b"")

    assert table.is_unreadable
    assert said in table.faults[0].sentence
    assert table.faults[0].row is None


def test_text_in_another_encoding_is_refused_with_its_line():
    table = read_csv(text(("value", "source")) + "\n1,Zürich".encode("latin-1"))

    assert (table.faults[0].line, table.faults[0].code) == (2, "not_utf_8")


def test_row_of_another_width():
    table = read_csv(text(HEAD, ("2021-05-01", "2021-05-31"), ("2021-06-01", "2021-06-30", 1, "")))

    assert faults(table) == [(0, None, "The row has 2 cells, and the first line names 3.")]


def test_template_row_that_nobody_filled_in_is_left_out_and_counted():
    head = ("force", "indicator", "said_by", "measure_in_words", *HEAD)
    named = ("own-force", "calls", "force", "Calls: Own Force")
    table = read_csv(text(head, (*named, "", "", ""), (*named, "2021-05-01", "2021-05-31", "1")))

    assert (table.left_out, table.lines) == (1, [3])


def test_too_many_rows_are_refused_whole():
    table = read_csv(text(("value",), *[("1",)] * (MOST_ROWS + 1)))

    assert table.is_unreadable
    assert "more than 50,000 rows" in table.faults[0].sentence


def test_table_is_kept_and_found_again():
    table = read_csv(text(HEAD, ("03/04/21", "2021-05-31", "1,5")))

    assert Table.unpacked(table.packed()) == table


def test_row_without_a_measure_is_of_the_one_the_upload_was_begun_from():
    table = read_csv(text(("measure", *HEAD), ("", "2021-05-01", "", "1"), ("7", "", "", "1")))

    assert table.rows(measure=5).columns["measure"] == ["5", "7"]


def test_row_without_a_force_is_of_the_one_the_upload_was_begun_from():
    table = read_csv(text(("force", "indicator", "value"), ("", "a", "1"), ("x", "a", "1")))

    assert table.rows(force="own").columns["force"] == ["own", "x"]


def test_refused_rows_are_written_with_their_faults_and_run_no_formula():
    table = read_csv(text(("value", "source"), ("-1.5", "=1+1"), ("2", "b"), ("x", "'=2")))

    written = table.as_csv({0: ["value: too low.", "source: odd."], 2: ["value: no number."]})

    assert written.decode("utf-8-sig").splitlines() == [
        "value,source,faults",
        "-1.5,'=1+1,value: too low. source: odd.",
        "x,'=2,value: no number.",
    ]
    assert read_csv(written).cells == [["-1.5", "=1+1"], ["x", "=2"]]
