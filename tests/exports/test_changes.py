"""Changes since an earlier export: told of what is recorded, and applied they make the new one."""

import copy
import datetime as dt
import random
import threading
import time
from collections import Counter

import polars
import pytest
from django.utils import timezone

from accounts.roles import Role
from exports.actions import export_dataset
from exports.applying import apply_changes
from exports.changes import Change, ChangesRefused
from exports.datasets import DATASETS
from exports.files import FileRefused
from exports.formats import FORMATS
from exports.snapshots import snapshot
from exports.verification import faults_of
from tests import factories as make
from tests.concerns.histories import World, day
from tests.concerns.test_slow_writers import in_a_thread, write_slowly
from tests.conftest import person
from tests.exports.worlds import two_forces

pytestmark = pytest.mark.django_db(transaction=True)
RECORDED = [name for name, dataset in DATASETS.items() if dataset.key]
APPLIED_IN = ("csv", "ndjson", "parquet")
DAYS, WRITERS, PATIENCE_SECONDS = 10, 2, 60


def export(folder, name, format_name="csv", *, as_at="", file="", **asked):
    path = folder / (file or f"{name}.{format_name}")
    with snapshot(now=timezone.now(), as_at=as_at) as taken:
        told = export_dataset(
            DATASETS[name], format_=FORMATS[format_name], path=path, taken=taken, **asked
        )
    return path, told


def same(one, other, format_name):
    """Whether two files say the same: text byte for byte, Parquet row by row."""
    if format_name != "parquet":
        return one.read_bytes() == other.read_bytes()
    return polars.read_parquet(one).equals(polars.read_parquet(other))


@pytest.fixture
def world():
    by, lead = person("by", Role.INSPECTOR), person("lead", Role.LEAD_INSPECTOR)
    return World(make.ForceFactory(slug="north", name="North"), by, lead)


def wait_for_more(outcomes):
    """Wait until somebody has committed since; whoever is slow is still at it."""
    before, until = outcomes["committed"], time.monotonic() + PATIENCE_SECONDS
    while outcomes["committed"] == before and time.monotonic() < until:
        time.sleep(0.01)


def a_day(folder, number, chance, earlier):
    """Export everything of a day in full and as changes; return what differs after applying."""
    as_at = str(day(20 * number + chance.randrange(20)))
    kinds, wrong = Counter(), []
    for name in RECORDED:
        format_name = APPLIED_IN[(RECORDED.index(name) + number) % 3]
        # Each format follows its own earlier file of the dataset, three days before.
        key = (name, format_name)
        ending = f"{number}.{format_name}"
        with snapshot(now=timezone.now(), as_at=as_at) as taken:
            given = {"format_": FORMATS[format_name], "taken": taken}
            full = folder / f"{name}-{ending}"
            told = export_dataset(DATASETS[name], path=full, **given)
            if key in earlier:
                path, manifest = earlier[key]
                changes = folder / f"{name}-changes-{ending}"
                since = export_dataset(DATASETS[name], path=changes, since=manifest, **given)
                applied = folder / f"{name}-applied-{ending}"
                result = apply_changes(path, changes, applied)
                kinds += Counter(since["changes"]["rows"])
                if not same(applied, full, format_name) or result["totals"] != told["totals"]:
                    wrong.append((name, format_name, number))
                earlier[key] = applied, since
            else:
                earlier[key] = full, told
    return kinds, wrong


def test_changes_applied_make_the_full_export_while_slow_writers_work(world, tmp_path, monkeypatch):
    monkeypatch.setattr("exports.merging.ROWS_AT_ONCE", 7)  # so that rows are put in between
    chance, earlier = random.Random(6), {}
    outcomes, done, kinds, wrong = Counter(), threading.Event(), Counter(), []
    writers = [
        in_a_thread(write_slowly, copy.deepcopy(world), number, done, outcomes)
        for number in range(WRITERS)
    ]
    try:
        for number in range(DAYS):
            wait_for_more(outcomes)
            found, faults = a_day(tmp_path, number, chance, earlier)
            kinds += found
            wrong += faults
    finally:
        done.set()
        for writer in writers:
            writer.join(PATIENCE_SECONDS)

    assert wrong == [], dict(kinds)
    assert len(earlier) == len(RECORDED) * len(APPLIED_IN)
    assert set(kinds) >= {Change.ADDED, Change.CHANGED, Change.SUPERSEDED}, dict(kinds)


def test_each_kind_of_change_is_told(tmp_path):
    own, _ = two_forces()
    by = person("by", "lead_inspector")
    readings = DATASETS["readings"].model.objects
    wrong, withdrawn = readings.filter(kind="point")[:2]
    _, manifest = export(tmp_path, "readings")
    right = wrong.supersede(by=by, because="our_error", low=7, high=7)
    withdrawn.withdraw(by=by, note="It was never said.")
    new = make.ReadingFactory(measure=wrong.measure, period_start=dt.date(2021, 12, 1))
    own.edit(name="Renamed")

    path, told = export(tmp_path, "readings", file="changes.csv", since=manifest)

    rows = polars.read_csv(path, infer_schema=False).to_dicts()
    found = {int(row["id"]): row for row in rows}
    kinds = {number: row["change"] for number, row in found.items()}
    assert {kinds[wrong.pk], kinds[withdrawn.pk]} == {"superseded"}
    assert {kinds[right.pk], kinds[new.pk]} == {"added"}
    renamed = {number for number, kind in kinds.items() if kind == "changed"}
    assert {found[number]["measure_force_name"] for number in renamed} == {"Renamed"}
    assert told["changes"]["rows"] == {kind: list(kinds.values()).count(kind) for kind in Change}
    assert told["changes"]["since"]["sha256"] == manifest["sha256"]
    assert told["changes"]["full"]["rows"] == manifest["rows"]  # two came, two went
    assert told["rows"] == len(rows)
    assert list(faults_of(path)) == []


def test_a_row_that_left_is_no_supersession(tmp_path):
    make.ConcernFactory(reference="stays")
    goes = make.ConcernFactory(reference="goes")
    filters = {"status": "open"}
    _, manifest = export(tmp_path, "concerns", filters=filters)
    goes.withdraw(
        by=person("lead", Role.LEAD_INSPECTOR),
        route="command",
        happened_on=make.PUBLISHED_ON,
        note="Raised in error.",
    )
    _, told = export(tmp_path, "concerns", file="c.csv", filters=filters, since=manifest)
    assert told["changes"]["rows"] == {"added": 0, "changed": 0, "superseded": 0, "left": 1}
    assert told["filters"] == filters


@pytest.mark.parametrize("name", ["progress", "overview"])
def test_changes_of_derived_rows_are_refused(name, tmp_path):
    two_forces()
    _, manifest = export(tmp_path, name)
    with pytest.raises(ChangesRefused, match=f"{name} is derived: .* Export it in full"):
        export(tmp_path, name, file="changes.csv", since=manifest)


def test_changes_of_another_question_are_refused(tmp_path):
    two_forces()
    _, manifest = export(tmp_path, "concerns", forces=["own"])
    for name, asked in (
        ("concerns", {}),
        ("concerns", {"forces": ["own"], "user": person("reader", "inspector")}),
        ("readings", {"forces": ["own"]}),
    ):
        with pytest.raises(ChangesRefused, match="answers another question: its"):
            export(tmp_path, name, file="changes.csv", since=manifest, **asked)
    columns = ["title", "status"]
    with pytest.raises(ChangesRefused, match="are applied by id, reference: ask for id, ref"):
        export(tmp_path, "concerns", file="x.csv", since=manifest, columns=columns)


def test_changes_after_somebody_lost_sight_are_refused(tmp_path):
    own, other = two_forces()
    reader = person("reader", "liaison_officer")
    reader_of = {"user": reader}
    own.liaison_officers.add(reader)
    _, manifest = export(tmp_path, "concerns", **reader_of)
    own.liaison_officers.remove(reader)
    other.liaison_officers.add(reader)
    with pytest.raises(ChangesRefused, match="its reach differ"):
        export(tmp_path, "concerns", file="changes.csv", since=manifest, **reader_of)


def test_what_does_not_follow_is_not_applied(tmp_path):
    two_forces()
    full, manifest = export(tmp_path, "concerns")
    make.ConcernFactory(reference="new")
    changes, told = export(tmp_path, "concerns", file="changes.csv", since=manifest)
    later, _ = export(tmp_path, "concerns", file="later.csv")
    again, _ = export(tmp_path, "concerns", file="again.csv", since=told)
    with pytest.raises(FileRefused, match=r"does not follow later\.csv"):
        apply_changes(later, changes, tmp_path / "x.csv")
    with pytest.raises(FileRefused, match="Give the earlier full export first"):
        apply_changes(changes, again, tmp_path / "x.csv")
    full.write_bytes(full.read_bytes().replace(b"own", b"OWN"))
    with pytest.raises(FileRefused, match="is not what was exported"):
        apply_changes(full, changes, tmp_path / "x.csv")
    assert not (tmp_path / "x.csv").exists()


def test_workbooks_are_not_applied(tmp_path):
    make.ConcernFactory()
    full, manifest = export(tmp_path, "concerns", "xlsx")
    changes, _ = export(tmp_path, "concerns", "xlsx", file="changes.xlsx", since=manifest)
    with pytest.raises(FileRefused, match="is a workbook, which is for reading"):
        apply_changes(full, changes, tmp_path / "x.xlsx")
