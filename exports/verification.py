"""Whether a file is still what its manifest says."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from pyarrow import ArrowInvalid, parquet

from exports.files import FileRefused
from exports.manifest import MANIFEST_VERSION, manifest_path
from exports.workbook import ROWS

_CHUNK_BYTES = 1024 * 1024
_UNREADABLE = (OSError, ValueError, KeyError, csv.Error, ArrowInvalid, BadZipFile)


def faults_of(path: Path) -> Iterator[str]:
    """Yield in a sentence each thing in which the file differs from the manifest beside it.

    Raises: FileRefused if either cannot be read, or the manifest is none.
    """
    manifest = _manifest(manifest_path(path))
    try:
        yield from _faults(path, manifest)
    except _UNREADABLE as error:
        raise FileRefused(f"{path} cannot be read: {error}.") from error


def _faults(path: Path, manifest: dict[str, Any]) -> Iterator[str]:
    size = path.stat().st_size
    if size != manifest["bytes"]:
        yield f"{path} has {size:,} bytes; its manifest says {manifest['bytes']:,}."
    if _sha256(path) != manifest["sha256"]:
        yield f"{path} is not what was exported: its SHA-256 differs from its manifest's."
    rows, header = _rows_and_header(path, manifest["format"]["name"])
    if rows != manifest["rows"]:
        yield f"{path} has {rows:,} rows; its manifest says {manifest['rows']:,}."
    if header is not None and header != manifest["header"]:
        yield f"{path} has other columns than its manifest says, or in another order."


def read_manifest(path: Path) -> dict[str, Any]:
    """Return a manifest.

    Raises: FileRefused if it cannot be read, or is none.
    """
    return _manifest(path)


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


def _rows_and_header(path: Path, format_name: str) -> tuple[int, list[str] | None]:
    """Count the rows as a reader of that format does, and read the names of the columns.

    A cell of CSV may hold line ends; NDJSON without rows has no names.
    """
    return _READERS[format_name](path)


def _of_csv(path: Path) -> tuple[int, list[str] | None]:
    csv.field_size_limit(2**31 - 1)
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file, strict=True)
        header = next(lines, [])
        return sum(1 for _ in lines), header


def _of_ndjson(path: Path) -> tuple[int, list[str] | None]:
    with path.open("rb") as file:
        first = file.readline()
        rest = sum(1 for _ in file)
    return (1 + rest, list(json.loads(first))) if first else (0, None)


def _of_parquet(path: Path) -> tuple[int, list[str] | None]:
    told = parquet.read_metadata(path)
    return int(told.num_rows), list(told.schema.to_arrow_schema().names)


def _of_workbook(path: Path) -> tuple[int, list[str] | None]:
    book = load_workbook(path, read_only=True)
    try:
        rows = book[ROWS].iter_rows(values_only=True)
        header = [str(name) for name in next(rows)]
        return sum(1 for _ in rows), header
    finally:
        book.close()


_READERS: dict[str, Callable[[Path], tuple[int, list[str] | None]]] = {
    "csv": _of_csv,
    "ndjson": _of_ndjson,
    "parquet": _of_parquet,
    "xlsx": _of_workbook,
}
