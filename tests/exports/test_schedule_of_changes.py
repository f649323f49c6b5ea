"""A schedule of changes: the first run has all rows, each later one what changed since the last."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from concerns.models import Concern
from exports.applying import apply_changes
from exports.jobs import queue_run
from exports.running import carry_out
from tests import factories as make
from tests.exports.worlds import two_forces
from tests.factories import ScheduleFactory

pytestmark = pytest.mark.usefixtures("queue")
COLUMNS = {"concerns": ["id", "reference", "title"]}


def file_of(schedule, minutes):
    run = queue_run(schedule, due_at=timezone.now() + dt.timedelta(minutes=minutes), asked_by=None)
    carry_out(run.pk, worker="here:1", should_stop=lambda: False)
    run.refresh_from_db()
    assert (run.status, run.error) == ("succeeded", "")
    return run.files.get()


def add_concern():
    own = Concern.objects.get(reference="own-published")
    return make.ConcernFactory(
        force=own.force, publication=own.publication, reference="later", title="Later"
    )


@pytest.fixture
def schedule(analyst, export_root):
    two_forces()
    return ScheduleFactory(
        owner=analyst, contents="changes", columns=COLUMNS, file_name="{schedule}-{run}"
    )


def test_changes_applied_to_the_run_before_make_the_full_export(schedule, export_root, tmp_path):
    first = file_of(schedule, minutes=-2)
    add_concern()
    second = file_of(schedule, minutes=-1)
    whole = file_of(ScheduleFactory(owner=schedule.owner, columns=COLUMNS), minutes=0)

    assert first.manifest["changes"] is None
    assert second.manifest["changes"]["rows"]["added"] == second.rows == 1
    assert second.manifest["changes"]["since"]["sha256"] == first.sha256
    apply_changes(export_root / first.location, export_root / second.location, tmp_path / "now.csv")
    assert (tmp_path / "now.csv").read_bytes() == (export_root / whole.location).read_bytes()


def test_manifest_names_the_run_before(schedule):
    first, second = file_of(schedule, minutes=-2), file_of(schedule, minutes=-1)

    assert first.manifest["previous"] is None
    assert second.manifest["previous"]["run"] == first.run_id
    assert second.manifest["previous"]["sha256"] == first.sha256


def test_schedule_that_asks_otherwise_begins_with_all_rows(schedule):
    first = file_of(schedule, minutes=-2)
    schedule.columns = {"concerns": ["id", "reference"]}
    schedule.save()

    second = file_of(schedule, minutes=-1)

    assert second.manifest["changes"] is None
    assert second.rows == first.rows == 2


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"datasets": ["progress"]}, "progress is derived"),
        ({"columns": {"concerns": ["reference"]}}, "ask for id"),
        ({"file_format": "xlsx"}, "cannot be applied"),
    ],
)
def test_changes_that_nobody_could_apply_are_refused_when_saved(analyst, asked, says):
    schedule = ScheduleFactory.build(owner=analyst, contents="changes", **asked)

    with pytest.raises(ValidationError) as refused:
        schedule.full_clean()

    assert says in str(refused.value.message_dict["contents"])
