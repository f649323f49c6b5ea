"""Which measure each row is of, within the person's reach and right."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Exists, OuterRef, Q

from accounts.roles import Permission
from concerns.bulk.cells import as_sent, none_of_number
from concerns.bulk.rows import Cell, Rows, any_faulty
from concerns.models import Measure, Reading
from concerns.serializers.reading import NAMES, not_yours
from concerns.values import SaidBy

if TYPE_CHECKING:
    from accounts.models import User

GREATEST_KEY = 2**63 - 1
STATED = ("period_start", "period_end", *Reading.SAME)
"""What a row says of its measure."""


class Told(NamedTuple):
    """A measure within reach, and what its readings are held to."""

    pk: str
    force: str
    indicator: str
    said_by: str
    unit: str
    floor: Decimal | None
    ceiling: Decimal | None
    is_permitted: bool


class Corrected(NamedTuple):
    """A reading that a row corrects, as it is staged."""

    measure: str
    values: dict[str, str | None]


class Known:
    """The measures and readings that rows name, of those within the person's reach."""

    def __init__(self, rows: Rows, by: User) -> None:
        """Load them. Two queries at most."""
        self.speaks_for_all = by.may(Permission.RECORD_READING)
        self.corrected = dict(_corrected(_keys(rows, "supersedes"), by))
        numbers = {
            *_keys(rows, "measure"),
            *(int(each.measure) for each in self.corrected.values()),
        }
        self.by_number: dict[str, Told] = {}
        self.by_name: dict[tuple[str, str], dict[str, Told]] = {}
        for told in _measures(rows, numbers, by):
            self.by_number[told.pk] = told
            self.by_name.setdefault((told.force, told.indicator), {})[told.said_by] = told


def find_measures(rows: Rows, known: Known) -> list[Told | None]:
    """Return the measure of each row, noting the fault of one that has none it may be of."""
    names = [rows.column(name) for name in ("measure", *NAMES, "supersedes")]
    found: list[Told | None] = []
    for row, cells in enumerate(zip(*names, strict=True)):
        told = None if any_faulty(cells) else _find(rows, row, cells, known)
        if told is not None and not told.is_permitted:
            rows.refuse(row, "measure", not_yours(SaidBy(told.said_by).label), "permission_denied")
            told = None
        found.append(told)
    return found


def _find(rows: Rows, row: int, cells: tuple[Any, ...], known: Known) -> Told | None:
    number, *names, target = cells
    is_named = any(name is not Cell.ABSENT for name in names)
    corrected = None
    if target is not Cell.ABSENT:
        corrected = known.corrected.get(target)
        if corrected is None:
            rows.refuse(row, "supersedes", none_of_number(target), "does_not_exist")
            return None
    if is_named and number is not Cell.ABSENT:
        told = _refused(
            rows, row, "measure: give its number or its names, not both.", "named_twice"
        )
    elif is_named:
        told = _by_name(rows, row, names, known)
    elif number is not Cell.ABSENT:
        told = known.by_number.get(number) or _refused(
            rows, row, none_of_number(number), "does_not_exist"
        )
    elif corrected is not None:
        told = known.by_number[corrected.measure]
    else:
        told = _refused(rows, row, "measure: give its number, or force and indicator.", "required")
    if told is not None and corrected is not None and told.pk != corrected.measure:
        return _refused(
            rows,
            row,
            "A correction is of the same measure: record another row instead.",
            "identity_fixed",
        )
    return told


def _by_name(rows: Rows, row: int, names: list[Any], known: Known) -> Told | None:
    force, indicator, said_by = names
    for name, cell in (("force", force), ("indicator", indicator)):
        if cell is Cell.ABSENT:
            sentence = f"{name}: a measure is named by {', '.join(NAMES)}."
            rows.refuse(row, name, sentence, "required")
    if force is Cell.ABSENT or indicator is Cell.ABSENT:
        return None
    said = known.by_name.get((force, indicator), {})
    if said_by is Cell.ABSENT and not known.speaks_for_all:
        said_by = SaidBy.FORCE.value
    if said_by is Cell.ABSENT and len(said) > 1:
        sentence = f"said_by: say whose figure it is: there are {', '.join(sorted(said))}."
        rows.refuse(row, "said_by", sentence, "mixed_sources")
        return None
    if said_by is Cell.ABSENT and said:
        return next(iter(said.values()))
    return said.get(said_by) or _refused(
        rows,
        row,
        "measure: there is none of this force, indicator and source within your reach.",
        "does_not_exist",
    )


def _refused(rows: Rows, row: int, sentence: str, code: str) -> Told | None:
    rows.refuse(row, "measure", sentence, code)
    return None


def _keys(rows: Rows, name: str) -> set[int]:
    given = {cell for cell in rows.column(name) if type(cell) is str}
    return {key for cell in given if 0 < (key := int(cell)) <= GREATEST_KEY}


def _measures(rows: Rows, numbers: set[int], by: User) -> Iterable[Told]:
    forces, indicators = (
        {cell for cell in rows.column(name) if type(cell) is str} for name in ("force", "indicator")
    )
    permitted = Measure.objects.readable_by_hand(by).filter(pk=OuterRef("pk"))
    measures = (
        Measure.objects.visible_to(by)
        .filter(Q(pk__in=numbers) | Q(force__slug__in=forces) & Q(indicator__code__in=indicators))
        .annotate(permitted=Exists(permitted))
    )
    limits = ("indicator__unit", "indicator__floor", "indicator__ceiling")
    for pk, *told in measures.values_list(
        "pk", "force__slug", "indicator__code", "said_by", *limits, "permitted"
    ):
        yield Told(str(pk), *told)


def _corrected(numbers: set[int], by: User) -> Iterable[tuple[str, Corrected]]:
    if not numbers:
        return
    readings = Reading.objects.visible_to(by).filter(pk__in=numbers)
    for pk, measure, *values in readings.values_list("pk", "measure_id", *STATED):
        said = dict(zip(STATED, map(as_sent, values), strict=True))
        yield str(pk), Corrected(str(measure), said)
