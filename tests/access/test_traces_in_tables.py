"""No table and no export, in any format, shows a trace of what is out of reach.

A table is read on a connection of its own, so the world is committed for this file. That the marks
would be found is proved each time: the reader's JSON, or the ORM, holds the mark of every story of
theirs, and the table holds the very words that it holds.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from api.table_formats import FORMATS
from exports.actions import export_dataset
from exports.datasets import DATASETS
from exports.snapshots import snapshot
from tests.access.asking import hidden_from, marked_words, text_of
from tests.access.table import API, RECORD, REFERENCE, SIGNED_IN
from tests.access.test_api_table import key_of
from tests.access.world import STORIES, World
from tests.exports.reading_back import as_django_says

pytestmark = pytest.mark.django_db
PEOPLE = [person for person in SIGNED_IN if person != "lead_inspector"]
"""An inspector sees what a lead inspector does."""
KNOWN_BY = {
    **dict.fromkeys(("measures", "worklist"), "of-{whose}{stage}-"),
    **dict.fromkeys(("schedules", "runs"), "of {whose}"),
}
"""By what the row of a story is known where not by its mark: its indicator or schedule."""


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The world, committed, and taken away after the file."""
    with django_db_blocker.unblock():
        try:
            with transaction.atomic():
                made = World()
            yield made
        finally:
            call_command("flush", interactive=False, verbosity=0)


@pytest.mark.parametrize("name", API)
@pytest.mark.parametrize("person", PEOPLE)
def test_table_holds_the_words_of_its_readers_json_and_no_more(world, askers, person, name):
    listed = askers[person]("GET", f"/api/v1/{name}/?page_size=1000")
    assert listed.status_code == 200, listed.body
    assert [word for word in words_to_find(world, person, name) if word not in listed.body] == []
    for kind in FORMATS:
        table = askers[person]("GET", f"/api/v1/{name}/?format={kind}")
        assert table.status_code == 200, (kind, table.body)
        assert marked_words(table.body) == marked_words(listed.body), kind


def words_to_find(world, person, name):
    """By what the rows of the person's stories are known there; reference data belongs to none."""
    if name == "overview":
        return []  # figures name no story
    sees = API[name].sees if name in API else RECORD
    if sees is REFERENCE:
        return []
    known_by = KNOWN_BY.get(name, "zq{whose}{stage}")
    there = [each for each in STORIES if name not in API or key_of(world, API[name], each)]
    return [
        known_by.format(whose=whose, stage=stage)
        for whose, stage in there
        if (whose, stage) in sees[person]
    ]


def exported(dataset, reader, folder):
    """Export in every format, beside what the ORM says; in a thread, outside the test's transaction."""

    def work():
        try:
            with snapshot(now=timezone.now()) as taken:
                rows = dataset.queryset(clocks=taken.clocks, user=reader)
                said = repr(as_django_says(dataset, rows)).lower()
                for kind, format_ in FORMATS.items():
                    path = folder / f"export.{kind}"
                    export_dataset(dataset, format_=format_, path=path, taken=taken, user=reader)
            return said
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as own:
        return own.submit(work).result()


@pytest.mark.parametrize("name", DATASETS)
@pytest.mark.parametrize("person", PEOPLE)
def test_export_holds_what_its_reader_sees_and_no_more(world, tmp_path, settings, person, name):
    settings.EXPORT_ROOT = tmp_path
    said = exported(DATASETS[name], world.people[person], tmp_path)
    assert [word for word in words_to_find(world, person, name) if word not in said] == []
    for kind in FORMATS:
        told = text_of((tmp_path / f"export.{kind}").read_bytes())
        assert marked_words(told) == marked_words(said), kind
    for written in tmp_path.iterdir():
        told = text_of(written.read_bytes()).lower()
        assert [word for word in hidden_from(person) if word in told] == [], written.name
