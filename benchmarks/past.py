"""What a question about the past costs, against the same question about today.

Today is asked without clocks: current rows, positions as they are kept. The past is asked in
three ways: pinned (today, as known at the settled instant: the same answer), as at (half a year
before the newest rows, as known now) and as known (the same day, before most corrections came).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from api.clocks import Clocks, instant_text, london_date, settled_instant
from api.streams import blocks
from api.table_formats import FORMATS
from benchmarks.figures import Figure, WrongAnswer
from concerns.models import Progress
from exports.datasets import DATASETS

AS_AT = dt.date(2026, 3, 31)
KNOWN_AT = dt.datetime(2026, 4, 15, 12, tzinfo=dt.UTC)
TOLD_APART = frozenset({"next", "previous", "known_at"})
"""What of an answer names its own clocks."""

WAYS = ("pinned", "as at", "as known")

Ask = Callable[[Clocks], Any]


def ways() -> dict[str, Clocks]:
    """Return the ways of asking about the past, by name."""
    settled = settled_instant()
    pinned = Clocks(as_at=london_date(timezone.now()), known_at=settled)
    as_at, as_known = (Clocks(as_at=AS_AT, known_at=instant) for instant in (settled, KNOWN_AT))
    return dict(zip(WAYS, (pinned, as_at, as_known), strict=True))


@dataclass(frozen=True)
class Request:
    """A question to the API, through everything that serves it but the network."""

    resource: str
    query: Mapping[str, str]
    reader: str

    def __call__(self, clocks: Clocks) -> Any:
        """Return the answer.

        Raises: WrongAnswer unless it is a 200 that says something.
        """
        client = APIClient()
        client.force_authenticate(User.objects.get(username=self.reader))
        query = dict(self.query)
        if clocks.known_at is not None:
            query |= {
                "as_at": clocks.as_at.isoformat(),
                "known_at": instant_text(clocks.known_at),
            }
        answer = client.get(f"/api/v1/{self.resource}/", query)
        if answer.status_code != 200:
            raise WrongAnswer(f"{self.resource}: {answer.status_code}, {answer.content[:200]!r}")
        told = answer.json()
        if told.get("results") == []:
            raise WrongAnswer(f"{self.resource}: no row to measure by.")
        return {name: value for name, value in told.items() if name not in TOLD_APART}


class Statements:
    """The statements behind a question, alone: as they were sent, sent again."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask
        self._sent: dict[Clocks, list[tuple[str, Any]]] = {}

    def __call__(self, clocks: Clocks) -> list[Any]:
        """Return the rows of each statement."""
        if clocks not in self._sent:
            self._sent[clocks] = self._recorded(clocks)
        rows = []
        with connection.cursor() as cursor:
            for sql, values in self._sent[clocks]:
                cursor.execute(sql, values)
                rows.append(cursor.fetchall())
        return rows

    def _recorded(self, clocks: Clocks) -> list[tuple[str, Any]]:
        sent: list[tuple[str, Any]] = []

        def record(execute: Any, sql: str, values: Any, many: bool, context: Any) -> Any:
            if sql.startswith("SELECT"):
                sent.append((sql, values))
            return execute(sql, values, many, context)

        with connection.execute_wrapper(record):
            self.ask(clocks)
        return sent


def paces(clocks: Clocks) -> list[Any]:
    """Return how many measures go how, all of them."""
    progress: Any = Progress.objects.at(as_at=clocks.as_at, known_at=clocks.known_at)
    return list(progress.order_by("pace").values_list("pace").annotate(Count("pk")))


def exported(name: str) -> Ask:
    """Return the question for a whole dataset as CSV: its rows and their digest."""
    dataset, csv = DATASETS[name], FORMATS["csv"]

    def export(clocks: Clocks) -> tuple[int, str]:
        digest, number = hashlib.sha256(), 0
        rows = dataset.queryset(clocks=clocks, user=None)
        with (
            transaction.atomic(),
            closing(blocks(rows, dataset.cells(rows), csv, connection)) as stream,
        ):
            for block, rows_in_it in stream:
                digest.update(block)
                number += rows_in_it
        if not number:
            raise WrongAnswer(f"{name}: no row to measure by.")
        return number, digest.hexdigest()

    return export


class Past(Figure):
    """A question about the past, against the same one about today."""

    at_most: ClassVar[float] = 2.0

    def __init__(self, name: str, ask: Ask, way: str, *, compared: Ask | None = None) -> None:
        self.name = f"{name}, {way}"
        self.ask = ask
        self.way = way
        self.compared = compared or ask

    def prepare(self) -> None:
        """Read the clocks, once for all rounds."""
        self.today = Clocks.live(timezone.now())
        self.clocks = ways()

    def check(self) -> None:
        """Refuse if what is known by now of today is told otherwise than what is so today."""
        if self.compared(self.today) != self.compared(self.clocks["pinned"]):
            raise WrongAnswer(f"{self.name}: today and its pinned answer differ.")
        self.ask(self.today)
        self.ask(self.clocks[self.way])

    def reference(self) -> object:
        return self.ask(self.today)

    def subject(self) -> object:
        return self.ask(self.clocks[self.way])


def questions(reader: str) -> Iterator[tuple[str, Ask]]:
    """Yield what is asked of the API, by name, within somebody's reach."""
    page = {"page_size": "1000"}
    lists = {
        "progress": ("progress", page),
        "recommendations": ("recommendations", {"status": "open", "with_total": "true", **page}),
        "concerns": ("concerns", {"status": "open", "with_total": "true", **page}),
        "readings": ("readings", {"with_total": "true", **page}),
        "overview": ("overview", {}),
        "comparison": (
            "comparisons/forces",
            {
                "indicator": "indicator-1",
                "period_start": "2025-11-01",
                "period_end": "2025-11-30",
                "said_by": "inspectorate",
            },
        ),
    }
    for name, (resource, query) in lists.items():
        yield name, Request(resource, query, reader)


def figures(reader: str) -> Iterator[Figure]:
    """Yield every figure of the past."""
    for name, ask in questions(reader):
        for way in WAYS:
            yield Past(f"{name}, API", ask, way)
            yield Past(f"{name}, SQL alone", Statements(ask), way, compared=ask)
    for way in WAYS:
        yield Past("progress of all measures, counted", paces, way)
    for name in ("progress", "readings", "concerns", "recommendations"):
        for way in WAYS:
            yield Past(f"{name}, export to CSV", exported(name), way)
