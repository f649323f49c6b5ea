"""Applying a file of changes to the full export that it follows: the full export of now.

Both files are checked against their manifests first, and the result against what the changes say
of it. Text formats are merged line by line, byte for byte as the service would have written them,
Parquet some thousand rows at a time; of the earlier export no more is held, of the changes all.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from exports.changes import QUESTION
from exports.files import Draft, FileRefused, appear, place
from exports.manifest import manifest_path, written
from exports.merging import MERGERS
from exports.verification import faults_of, read_manifest


def apply_changes(
    full: Path, changes: Path, to: Path, *, overwrite: bool = False
) -> dict[str, Any]:
    """Write the full export of now and return its manifest, which stands beside it.

    Raises: FileRefused if either file is not what its manifest says, if the changes do not follow
    the full export, or if the result cannot be written; then nothing is.
    """
    for path in (full, changes):
        for fault in faults_of(path):
            raise FileRefused(fault)
    before, told = (read_manifest(manifest_path(path)) for path in (full, changes))
    _refuse_unless_following(before, told, changes)
    merger = MERGERS.get(told["format"]["name"])
    if merger is None:
        raise FileRefused(
            f"{changes} is a workbook, which is for reading: apply changes of csv, ndjson or "
            "parquet."
        )
    data_path = place(to, overwrite=overwrite)
    beside = place(manifest_path(data_path), overwrite=overwrite)
    with Draft(data_path) as data, Draft(beside) as manifest:
        rows = 0
        for block, number in merger(told).merged(full, changes):
            data.write(block)
            rows += number
        expected = told["changes"]["full"]
        if rows != expected["rows"]:
            raise FileRefused(
                f"{full} with {changes} makes {rows:,} rows; there should be "
                f"{expected['rows']:,}. Export everything."
            )
        result = {
            **told,
            "file": data_path.name,
            "rows": rows,
            "bytes": data.bytes,
            "sha256": data.sha256,
            "header": before["header"],
            "totals": expected["totals"],
            "changes": None,
        }
        manifest.write(written(result))
        appear(data, manifest, overwrite=overwrite)
    return result


def _refuse_unless_following(
    before: Mapping[str, Any], told: Mapping[str, Any], changes: Path
) -> None:
    """Refuse changes of something else, or since another instant.

    Raises: FileRefused.
    """
    if told["changes"] is None or before["changes"] is not None:
        raise FileRefused("Give the earlier full export first, and then the changes since.")
    since = told["changes"]["since"]
    same = all(before.get(name) == told.get(name) for name in QUESTION)
    same = same and before["format"]["name"] == told["format"]["name"]
    if not same or any(before[name] != since[name] for name in ("as_at", "known_at")):
        raise FileRefused(
            f"{changes} does not follow {before['file']}: it tells what changed since "
            f"{since['file']}, as at {since['as_at']}, known at {since['known_at']}, in "
            f"{told['format']['name']}."
        )
