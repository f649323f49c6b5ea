"""The template: a row for each of the person's own measures, and a sheet that explains."""

import io

import openpyxl
import pytest

from concerns.models import ReadingUpload
from concerns.serializers.reading import ReadingEntry
from concerns.uploads.text import read_csv
from tests import factories as make

TEMPLATE = "/admin/concerns/reading/upload/template"


@pytest.fixture
def measures(force, other_force):
    """One of the own force said by it, one said of it by others, one of another force."""
    return {
        "ours": make.MeasureFactory(indicator__code="calls", force=force, said_by="force"),
        "of_us": make.MeasureFactory(indicator__code="backlog", force=force),
        "theirs": make.MeasureFactory(indicator__code="stops", force=other_force),
    }


@pytest.fixture
def codes(client_of, measures):
    """The indicators that a template has rows for."""

    def ask(person, query=""):
        answer = client_of(person).get(f"{TEMPLATE}/csv/{query}")
        lines = answer.content.decode("utf-8-sig").splitlines()[1:]
        return [line.split(",")[1] for line in lines]

    return ask


def test_template_has_the_measures_of_the_forces_one_follows(codes, force, inspector):
    assert codes(inspector) == ["stops", "backlog", "calls"]
    force.inspectors.add(inspector)
    assert codes(inspector) == ["backlog", "calls"]


def test_template_of_an_officer_has_what_the_own_force_says(codes, liaison_officer):
    assert codes(liaison_officer) == ["calls"]


def test_template_of_a_measure_or_a_force_has_theirs(codes, measures, inspector):
    assert codes(inspector, f"?measure={measures['of_us'].pk}") == ["backlog"]
    assert codes(inspector, "?force=other-force") == ["stops"]


def test_template_uploaded_as_it_is_says_nothing(client_of, inspector, measures):
    body = client_of(inspector).get(f"{TEMPLATE}/csv/").content

    table = read_csv(body)

    assert (table.faults, table.cells, table.left_out) == ([], [], 3)
    assert not ReadingUpload.objects.exists()


def test_workbook_explains_every_column(client_of, inspector, measures):
    answer = client_of(inspector).get(f"{TEMPLATE}/xlsx/")

    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Readings", "Columns"]
    assert [cell.value for cell in book["Readings"][2]][:3] == [
        "other-force",
        "stops",
        "inspectorate",
    ]
    told = {row[0].value for row in book["Columns"].iter_rows()}
    assert set(ReadingEntry().fields) <= told


def test_template_is_for_those_who_record(client_of, analyst, inspector):
    assert client_of(analyst).get(f"{TEMPLATE}/csv/").status_code == 403
    assert client_of(inspector).get(f"{TEMPLATE}/pdf/").status_code == 404
