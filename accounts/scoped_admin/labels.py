"""The record's sentences as a form says them: fields by their labels, choices by their words.

A rule says its sentence once, with the names that the API's callers write: "period_end: not before
period_start." Whoever sits at a form reads labels: "Period end: not before “Period start”."
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.forms.utils import pretty_name
from django.utils.text import capfirst

_HEAD = re.compile(r"^([a-z][a-z0-9_]*)(?=: )")
_NAME = re.compile(r"(?<![\w/{.@-])[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?![\w/}@])")
"""What is surely a name: two words or more, and no part of an address or of a placeholder."""


class SaysLabels:
    """Form mixin: what is refused names the fields as the form does."""

    labels_from: tuple[type[models.Model], ...] = ()
    """The models of which a refusal may speak besides the form's own fields."""

    def add_error(self, field: str | None, error: Any) -> None:
        """Show a fault, in labels."""
        form: Any = super()
        fault = error if isinstance(error, ValidationError) else ValidationError(error)
        form.add_error(field, _fault_in_labels(fault, labels_of_form(self)))


def labels_of(*rooms: type[models.Model]) -> dict[str, str]:
    """Return what stands for each name of these models' fields, and for their choices' values."""
    found: dict[str, str] = {}
    for model in reversed(rooms):
        found |= _labels_of_one(model)
    return found


def help_in_labels(text: str, model: type[models.Model]) -> str:
    """Return the help of a model's field as a sentence, in the labels of its fields."""
    return str(capfirst(in_labels(text, _labels_of_one(model))))


@functools.cache
def _labels_of_one(model: type[models.Model]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for field in [*model._meta.concrete_fields, *model._meta.many_to_many]:
        found.setdefault(field.name, str(capfirst(field.verbose_name)))
        found |= _words_of_choices(field.flatchoices or ())
    return MappingProxyType(found)


def labels_of_form(form: Any) -> dict[str, str]:
    """Return the same of a form: its own labels before those of its model."""
    model = getattr(getattr(form, "_meta", None), "model", None)
    found = labels_of(*form.labels_from, *([model] if model else []))
    for name, field in form.fields.items():
        found[name] = str(capfirst(field.label or pretty_name(name)))
        if not hasattr(field, "queryset"):  # whose choices are rows
            found |= _words_of_choices(getattr(field, "choices", ()))
    return found


def in_labels(sentence: str, labels: Mapping[str, str]) -> str:
    """Return the sentence with a label in the place of each name of a field.

    What it begins with is taken for a field even if there is no label of it; further on a label
    stands in quotes, the words of a choice without.
    """

    def head(met: re.Match[str]) -> str:
        return str(capfirst(labels.get(met[1], met[1].replace("_", " "))))

    def inside(met: re.Match[str]) -> str:
        label = labels.get(met[0], met[0])
        return f"“{label}”" if label[:1].isupper() else label

    return _NAME.sub(inside, _HEAD.sub(head, sentence))


def _fault_in_labels(error: ValidationError, labels: Mapping[str, str]) -> ValidationError:
    if hasattr(error, "error_dict"):
        return ValidationError(
            {name: _said(faults, labels) for name, faults in error.error_dict.items()}
        )
    return ValidationError(_said(error.error_list, labels))


def _said(faults: Iterable[ValidationError], labels: Mapping[str, str]) -> list[ValidationError]:
    return [
        ValidationError(in_labels(sentence, labels), code=fault.code)
        for fault in faults
        for sentence in fault.messages
    ]


def _words_of_choices(choices: Any) -> dict[str, str]:
    """Return the words of those values that nobody would take for a word."""
    return {
        value: words[:1].lower() + words[1:]
        for value, words in choices
        if isinstance(value, str) and "_" in value and isinstance(words, str)
    }
