"""The manifest: what an export is, told beside it, so that its figures can be defended."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings

from accounts.models import User
from accounts.roles import Reach
from api.clocks import instant_text
from api.columns import BoundColumn
from api.flat import FlatColumn
from api.tabular import Format
from exports.datasets import Dataset
from exports.files import Draft
from exports.snapshots import Snapshot

MANIFEST_VERSION = 1
SUFFIX = ".manifest.json"


def manifest_path(data: Path) -> Path:
    """Return where the manifest of a file stands: beside it, with a longer name."""
    return data.with_name(data.name + SUFFIX)


def manifest_of(
    *,
    dataset: Dataset,
    format_: Format,
    taken: Snapshot,
    user: User | None,
    forces: list[str],
    draft: Draft,
    rows: int,
) -> dict[str, Any]:
    """Return what is to be said of an export whose file has been written."""
    return {
        "manifest_version": MANIFEST_VERSION,
        "file": draft.path.name,
        "format": {"name": format_.name, "media_type": format_.media_type, **format_.facts},
        "rows": rows,
        "bytes": draft.bytes,
        "sha256": draft.sha256,
        "dataset": {
            "name": dataset.name,
            "version": dataset.version,
            "description": dataset.description,
        },
        "columns": [_column(column) for column in dataset.columns],
        "order": list(dataset.order),
        "filters": {"force": forces} if forces else {},
        "reach": _reach(user),
        "as_at": taken.clocks.as_at.isoformat(),
        "known_at": instant_text(taken.known_at),
        "generated_at": instant_text(taken.began_at),
        "software": {"name": "inspection-tracker", "version": software_version()},
        "previous": None,
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


def _column(column: FlatColumn | BoundColumn) -> dict[str, Any]:
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
    """Say whose reach it was; without a person it is the console's, which is the whole record."""
    reach = Reach.EVERYTHING if user is None else user.reach
    return {
        "user": user.username if user else None,
        "role": user.role if user else None,
        "reach": reach.value,
        "meaning": str(reach.label),
    }
