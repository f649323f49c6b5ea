"""Form fields for what a schedule asks of each dataset: one line for a dataset, as people type it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError


class ByDatasetField(forms.CharField):
    """Lines such as `concerns: ...`, one for each dataset."""

    widget = AdminTextareaWidget
    example = ""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "strip": True, **kwargs})

    def to_python(self, value: Any) -> Any:
        """Return what is asked, by dataset.

        Raises: ValidationError naming the line.
        """
        asked: dict[str, Any] = {}
        for number, line in enumerate(str(value or "").splitlines(), start=1):
            if not line.strip():
                continue
            name, colon, rest = line.partition(":")
            name = name.strip()
            if not colon or not rest.strip():
                raise ValidationError(
                    f"Line {number}: write the dataset, a colon, and {self.example}.",
                    code="line",
                )
            if name in asked:
                raise ValidationError(f"Line {number}: {name} stands twice.", code="line")
            asked[name] = self.read(rest.strip(), number)
        return asked

    def prepare_value(self, value: Any) -> Any:
        """Return the lines."""
        if not isinstance(value, dict):
            return value
        return "\n".join(f"{name}: {self.written(asked)}" for name, asked in value.items())

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether it asks for something else than before."""
        try:
            return bool(self.to_python(data) != (initial or {}))
        except ValidationError:
            return True

    def read(self, text: str, number: int) -> Any:
        """Return what stands after the colon."""
        raise NotImplementedError

    def written(self, asked: Any) -> str:
        """Return what is to stand after the colon."""
        raise NotImplementedError


class FiltersField(ByDatasetField):
    """Filters as in an address of the API: `concerns: force=avon&status=open`."""

    example = "filters as in an address of the API, such as concerns: force=avon&status=open"

    def read(self, text: str, number: int) -> dict[str, str]:
        asked: dict[str, str] = {}
        try:
            pairs = parse_qsl(
                text.lstrip("?"), keep_blank_values=True, strict_parsing=True, max_num_fields=100
            )
        except ValueError as error:
            raise ValidationError(f"Line {number}: write {self.example}.", code="line") from error
        for name, value in pairs:
            if name in asked:
                raise ValidationError(f"Line {number}: {name} stands twice.", code="line")
            asked[name] = value
        return asked

    def written(self, asked: Any) -> str:
        return urlencode(asked, safe=",:")


class ColumnsField(ByDatasetField):
    """Columns with commas: `concerns: reference, title`."""

    example = "columns with commas, such as concerns: reference, title"

    def read(self, text: str, number: int) -> list[str]:
        return [name.strip() for name in text.split(",")]

    def written(self, asked: Any) -> str:
        return ", ".join(asked)
