"""What others have recorded since the person last said they had seen everything."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce, TruncDate

from accounts.scoped_admin.people import person_shown
from accounts.worklists import Look, State, Worklist
from api.clocks import LONDON
from concerns.models import Event, Reading
from concerns.positions import position_words
from concerns.worklist.reach import reads_the_record, rows_of, within_reach

SHORT = 140
"""So many letters of a note are shown among the news."""


def _since_seen(rows: Any, look: Look) -> Any:
    """Keep what was recorded after what the person has seen, and by somebody else."""
    news = rows.filter(recorded_at__gt=look.reader.changes_from).exclude(recorded_by=look.reader)
    return news.annotate(recorder=person_shown(look.reader, "recorded_by"))


def _changed(rows: Any, look: Look) -> Any:
    return _since_seen(rows, look).select_related("concern", "recommendation", "action__concern")


def _readings(look: Look) -> Any:
    return within_reach(Reading.objects.at(look.clocks), look)


def _new_readings(rows: Any, look: Look) -> Any:
    news = _since_seen(rows.filter(superseded_at=None), look)
    return news.select_related("measure__indicator")


def _said_of_event(event: Any, user: Any) -> str:
    words = event.get_kind_display()
    if event.position and event.kind != Event.Kind.OPENED:
        became = position_words(event.became) if event.became else "nothing"
        words += f" ({event.get_position_display().lower()}: {became[:1].lower()}{became[1:]})"
    if event.action:
        words += f": action {event.action.title}"
    note = " ".join(event.note.split())
    shown = f"{note[:SHORT].rstrip()}…" if len(note) > SHORT else note
    return f"{words}, by {event.recorder}{': ' if shown else ''}{shown}"


def _said_of_reading(reading: Any, user: Any) -> str:
    indicator = reading.measure.indicator
    return f"{indicator.name}: {reading.text(indicator.unit)}, by {reading.recorder}"


def _page_of_event(event: Any) -> tuple[str, Any]:
    subject = event.subject
    return f"concerns_{subject._meta.model_name}", subject.pk


_RECORDED = TruncDate("recorded_at", tzinfo=LONDON)

CHANGED = Worklist(
    name="changed",
    title="Changed since I last looked",
    model=Event,
    within=rows_of(Event),
    kept=_changed,
    told={
        "reference": Coalesce(
            "concern__reference", "recommendation__reference", "action__concern__reference"
        ),
        "title": F("note"),
        "force": Coalesce(
            "concern__force__name", "recommendation__force__name", "action__concern__force__name"
        ),
        "force_slug": Coalesce(
            "concern__force__slug", "recommendation__force__slug", "action__concern__force__slug"
        ),
        "since_on": _RECORDED,
    },
    order=("-recorded_at", "-pk"),
    page="concerns_event",
    heading="Recorded",
    day="since_on",
    state=State.QUIET,
    offered_to=reads_the_record,
    is_personal=True,
    is_news=True,
    say=_said_of_event,
    leads=_page_of_event,
)

NEW_READINGS = Worklist(
    name="new_readings",
    title="Readings recorded since I last looked",
    model=Reading,
    within=_readings,
    kept=_new_readings,
    told={
        "reference": F("measure__indicator__code"),
        "title": F("measure__indicator__name"),
        "force": F("measure__force__name"),
        "force_slug": F("measure__force__slug"),
        "since_on": _RECORDED,
    },
    order=("-recorded_at", "-pk"),
    page="concerns_measure",
    key="measure_id",
    heading="Recorded",
    day="since_on",
    state=State.QUIET,
    offered_to=reads_the_record,
    is_personal=True,
    is_news=True,
    say=_said_of_reading,
)
