"""What has changed of a dataset since an earlier export: added, changed, superseded, left rows.

The dataset is asked twice in one snapshot, at the clocks of the earlier manifest and at those of
now, and what differs is sent. Both answers are final, so that the earlier full export with the
changes applied is the full export of now, whatever was being recorded meanwhile.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection, models
from django.db.models import BooleanField, Exists, OuterRef, TextChoices, Value

from api.clocks import Clocks
from api.columns import BoundColumn, ColumnType, choices_of
from api.records import Superseding
from api.streams import compiled
from exports.files import FileRefused

if TYPE_CHECKING:
    from api.tabular import Format
    from exports.asked import Asked
    from exports.snapshots import Snapshot

Manifest = Mapping[str, Any]


class Change(TextChoices):
    """What became of a row since the earlier export."""

    ADDED = "added", "It is new: add it"
    CHANGED = "changed", "It reads differently: put it in the place of the row with its key"
    SUPERSEDED = "superseded", "It was corrected or withdrawn: remove it (told as it was)"
    LEFT = "left", "It is no longer among what was asked for: remove it (told as it was)"


CHANGE = BoundColumn(
    name="change",
    type=ColumnType.TEXT,
    unit=None,
    description="What became of the row since the earlier export.",
    choices=choices_of(Change.choices),
    expression=None,
)


class ChangesRefused(FileRefused):
    """Changes that cannot be told; the text is a sentence that says what to do."""


@dataclass(frozen=True)
class Since:
    """An earlier export, full or of changes, by its manifest."""

    manifest: Manifest

    @property
    def clocks(self) -> Clocks:
        """The clocks it was told by."""
        return Clocks(
            dt.date.fromisoformat(self.manifest["as_at"]),
            dt.datetime.fromisoformat(self.manifest["known_at"]),
        )

    @property
    def rows(self) -> int:
        """How many rows the full export had at those clocks."""
        changes = self.manifest["changes"]
        rows: int = changes["full"]["rows"] if changes else self.manifest["rows"]
        return rows

    def told(self) -> dict[str, Any]:
        """Return what the manifest of the changes says of it."""
        names = ("file", "sha256", "as_at", "known_at")
        return {name: self.manifest[name] for name in names}

    def asks(self, question: Manifest) -> bool:
        """Whether it answers that question, so that changes since it can be told."""
        return not self._differing(question)

    def _differing(self, question: Manifest) -> list[str]:
        return [name for name in QUESTION if self.manifest.get(name) != question[name]]

    def refuse_unless_comparable(self, question: Manifest, taken: Snapshot) -> None:
        """Refuse to tell changes since another question, or since later than now.

        Raises: ChangesRefused naming what differs.
        """
        differing = self._differing(question)
        file = self.manifest["file"]
        if differing:
            raise ChangesRefused(
                f"{file} answers another question: its {', '.join(differing)} differ from what is "
                "asked now. Ask as it did, or export everything."
            )
        known_at = self.clocks.known_at
        assert known_at is not None  # every export names one
        if known_at > taken.known_at:
            raise ChangesRefused(
                f"{file} is known at {self.manifest['known_at']}, later than what is asked now: "
                "changes run forwards."
            )


QUESTION = ("dataset", "columns", "order", "key", "filters", "reach")
"""What two exports must have in common, of their manifests, for the one to follow the other."""


@dataclass(frozen=True)
class Changes:
    """The rows that differ, ready to be sent: `select` answers `columns`, by the key."""

    select: str
    columns: tuple[BoundColumn, ...]
    numbers: dict[str, int]
    """How many rows there are of each kind of change."""
    full_rows: int

    @property
    def rows(self) -> int:
        """How many rows changed."""
        return sum(self.numbers.values())


def changes_since(asked: Asked, since: Since, taken: Snapshot, format_: Format) -> Changes:
    """Return what differs between then and the snapshot. Two queries, which read all rows.

    Raises: ChangesRefused for derived rows, and where the earlier export can no longer be told as
    it was; DatabaseError.
    """
    refuse_untellable(asked)
    joined, cells = _joined(asked, since, taken, format_)
    kinds = {kind.value: 0 for kind in Change}
    then = now = 0
    with connection.cursor() as cursor:
        statement = f"SELECT change, count(*), count(old_key), count(new_key) {joined} GROUP BY 1"
        cursor.execute(statement.replace("%", "%%"), [])
        for change, number, old, new in cursor.fetchall():
            then, now = then + old, now + new
            if change is not None:
                kinds[change] = number
    if then != since.rows:
        raise ChangesRefused(
            f"{since.manifest['file']} had {since.rows:,} rows in full, and at its clocks there "
            f"are {then:,} within reach now: somebody's reach has changed. Export everything."
        )
    names = ", ".join(["change", *(f"cell_{place}" for place in range(len(cells)))])
    order = f"key{_collation(asked)}"
    select = f"SELECT {names} {joined} WHERE change IS NOT NULL ORDER BY {order}"
    return Changes(select, (CHANGE, *cells), kinds, now)


def refuse_untellable(asked: Asked) -> None:
    """Refuse changes of rows that are computed, and those that nobody could apply.

    Raises: ChangesRefused.
    """
    dataset = asked.dataset
    if not dataset.key:
        raise ChangesRefused(
            f"{dataset.name} is derived: its rows are computed anew for each day, and none "
            "is added or superseded. Export it in full; changes are told of what is recorded."
        )
    needed = dict.fromkeys((dataset.key, *dataset.order))
    missing = [name for name in needed if asked.columns and name not in asked.columns]
    if missing:
        raise ChangesRefused(
            f"Changes of {dataset.name} are applied by {', '.join(needed)}: ask for "
            f"{', '.join(missing)} too, or for all columns."
        )


def _joined(
    asked: Asked, since: Since, taken: Snapshot, format_: Format
) -> tuple[str, tuple[BoundColumn, ...]]:
    """Return the FROM clause of every row then or now, with what became of it, and its columns."""
    now, cells = asked.told_at(taken.clocks)
    then, cells_then = asked.told_at(since.clocks)
    gone = _superseded(then, taken)
    new = _selected(now.order_by(), [_key(asked), *cells], format_)
    old = _selected(then.order_by(), [_key(asked), gone, *cells_then], format_)
    places = range(len(cells))
    own = ", ".join(f"c{place}" for place in places)
    row_of = {side: f"ROW({', '.join(f'{side}.c{place}' for place in places)})" for side in _SIDES}
    told = ", ".join(
        f"CASE WHEN new.key IS NULL THEN old.c{place} ELSE new.c{place} END AS cell_{place}"
        for place in places
    )
    return (
        f"""FROM (SELECT coalesce(new.key, old.key) AS key, old.key AS old_key, new.key AS new_key,
            CASE WHEN old.key IS NULL THEN '{Change.ADDED}'
                WHEN new.key IS NULL AND old.gone::boolean THEN '{Change.SUPERSEDED}'
                WHEN new.key IS NULL THEN '{Change.LEFT}'
                WHEN {row_of["new"]}::text <> {row_of["old"]}::text THEN '{Change.CHANGED}'
            END AS change, {told}
            FROM ({new}) AS new(key, {own})
            FULL JOIN ({old}) AS old(key, gone, {own}) ON new.key = old.key) AS told""",
        cells,
    )


_SIDES = ("new", "old")


def _selected(rows: models.QuerySet[Any], columns: Sequence[BoundColumn], format_: Format) -> str:
    return compiled(rows, columns, format_, connection)


def _key(asked: Asked) -> BoundColumn:
    """Return the key as a column of its own: it need not be among those that were asked for."""
    dataset = asked.dataset
    return BoundColumn(
        name="key",
        type=dataset.column(dataset.key).type,
        unit=None,
        description="The key.",
        choices=(),
        expression=models.F(dataset.key),
    )


def _superseded(rows: models.QuerySet[Any], taken: Snapshot) -> BoundColumn:
    """Return whether a row has been corrected or withdrawn by the snapshot's instant."""
    model: Any = rows.model
    gone: Any = Value(False, output_field=BooleanField())
    if issubclass(model, Superseding):
        gone = Exists(
            model._base_manager.filter(pk=OuterRef("pk"), superseded_at__lte=taken.known_at)
        )
    return BoundColumn(
        name="gone",
        type=ColumnType.BOOLEAN,
        unit=None,
        description="Whether it has been superseded.",
        choices=(),
        expression=gone,
    )


def _collation(asked: Asked) -> str:
    is_text = asked.dataset.column(asked.dataset.key).type == ColumnType.TEXT
    return ' COLLATE "C"' if is_text else ""
