"""Checks the shape of a seed document against `schema.json`, before anything is looked up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError as ShapeError

from seeds.document import PlacedList, PlacedMap, SeedDocument
from seeds.faults import DocumentRefused, Fault

NAMED_BY: dict[str, tuple[str, ...]] = {
    "publications": ("reference",),
    "inspections": ("reference",),
    "judgments": ("inspection", "area"),
    "monitoring_stages": ("force", "started_on"),
    "concerns": ("reference",),
    "recommendations": ("reference",),
    "events": ("kind", "happened_on"),
    "lineages": ("earlier", "later"),
    "indicators": ("code",),
    "series_breaks": ("indicator", "from_on"),
    "measures": ("indicator", "force", "said_by"),
    "readings": ("measure", "period_end"),
    "reading": ("measure", "period_end"),
    "targets": ("measure", "set_on"),
    "baselines": ("measure", "chosen_on"),
    "figures": ("code",),
    "responses": ("publication", "force"),
    "answers": ("position", "answered_on"),
}
"""The fields a fault calls a record by, for each section."""


@cache
def validator() -> Draft202012Validator:
    """Return the validator of the document format."""
    schema = json.loads((Path(__file__).parent / "schema.json").read_text(encoding="utf-8"))
    return Draft202012Validator(schema)


def check_shape(document: SeedDocument) -> None:
    """Refuse a document whose sections, fields or values have not the right form.

    Raises: DocumentRefused with every fault of shape, each with its line.
    """
    faults = [
        fault
        for error in validator().iter_errors(document.content)
        for fault in _faults(document.content, error)
    ]
    if faults:
        raise DocumentRefused(document.name, faults)


def record_name(section: str, record: dict[str, Any]) -> str:
    """Return what a fault calls the record: its section and the fields that name it."""
    parts = [str(record[field]) for field in NAMED_BY.get(section, ()) if record.get(field)]
    return f"{section} {' '.join(parts)}".strip()


def _faults(content: PlacedMap, error: ShapeError) -> Iterator[Fault]:
    place = _Place(content)
    schema: Any = error.schema
    instance: Any = error.instance
    for step in error.absolute_path:
        place.step(step)
    match error.validator:
        case "required":
            missing = error.message.split("'")[1]
            yield place.fault(f"it is missing: give {schema['description']}.", missing)
        case "additionalProperties":
            known = schema["properties"]
            for name in instance:
                if name not in known:
                    yield place.fault(_unknown(name, list(known)), name)
        case _:
            right = schema.get("description", error.message)
            yield place.fault(f"{_shown(instance)} stands here: give {right}.")


def _unknown(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, 1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}."
    return f"there is no such field: {hint}"


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict | list):
        return "a list" if isinstance(value, list) else "a mapping"
    text = str(value)
    return text if len(text) <= 40 else f"{text[:40]}..."


class _Place:
    """Follows the path of a fault to its line, its record and its field."""

    def __init__(self, content: PlacedMap) -> None:
        self.at: Any = content
        self.line, self.field, self.section = 1, "", ""
        self.record = ""

    def step(self, step: str | int) -> None:
        container = self.at
        self.at = container[step]
        self.line = container.lines[step]
        if isinstance(container, PlacedMap):
            self.field = str(step)
        if isinstance(self.at, PlacedMap):
            self.record, self.field = record_name(self.field, self.at), ""

    def fault(self, sentence: str, field: str = "") -> Fault:
        line = self.line
        if field and isinstance(self.at, PlacedMap | PlacedList):
            line = getattr(self.at, "lines", {}).get(field, line)
        return Fault(line, self.record, field or self.field, sentence)
