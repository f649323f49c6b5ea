import dataclasses
import datetime as dt
import hashlib
import io
import json
import os
import signal
from decimal import Decimal

import polars
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, models
from django.db.models import F, Value
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from api.clocks import london_date
from api.columns import Column, ColumnType
from api.table_formats import FORMATS
from exports.actions import export_dataset
from exports.datasets import DATASETS, READINGS
from exports.management.commands.export import interrupted_by_signals, one_of
from exports.snapshots import snapshot
from tests.conftest import person
from tests.exports.reading_back import cells_of_csv, objects_of_ndjson
from tests.exports.worlds import one_concern, two_forces
from tests.factories import ForceFactory, MeasureFactory, ReadingFactory

pytestmark = pytest.mark.django_db(transaction=True)


def export(*words, **options):
    """Run the command and return what it printed."""
    out = io.StringIO()
    call_command("export", *map(str, words), stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def manifest_beside(path):
    return json.loads(path.with_name(path.name + ".manifest.json").read_text())


def objects_of_csv(data):
    header, rows = cells_of_csv(data)
    return [dict(zip(header, row, strict=True)) for row in rows]


READ = {
    "csv": objects_of_csv,
    "ndjson": objects_of_ndjson,
    "parquet": lambda data: polars.read_parquet(data).to_dicts(),
}


def rows_of(path):
    return cells_of_csv(path.read_bytes())[1]


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize("name", sorted(DATASETS))
def test_export_and_its_manifest_agree(name, format_name, tmp_path):
    one_concern(ForceFactory())
    path = tmp_path / f"{name}.{format_name}"
    said = export(name, "--format", format_name, "-o", path)
    data, manifest = path.read_bytes(), manifest_beside(path)
    rows = READ[format_name](data)
    assert len(rows) == manifest["rows"] >= 1
    assert manifest["bytes"] == len(data)
    assert manifest["sha256"] == hashlib.sha256(data).hexdigest()
    assert manifest["file"] == path.name
    assert manifest["format"]["name"] == format_name
    assert manifest["dataset"]["name"] == name
    assert [column["name"] for column in manifest["columns"]] == list(rows[0])
    assert names(tmp_path) == [path.name, f"{path.name}.manifest.json"]
    assert f"{len(rows)} rows of {name}, {len(data):,} bytes, SHA-256 {manifest['sha256']}" in said


def test_manifest_tells_clocks_and_reach(tmp_path):
    one_concern(ForceFactory())
    before = timezone.now()
    export("readings", "-o", tmp_path / "x.csv")
    manifest = manifest_beside(tmp_path / "x.csv")
    assert manifest["as_at"] == london_date(before).isoformat()
    known_at = dt.datetime.fromisoformat(manifest["known_at"])
    assert manifest["known_at"].endswith("Z")
    assert READINGS.model.objects.filter(recorded_at__lte=known_at).count() == 2
    assert before <= dt.datetime.fromisoformat(manifest["generated_at"]) <= timezone.now()
    assert manifest["reach"] == {
        "user": None,
        "role": None,
        "reach": "everything",
        "meaning": "The whole record, drafts included",
    }
    assert manifest["filters"] == {}
    assert manifest["previous"] is None
    assert manifest["software"]["name"] == "inspection-tracker"
    assert manifest["software"]["version"].count(".") == 2


def test_manifest_describes_columns(tmp_path):
    export("readings", "-o", tmp_path / "x.csv")
    columns = {column["name"]: column for column in manifest_beside(tmp_path / "x.csv")["columns"]}
    assert columns["margin_level"] == {
        "name": "margin_level",
        "type": "decimal",
        "unit": "percent",
        "description": "Confidence level in percent, only if stated.",
    }
    assert columns["kind"]["values"]["bound"] == "Bound on one side"


@pytest.mark.parametrize(
    ("role", "references"),
    [
        ("inspector", ["own-draft", "own-published", "own-sent"]),
        ("liaison_officer", ["own-published", "own-sent"]),
        ("analyst", ["own-published"]),
    ],
)
def test_export_within_the_reach_of_a_user(role, references, tmp_path):
    user = person(role, role)
    own, _ = two_forces()
    own.liaison_officers.add(user)
    path = tmp_path / "x.csv"
    export("concerns", "-o", path, "--user", role, "--force", "own")
    assert [row[1] for row in rows_of(path)] == references
    manifest = manifest_beside(path)
    assert manifest["reach"]["user"] == manifest["reach"]["role"] == role
    assert manifest["reach"]["reach"] == user.reach
    assert manifest["filters"] == {"force": ["own"]}


def test_export_of_several_forces(tmp_path):
    two_forces()
    ForceFactory(slug="third")
    path = tmp_path / "x.csv"
    export("concerns", "-o", path, "--force", "other", "own", "--force", "third")
    assert len(rows_of(path)) == 6
    assert manifest_beside(path)["filters"] == {"force": ["other", "own", "third"]}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["reading"], r"There is no dataset 'reading': did you mean readings\?"),
        (["zzz"], "There is no dataset 'zzz': there are actions, concerns, events, figures, "),
        (["readings", "--format", "cvs"], r"There is no format 'cvs': did you mean csv\?"),
        (["readings", "--user", "analist"], r"no active account 'analist': did you mean analyst\?"),
        (["readings", "--user", "gone"], "There is no active account 'gone'"),
        (["readings", "--user", "administrator"], "administrator may not export: its role is adm"),
        (["readings", "--force", "owm"], r"There is no force 'owm': did you mean own\?"),
        (["readings", "--force", "own", ""], "There is no force '': there are other, own"),
    ],
)
def test_export_refused(words, sentence, tmp_path):
    person("analyst", "analyst")
    person("administrator", "administrator")
    gone = person("gone", "inspector")
    gone.is_active = False
    gone.save()
    ForceFactory(slug="own")
    ForceFactory(slug="other")
    with pytest.raises(CommandError, match=sentence):
        export(*words, "-o", tmp_path / "x.csv")
    assert names(tmp_path) == []


def test_export_needs_a_file():
    with pytest.raises(CommandError, match="-o/--output"):
        export("readings")


def test_export_into_missing_folder_refused(tmp_path):
    with pytest.raises(CommandError, match=r"The folder .*missing does not exist: make it first"):
        export("readings", "-o", tmp_path / "missing" / "x.csv")


@pytest.mark.parametrize("standing", ["x.csv", "x.csv.manifest.json"])
def test_export_over_a_file_refused(standing, tmp_path):
    (tmp_path / standing).write_text("old")
    with pytest.raises(CommandError, match=r"exists already: name another file, or say --overwr"):
        export("readings", "-o", tmp_path / "x.csv")
    assert names(tmp_path) == [standing]
    assert (tmp_path / standing).read_text() == "old"


def test_export_replaces_a_file_when_told(tmp_path):
    path = tmp_path / "x.csv"
    export("readings", "-o", path)
    ReadingFactory()
    export("readings", "-o", path, "--overwrite")
    assert len(rows_of(path)) == manifest_beside(path)["rows"] == 1
    assert names(tmp_path) == ["x.csv", "x.csv.manifest.json"]


def test_export_says_nothing_when_told(tmp_path):
    assert export("readings", "-o", tmp_path / "x.csv", "--verbosity", "0") == ""
    assert names(tmp_path) == ["x.csv", "x.csv.manifest.json"]


@pytest.fixture
def broken_readings():
    """The readings with a column that divides by nought at the second of two rows."""
    ReadingFactory(value=Decimal(1))
    ReadingFactory(value=Decimal(0))
    share = Column(
        "share",
        "One over the value.",
        source=models.ExpressionWrapper(Value(1) / F("low"), models.DecimalField()),
        unit="one over the unit",
        type=ColumnType.DECIMAL,
    )
    return dataclasses.replace(READINGS, added=(*READINGS.added, share))


@pytest.mark.parametrize("format_name", FORMATS)
def test_export_that_breaks_leaves_nothing(format_name, broken_readings, tmp_path):
    with snapshot(now=timezone.now()) as taken, pytest.raises(DatabaseError, match="division by"):
        export_dataset(
            broken_readings,
            format_=FORMATS[format_name],
            path=tmp_path / "x",
            taken=taken,
        )
    assert names(tmp_path) == []


def test_export_that_breaks_leaves_the_old_file(broken_readings, tmp_path):
    path = tmp_path / "x.csv"
    export("readings", "-o", path)
    old = path.read_bytes(), manifest_beside(path)
    with snapshot(now=timezone.now()) as taken, pytest.raises(DatabaseError, match="division by"):
        export_dataset(
            broken_readings, format_=FORMATS["csv"], path=path, taken=taken, overwrite=True
        )
    assert (path.read_bytes(), manifest_beside(path)) == old
    assert len(names(tmp_path)) == 2


@pytest.fixture
def lost_figures():
    """A database in which somebody has renamed a table."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE concerns_figure RENAME TO elsewhere")
        yield
        cursor.execute("ALTER TABLE elsewhere RENAME TO concerns_figure")


def test_export_that_the_database_refuses_says_so(lost_figures, tmp_path):
    with pytest.raises(CommandError, match=r'^The database broke the export off: .*"concerns_fig'):
        export("figures", "-o", tmp_path / "x.csv")
    assert names(tmp_path) == []


@pytest.fixture
def ctrl_c_interrupts():
    """As in a terminal; whoever starts the suite in the background may have had it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c_interrupts")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_export_that_is_interrupted_leaves_nothing(number, tmp_path):
    ReadingFactory()
    handler = signal.getsignal(number)

    def interrupt(rows):
        if rows:
            os.kill(os.getpid(), number)

    with pytest.raises(KeyboardInterrupt), interrupted_by_signals():
        export_at_once(tmp_path / "x.csv", on_rows=interrupt)
    assert names(tmp_path) == []
    assert signal.getsignal(number) == handler
    assert READINGS.model.objects.count() == 1


def export_at_once(path, **options):
    with snapshot(now=timezone.now()) as taken:
        return export_dataset(READINGS, format_=FORMATS["csv"], path=path, taken=taken, **options)


def test_exports_of_one_snapshot_see_the_same(tmp_path, in_another_connection):
    measure = MeasureFactory()
    ReadingFactory(measure=measure)
    with snapshot(now=timezone.now()) as taken:
        for name in ("before.csv", "after.csv"):
            export_dataset(READINGS, format_=FORMATS["csv"], path=tmp_path / name, taken=taken)
            in_another_connection(
                lambda: (
                    ReadingFactory(measure=measure, period_start=dt.date(2021, 10, 1))
                    if READINGS.model.objects.count() == 1
                    else None
                )
            )
    export("readings", "-o", tmp_path / "later.csv")
    assert (tmp_path / "before.csv").read_bytes() == (tmp_path / "after.csv").read_bytes()
    assert len(rows_of(tmp_path / "before.csv")) == 1
    assert len(rows_of(tmp_path / "later.csv")) == 2


def test_snapshot_refuses_to_write():
    with pytest.raises(DatabaseError, match="read-only"), snapshot(now=timezone.now()):
        ReadingFactory()


def test_number_of_queries_is_constant(tmp_path):
    two_forces()
    with CaptureQueriesContext(connection) as few:
        export("progress", "-o", tmp_path / "few.csv", "--force", "own")
    for _ in range(3):
        one_concern(ForceFactory())
    with CaptureQueriesContext(connection) as many:
        export("progress", "-o", tmp_path / "many.csv", "--force", "own", "other")
    assert len(rows_of(tmp_path / "few.csv")) == 3
    assert len(rows_of(tmp_path / "many.csv")) == 6
    assert len(few) == len(many)


@pytest.mark.parametrize(
    ("known", "words"),
    [((), "there is none yet"), (("a",), "there is a"), (("a", "b"), "there are a, b")],
)
def test_unknown_name_counts_what_there_is(known, words):
    with pytest.raises(CommandError, match=f"There is no dataset 'nix': {words}\\."):
        one_of("dataset", "nix", known)


def test_changes_by_command_are_applied_by_command(tmp_path):
    two_forces()
    asked = ["readings", "--filter", "kind=point", "--force", "own"]
    export(*asked, "-o", tmp_path / "monday.csv")
    measure = MeasureFactory(force=READINGS.model.objects.first().measure.force)
    ReadingFactory(measure=measure)
    since = tmp_path / "monday.csv.manifest.json"
    export(*asked, "-o", tmp_path / "changes.csv", "--since", since)
    export(*asked, "-o", tmp_path / "full.csv")
    out = io.StringIO()
    files = [tmp_path / "monday.csv", tmp_path / "changes.csv", "-o", tmp_path / "applied.csv"]
    call_command("apply_changes", *map(str, files), stdout=out)
    assert (tmp_path / "applied.csv").read_bytes() == (tmp_path / "full.csv").read_bytes()
    assert [row[0] for row in rows_of(tmp_path / "changes.csv")] == ["added"]
    assert manifest_beside(tmp_path / "full.csv")["filters"] == {"force": ["own"], "kind": "point"}
    assert "4 rows of readings" in out.getvalue()


def test_export_of_some_columns(tmp_path):
    two_forces()
    path = tmp_path / "x.csv"
    export("concerns", "-o", path, "--columns", "status,reference", "--filter", "force=own")
    assert cells_of_csv(path.read_bytes())[0] == ["status", "reference"]
    assert len(rows_of(path)) == 3


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["concerns", "--filter", "status"], "--filter status: write NAME=VALUE"),
        (["concerns", "--filter", "statos=open"], "no parameter statos: did you mean status"),
        (["concerns", "--filter", "status=opened"], "status: "),
        (["overview", "--filter", "status=open"], "the dataset overview takes no filters"),
        (["concerns", "--columns", "statos"], "Columns: concerns has no statos. It has id, ref"),
        (["concerns", "--since", "nowhere.json"], "The manifest nowhere.json cannot be read"),
    ],
)
def test_question_refused(words, sentence, tmp_path):
    with pytest.raises(CommandError, match=sentence):
        export(*words, "-o", tmp_path / "x.csv")
    assert names(tmp_path) == []
