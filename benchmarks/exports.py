"""What an export to a file costs: its pace against what the database needs for it, and its memory.

The reference is PostgreSQL's own COPY of the very same statement as CSV, which the server throws
away, and the statement that counts its totals: no client could be faster. Of each export the pace
includes its sum and its disk. Memory is the most that a process of its own held while it wrote,
less what it held before: it may not grow with the rows.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.db import connection
from django.utils import timezone

from api.streams import compiled
from benchmarks.figures import Figure, Line, WrongAnswer, line_of
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
    """All readings to a file, against COPY of the same rows to nowhere and their totals."""

    def __init__(self, format_name: str) -> None:
        self.format_name = format_name
        self.name = f"readings, export to {format_name}"

    @property
    def at_most(self) -> float:  # type: ignore[override]  # of each format its own
        """The limit of its format."""
        return PACES[self.format_name]

    def check(self) -> None:
        """Refuse if the file holds other rows than COPY sends; the tests compare the cells."""
        rows, told = self.reference(), self.subject()
        if rows == 0 or told["rows"] != rows:
            raise WrongAnswer(f"{self.name}: {told['rows']:,} rows, of {rows:,}.")

    def reference(self) -> int:
        """Have the database count the rows, write them away, and return how many there were."""
        with snapshot(now=timezone.now()) as taken, connection.cursor() as cursor:
            counted, _ = totals_of(READINGS, READINGS.queryset(clocks=taken.clocks, user=None))
            cursor.execute(_statement(taken).replace("%", "%%"), [])
            rows: int = cursor.rowcount
        if counted != rows:
            raise WrongAnswer(f"{self.name}: {counted:,} rows are counted, {rows:,} sent.")
        return rows

    def subject(self) -> dict[str, int]:
        """Return the manifest."""
        with tempfile.TemporaryDirectory() as folder:
            return written(Path(folder), self.format_name)


def _statement(taken: Snapshot) -> str:
    """Return the COPY that keeps the rows on the server: nothing is sent, nothing is kept."""
    csv = FORMATS["csv"]
    rows = READINGS.queryset(clocks=taken.clocks, user=None)
    cells = READINGS.cells(rows)
    sending = csv.copy(compiled(rows, cells, csv, connection), cells)
    return sending.replace(" TO STDOUT ", " TO '/dev/null' ")


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
