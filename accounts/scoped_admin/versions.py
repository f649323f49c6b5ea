"""Two people at one row: a form that was opened before somebody else saved is not saved over them.

The form carries the version of the row it was made from; the database counts versions. A stale
form is refused once, with what changed meanwhile, and carries the new version from then on.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import models
from django.http import HttpRequest
from django.utils.text import capfirst

from accounts.models import User
from accounts.scoped_admin.people import day_text, instant_text, person_shown, reader
from accounts.scoped_admin.reach import within_reach
from api.fields import plain

VERSION = "version"
STALE = (
    "This was changed while you had it open, so nothing of yours is saved yet. Read below what "
    "changed; saving again puts what stands in this form in its place."
)


class Change(NamedTuple):
    """What somebody else made of a field: its value now, who wrote it and when."""

    field: models.Field[Any, Any]
    value: Any
    who: str
    at: dt.datetime


class Meanwhile:
    """What happened to a row between opening its form and saving it."""

    def __init__(self, changes: list[Change], user: User) -> None:
        self.changes = changes
        self.user = user

    def sentences(self, form: Any) -> Iterator[str]:
        """Say it, field by field, each value beside what stands in the form."""
        yield STALE
        for change in self.changes:
            name = change.field.name
            theirs = self._words(change.field, change.value)
            sentence = (
                f"{capfirst(change.field.verbose_name)}: {change.who} wrote {theirs}, "
                f"{instant_text(change.at)}"
            )
            if name not in form.fields:
                yield f"{sentence}."
            elif name in form.cleaned_data:
                yield f"{sentence}; yours is {self._words(change.field, form.cleaned_data[name])}."
            else:
                yield f"{sentence}; yours stands below."

    def _words(self, field: Any, value: Any) -> str:
        """Say a value as a person reads it; a row that is named, within reach only."""
        if field.is_relation and value is not None and not isinstance(value, models.Model):
            seen = within_reach(field, self.user)
            rows = field.related_model._default_manager.all() if seen is None else seen
            value = rows.filter(pk=value).first() or "a row you do not see"
        if value in (None, "", []):
            return "nothing"
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, dt.date):
            return day_text(value)
        if isinstance(value, Decimal):
            return plain(value)
        return f"“{dict(field.flatchoices).get(value, value)}”"


def is_versioned(model: type[models.Model]) -> bool:
    """Whether the database counts the versions of the model's rows."""
    return any(field.name == VERSION for field in model._meta.concrete_fields)


def meanwhile(request: HttpRequest, row: Any) -> Meanwhile | None:
    """Lock the row until the transaction ends; say what changed since its form was opened.

    None where nothing did. What sends no version has not read the row's page and is not asked.
    """
    locked = type(row)._base_manager.select_for_update(no_key=True).get(pk=row.pk)
    opened = request.POST.get(VERSION)
    if opened is None or opened == str(locked.version):
        return None
    return Meanwhile(_changes(locked, opened, reader(request)), reader(request))


def _changes(row: Any, opened: str, user: User) -> list[Change]:
    """Return the last change to each field since that version, from the row's kept versions."""
    if not (opened.isascii() and opened.isdigit() and len(opened) < 10):
        return []
    number = row.version - int(opened)
    if number < 1:
        return []
    kept = list(row.history.select_related("pgh_context").order_by("-pgh_id")[: number + 1])[::-1]
    names = _names([version.pgh_context for version in kept], user)
    changes = {}
    for before, after in itertools.pairwise(kept):
        for field in row._meta.concrete_fields:
            column = field.attname
            if field.name == VERSION or not hasattr(after, column):
                continue
            if getattr(before, column) != getattr(after, column):
                who = names.get(_person(after.pgh_context), "somebody")
                changes[field] = Change(field, getattr(after, column), who, after.pgh_created_at)
    return list(changes.values())


def _names(contexts: list[Any], user: User) -> dict[Any, str]:
    """Return by number who stands behind these changes, as the reader may know them."""
    people = User.objects.filter(pk__in={_person(one) for one in contexts} - {None})
    return dict(people.annotate(shown=person_shown(user, "")).values_list("pk", "shown"))


def _person(context: Any) -> Any:
    return None if context is None else context.metadata.get("user")
