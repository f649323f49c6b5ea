"""What a row names of others: shown within the person's reach only.

A row may be seen without what it names: an event everybody reads may cite a draft whose title
nobody outside us knows. What is out of reach is shown as if nothing were named. On a page of the
past, what was out counts as it was known then.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import get_fields_from_path, prepare_lookup_value
from django.contrib.admin.views.main import ChangeList
from django.db import models
from django.db.models import Prefetch, Q, prefetch_related_objects
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest

from accounts.models import User
from accounts.scoped_admin.clocks import clocks_of
from accounts.scoped_admin.people import reader
from api.clocks import Clocks


def rows_at(manager: Any, user: User, clocks: Clocks) -> models.QuerySet[Any]:
    """Return the rows within the person's reach; of the past, as they stood."""
    if not clocks.is_live and hasattr(manager, "at"):
        manager = manager.at(clocks)
    return seen_at(manager, user, clocks)


def seen_at(rows: Any, user: User, clocks: Clocks | None) -> models.QuerySet[Any]:
    """Return the rows within the person's reach, what was out counting as it was known then."""
    seen: models.QuerySet[Any]
    if clocks is None or clocks.is_live:
        seen = rows.visible_to(user)
    elif "clocks" in inspect.signature(rows.visible_to).parameters:
        seen = rows.visible_to(user, clocks)
    else:
        seen = (rows.at(clocks) if hasattr(rows, "at") else rows).visible_to(user)
    return seen


def keep_within_reach(
    rows: Sequence[Any], user: User, clocks: Clocks | None = None, *, joined: Iterable[str] = ()
) -> None:
    """Let loaded rows of one model name others only within the person's reach, else nothing.

    For rows on their way to a page; they are not to be saved or judged afterwards. `joined` are
    the paths their page goes along. One query for each relation, none for who sees everything.
    """
    if not rows or user.sees_everything:
        return
    lookups = []
    for field in _relations(type(rows[0])):
        seen = within_reach(field, user, clocks)
        if seen is None:
            continue
        deeper = [path.partition("__")[2] for path in joined if path.startswith(f"{field.name}__")]
        lookups.append(Prefetch(field.name, seen.select_related(*deeper) if deeper else seen))
        for row in rows:
            row._state.fields_cache.pop(field.name, None)
    prefetch_related_objects(rows, *lookups)


class ChangeListWithinReach(ChangeList):
    """A list whose rows name others only within the person's reach."""

    def get_results(self, request: HttpRequest) -> None:
        """Load the rows of the page, and what they name."""
        super().get_results(request)
        self.result_list: Any = list(self.result_list)
        joined: Any = self.list_select_related or ()
        keep_within_reach(self.result_list, reader(request), clocks_of(request), joined=joined)


def search_within_reach(
    model: type[models.Model], path: str, word: str, user: User, clocks: Clocks
) -> Q:
    """Return the condition that a row holds the word at the path, in what the person may see.

    Each relation on the way leads to rows within reach only: a search never tells what a row that
    is out of reach says.
    """
    name, _, rest = path.partition(LOOKUP_SEP)
    field: Any = model._meta.get_field(name)
    if not field.is_relation:
        return Q(**{f"{path}__icontains": word})
    named = field.related_model
    seen = within_reach(field, user, clocks)
    rows = named._default_manager.all() if seen is None else seen
    found = rows.order_by().filter(search_within_reach(named, rest, word, user, clocks))
    return Q(**{f"{name}__in": found.values("pk")})


NOTHING_NAMED = "None given"
"""What a filter calls the rows without what it asks for."""


class NamesNothing:
    """Mixin of filters by what rows name: the choice of those that name nothing has a name too."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Yield the choices."""
        empty = changelist.model_admin.get_empty_value_display()
        for choice in super().choices(changelist):  # type: ignore[misc]
            is_empty = choice["display"] in (empty, "")
            yield {**choice, "display": NOTHING_NAMED} if is_empty else choice


class OffersWithinReach(NamesNothing):
    """Mixin of filters by what rows name: only what is within the person's reach is offered.

    Asked by hand for something else, it finds nothing; what is out of reach counts as not named.
    """

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep the rows that name what was asked for, as far as that is within reach."""
        kept: Any = super().queryset(request, queryset)  # type: ignore[misc]
        asked: Any = self
        field = get_fields_from_path(queryset.model, asked.field_path)[-1]
        seen = within_reach(field, reader(request), clocks_of(request))
        if seen is None or reader(request).sees_everything:
            return kept
        if asked.lookup_val:
            within = seen.filter(pk__in=asked.lookup_val).count() == len(set(asked.lookup_val))
            return kept if within else kept.none()
        if asked.lookup_val_isnull:
            naming = {f"{asked.field_path}__in": seen.values("pk")}
            named = queryset.model._default_manager.filter(**naming).order_by().values("pk")
            empty = prepare_lookup_value(asked.lookup_kwarg_isnull, asked.lookup_val_isnull)
            return queryset.exclude(pk__in=named) if empty else queryset.filter(pk__in=named)
        return kept

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        """Return the choices within reach."""
        offered: Any = super().field_choices(field, request, model_admin)  # type: ignore[misc]
        seen = within_reach(field, reader(request), clocks_of(request))
        if seen is None or reader(request).sees_everything:
            return offered
        kept = set(seen.filter(pk__in=[key for key, _ in offered]).values_list("pk", flat=True))
        return [(key, words) for key, words in offered if key in kept]


class RelatedFilter(OffersWithinReach, admin.RelatedFieldListFilter):
    """Rows that name one of those within reach."""


class RelatedOnlyFilter(OffersWithinReach, admin.RelatedOnlyFieldListFilter):
    """Rows that name one of those within reach that any row of the list names."""


class WordsFilter(NamesNothing, admin.AllValuesFieldListFilter):
    """Rows that say one of the words that any row says."""


def is_lookup_offered(
    model: type[models.Model], lookup: str, list_filter: Iterable[Any], user: User
) -> bool:
    """Return whether a list may be asked this where others are named.

    By its own filters, and by rows that everybody sees, such as forces. Django would follow any
    relation by number, also to rows of which nothing may be told.
    """
    fields = {field.name: field for field in model._meta.get_fields()}
    name, _, asked = lookup.partition(LOOKUP_SEP)
    field: Any = fields.get(name)
    if field is None or not field.is_relation:
        return True
    if asked in ("in", "exact", "isnull") and _is_seen_by_all(field, user):
        return True
    for chosen in list_filter:
        path = chosen[0] if isinstance(chosen, tuple) else chosen
        if not isinstance(path, str):
            continue
        last: Any = get_fields_from_path(model, path)[-1]
        if last.is_relation:
            key = last.target_field.name
            if lookup in (f"{path}__{key}__exact", f"{path}__isnull"):
                return True
        elif lookup == path or lookup.startswith(f"{path}{LOOKUP_SEP}"):
            return True
    return False


def _is_seen_by_all(field: Any, user: User) -> bool:
    seen = within_reach(field, user) if field.concrete else None
    return seen is not None and not seen.query.where


def filter_within_reach(model: type[models.Model], chosen: Any) -> Any:
    """Return a page's list filter as one that offers only what is within reach."""
    if isinstance(chosen, tuple):
        path, kind = chosen
        return (path, RelatedOnlyFilter) if kind is admin.RelatedOnlyFieldListFilter else chosen
    if not isinstance(chosen, str):
        return chosen
    field: Any = get_fields_from_path(model, chosen)[-1]
    if field.is_relation:
        return (chosen, RelatedFilter)
    is_word = isinstance(field, models.CharField) and not field.flatchoices
    return (chosen, WordsFilter) if is_word else chosen


def _relations(model: type[models.Model]) -> Iterator[Any]:
    yield from (field for field in model._meta.concrete_fields if field.is_relation)
    yield from model._meta.many_to_many


def within_reach(
    field: Any, user: User, clocks: Clocks | None = None
) -> models.QuerySet[Any] | None:
    """Return the rows a relation may name within reach, None where all are."""
    manager = field.related_model._default_manager
    return seen_at(manager, user, clocks) if hasattr(manager, "visible_to") else None
