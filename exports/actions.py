"""Exporting a dataset into a file with its manifest: whole, or nothing at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from accounts.models import User
from api.columns import BoundColumn
from api.streams import compiled, sent
from api.tabular import Format
from exports.asked import Asked
from exports.changes import Changes, Since, changes_since, refuse_untellable
from exports.datasets import Dataset
from exports.datasets.dataset import NO_FILTERS
from exports.files import Draft, appear, place, sentences
from exports.manifest import about_file, manifest_of, manifest_path, question_of, written
from exports.snapshots import Snapshot
from exports.totals import totals_of
from exports.workbook import too_many_rows


def export_dataset(
    dataset: Dataset,
    *,
    format_: Format,
    path: Path,
    taken: Snapshot,
    user: User | None = None,
    forces: Sequence[str] = (),
    filters: Mapping[str, str] = NO_FILTERS,
    columns: Sequence[str] = (),
    since: Mapping[str, Any] | None = None,
    previous: Mapping[str, Any] | None = None,
    overwrite: bool = False,
    on_total: Callable[[int], object] = lambda rows: None,
    on_rows: Callable[[int], object] = lambda rows: None,
) -> dict[str, Any]:
    """Write the dataset at that snapshot, and return its manifest, which stands beside it.

    `user` None is the whole record. `forces` are slugs of forces, none means all; `filters` are
    query parameters of the API's list; `columns` are names of columns in their order, none means
    all. `since` is the manifest of an earlier export of the same question: only what has changed
    since is written. `previous` is what the manifest says of the run before. `on_total` is told
    how many rows there will be, `on_rows` how many each block had.

    Raises: BadParameter for filters the list does not have; FileRefused if the file cannot be
    written, or does not hold so many rows, or changes cannot be told; DatabaseError if the query
    fails. In any case, and if it is interrupted, no file of it is left.
    """
    asked = Asked(dataset=dataset, user=user, forces=forces, filters=filters, columns=columns)
    data_path = place(path, overwrite=overwrite)
    beside = place(manifest_path(data_path), overwrite=overwrite)
    planned = _planned(asked, format_, taken, Since(since) if since is not None else None)
    if format_.most_rows is not None and planned.rows > format_.most_rows:
        raise too_many_rows(planned.rows)
    on_total(planned.rows)
    with Draft(data_path) as data, Draft(beside) as manifest:
        number = _write(planned, asked, format_, taken, data, on_rows)
        told = manifest_of(
            question=question_of(asked, planned.question_columns),
            columns=planned.columns,
            format_=format_,
            taken=taken,
            draft=data,
            rows=number,
            totals=planned.totals,
            changes=planned.told_changes,
            previous=previous,
        )
        manifest.write(written(told))
        appear(data, manifest, overwrite=overwrite)
    return told


@dataclass(frozen=True)
class _Planned:
    """What is to be written: the statement, its columns, and what they come to."""

    select: str
    columns: tuple[BoundColumn, ...]
    question_columns: tuple[BoundColumn, ...]
    rows: int
    totals: dict[str, dict[str, int]]
    told_changes: dict[str, Any] | None = None


def _planned(asked: Asked, format_: Format, taken: Snapshot, since: Since | None) -> _Planned:
    """Return what is to be written. Hidden queries: one or three, which read all rows.

    Raises: BadParameter, FileRefused, DatabaseError.
    """
    if since is not None:
        refuse_untellable(asked)
    rows, cells = asked.told_at(taken.clocks)
    number, totals = totals_of(asked.dataset, rows)
    if since is None:
        select = compiled(rows, cells, format_, taken.connection)
        return _Planned(select, cells, cells, number, totals)
    since.refuse_unless_comparable(question_of(asked, cells), taken)
    changes = changes_since(asked, since, taken, format_)
    told = {
        "since": since.told(),
        "rows": changes.numbers,
        "full": {"rows": number, "totals": totals},
    }
    return _of_changes(changes, cells, told)


def _of_changes(changes: Changes, cells: tuple[BoundColumn, ...], told: dict[str, Any]) -> _Planned:
    totals = {"change": changes.numbers}
    return _Planned(changes.select, changes.columns, cells, changes.rows, totals, told)


def _write(
    planned: _Planned,
    asked: Asked,
    format_: Format,
    taken: Snapshot,
    data: Draft,
    on_rows: Callable[[int], object],
) -> int:
    """Write the data; return how many rows there were."""
    number = 0
    stream = sent(
        planned.select,
        planned.columns,
        format_,
        taken.connection,
        about=about_file(asked.dataset, taken),
    )
    with sentences(data.path), closing(stream):
        for block, rows_in_it in stream:
            data.write(block)
            number += rows_in_it
            on_rows(rows_in_it)
    return number
