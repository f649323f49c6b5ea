"""What a client sends: rows named by their keys, and every name that is not to be written refused.

An entry reads a body under the names that the row is read under. What may stand in it besides,
the model's own verb judges (`record`, `edit`, `supersede`).
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, NoReturn

from django.db import models
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from api.filters import nearest
from api.records import Superseding
from api.serializers import CheckedSerializer, ChoiceField

REASONS = [
    choice for choice in Superseding.Because.choices if choice[0] != Superseding.Because.WITHDRAWN
]


class RowNumber(serializers.PrimaryKeyRelatedField[Any]):
    """A row by its number, within the person's reach."""

    default_error_messages: ClassVar = {
        "does_not_exist": "There is none of the number {pk_value} within your reach.",
        "incorrect_type": "Give its number, such as 12.",
    }

    def get_queryset(self) -> models.QuerySet[Any]:
        """Return the rows the person may see: what is out of reach does not exist."""
        rows: Any = super().get_queryset()
        return rows.visible_to(self.context["request"].user)  # type: ignore[no-any-return]


class RowName(serializers.SlugRelatedField[Any]):
    """A row by its slug or code; a name that does not exist is told the nearest ones."""

    def fail(self, key: str, **values: Any) -> NoReturn:
        """Refuse, naming the nearest rows there are."""
        rows: Any = self.get_queryset()
        names = rows.values_list(self.slug_field, flat=True)
        given = str(values.get("value", ""))
        raise serializers.ValidationError(
            none_of_name(rows.model, given, names), code="does_not_exist"
        )


def none_of_name(model: type[models.Model], given: str, names: Iterable[str]) -> str:
    """Say that there is no row of that name, and which are the nearest."""
    shown = given[:100]
    kind = model._meta.verbose_name
    return f"There is no {kind} {shown!r}; there are {nearest(shown, names) or 'none'}."


class NameWithinReach(RowName):
    """A row by its reference, of those within the person's reach: no other exists."""

    def get_queryset(self) -> models.QuerySet[Any]:
        """Return the rows the person may see."""
        rows: Any = super().get_queryset()
        return rows.visible_to(self.context["request"].user)  # type: ignore[no-any-return]


class Entry(CheckedSerializer):
    """A body for a verb: unknown names are refused here, everything else by the verb itself."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return the values as they are: the verb checks the whole row."""
        return attrs


class RecordEntry(Entry):
    """A row to be recorded, or what is to be changed of one.

    `shape` is what the row is read as; its names that are not written are refused as such.
    `named_by` says by which key a related row is named, by its model; others go by number.
    """

    shape: ClassVar[type[CheckedSerializer]]
    named_by: ClassVar[Mapping[type[models.Model], str]] = {}

    def build_relational_field(
        self, field_name: str, relation_info: Any
    ) -> tuple[type[serializers.Field[Any, Any, Any, Any]], dict[str, Any]]:
        """Name a related row by its key, of those within the person's reach."""
        _, options = super().build_relational_field(field_name, relation_info)
        options["queryset"] = relation_info.related_model._default_manager.all()
        key = self.named_by.get(relation_info.related_model)
        if key is None:
            return RowNumber, options
        return NameWithinReach, {**options, "slug_field": key}

    @functools.cached_property
    def _fixed(self) -> Mapping[str, str]:
        row: Any = self.instance
        fixed: Mapping[str, str] = {} if row is None else row.fixed_fields()
        return fixed

    def fault_of_name(self, name: str) -> ErrorDetail | None:
        if name in self._fixed:
            return ErrorDetail(self._fixed[name], "fixed")
        shape: Any = self.shape
        if name not in self.fields and name in shape.Meta.fields:
            return ErrorDetail(f"{name} is set by this service: leave it out.", "read_only")
        return super().fault_of_name(name)


class CorrectableEntry(RecordEntry):
    """A row that is never edited, or with `supersedes` the correction of one.

    What a correction leaves out stays as it was. A kind with a `note` of its own says in
    `superseded_note` why it is corrected, as the corrected row does; the others in `note`.
    """

    because = ChoiceField(
        choices=REASONS, required=False, help_text="Why it is corrected: a correction needs this."
    )

    def build_relational_field(
        self, field_name: str, relation_info: Any
    ) -> tuple[type[serializers.Field[Any, Any, Any, Any]], dict[str, Any]]:
        """Take the corrected row by its number."""
        if field_name != "supersedes":
            return super().build_relational_field(field_name, relation_info)
        rows = relation_info.related_model._default_manager.all()
        said = "Number of the row that this one corrects."
        return RowNumber, {"queryset": rows, "required": False, "help_text": said}

    def build_standard_field(
        self, field_name: str, model_field: models.Field[Any, Any]
    ) -> tuple[type[serializers.Field[Any, Any, Any, Any]], dict[str, Any]]:
        """Take why it is corrected, in words."""
        if field_name != "superseded_note":
            return super().build_standard_field(field_name, model_field)
        said = "Why it is corrected, in words."
        options = {"required": False, "allow_blank": True, "help_text": said}
        return serializers.CharField, options

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return the values of the verb.

        Raises: ValidationError on a reason that corrects nothing.
        """
        if "supersedes" in attrs:
            return attrs
        faults = {
            name: f"{name}: only a correction has one: say in supersedes what it corrects."
            for name in ("because", self._why)
            if attrs.get(name)
        }
        if faults:
            raise serializers.ValidationError(faults, code="required")
        return {name: value for name, value in attrs.items() if name != self._why}

    @property
    def _why(self) -> str:
        """Under which name it says why it is corrected."""
        return "superseded_note" if "superseded_note" in self.fields else "note"
