"""Columns that several datasets share: of a force, a publication, a value as stated."""

from __future__ import annotations

from api.columns import Column, ColumnType
from concerns.values import point_of


def about_force(prefix: str = "") -> tuple[Column, ...]:
    """Return the columns that name the force a row is about."""
    return (
        Column(f"{prefix}force.slug", "The force it is about: its lasting short name."),
        Column(f"{prefix}force.name", "The force it is about: its name."),
    )


def of_publication(prefix: str, of: str) -> tuple[Column, ...]:
    """Return the columns that name a publication, which is `of` the row in these words."""
    return (
        Column(f"{prefix}.reference", f"Our own key of {of}."),
        Column(f"{prefix}.title", f"Title of {of}."),
        Column(f"{prefix}.published_on", f"When everybody could read {of}; empty = not yet."),
        Column(f"{prefix}.published_on_precision", f"How exactly that day is known of {of}."),
    )


def stated(unit: str, prefix: str = "", whose: str = "") -> tuple[Column, ...]:
    """Return the columns of a value as stated, all from its own fields."""
    return (
        Column(f"{prefix}kind", whose=whose),
        Column(
            f"{prefix}value",
            "The value of a point; else empty.",
            unit=unit,
            source=point_of(prefix.replace(".", "__")),
            type=ColumnType.DECIMAL,
            whose=whose,
        ),
        Column(f"{prefix}low", unit=unit, whose=whose),
        Column(f"{prefix}high", unit=unit, whose=whose),
        Column(f"{prefix}low_inclusive", whose=whose),
        Column(f"{prefix}high_inclusive", whose=whose),
        Column(f"{prefix}direction", whose=whose),
        Column(f"{prefix}change_unit", whose=whose),
        Column(f"{prefix}base_on", whose=whose),
        Column(f"{prefix}base_label", whose=whose),
        Column(f"{prefix}margin", unit=unit, whose=whose),
        Column(f"{prefix}margin_level", unit="percent", whose=whose),
        Column(f"{prefix}approximate", whose=whose),
    )
