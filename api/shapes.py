"""Shapes: rows as they are answered, whatever they refer to as a small object of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from typing import Any, ClassVar

from django.db import models
from rest_framework import serializers

from api.serializers import CheckedSerializer


class Shape(CheckedSerializer):
    """A row as it is answered; nothing of it is ever written.

    A list's shape holds field paths and annotations only, so that it can be answered by one
    query. `references` says in which shape a related row appears, by its model; other relations
    appear as numbers. Nullness and help text are the model's.

    The same list is answered as a table (`api.flat`): `units` are the units of its numbers (with
    `{here}` before a column of the same object), `computed` says in SQL what a property of the model says in Python, given what stands before
    the names of the row's fields, and `in_words` are fields for people, which no table has.
    """

    references: ClassVar[Mapping[type[models.Model], type[serializers.BaseSerializer[Any]]]] = {}
    units: ClassVar[Mapping[str, str]] = {}
    computed: ClassVar[Mapping[str, Callable[[str], models.Expression]]] = {}
    in_words: ClassVar[tuple[str, ...]] = ()

    def build_relational_field(
        self, field_name: str, relation_info: Any
    ) -> tuple[type[serializers.Field[Any, Any, Any, Any]], dict[str, Any]]:
        """Answer a related row in the shape that its model has here."""
        shape = self.references.get(relation_info.related_model)
        if shape is None:
            return super().build_relational_field(field_name, relation_info)
        field = relation_info.model_field
        options = {"help_text": field.help_text, "allow_null": field.null}
        return shape, {"many": True} if relation_info.to_many else options

    def build_standard_field(
        self, field_name: str, model_field: models.Field[Any, Any]
    ) -> tuple[type[serializers.Field[Any, Any, Any, Any]], dict[str, Any]]:
        """Let a choice or an address that the model leaves blank be answered empty."""
        field_class, options = super().build_standard_field(field_name, model_field)
        if model_field.blank and issubclass(
            field_class, serializers.ChoiceField | serializers.URLField
        ):
            options["allow_blank"] = True
        return field_class, options

    def include_extra_kwargs(
        self, kwargs: MutableMapping[str, Any], extra_kwargs: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        """Make every field one to be read; an empty answer stays described as one."""
        may_be_blank = {"allow_blank": True} if kwargs.get("allow_blank") else {}
        read = super().include_extra_kwargs(kwargs, {**extra_kwargs, "read_only": True})
        read.update(may_be_blank)
        return read


RECORDED = ("recorded_at", "supersedes", "superseded_at", "superseded_because")
"""What a list says of how a superseding row came and went."""


class SupersedingDetail(Shape):
    """A superseding row by itself: whether and why it was corrected, and by which row."""

    successor = serializers.IntegerField(
        source="successor.pk",
        allow_null=True,
        read_only=True,
        help_text="The row that corrects this one; null = none does.",
    )
    recorded_by_role = serializers.CharField(
        source="recorded_by.role", read_only=True, help_text="Role of who recorded it."
    )


CORRECTED = ("superseded_note", "successor", "recorded_by_role")
"""What the detail of a superseding row adds."""
