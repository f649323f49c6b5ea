"""An export asked for again at the clocks of its manifest is the same, whatever came after."""

import datetime as dt
import io
import json

import pytest
from django.core.management import CommandError, call_command

from concerns.actions import release
from concerns.models import Concern, Event, Reading, Recommendation
from exports.datasets import DATASETS
from tests.conftest import person
from tests.exports.worlds import two_forces
from tests.factories import ReadingFactory, TargetFactory

pytestmark = pytest.mark.django_db(transaction=True)


def export(*words):
    call_command("export", *map(str, words), stdout=io.StringIO(), stderr=io.StringIO())


def go_on(by):
    """Change whatever can change: readings, targets, positions, publications."""
    for concern in Concern.objects.exclude(publication__state="published"):
        release(concern.publication, by=by, route="command", published_on=dt.date(2021, 10, 1))
    reading = Reading.objects.current().filter(kind="point").first()
    reading.supersede(by=by, because="our_error", low=7, high=7)
    ReadingFactory(measure=reading.measure, period_start=dt.date(2021, 12, 1))
    TargetFactory(measure=reading.measure, set_on=dt.date(2022, 1, 1), low=1, high=1)
    for recommendation in Recommendation.objects.all():
        Event.change(
            recommendation,
            position="force_status",
            became="claimed_complete",
            kind="claimed_complete",
            happened_on=dt.date(2022, 1, 1),
            by=by,
            route="command",
        )


@pytest.mark.parametrize("role", ["inspector", "liaison_officer", "analyst", None])
def test_same_clocks_give_the_same_rows_and_figures(tmp_path, role):
    own, _ = two_forces()
    by = person("somebody", "lead_inspector")
    reader = person("reader", role) if role else None
    if role == "liaison_officer":
        own.liaison_officers.add(reader)
    asked = ["--user", "reader"] if role else []
    for name in DATASETS:
        export(name, "-o", tmp_path / f"{name}.csv", *asked)

    go_on(by)

    changed = []
    for name in DATASETS:
        told = json.loads((tmp_path / f"{name}.csv.manifest.json").read_text())
        clocks = ["--as-at", told["as_at"], "--known-at", told["known_at"]]
        export(name, "-o", tmp_path / f"{name}-again.csv", *asked, *clocks)
        export(name, "-o", tmp_path / f"{name}-today.csv", *asked)
        before, again, today = (
            (tmp_path / f"{name}{which}.csv").read_bytes() for which in ("", "-again", "-today")
        )
        assert again == before, name
        changed += [name] if today != before else []
    assert {"readings", "recommendations", "progress"} <= set(changed)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--as-at", "2199-01-01"], "as_at: today"),
        (["--as-at", "soon"], "as_at: a day as YYYY-MM-DD"),
        (["--known-at", "2199-01-01"], "known_at: not later than"),
        (["--known-at", "2021-09-30T12:00:00"], "known_at: an instant with its offset"),
        (["--known-at", "2021-09-30"], "known_at: before that instant nothing had been recorded"),
    ],
)
def test_clocks_that_cannot_be_answered_are_refused(tmp_path, words, sentence):
    two_forces()
    with pytest.raises(CommandError, match=sentence):
        export("concerns", "-o", tmp_path / "x.csv", *words)
    assert list(tmp_path.iterdir()) == []
