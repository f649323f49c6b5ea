"""Whether a file is still what its manifest says."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pyarrow import ArrowInvalid, parquet

from exports.files import FileRefused
from exports.manifest import MANIFEST_VERSION, manifest_path

_CHUNK_BYTES = 1024 * 1024


def faults_of(path: Path) -> Iterator[str]:
    """Yield in a sentence each thing in which the file differs from the manifest beside it.

    Raises: FileRefused if either cannot be read, or the manifest is none.
    """
    manifest = _manifest(manifest_path(path))
    try:
        yield from _faults(path, manifest)
    except (OSError, UnicodeDecodeError, csv.Error, ArrowInvalid) as error:
        raise FileRefused(f"{path} cannot be read: {error}.") from error


def _faults(path: Path, manifest: dict[str, Any]) -> Iterator[str]:
    size = path.stat().st_size
    if size != manifest["bytes"]:
        yield f"{path} has {size:,} bytes; its manifest says {manifest['bytes']:,}."
    if _sha256(path) != manifest["sha256"]:
        yield f"{path} is not what was exported: its SHA-256 differs from its manifest's."
    rows = _rows(path, manifest["format"]["name"])
    if rows != manifest["rows"]:
        yield f"{path} has {rows:,} rows; its manifest says {manifest['rows']:,}."


def _manifest(path: Path) -> dict[str, Any]:
    try:
        manifest: Any = json.loads(path.read_text(encoding="utf-8"))
        is_known = manifest["manifest_version"] == MANIFEST_VERSION
    except OSError as error:
        raise FileRefused(
            f"The manifest {path} cannot be read ({error.strerror}): put it beside its file."
        ) from error
    except (ValueError, TypeError, KeyError) as error:
        raise FileRefused(f"{path} is no manifest of an export.") from error
    if not is_known:
        raise FileRefused(f"{path} is a manifest of another version than {MANIFEST_VERSION}.")
    known: dict[str, Any] = manifest
    return known


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        total = hashlib.sha256()
        while chunk := file.read(_CHUNK_BYTES):
            total.update(chunk)
    return total.hexdigest()


def _rows(path: Path, format_name: str) -> int:
    """Count the rows as a reader of that format does: a cell of CSV may hold line ends."""
    if format_name == "parquet":
        return int(parquet.read_metadata(path).num_rows)
    if format_name == "ndjson":
        with path.open("rb") as file:
            return sum(1 for _ in file)
    csv.field_size_limit(2**31 - 1)
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file, strict=True)) - 1
