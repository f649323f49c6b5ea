"""Who may read exported files, and what a schedule would export now."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from itertools import chain

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import FileResponse, Http404

from accounts.models import User
from accounts.roles import Permission, Reach
from api.clocks import Clocks
from api.streams import blocks
from api.table_formats import FORMATS
from exports.models import File, Run, Schedule
from exports.running import forces_of, questions
from exports.stores import StoreRefused, store_of

PREVIEWED = 20
"""Rows that a preview shows of each dataset."""


@dataclass(frozen=True)
class Preview:
    """The first rows of a dataset as they would stand in a CSV file."""

    dataset: str
    columns: list[str]
    rows: list[list[str]]


def refusal_to_fetch(user: User, file: File) -> str | None:
    """Return why the person may not read the file; None = they may.

    Only its owner may, and only while they reach all that it was exported with. One query where
    forces are the reach.
    """
    run = file.run
    if run.schedule.owner_id != user.pk or user.is_narrowed:
        return "Only its owner may read it: it holds what the owner may see."
    if not user.may(Permission.EXPORT):
        return "Your role does not allow this."
    if user.reach == Reach.EVERYTHING:
        return None
    if user.reach != run.reach or not set(run.forces) <= set(forces_of(user)):
        return "It was exported when you could see more than now: run it again."
    return None


def preview(schedule: Schedule, *, now: dt.datetime) -> list[Preview]:
    """Return the first rows of each dataset, as its owner sees them now.

    Raises: ValidationError or BadParameter if what it asks for is not there.
    """
    clocks = Clocks.live(now)
    told = []
    for asked in questions(schedule):
        rows, columns = asked.told_at(clocks)
        stream = blocks(rows[:PREVIEWED], columns, FORMATS["csv"], connection)
        text = b"".join(block for block, _ in stream).decode()
        header, *cells = csv.reader(chain(text.splitlines(keepends=True)))
        told.append(Preview(asked.dataset.name, header, cells))
    return told


def answer_file(user: User, run: Run, dataset: str) -> FileResponse:
    """Return a file of a run as a download.

    Raises: PermissionDenied with the reason; Http404 if it is not there, or no longer.
    """
    file = run.files.filter(dataset=dataset).first()
    if file is None or not file.is_there:
        raise Http404("There is no such file, or no longer: its time was over.")
    if refusal := refusal_to_fetch(user, file):
        raise PermissionDenied(refusal)
    try:
        content = store_of(file.store).open(file.location)
    except StoreRefused as error:
        raise Http404(str(error)) from error
    return FileResponse(content, as_attachment=True, filename=file.name)
