"""Carrying out a run: everything at one instant, whole files or none, whatever happens meanwhile."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import Permission, Reach
from api.clocks import instant_text, known_from, settled_instant
from api.errors import BadParameter
from exports import checking
from exports.actions import export_dataset
from exports.asked import Asked
from exports.attempts import (
    Attempt,
    TakenOver,
    alone_with,
    begin,
    end_cancelled,
    fail,
    hand_back,
    retry_or_fail,
    succeed,
)
from exports.changes import Since
from exports.files import FileRefused
from exports.formats import FORMATS
from exports.mail import send_of
from exports.manifest import question_of
from exports.models import File, Receipt, Run, Schedule
from exports.naming import Named, file_name
from exports.narrowing import asked_of, datasets_of
from exports.snapshots import Snapshot, snapshot
from exports.stores import StoreRefused, staging, store_of
from exports.watching import Cancelled, Stopping, Watch

logger = logging.getLogger(__name__)

LONDON = ZoneInfo("Europe/London")


class Refused(Exception):
    """Why a run exports nothing, which trying again would not mend; a sentence."""


@dataclass(frozen=True)
class Written:
    """A file that is written and waits to appear."""

    file: File
    staged: Path
    manifest: dict[str, Any]


def carry_out(run_id: int, *, worker: str, should_stop: Callable[[], bool]) -> str:
    """Carry a run out as far as it goes, note what became of it, and say so in a word.

    Raises: DatabaseError if not even that can be noted: the run stays as it is, and a sweep
    queues it again. Run.DoesNotExist if there is no such run.
    """
    attempt = begin(run_id, worker=worker)
    if attempt is None:
        return "nothing to do"
    try:
        with Watch(attempt, should_stop) as watch:
            _export_watched(attempt, watch)
        ending: Callable[[Attempt], None] = succeed
    except TakenOver:
        return "taken over"
    except Exception as error:
        ending = _ending_after(error, run_id)
    try:
        ending(attempt)
    except TakenOver:
        return "taken over"
    return "noted"


def _export_watched(attempt: Attempt, watch: Watch) -> None:
    try:
        _export(attempt, watch)
    except Exception:
        watch.look()  # a query that was cancelled was cancelled for a reason
        raise


def _ending_after(error: Exception, run_id: int) -> Callable[[Attempt], None]:
    """Return what is to become of a run that something ended early."""
    if isinstance(error, Cancelled):
        return end_cancelled
    if isinstance(error, Stopping):
        return hand_back
    if isinstance(error, ValidationError | BadParameter):
        return partial(_pause_and_fail, reason=_sentences(error))
    if isinstance(error, Refused):
        return partial(fail, reason=str(error))
    logger.error("run %s did not succeed", run_id, exc_info=error)
    return partial(retry_or_fail, reason=_reason(error))


def refusal_of(owner: User) -> str | None:
    """Return why nothing may be exported for this person now; None = it may."""
    if not owner.is_active:
        return f"Its owner, {owner.username}, is switched off: nothing was exported."
    if not owner.may(Permission.EXPORT):
        role = owner.get_role_display().lower()
        return f"Its owner, {owner.username}, may not export as {role}: nothing was exported."
    if owner.reach == Reach.OWN_FORCES and not forces_of(owner):
        return f"Its owner, {owner.username}, speaks for no force: nothing was exported."
    return None


def forces_of(person: User) -> list[str]:
    """Return the slugs of the forces a person speaks for, where those are the reach. One query."""
    if person.reach != Reach.OWN_FORCES:
        return []
    told: Any = person.liaised_forces
    return list(told.order_by("slug").values_list("slug", flat=True))


def questions(schedule: Schedule) -> list[Asked]:
    """Return what a schedule asks: its datasets, with its filters and columns, as its owner.

    Raises: ValidationError or BadParameter if one is no longer there.
    """
    return [
        asked_of(
            dataset,
            user=schedule.owner,
            filters=schedule.filters.get(dataset.name),
            columns=schedule.columns.get(dataset.name),
        )
        for dataset in datasets_of(schedule.datasets)
    ]


def _export(attempt: Attempt, watch: Watch) -> None:
    schedule = Schedule.objects.select_related("owner").get(pk=attempt.run.schedule_id)
    if refusal := refusal_of(schedule.owner):
        raise Refused(refusal)
    checking.check_schedule(schedule)
    files = _reserve(attempt, schedule)
    if not all(file.appeared_at for file in files):
        _write_and_publish(attempt, schedule, files, watch)
    watch.look()
    send_of(attempt.run, schedule)


def _reserve(attempt: Attempt, schedule: Schedule) -> list[File]:
    """Note where each file is to stand, before it does: only the run itself may replace it there.

    Raises: Refused if something else stands there.
    """
    kind = "s3" if schedule.destination == schedule.Destination.S3 else "directory"
    store = store_of(kind)
    files = []
    for name in schedule.datasets:
        named = Named(schedule.name, name, attempt.run.due_at, schedule.time_zone, attempt.run.pk)
        leaf = file_name(schedule.file_name, named, extension=schedule.file_format)
        location = f"{schedule.folder}/{leaf}" if schedule.folder else leaf
        kept = File.objects.filter(run=attempt.run, dataset=name).first()
        if kept is not None and (
            kept.appeared_at or (kept.store, kept.location) == (kind, location)
        ):
            files.append(kept)
            continue
        if store.has(location):
            raise Refused(f"{location} exists already, and is not of this run: move it away.")
        try:
            with transaction.atomic():
                if not attempt.still_counts():
                    raise TakenOver
                file, _ = File.objects.update_or_create(
                    run=attempt.run, dataset=name, defaults={"store": kind, "location": location}
                )
        except IntegrityError as error:
            raise Refused(
                f"{location} is a file of another run: give a name of its own."
            ) from error
        files.append(file)
    return files


def _write_and_publish(
    attempt: Attempt, schedule: Schedule, files: list[File], watch: Watch
) -> None:
    owner, asked = schedule.owner, questions(schedule)
    reach, forces = owner.reach, forces_of(owner)
    with staging(attempt.run.pk, attempt.number) as folder:
        with (
            snapshot(now=timezone.now(), **_clocks(attempt.run)) as taken,
            watch.queries_of(taken.connection),
        ):
            written = [
                _write(attempt.run, schedule, each, file, folder, taken, watch)
                for each, file in zip(asked, files, strict=True)
            ]
        watch.look()
        rows = sum(each.manifest["rows"] for each in written)
        with transaction.atomic():
            alone_with(attempt.run.pk)
            attempt.note(
                rows_done=rows,
                rows_expected=rows,
                as_at=taken.clocks.as_at,
                known_at=taken.known_at,
                reach=reach,
                forces=forces,
            )
            for each in written:
                _publish(attempt.run, each)


def _clocks(run: Run) -> dict[str, str]:
    """Return the clocks of a run: the day it was due, as known at that instant if that is settled.

    So an attempt that is repeated tells the same, and so do all the files of one instant.
    """
    first = known_from()
    is_settled = first is not None and first <= run.due_at <= settled_instant()
    return {
        "as_at": run.due_at.astimezone(LONDON).date().isoformat(),
        "known_at": instant_text(run.due_at) if is_settled else "",
    }


def _write(
    run: Run,
    schedule: Schedule,
    asked: Asked,
    file: File,
    folder: Path,
    taken: Snapshot,
    watch: Watch,
) -> Written:
    staged = folder / asked.dataset.name / file.name
    staged.parent.mkdir()
    before = File.objects.before(run, asked.dataset.name)
    manifest = export_dataset(
        asked.dataset,
        format_=FORMATS[schedule.file_format],
        path=staged,
        taken=taken,
        user=schedule.owner,
        forces=asked.forces,
        filters=asked.filters,
        columns=asked.columns,
        since=_since(schedule, asked, taken, before),
        previous=_told(before),
        on_total=watch.expect,
        on_rows=watch.count,
    )
    return Written(file, staged, manifest)


def _since(
    schedule: Schedule, asked: Asked, taken: Snapshot, before: File | None
) -> dict[str, Any] | None:
    """Return the manifest since which changes are told; None = all rows.

    The first run of a schedule, and one that asks otherwise than the run before, has all of them.
    """
    if before is None or schedule.contents != schedule.Contents.CHANGES:
        return None
    manifest: dict[str, Any] = before.manifest or {}
    _, cells = asked.told_at(taken.clocks)
    return manifest if Since(manifest).asks(question_of(asked, cells)) else None


def _told(before: File | None) -> dict[str, Any] | None:
    """Return what a manifest says of the run before."""
    if before is None:
        return None
    return {
        "run": before.run_id,
        "due_at": instant_text(before.run.due_at),
        "file": before.name,
        "sha256": before.sha256,
    }


def _publish(run: Run, written: Written) -> None:
    file, now = written.file, timezone.now()
    sha256 = written.manifest["sha256"]
    told = store_of(file.store).put(written.staged, file.location, sha256=sha256)
    File.objects.filter(pk=file.pk).update(
        rows=written.manifest["rows"],
        bytes=written.manifest["bytes"],
        sha256=sha256,
        manifest=written.manifest,
        appeared_at=now,
    )
    Receipt.objects.get_or_create(
        run=run, kind=file.store, to=file.location, defaults={"told": told, "at": now}
    )


def _pause_and_fail(attempt: Attempt, reason: str) -> None:
    """Pause the schedule: what it asks for is not there, and less must never become everything."""
    schedule = Schedule.objects.get(pk=attempt.run.schedule_id)
    if not schedule.is_paused:
        schedule.pause(by=None, at=timezone.now(), because=reason)
    fail(attempt, f"{reason} The schedule is paused; nothing was exported.")


def _sentences(error: ValidationError | BadParameter) -> str:
    told = error.messages if isinstance(error, ValidationError) else error.sentences
    return " ".join(told)


def _reason(error: Exception) -> str:
    if isinstance(error, FileRefused | StoreRefused):
        return str(error)
    line = (str(error) or type(error).__name__).strip().partition("\n")[0]
    return f"{type(error).__name__}: {line}"
