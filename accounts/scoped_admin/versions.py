"""Two people at one row: a form that was opened before somebody else saved is not saved over them.

The form carries the version of the row it was made from; the database counts versions. A stale
form is refused once, with what changed meanwhile side by side, and carries the new version from
then on. What the person had not touched follows the other's; of the rest they choose.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import models
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from accounts.models import User
from accounts.scoped_admin.difference import Piece, difference
from accounts.scoped_admin.parts import (
    OPENED,
    OPENED_AT,
    SETTLE,
    THEIRS,
    parts_changed,
    parts_opened,
    who_changed,
)
from accounts.scoped_admin.people import instant_text, person_shown, reader
from accounts.scoped_admin.words import Words, is_long, label_of

VERSION = "version"
KEPT = "kept"
"""What a form sends besides: the number of the row's last kept version when it was opened."""
STALE = (
    "This was changed while you had it open, so nothing of yours is saved yet. See below what "
    "changed, and choose where both of you changed the same; then save again."
)


NOT_SHOWN = "Not in this form: theirs stands."
NOT_TOUCHED = "You had not changed it: theirs stands in the form now."


@dataclass
class Change:
    """What somebody else made of a field: its value before and now, who wrote it and when."""

    name: str
    label: str
    field: Any
    opened: Any
    value: Any
    who: str = ""
    at: dt.datetime | None = None
    is_touched: bool = True
    """Whether the person changed it too; what they had not touched follows the other's."""
    typed: Any = None
    """What the person sent, of a row below the form."""
    said: str = ""
    """What becomes of it, where there is nothing to choose."""


class Line(NamedTuple):
    """A line of the table that sets the two side by side."""

    label: str
    name: str
    opened: str
    theirs: str
    yours: str
    pieces: list[Piece]
    who: str
    when: str
    is_asked: bool
    """Whether the person is to choose; else `said` tells what becomes of it."""
    said: str


class Meanwhile:
    """What happened to a row between opening its form and saving it."""

    def __init__(self, changes: list[Change], user: User) -> None:
        self.changes = changes
        self.user = user

    def sentences(self) -> Iterator[str]:
        """Say that the form was stale; the table beside says of what."""
        yield STALE

    def lines(self, form: Any) -> list[Line]:
        """Set each value beside what stands in the form."""
        words = Words(self.user)
        words.learn((each.field, each.value) for each in self.changes)
        return [self._line(words, change, form) for change in self.changes]

    def _line(self, words: Words, change: Change, form: Any) -> Line:
        is_shown = change.name in form.fields or change.typed is not None
        is_asked = is_shown and change.is_touched and not change.said
        said = change.said or (NOT_SHOWN if not is_shown else "" if is_asked else NOT_TOUCHED)
        opened, theirs = (
            words.say(change.field, change.opened),
            words.say(change.field, change.value),
        )
        pieces = []
        if is_long(change.field, opened, theirs):
            pieces = difference(opened, theirs)
        return Line(
            change.label,
            change.name,
            opened,
            theirs,
            self._yours(words, change, form) if is_asked else "",
            pieces,
            change.who,
            instant_text(change.at) if change.at else "",
            is_asked,
            said,
        )

    def _yours(self, words: Words, change: Change, form: Any) -> str:
        """Say what the person typed; as typed, where it cannot be read."""
        if change.name not in form.fields:
            return words.say(change.field, change.typed)
        if change.name not in form.cleaned_data:
            return str(form[change.name].value() or "")
        value = form.cleaned_data[change.name]
        return words.say(change.field, list(value) if change.field.many_to_many else value)


def is_versioned(model: type[models.Model]) -> bool:
    """Whether the database counts the versions of the model's rows."""
    return any(field.name == VERSION for field in model._meta.concrete_fields)


def opened_with(request: HttpRequest, page: Any, row: Any, form: Any) -> dict[str, str]:
    """Return what the form of a row is to carry: what it was made from, by hidden field.

    One query for the row's kept versions, one for each field of several and kind of rows below.
    """
    several = [field.name for field in row._meta.many_to_many if field.name in form.fields]
    return {
        VERSION: str(row.version),
        KEPT: str(_last_kept(row)),
        OPENED_AT: str(int(timezone.now().timestamp())),
        **{f"{OPENED}{name}": _keys_text(_keys(row, name)) for name in several},
        **parts_opened(request, page, row),
    }


def meanwhile(request: HttpRequest, page: Any, row: Any, form: Any) -> Meanwhile | None:
    """Lock the row until the transaction ends; say what changed since its form was opened.

    None where nothing did. What sends no version has not read the row's page and is not asked.
    What the person had not touched is put in the place of what is sent, and so is each field of
    which they chose the other's.
    """
    locked = type(row)._base_manager.select_for_update(no_key=True).get(pk=row.pk)
    opened = request.POST.get(VERSION)
    if opened is None:
        return None
    user, sent = reader(request), request.POST.copy()
    _take_theirs(sent, form)
    changes = _changes(locked, request.POST, user) if opened != str(locked.version) else []
    several = [Change(**each) for each in _several_changed(locked, request.POST, form)]
    _follow([*changes, *several], sent, form)
    several += [Change(**each) for each in parts_changed(request, page, locked, sent)]
    request.POST = sent  # type: ignore[assignment]  # the forms are made of it
    if opened == str(locked.version) and not several:
        return None
    if several:
        who, at = who_changed(locked, sent, user)
        several = [dataclasses.replace(each, who=who, at=at) for each in several]
    return Meanwhile([*changes, *several], user)


def _take_theirs(sent: QueryDict, form: Any) -> None:
    """Put the other's value in the place of one's own, where the person chose so."""
    for name in form.fields:
        if sent.get(f"{SETTLE}{name}") == THEIRS:
            _put(sent, form, name, form.get_initial_for_field(form.fields[name], name))


def _follow(changes: list[Change], sent: QueryDict, form: Any) -> None:
    """Note which of these the person changed too, and let the others follow."""
    for change in changes:
        if change.name in form.fields:
            change.is_touched = _is_touched(change, sent, form)
            if not change.is_touched:
                _put(sent, form, change.name, change.value)


def _put(sent: QueryDict, form: Any, name: str, value: Any) -> None:
    """Let what is sent hold a value of a field, as its widget would send it."""
    widget, key = form.fields[name].widget, form.add_prefix(name)
    widget = getattr(widget, "widget", widget)  # what the admin wraps in links to other pages
    shown = widget.format_value(form.fields[name].prepare_value(value))
    if isinstance(shown, list):
        sent.setlist(key, [str(one) for one in shown if one != ""])
    elif shown is None or (hasattr(widget, "check_test") and not widget.check_test(value)):
        sent.pop(key, None)
    else:
        sent[key] = str(shown)


def _is_touched(change: Change, sent: QueryDict, form: Any) -> bool:
    """Whether what is sent differs from what the form was opened with."""
    field = form.fields[change.name]
    typed = field.widget.value_from_datadict(sent, {}, form.add_prefix(change.name))
    opened = change.opened
    if isinstance(typed, str) and isinstance(opened, str):  # browsers send lines their own way
        typed, opened = (" \n".join(text.splitlines()).strip() for text in (typed, opened))
    touched: bool = field.has_changed(opened, typed)
    return touched


def _several_changed(row: Any, post: QueryDict, form: Any) -> Iterator[dict[str, Any]]:
    """Yield the fields of several that hold other rows than when the form was opened."""
    for field in row._meta.many_to_many:
        opened = post.get(f"{OPENED}{field.name}")
        if opened is None or field.name not in form.fields:
            continue
        now = _keys(row, field.name)
        if opened != _keys_text(now):
            before = [int(key) for key in opened.split(",") if _is_number(key)]
            yield {
                "name": field.name,
                "label": label_of(field),
                "field": field,
                "opened": before,
                "value": now,
            }


def _keys(row: Any, name: str) -> list[Any]:
    return sorted(getattr(row, name).values_list("pk", flat=True))


def _keys_text(keys: list[Any]) -> str:
    return ",".join(map(str, keys))


def _last_kept(row: Any) -> int:
    return row.history.aggregate(last=models.Max("pgh_id"))["last"] or 0


def _changes(row: Any, post: QueryDict, user: User) -> list[Change]:
    """Return the last change to each field since the form was opened, from the kept versions."""
    kept = _kept_since(row, post)
    names = names_of([version.pgh_context for version in kept], user)
    found: dict[str, Change] = {}
    for before, after in itertools.pairwise(kept):
        for field in changed_fields(row, before, after):
            column = field.attname
            first = found.get(field.name)
            found[field.name] = Change(
                field.name,
                label_of(field),
                field,
                first.opened if first else getattr(before, column),
                getattr(after, column),
                names.get(person_behind(after.pgh_context), "somebody"),
                after.pgh_created_at,
            )
    return [each for each in found.values() if each.opened != each.value]


def changed_fields(row: Any, before: Any, after: Any) -> Iterator[Any]:
    """Yield the fields in which two kept versions differ."""
    for field in row._meta.concrete_fields:
        column = field.attname
        if field.name == VERSION or not hasattr(after, column):
            continue
        if getattr(before, column) != getattr(after, column):
            yield field


def _kept_since(row: Any, post: QueryDict) -> list[Any]:
    """Return the kept versions since the form was opened, the one it was opened with first."""
    kept, opened = str(post.get(KEPT, "")), str(post[VERSION])
    rows = row.history.select_related("pgh_context").order_by("-pgh_id")
    if _is_number(kept):
        return [*rows.filter(pgh_id__lte=int(kept))[:1], *rows.filter(pgh_id__gt=int(kept))[::-1]]
    number = row.version - int(opened) if _is_number(opened) else 0
    return list(rows[: number + 1])[::-1] if number > 0 else []


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def names_of(contexts: list[Any], user: User) -> dict[Any, str]:
    """Return by number who stands behind these changes, as the reader may know them."""
    people = User.objects.filter(pk__in={person_behind(one) for one in contexts} - {None})
    return dict(people.annotate(shown=person_shown(user, "")).values_list("pk", "shown"))


def person_behind(context: Any) -> Any:
    """Return the number of the account that made a change; None where none is noted."""
    return None if context is None else context.metadata.get("user")
