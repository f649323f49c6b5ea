"""What an export to a file costs: its pace against what the database needs for it, and its memory.

The reference is what `psql` takes to COPY the very same statement as CSV into a file, and the
statement that counts its totals. Of each export the pace includes its sum and its manifest, and
that both are safely on the disk. Memory is the most that a process of its own held while it wrote,
less what it held before: it may not grow with the rows.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient
from django.utils import timezone

from api.streams import compiled
from benchmarks.figures import Figure, Line, WrongAnswer, line_of
from config.postgres.binaries import installed_programs
from exports.actions import export_dataset
from exports.datasets import READINGS
from exports.formats import FORMATS
from exports.snapshots import Snapshot, snapshot
from exports.totals import totals_of

PACES = {"csv": 1 / 0.85, "ndjson": 1 / 0.5, "parquet": 1 / 0.6}
"""How many times what COPY costs a format may cost."""

MEGABYTES = {"csv": 10.0, "ndjson": 10.0, "parquet": 80.0}
"""How much memory a format may take over what the process held before, whatever the rows."""


class Pace(Figure):
    """All readings to a file, against `psql` copying the same rows and their totals."""

    def __init__(self, format_name: str) -> None:
        self.format_name = format_name
        self.name = f"readings, export to {format_name}"

    @property
    def at_most(self) -> float:  # type: ignore[override]  # of each format its own
        """The limit of its format."""
        return PACES[self.format_name]

    def check(self) -> None:
        """Refuse if the file holds other rows than psql copies; the tests compare the cells."""
        counted, told = self.reference(), self.subject()
        with snapshot(now=timezone.now()) as taken, tempfile.TemporaryFile() as file:
            _copy(_statement(taken), file)
            file.seek(0)
            copied = sum(1 for _ in file)
        if copied == 0 or {told["rows"], counted} != {copied}:
            raise WrongAnswer(
                f"{self.name}: {told['rows']:,} rows, of {copied:,}; {counted:,} are counted."
            )

    def reference(self) -> int:
        """Have the database count the rows, copy them into a file; return how many there are."""
        with snapshot(now=timezone.now()) as taken, tempfile.TemporaryFile() as file:
            counted, _ = totals_of(READINGS, READINGS.queryset(clocks=taken.clocks, user=None))
            _copy(_statement(taken), file)
        return counted

    def subject(self) -> dict[str, int]:
        """Return the manifest."""
        with tempfile.TemporaryDirectory() as folder:
            return written(Path(folder), self.format_name)


def _statement(taken: Snapshot) -> str:
    """Return the COPY of the readings as CSV, as the export sends it."""
    csv = FORMATS["csv"]
    rows = READINGS.queryset(clocks=taken.clocks, user=None)
    cells = READINGS.cells(rows)
    return csv.copy(compiled(rows, cells, csv, connection), cells)


def _copy(statement: str, file: IO[bytes]) -> None:
    """Let `psql` write what the statement sends: the one on the path, or the embedded server's."""
    psql = shutil.which("psql") or str(installed_programs() / "psql")
    (_, *where), environment = DatabaseClient.settings_to_cmd_args_env(
        connection.settings_dict, ["--no-psqlrc", "--quiet", "--command", statement]
    )
    subprocess.run([psql, *where], check=True, stdout=file, env=os.environ | (environment or {}))


class Memory(Line):
    """All readings to a file: how much memory a process of its own took while it wrote."""

    def __init__(self, format_name: str) -> None:
        self.format_name = format_name
        self.name = f"readings, export to {format_name}, memory"

    def line(self, rounds: int) -> tuple[str, bool]:
        """Return what the process held before and at the most, in MB, and the difference.

        Raises: WrongAnswer if it wrote no row, or failed.
        """
        command = [sys.executable, "-m", "benchmarks.memory", self.format_name]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        if ran.returncode:
            raise WrongAnswer(f"{self.name}: {ran.stderr[-500:]}")
        told = json.loads(ran.stdout)
        if not told["rows"]:
            raise WrongAnswer(f"{self.name}: no row to measure by.")
        before, most = told["before"] / 1024, told["most"] / 1024
        limit = MEGABYTES[self.format_name]
        measured = f"{before:>9,.0f} MB{most:>9,.0f} MB"
        return line_of(self.name, measured, most - before, limit, holds=most - before <= limit)


def written(folder: Path, format_name: str) -> dict[str, int]:
    """Export all readings into the folder; return the manifest."""
    with snapshot(now=timezone.now()) as taken:
        return export_dataset(
            READINGS,
            format_=FORMATS[format_name],
            path=folder / f"readings.{format_name}",
            taken=taken,
        )


def figures(reader: str) -> Iterator[Line]:
    """Yield paces, then memory; whatever the reader, it is the console, who sees everything."""
    for format_name in PACES:
        yield Pace(format_name)
    for format_name in MEGABYTES:
        yield Memory(format_name)
