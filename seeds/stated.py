"""How a document writes a value: a point, one or two ends, a change, or a direction."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from concerns.values import ValueKind
from seeds.faults import Refused

LOWER = ("at_least", "more_than")
UPPER = ("at_most", "less_than")
FORMS = ("value", *LOWER, *UPPER, "direction", "change")

WRITTEN_AS: dict[str, tuple[str, ...]] = {
    "low": ("value", *LOWER),
    "high": ("value", *UPPER),
    "low_inclusive": LOWER,
    "high_inclusive": UPPER,
    "kind": FORMS,
    "change_unit": ("change",),
}
"""Under which names a document writes a column, for the line of a fault."""


def stated_value(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a stated value: its kind, its two ends and what the change is in.

    Raises: Refused if the record states no value, or more than one.
    """
    low, low_inclusive = _end(record, LOWER)
    high, high_inclusive = _end(record, UPPER)
    has_end = low is not None or high is not None
    if "value" in record:
        if has_end or "direction" in record:
            raise Refused("value", "give a value, or its ends, or a direction: one of the three.")
        low = high = Decimal(record["value"])
    elif has_end == ("direction" in record):
        sentence = "give value, at_least, more_than, at_most, less_than or direction."
        raise Refused("direction" if has_end else "value", sentence)
    return {
        "kind": _kind(record, low, high),
        "low": low,
        "high": high,
        "low_inclusive": low_inclusive,
        "high_inclusive": high_inclusive,
        "change_unit": record.get("change", ""),
        "direction": record.get("direction", ""),
    }


def stated_ends(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the two ends of a target: `value` is both, `at_least` the low, `at_most` the high."""
    if "value" in record:
        return {"low": Decimal(record["value"]), "high": Decimal(record["value"])}
    return {"low": _end(record, LOWER)[0], "high": _end(record, UPPER)[0]}


def _kind(record: Mapping[str, Any], low: Decimal | None, high: Decimal | None) -> ValueKind:
    if "change" in record:
        return ValueKind.CHANGE
    if "direction" in record:
        return ValueKind.DIRECTION
    if low is None or high is None:
        return ValueKind.BOUND
    return ValueKind.POINT if "value" in record else ValueKind.RANGE


def _end(record: Mapping[str, Any], names: tuple[str, str]) -> tuple[Decimal | None, bool]:
    inclusive, exclusive = names
    if inclusive in record and exclusive in record:
        raise Refused(exclusive, f"give {inclusive} or {exclusive}, not both.")
    written = record.get(inclusive, record.get(exclusive))
    return None if written is None else Decimal(written), exclusive not in record
