"""The log within the history of a record: which fields it tells, and an event as an entry."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from accounts.scoped_admin import Entry
from accounts.scoped_admin.history import FieldChange
from api.days import dated_text
from concerns.transitions import transitions_of


def told_by_log(subject: str) -> set[str]:
    """Return the fields of a kind of record that change with its log alone: its positions."""
    positions = {each.position for each in transitions_of(subject)} - {""}
    ends = ("", "_since_on", "_since_on_precision", "_precision")
    return {f"{position}{end}" for position in positions for end in ends}


def entry_of(event: Any) -> Entry:
    """Tell an event of the log as its history does: when we were told, and of which day it is."""
    when = dated_text(event.happened_on, event.happened_on_precision)
    changes = []
    if event.position:
        was, became = event.was_words or "nothing", event.became_words or "nothing"
        changes = [FieldChange(event.get_position_display(), was, became, [])]
    notes = [f"Happened on: {when}. For: {event.get_audience_display().lower()}."]
    if event.assessment:
        notes.append(event.get_assessment_display())
    notes += [str(said) for said in (event.publication, event.note) if said]
    return Entry(
        at=event.recorded_at,
        title=f"Log: {event.get_kind_display().lower()}",
        who=event.recorder,
        route=event.get_route_display(),
        changes=changes,
        notes=notes,
        url=reverse("admin:concerns_event_change", args=[event.pk]),
        is_struck=bool(event.striking_event),
    )
