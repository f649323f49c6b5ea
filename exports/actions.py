"""Exporting a dataset into a file with its manifest: whole, or nothing at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from accounts.models import User
from api.streams import blocks
from api.tabular import Format
from exports.datasets import Dataset
from exports.files import Draft, appear, place
from exports.manifest import about_file, manifest_of, manifest_path, written
from exports.snapshots import Snapshot


def export_dataset(
    dataset: Dataset,
    *,
    format_: Format,
    path: Path,
    taken: Snapshot,
    user: User | None = None,
    forces: Sequence[str] = (),
    overwrite: bool = False,
    on_rows: Callable[[int], object] = lambda rows: None,
) -> dict[str, Any]:
    """Write the dataset at that snapshot, and return its manifest, which stands beside it.

    `user` None is the whole record. `forces` are slugs of forces; none means all. `on_rows` is
    told how many rows each block had.

    Raises: FileRefused if the file cannot be written, DatabaseError if the query fails; in
    either case, and if it is interrupted, no file of it is left.
    """
    data_path = place(path, overwrite=overwrite)
    beside = place(manifest_path(data_path), overwrite=overwrite)
    rows = dataset.queryset(clocks=taken.clocks, user=user, forces=forces)
    with Draft(data_path) as data, Draft(beside) as manifest:
        number = 0
        about = about_file(dataset, taken)
        with closing(
            blocks(rows, dataset.cells(rows), format_, taken.connection, about=about)
        ) as stream:
            for block, rows_in_it in stream:
                data.write(block)
                number += rows_in_it
                on_rows(rows_in_it)
        told = manifest_of(
            dataset=dataset,
            format_=format_,
            taken=taken,
            user=user,
            forces=sorted(set(forces)),
            draft=data,
            rows=number,
        )
        manifest.write(written(told))
        appear(data, manifest, overwrite=overwrite)
    return told
