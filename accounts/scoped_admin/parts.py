"""Rows that stand below a form: what others made of them since it was opened."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils.text import capfirst

from accounts.models import User
from accounts.scoped_admin.people import person_shown
from accounts.scoped_admin.words import label_of

OPENED = "opened-"
"""How the hidden fields begin that say what a form was opened with."""
OPENED_AT = "opened_at"
"""When it was opened: seconds since 1970."""
SETTLE = "settle-"
"""How the choices begin between the other's value and one's own."""
THEIRS, MINE = "theirs", "mine"
STAYS = "It stays, though it is not listed in this form."
IS_OUT = "It is out of the form now: add it anew if it belongs there."


def parts_opened(request: HttpRequest, page: Any, row: Any) -> dict[str, str]:
    """Return by hidden field what the rows below the form of a row hold now."""
    return {
        f"{OPENED}{prefix}": json.dumps(_held(inline, formset, request, row))
        for prefix, inline, formset in _parts(request, page, row)
    }


def parts_changed(
    request: HttpRequest, page: Any, row: Any, sent: QueryDict
) -> Iterator[dict[str, Any]]:
    """Yield what became of rows below the form since it was opened; bring what is sent up to it.

    Of a row that is gone nothing is sent any more; what the person had not touched follows the
    other's, and so does what they chose to.
    """
    for prefix, inline, formset in _parts(request, page, row):
        before = _read(sent.get(f"{OPENED}{prefix}"))
        if before is None:
            continue
        now = _held(inline, formset, request, row)
        numbers = {sent.get(f"{prefix}-{i}-id"): i for i in range(_count(sent, prefix, "INITIAL"))}
        _take_theirs(sent, prefix, numbers, now)
        label = capfirst(inline.opts.verbose_name)
        for key in now.keys() - before.keys():
            yield from _told(inline, label, {}, now[key], STAYS)
        for key in now.keys() & before.keys() & numbers.keys():
            place = f"{prefix}-{numbers[key]}"
            yield from _both(inline, label, place, before[key], now[key], sent)
        gone = before.keys() - now.keys()
        for key in gone:
            yield from _told(inline, label, before[key], {}, IS_OUT)
        _leave_out(sent, prefix, [numbers[key] for key in gone if key in numbers])


def who_changed(row: Any, post: QueryDict, user: User) -> tuple[str, dt.datetime | None]:
    """Return who saved the row's page last since the form was opened, and when, if it is known."""
    opened = post.get(OPENED_AT, "")
    if not (opened.isascii() and opened.isdigit() and len(opened) < 12):
        return "somebody", None
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(row),
        object_id=str(row.pk),
        action_time__gte=dt.datetime.fromtimestamp(int(opened), tz=dt.UTC),
    )
    last = entries.annotate(who=person_shown(user, "user")).order_by("-action_time").first()
    return (str(last.who), last.action_time) if last else ("somebody", None)


def _parts(request: HttpRequest, page: Any, row: Any) -> Iterator[tuple[str, Any, Any]]:
    for formset, inline in page.get_formsets_with_inlines(request, row):
        if inline.has_change_permission(request, row):
            yield formset.get_default_prefix(), inline, formset


def _held(inline: Any, formset: Any, request: HttpRequest, row: Any) -> dict[str, dict[str, Any]]:
    rows = inline.get_queryset(request).filter(**{formset.fk.name: row})
    names = [name for name in formset.form.base_fields if name not in ("id", formset.fk.name)]
    fields = [inline.model._meta.get_field(name) for name in names]
    return {
        str(each.pk): {field.name: _sent_as(field.value_from_object(each)) for field in fields}
        for each in rows
    }


def _sent_as(value: Any) -> str:
    return "" if value is None else str(value)


def _read(text: str | None) -> dict[str, dict[str, str]] | None:
    """Return what a form says it was opened with; None where it says nothing of the kind."""
    try:
        told = json.loads(text or "null")
    except ValueError:
        return None
    if not isinstance(told, dict) or not all(isinstance(each, dict) for each in told.values()):
        return None
    return told


def _count(sent: QueryDict, prefix: str, which: str) -> int:
    number = sent.get(f"{prefix}-{which}_FORMS", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 0


def _take_theirs(
    sent: QueryDict, prefix: str, numbers: dict[Any, int], now: dict[str, dict[str, str]]
) -> None:
    for key, number in numbers.items():
        for name, value in now.get(key, {}).items():
            place = f"{prefix}-{number}-{name}"
            if sent.get(f"{SETTLE}{place}") == THEIRS:
                sent[place] = value


def _told(
    inline: Any, label: str, before: dict[str, str], after: dict[str, str], said: str
) -> Iterator[dict[str, Any]]:
    for name in before or after:
        field = inline.model._meta.get_field(name)
        yield {
            "name": "",
            "label": f"{label}, {label_of(field).lower()}",
            "field": field,
            "opened": _value(field, before.get(name)),
            "value": _value(field, after.get(name)),
            "said": said,
        }


def _both(
    inline: Any,
    label: str,
    place: str,
    before: dict[str, str],
    after: dict[str, str],
    sent: QueryDict,
) -> Iterator[dict[str, Any]]:
    for name, value in after.items():
        if before.get(name) == value:
            continue
        typed = sent.get(f"{place}-{name}", "")
        is_touched = typed not in (before.get(name), value)
        if not is_touched:
            sent[f"{place}-{name}"] = value
        field = inline.model._meta.get_field(name)
        yield {
            "name": f"{place}-{name}",
            "label": f"{label}, {label_of(field).lower()}",
            "field": field,
            "opened": _value(field, before.get(name)),
            "value": _value(field, value),
            "is_touched": is_touched,
            "typed": _value(field, typed),
        }


def _value(field: Any, text: str | None) -> Any:
    """Return what was sent as the field holds it; as it is, where it cannot be read."""
    try:
        return field.to_python(text) if text else None
    except (ValidationError, TypeError, ValueError):
        return None if field.is_relation else text


def _leave_out(sent: QueryDict, prefix: str, gone: list[int]) -> None:
    """Send nothing of these rows: those behind them move up."""
    if not gone:
        return
    total, initial = _count(sent, prefix, "TOTAL"), _count(sent, prefix, "INITIAL")
    kept = [number for number in range(total) if number not in gone]
    told = {key: sent.pop(key) for key in list(sent) if key.startswith(f"{prefix}-")}
    for key, values in told.items():
        number, _, name = key.removeprefix(f"{prefix}-").partition("-")
        if not number.isdigit() or not name:
            sent.setlist(key, values)
        elif int(number) in kept:
            sent.setlist(f"{prefix}-{kept.index(int(number))}-{name}", values)
    sent[f"{prefix}-TOTAL_FORMS"] = str(len(kept))
    sent[f"{prefix}-INITIAL_FORMS"] = str(initial - len(gone))
