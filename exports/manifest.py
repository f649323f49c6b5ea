"""The manifest: what an export is, told beside it, so that its figures can be defended."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from accounts.models import User
from accounts.roles import Reach
from api.clocks import instant_text
from api.columns import BoundColumn
from api.tabular import Format
from exports.asked import Asked
from exports.datasets import Dataset
from exports.files import Draft
from exports.snapshots import Snapshot
from inspections.models import Force

MANIFEST_VERSION = 1
SUFFIX = ".manifest.json"

DEFINITIONS = {
    "as_at": "The day at whose end in London everything is told as it was true.",
    "known_at": "The instant (UTC) up to which what had been recorded is told; it is final: asked "
    "again at both clocks, within the same reach, the rows are the same.",
    "generated_at": "When the export began (UTC); it says nothing about the rows.",
    "reach": "Whose view of the record it is.",
    "filters": "What was asked for, as the API's list takes it; none = everything within reach.",
    "columns": "Every column of the dataset that was asked for: its unit, what it means, and what "
    "each value of a coded one means.",
    "header": "The columns that the file has, in their order.",
    "order": "The columns by which the rows are sorted: numbers and days ascending, text by code "
    "point, empty ones last.",
    "key": "The column that names a row for ever; null = the rows are derived.",
    "totals": "How many rows have each value; the empty name counts those without one.",
    "changes": "Null = all rows. Else: since which export, how many rows of each kind of change, "
    "and how many rows the full export has with them.",
    "sha256": "Of the file's bytes.",
    "previous": "The run before, as whoever ran it says; null = it said nothing.",
}
"""What the manifest's own words mean."""


def manifest_path(data: Path) -> Path:
    """Return where the manifest of a file stands: beside it, with a longer name."""
    return data.with_name(data.name + SUFFIX)


def question_of(asked: Asked, columns: Sequence[BoundColumn]) -> dict[str, Any]:
    """Return what an export is of, whatever the instant and the format."""
    dataset = asked.dataset
    return {
        "dataset": {
            "name": dataset.name,
            "version": dataset.version,
            "description": dataset.description,
        },
        "columns": [_column(column) for column in columns],
        "order": list(dataset.order),
        "key": dataset.key or None,
        "filters": asked.told_filters(),
        "reach": _reach(asked.user),
    }


def manifest_of(
    *,
    question: Mapping[str, Any],
    columns: Sequence[BoundColumn],
    format_: Format,
    taken: Snapshot,
    draft: Draft,
    rows: int,
    totals: Mapping[str, Mapping[str, int]],
    changes: Mapping[str, Any] | None,
    previous: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """Return what is to be said of an export whose file has been written."""
    return {
        "manifest_version": MANIFEST_VERSION,
        "file": draft.path.name,
        "format": {"name": format_.name, "media_type": format_.media_type, **format_.facts},
        "rows": rows,
        "bytes": draft.bytes,
        "sha256": draft.sha256,
        **question,
        "header": [column.name for column in columns],
        "totals": totals,
        "changes": changes,
        "as_at": taken.clocks.as_at.isoformat(),
        "known_at": instant_text(taken.known_at),
        "generated_at": instant_text(taken.began_at),
        "software": {"name": "inspection-tracker", "version": software_version()},
        "previous": previous,
        "definitions": DEFINITIONS,
    }


def about_file(dataset: Dataset, taken: Snapshot) -> dict[str, str]:
    """Return what a file that can say something of itself says, without its manifest too."""
    return {
        "dataset": dataset.name,
        "version": str(dataset.version),
        "as_at": taken.clocks.as_at.isoformat(),
        "known_at": instant_text(taken.known_at),
    }


def written(manifest: dict[str, Any]) -> bytes:
    """Return the manifest as it stands in its file: indented JSON in UTF-8."""
    return (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode()


def software_version() -> str:
    """Return the version of this service, as its project file says.

    Hidden cost: reads that file.
    """
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    version: str = project["project"]["version"]
    return version


def _column(column: BoundColumn) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": column.name,
        "type": column.type.value,
        "unit": column.unit,
        "description": column.description,
    }
    if column.choices:
        told["values"] = {choice.value: choice.meaning for choice in column.choices}
    return told


def _reach(user: User | None) -> dict[str, Any]:
    """Say whose reach it was; without a person it is the console's, which is the whole record.

    Hidden query: the forces of somebody who sees their own alone.
    """
    reach = Reach.EVERYTHING if user is None else user.reach
    own: list[str] = []
    if user is not None and reach == Reach.OWN_FORCES:
        own = sorted(Force.objects.within(user).values_list("slug", flat=True))
    return {
        "user": user.username if user else None,
        "role": user.role if user else None,
        "reach": reach.value,
        "meaning": str(reach.label),
        **({"forces": own} if own else {}),
    }
