"""What a field held, said as a person reads it: labels, choices' words, British dates."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.text import capfirst

from accounts.models import User
from accounts.scoped_admin.people import instant_text, person_shown
from accounts.scoped_admin.reach import within_reach
from api.days import day_text
from api.fields import plain

NOTHING = "nothing"
OUT_OF_REACH = "a row you do not see"


class Words:
    """Says values of fields to one reader; rows that are named, within the reader's reach only."""

    def __init__(self, user: User) -> None:
        self.user = user
        self._named: dict[tuple[Any, Any], str] = {}

    def learn(self, told: Iterable[tuple[Any, Any]]) -> None:
        """Look up the rows that these fields name by number. One query for each model named."""
        wanted: dict[Any, set[Any]] = defaultdict(set)
        fields = {}
        for field, value in told:
            if field.is_relation:
                fields[field.related_model] = field
                several = value if isinstance(value, list | tuple) else [value]
                wanted[field.related_model] |= {one for one in several if one is not None}
        for model, keys in wanted.items():
            unknown = {key for key in keys if (model, key) not in self._named}
            if unknown:
                self._look_up(fields[model], unknown)

    def say(self, field: Any, value: Any) -> str:
        """Say a value; what a relation names, by its key."""
        if field.is_relation:
            return self._say_rows(field, value)
        if value is None or value == "" or value == []:
            return NOTHING
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, dt.datetime):
            return instant_text(value)
        if isinstance(value, dt.date):
            return day_text(value)
        if isinstance(value, Decimal):
            return plain(value)
        if isinstance(value, list | tuple):
            return ", ".join(str(one) for one in value)
        return _choice_or_text(field, value)

    def _say_rows(self, field: Any, value: Any) -> str:
        several = list(value) if isinstance(value, list | tuple) else [value]
        keys = [getattr(one, "pk", one) for one in several if one is not None]
        self.learn((field, key) for key in keys)
        names = [self._named.get((field.related_model, key), OUT_OF_REACH) for key in keys]
        return ", ".join(sorted(names)) or NOTHING

    def _look_up(self, field: Any, keys: set[Any]) -> None:
        model = field.related_model
        seen = within_reach(field, self.user)
        rows = model._default_manager.all() if seen is None else seen
        rows = rows.filter(pk__in=keys)
        if model is User:
            shown = rows.annotate(shown=person_shown(self.user, "")).values_list("pk", "shown")
            self._named |= {(model, key): name for key, name in shown}
        else:
            self._named |= {(model, row.pk): str(row) for row in rows}


def _choice_or_text(field: Any, value: Any) -> str:
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return str(dict(getattr(field, "flatchoices", ())).get(value, value))


def label_of(field: Any) -> str:
    """Return the label of a field as the head of a line."""
    return str(capfirst(field.verbose_name))


def is_long(field: Any, *values: Any) -> bool:
    """Whether the field holds prose, so that what changed in it is shown, not the whole."""
    return isinstance(values[0], str) and not field.choices and max(map(len, map(str, values))) > 80
