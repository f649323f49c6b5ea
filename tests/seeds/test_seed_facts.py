"""The document against the facts it was written from, where these lie beside the checkout."""

import csv
import re
from decimal import Decimal

import pytest

from seeds.document import read_document
from seeds.loader import FOLDER
from seeds.stated import stated_value

RENAMED_UNITS = {
    "count": "searches",
    "percent reduction": "percent",
    "percent change": "percent",
}
"""Units the facts give that say too little or the same twice; a change says its way by its sign."""


def rows_of(facts, name):
    with (facts / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture
def content():
    return read_document(FOLDER / "greater-manchester-2021-22.yaml").content


@pytest.fixture
def figures(content):
    return {figure["code"]: figure for figure in content["figures"]}


def numbers(text):
    return [Decimal(number) for number in re.findall(r"[0-9.]+", text)]


def test_figures_equal_the_facts(figures, facts):
    rows = {row["id"]: row for row in rows_of(facts, "report_figures.csv")}

    assert set(figures) == set(rows)
    for code, row in rows.items():
        figure, value = figures[code], stated_value(figures[code])
        ends = [abs(end) for end in (value["low"], value["high"]) if end is not None]
        assert sorted(set(ends)) == sorted(set(numbers(row["value"]))), code
        assert figure["unit"] == RENAMED_UNITS.get(row["unit"], row["unit"]), code
        assert figure.get("margin") == (Decimal(row["ci_half_width"] or 0) or None), code
        assert figure["places"] == [int(line) for line in row["report_line"].split(";")], code
        assert figure["said_by"] == row["said_by"], code
        assert figure.get("approximate", False) >= (row["qualifier"] == "estimate"), code


def test_comparators_equal_the_facts(figures, facts):
    for row in rows_of(facts, "report_figures.csv"):
        figure = figures[row["id"]]
        compared = figures.get(figure.get("compared_with", "").partition("/")[2], {})
        given = figure.get("comparator_value", compared.get("value", compared.get("at_most")))
        if re.fullmatch(r"[0-9.]+", row["comparator_value"]):
            assert given == Decimal(row["comparator_value"]), row["id"]
        if row["comparator_ci"]:
            margin = figure.get("comparator_margin", compared.get("margin"))
            assert margin == Decimal(row["comparator_ci"]), row["id"]


def test_natures_and_periods_equal_the_facts(figures, facts):
    for row in rows_of(facts, "figure_nature.csv"):
        figure = figures[row["id"]]
        assert figure["nature"] == row["nature"], row["id"]
        assert ("reading" in figure) == (row["nature"] == "observed"), row["id"]
        assert ("target" in figure) == (row["nature"] == "target"), row["id"]
        if "reading" in figure:
            assert figure["reading"]["period_basis"] == row["period_basis"], row["id"]


def test_periods_of_a_year_end_when_the_facts_say(figures, facts):
    for row in rows_of(facts, "report_figures.csv"):
        end = re.fullmatch(r"YE ([0-9-]{10})", row["period"])
        if end and "reading" in figures[row["id"]]:
            assert figures[row["id"]]["reading"]["period_end"] == end[1], row["id"]


def test_readings_of_other_sources_equal_the_facts(content, facts):
    indicators = {row["name"]: row["code"] for row in content["indicators"]}
    readings = {
        (reading["measure"], reading["period_end"]): reading for reading in content["readings"]
    }

    for row in rows_of(facts, "later_points.csv"):
        measure = f"{indicators[row['indicator']]}/{row['force']}/{row['said_by']}"
        reading = readings[measure, row["period_end"]]
        assert reading["value"] == Decimal(row["value"])
        assert reading.get("margin") == (Decimal(row["margin"] or 0) or None)
        assert reading.get("sample_size") == (int(row["sample"] or 0) or None)
        assert reading["period_start"] == (row["period_start"] or row["period_end"])


def test_judgments_equal_the_facts(content, facts):
    rows = [row for row in rows_of(facts, "report_judgments.csv") if row["heading_line"]]

    assert len(content["judgments"]) == len(rows)
    for judgment, row in zip(content["judgments"], rows, strict=True):
        grade = judgment.get("grade", "five-tier/ungraded").partition("/")[2]
        assert grade == row["prose_grade"].lower().replace(" ", "-")
        for line in re.findall(r"[0-9]+", f"{row['heading_line']} {row['prose_line']}"):
            assert re.search(rf"\b{line}\b", judgment["note"]), row["section_heading"]


def test_monitoring_history_equals_the_facts(content, facts):
    history = read_document(FOLDER / "monitoring-history.yaml").content["monitoring_stages"]
    engaged = {
        row["force"]: row
        for row in [*content["monitoring_stages"], *history]
        if row["stage"] == "engage"
    }

    rows = {row["force"]: row for row in rows_of(facts, "monitoring_history.csv")}
    assert set(engaged) == set(rows)
    for force, row in rows.items():
        assert str(engaged[force]["started_on"]) == row["entered_engage"]
        left = row["left_engage"] if re.fullmatch(r"[0-9-]+", row["left_engage"]) else None
        ended_on = engaged[force].get("ended_on")
        assert (ended_on and str(ended_on)) == left
