import dataclasses
import datetime as dt
import re

import pytest

from api.clocks import Clocks
from api.columns import Column, ColumnType, UndescribedColumn
from api.flat import flat_columns
from exports.datasets import DATASETS, FIGURES, READINGS, RECOMMENDATIONS, ListedDataset
from inspections.models import Force
from tests.exports.reading_back import as_django_says
from tests.exports.worlds import two_forces
from tests.factories import (
    PUBLISHED_ON,
    ConcernFactory,
    FigureFactory,
    ForceFactory,
    InspectionFactory,
    PublicationFactory,
    RecommendationFactory,
    WordingFactory,
)

LIVE = Clocks(PUBLISHED_ON, is_live=True)
DATASET_NAMES = sorted(DATASETS)

CONCERN_OF = {
    "concerns": "reference",
    "recommendations": "concern__reference",
    "figures": "publication__concerns__reference",
    "readings": "measure__concerns__reference",
    "progress": "measure__concerns__reference",
    "targets": "measure__concerns__reference",
    "measures": "concerns__reference",
    "actions": "concern__reference",
    "events": "concern__reference",
    "judgments": "publication__concerns__reference",
    "monitoring-stages": "publication__concerns__reference",
    "responses": "publication__concerns__reference",
}
OF_ROWS = sorted(CONCERN_OF)  # the overview is counted: see test_overview_dataset.py
LISTED = [name for name in DATASET_NAMES if isinstance(DATASETS[name], ListedDataset)]
ALL = {f"{force}-{state}" for force in ("own", "other") for state in ("draft", "sent", "published")}
SEEN_BY = {
    "inspector": ALL,
    "lead_inspector": ALL,
    "liaison_officer": {"own-sent", "own-published"},
    "analyst": {"own-published", "other-published"},
    "administrator": set(),
}


def of(name, references, role="inspector"):
    """What is left of them: a response is owed to what is published, actions are not public."""
    if (name, role) == ("actions", "analyst"):
        return set()
    if name != "responses":
        return references
    return {reference for reference in references if reference.endswith("published")}


def concerns_behind(name, **question):
    rows = DATASETS[name].queryset(clocks=LIVE, **question)
    return set(rows.values_list(CONCERN_OF[name], flat=True)) - {None}


@pytest.mark.parametrize("name", DATASET_NAMES)
def test_dataset_columns_are_described(name):
    columns = DATASETS[name].columns
    names = [column.name for column in columns]
    assert len(set(names)) == len(names)
    for column in columns:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", column.name)
        assert column.description.endswith("."), column.name


NUMBER_OF_A_ROW = r"(^|_)(id|reading|target|supersedes|strikes_out|struck_out_by|carried_from)$"


@pytest.mark.parametrize("name", DATASET_NAMES)
def test_dataset_numbers_have_units(name):
    columns = DATASETS[name].columns
    numbers = {
        column.name
        for column in columns
        if column.type in (ColumnType.INTEGER, ColumnType.DECIMAL)
        and not re.search(NUMBER_OF_A_ROW, column.name)
    }
    assert numbers == {column.name for column in columns if column.unit}


ONLY_HERE = {
    "concerns": {"detail"},
    "recommendations": {"is_overdue"},
    "actions": {"force_slug", "force_name"},
    "events": {"force_slug", "force_name"},
}


@pytest.mark.parametrize("name", LISTED)
def test_dataset_columns_are_those_of_the_api(name):
    dataset = DATASETS[name]
    columns = {column.name for column in dataset.columns}
    of_api = {column.name for column in flat_columns(dataset.view.serializer_class())}
    assert columns - of_api == ONLY_HERE.get(name, set())
    assert of_api - columns == of_api & {"superseded_at", "superseded_because"}


@pytest.mark.parametrize("name", DATASET_NAMES)
def test_dataset_names_columns_that_it_has(name):
    dataset = DATASETS[name]
    names = {column.name for column in dataset.columns}
    assert {*dataset.order, *dataset.totals} <= names
    assert dataset.key in names or name in {"progress", "overview", "worklist"}


@pytest.mark.parametrize("name", DATASET_NAMES)
def test_dataset_units_name_columns(name):
    columns = DATASETS[name].columns
    names = {column.name for column in columns}
    named = {
        word
        for column in columns
        for word in re.findall(r"(?:as in|where) ([a-z_]+)", column.unit or "")
    }
    assert named <= names


@pytest.mark.parametrize("name", [name for name in DATASET_NAMES if name != "worklist"])
def test_dataset_order_is_unique(name, db):  # of what waits: see test_worklist_dataset.py
    two_forces()
    dataset = DATASETS[name]
    rows = dataset.queryset(clocks=LIVE, user=None)
    by_name = {column.name: column.expression for column in dataset.cells(rows)}
    keys = rows.annotate(**{f"key_{key}": by_name[key] for key in dataset.order}).values_list(
        *(f"key_{key}" for key in dataset.order)
    )
    assert len(keys) >= 6
    assert list(keys) == sorted(set(keys))


@pytest.mark.django_db  # it asks for its person by name, which collects no database
@pytest.mark.parametrize("role", SEEN_BY)
@pytest.mark.parametrize("name", OF_ROWS)
def test_dataset_reach(name, role, request):
    user = request.getfixturevalue(role)
    own, _ = two_forces()
    own.liaison_officers.add(request.getfixturevalue("liaison_officer"))
    assert concerns_behind(name, user=None) == of(name, ALL)
    assert concerns_behind(name, user=user) == of(name, SEEN_BY[role], role)


@pytest.mark.parametrize("name", OF_ROWS)
def test_dataset_of_forces(name, db):
    two_forces()
    assert {reference.partition("-")[0] for reference in concerns_behind(name, user=None)} == {
        "own",
        "other",
    }
    only = concerns_behind(name, user=None, forces=["other"])
    assert {reference.partition("-")[0] for reference in only} == {"other"}
    assert concerns_behind(name, user=None, forces=["own", "other"]) == of(name, ALL)


def test_dataset_leaves_out_superseded_readings(db, inspector):
    two_forces()
    before = READINGS.queryset(clocks=LIVE, user=None).count()
    reading = READINGS.model.objects.filter(kind="point").first()
    right = reading.supersede(by=inspector, because="our_error", low=70, high=70)
    rows = READINGS.queryset(clocks=LIVE, user=None)
    assert rows.count() == before
    assert rows.filter(pk=right.pk).exists()
    assert not rows.filter(pk=reading.pk).exists()


def first_row(name, **question):
    dataset = DATASETS[name]
    (row,) = as_django_says(dataset, dataset.queryset(clocks=LIVE, **question))
    return row


def test_recommendation_hides_concern_out_of_reach(analyst, inspector):
    concern = ConcernFactory(cause=True, draft=True)
    RecommendationFactory(concern=concern, wording=WordingFactory())
    for user in (None, inspector):
        assert first_row("recommendations", user=user)["concern_reference"] == concern.reference
    row = first_row("recommendations", user=analyst)
    assert row["concern_id"] is row["concern_reference"] is row["concern_title"] is None


def test_figure_hides_comparison_out_of_reach(analyst, inspector):
    force = ForceFactory()
    draft = PublicationFactory(draft=True, addresses=[force])
    hidden = FigureFactory(force=force, publication=draft)
    figure = FigureFactory(force=force, compared_with=hidden)
    row = first_row("figures", user=analyst)
    assert row["id"] == figure.pk
    assert row["compared_with_id"] is row["compared_with_words"] is None
    rows = FIGURES.queryset(clocks=LIVE, user=inspector)
    codes = [row["compared_with_code"] for row in as_django_says(FIGURES, rows)]
    assert sorted(codes, key=str) == sorted([None, hidden.code], key=str)


def test_concern_hides_inspection_out_of_reach(analyst, inspector):
    force = ForceFactory()
    draft = PublicationFactory(draft=True, addresses=[force])
    inspection = InspectionFactory(force=force, publication=draft)
    ConcernFactory(force=force, inspection=inspection)
    assert first_row("concerns", user=analyst)["inspection_reference"] is None
    row = first_row("concerns", user=inspector)
    assert row["inspection_reference"] == inspection.reference


@pytest.mark.parametrize(
    ("as_at", "is_overdue"),
    [(dt.date(2021, 12, 29), False), (dt.date(2021, 12, 30), False), (dt.date(2021, 12, 31), True)],
)
def test_recommendation_is_overdue_after_its_last_day(as_at, is_overdue, db):
    RecommendationFactory()
    rows = as_django_says(
        RECOMMENDATIONS, RECOMMENDATIONS.queryset(clocks=Clocks(as_at, is_live=True), user=None)
    )
    assert [(row["due_on"], row["is_overdue"]) for row in rows] == [
        (dt.date(2021, 12, 30), is_overdue)
    ]


def test_concern_shows_the_least_advanced_claim(db):
    concern = RecommendationFactory().concern
    row = first_row("concerns", user=None)
    assert concern.force_status == ""
    assert row["force_status"] == "not_started"
    assert (row["open_recommendations"], row["next_due_on"]) == (1, dt.date(2021, 12, 30))


def test_column_is_named_by_its_path():
    column = Column("succeeded_by.slug", "Who took over.").of(Force)
    assert column.name == "succeeded_by_slug"
    assert column.type == ColumnType.TEXT


def test_column_takes_what_the_field_says():
    column = Column("kind").of(Force)
    assert column.description == str(Force._meta.get_field("kind").help_text)
    assert "territorial" in {choice.value for choice in column.choices}
    assert not column.is_free_text
    assert Column("name").of(Force).is_free_text


@pytest.mark.parametrize("column", [Column("id"), Column("unheard_of", "Nothing we know.")])
def test_column_without_description_or_type_refused(column):
    with pytest.raises(UndescribedColumn, match="give it a type and a description"):
        column.of(Force)


def test_dataset_order_of_unknown_column_refused(db):
    lost = dataclasses.replace(READINGS, order=("nowhere",))
    with pytest.raises(KeyError, match="nowhere"):
        lost.queryset(clocks=LIVE, user=None)
