"""Filters of list pages by what waits, and by what somebody follows: the front page's own lists."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db import models
from django.http import HttpRequest

from accounts.models import User
from accounts.scoped_admin.clocks import clocks_of
from accounts.scoped_admin.people import reader
from accounts.worklists import LIST, MINE, WHOSE, Look, named, worklists


class WorklistFilter(admin.SimpleListFilter):
    """The rows of one of the person's worklists, as the front page counts them."""

    title = "what waits"
    parameter_name = LIST

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the person's lists of such rows."""
        lists = worklists(reader(request))
        return [(each.name, each.title) for each in lists if each.model is model_admin.model]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep the rows that wait, if a list is asked for.

        Raises: IncorrectLookupParameters if it is none of the person's.
        """
        if self.value() is None:
            return queryset
        user = reader(request)
        asked = named(self.value(), user, queryset.model)
        if asked is None:
            raise IncorrectLookupParameters(f"There is no list {self.value()} of these for you.")
        return asked.kept(queryset, Look(user, clocks_of(request)))


class FollowedFilter(admin.SimpleListFilter):
    """The rows of the forces and concerns that the person follows."""

    title = "whose"
    parameter_name = WHOSE

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the choice beside all."""
        return [(MINE, "Of my forces and concerns")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep the person's own, if asked.

        Raises: IncorrectLookupParameters if asked for anybody else's.
        """
        match self.value():
            case None:
                return queryset
            case "mine":
                return queryset.followed_by(reader(request))
        raise IncorrectLookupParameters(f"{WHOSE}: {MINE}, or nothing.")


def filters_of_worklists(model: type[models.Model], user: User) -> list[Any]:
    """Return the filters of a model's list page: none where nothing of it waits for the person.

    Those outside the inspectorate see what is theirs anyway.
    """
    filters: list[Any] = []
    if any(each.model is model for each in worklists(user)):
        filters.append(WorklistFilter)
    if user.belongs_to_inspectorate and hasattr(model._default_manager, "followed_by"):
        filters.append(FollowedFilter)
    return filters
