import dataclasses
import re

import pytest

from exports.columns import Column, ColumnType, UndescribedColumn
from exports.datasets import DATASETS, READINGS
from inspections.models import Force
from tests.exports.worlds import two_forces
from tests.factories import PUBLISHED_ON

DATASET_NAMES = sorted(DATASETS)

CONCERN_OF = {
    "concerns": "reference",
    "recommendations": "concern__reference",
    "figures": "publication__concerns__reference",
    "readings": "measure__concerns__reference",
    "progress": "measure__concerns__reference",
}
ALL = {f"{force}-{state}" for force in ("own", "other") for state in ("draft", "sent", "published")}
SEEN_BY = {
    "inspector": ALL,
    "lead_inspector": ALL,
    "liaison_officer": {"own-sent", "own-published"},
    "analyst": {"own-published", "other-published"},
    "administrator": set(),
}


def concerns_behind(name, **question):
    rows = DATASETS[name].queryset(as_at=PUBLISHED_ON, **question)
    return set(rows.values_list(CONCERN_OF[name], flat=True))


@pytest.mark.parametrize("name", DATASET_NAMES)
def test_dataset_columns_are_described(name):
    columns = DATASETS[name].columns
    names = [column.name for column in columns]
    assert len(set(names)) == len(names)
    for column in columns:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", column.name)
        assert column.description.endswith("."), column.name


@pytest.mark.parametrize("name", DATASET_NAMES)
def test_dataset_numbers_have_units(name):
    columns = DATASETS[name].columns
    numbers = {
        column.name
        for column in columns
        if column.type in (ColumnType.INTEGER, ColumnType.DECIMAL)
        and not re.search(r"(^|_)id$", column.name)
    }
    assert numbers == {column.name for column in columns if column.unit}


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


@pytest.mark.parametrize("name", DATASET_NAMES)
def test_dataset_order_is_unique(name, db):
    two_forces()
    dataset = DATASETS[name]
    rows = dataset.queryset(as_at=PUBLISHED_ON, user=None)
    by_name = {column.name: column.expression for column in dataset.columns}
    keys = rows.annotate(**{f"key_{key}": by_name[key] for key in dataset.order}).values_list(
        *(f"key_{key}" for key in dataset.order)
    )
    assert len(keys) >= 6
    assert list(keys) == sorted(set(keys))


@pytest.mark.parametrize("role", SEEN_BY)
@pytest.mark.parametrize("name", DATASET_NAMES)
def test_dataset_reach(name, role, request):
    user = request.getfixturevalue(role)
    own, _ = two_forces()
    own.liaison_officers.add(request.getfixturevalue("liaison_officer"))
    assert concerns_behind(name, user=None) == ALL
    assert concerns_behind(name, user=user) == SEEN_BY[role]


@pytest.mark.parametrize("name", DATASET_NAMES)
def test_dataset_of_forces(name, db):
    two_forces()
    assert {reference.partition("-")[0] for reference in concerns_behind(name, user=None)} == {
        "own",
        "other",
    }
    only = concerns_behind(name, user=None, forces=["other"])
    assert {reference.partition("-")[0] for reference in only} == {"other"}
    assert concerns_behind(name, user=None, forces=["own", "other"]) == ALL


def test_dataset_leaves_out_superseded_readings(db, inspector):
    two_forces()
    before = READINGS.queryset(as_at=PUBLISHED_ON, user=None).count()
    reading = READINGS.model.objects.filter(kind="point").first()
    right = reading.supersede(by=inspector, because="our_error", low=70, high=70)
    rows = READINGS.queryset(as_at=PUBLISHED_ON, user=None)
    assert rows.count() == before
    assert rows.filter(pk=right.pk).exists()
    assert not rows.filter(pk=reading.pk).exists()


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
        lost.queryset(as_at=PUBLISHED_ON, user=None)
