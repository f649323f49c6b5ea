"""Names records by their natural keys, the parts joined by slashes, and never by ids."""

from __future__ import annotations

from functools import reduce

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet

from api.records import Superseding
from concerns.models import (
    Concern,
    Figure,
    Indicator,
    Measure,
    Recommendation,
    Response,
    Target,
    Wording,
)
from inspections.models import (
    Area,
    Force,
    Framework,
    Grade,
    Inspection,
    Publication,
)
from seeds.faults import Refused

_MEASURE = ("indicator__code", "force__slug", "said_by")

NATURAL_KEYS: dict[type[Model], tuple[str, ...]] = {
    Force: ("slug",),
    Framework: ("slug",),
    Area: ("framework__slug", "slug"),
    Grade: ("scale__slug", "slug"),
    Publication: ("reference",),
    Inspection: ("reference",),
    Concern: ("reference",),
    Recommendation: ("reference",),
    Wording: ("publication__reference", "number"),
    Response: ("publication__reference", "force__slug"),
    Indicator: ("code",),
    Measure: _MEASURE,
    Target: (*(f"measure__{part}" for part in _MEASURE), "set_on"),
    Figure: ("publication__reference", "code"),
}
"""What a record is named by, and in which order."""


def current(model: type[Model]) -> QuerySet[Model]:
    """Return the model's rows, without those that were corrected or withdrawn."""
    rows = model._base_manager.all()
    return rows.filter(superseded_at=None) if issubclass(model, Superseding) else rows


def find(model: type[Model], name: str, *, field: str) -> Model:
    """Return the row of that name.

    Raises: Refused on the field if there is none.
    """
    keys = NATURAL_KEYS[model]
    parts = name.split("/", len(keys) - 1)
    try:
        row = (
            current(model).filter(**dict(zip(keys, parts, strict=True))).first()
            if len(parts) == len(keys)
            else None
        )
    except (ValueError, ValidationError):
        row = None
    if row is None:
        raise Refused(field, _not_found(model, name))
    return row


def name_of(row: Model) -> str:
    """Return the name of a row, as a document would write it."""
    keys = NATURAL_KEYS[type(row)]
    return "/".join(str(reduce(getattr, key.split("__"), row)) for key in keys)


def _not_found(model: type[Model], name: str) -> str:
    kind = str(model._meta.verbose_name)
    if model in (Force, Framework, Area, Grade) and not model._base_manager.exists():
        return (
            f"there is no {kind} {name}, nor any other: load the reference data first "
            "(manage.py load_reference_data)."
        )
    return (
        f"there is no {kind} {name}: name one that is recorded, or that stands before this one "
        "in the document."
    )
