"""Loads the reference data (`fixtures/*.json`) into tables that are empty, and into no other."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import transaction


@dataclass(frozen=True)
class LoadedFixture:
    """What became of one fixture: its rows, or none if its tables held rows already."""

    name: str
    rows: int
    is_skipped: bool

    def __str__(self) -> str:
        if self.is_skipped:
            return f"{self.name}: left as it is, its tables hold rows already."
        return f"{self.name}: {self.rows} rows loaded."


def load_reference_data(folder: Path | None = None) -> list[LoadedFixture]:
    """Load each fixture of the folder whose tables are all empty, in the order of their names.

    A table that holds rows may have been edited: its fixture is left out as a whole. All or
    nothing.

    Raises: DeserializationError or IntegrityError from a fixture that is broken.
    """
    folder = folder or settings.BASE_DIR / "fixtures"
    with transaction.atomic():
        return [_load(path) for path in sorted(folder.glob("*.json"))]


def _load(path: Path) -> LoadedFixture:
    rows = json.loads(path.read_text(encoding="utf-8"))
    if any(apps.get_model(label)._base_manager.exists() for label in {r["model"] for r in rows}):
        return LoadedFixture(path.stem, 0, is_skipped=True)
    call_command("loaddata", str(path), verbosity=0)
    return LoadedFixture(path.stem, len(rows), is_skipped=False)
