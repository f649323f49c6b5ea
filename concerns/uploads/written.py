"""What people write in a cell: days as spreadsheets and Britons write them, numbers, percentages.

What could mean two things is refused in words, never guessed.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import NamedTuple

from rest_framework import serializers

from api.tabular import DEFUSED_BY, FORMULA_STARTS
from concerns.serializers.reading import ReadingEntry

OF_UNIT = ("value", "low", "high", "margin")
"""Columns in the unit of the measure; a percentage in one is of a measure in percent."""
DAY_WAYS = "write the day as 2021-04-03 or 03/04/2021, which is 3 April 2021"
NUMBER_WAYS = "write a point before the decimals and nothing between thousands, such as 1234.50"
MONTH_FIRST = (
    "in this file a day is written with the month first, so this one cannot be told: write "
    "2021-04-03, or the day first in every row."
)
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_NAMED = re.compile(r"[0-9]{1,2}[ -][A-Za-z]{3,9}[ -][0-9]{4}")
_PERCENT = re.compile(r"(-?[0-9]{1,18}(?:\.[0-9]{1,12})?) ?%")
_PLAIN = re.compile(r"[-+]?[0-9.]+%?")
_SEPARATED = re.compile(r"[-+]?[0-9][0-9.]*(?:[, \u00a0\u202f'][0-9.]+)+ ?%?")
_LAST_MONTH = 12


class Read(NamedTuple):
    """A cell as it was read; a fault says why it cannot be."""

    text: str
    fault: str = ""


@cache
def days() -> frozenset[str]:
    """Columns that hold a day."""
    return _fields(serializers.DateField)


@cache
def numbers() -> frozenset[str]:
    """Columns that hold a number with decimals."""
    return _fields(serializers.DecimalField)


@cache
def whole_numbers() -> frozenset[str]:
    """Columns that hold a whole number."""
    return _fields(serializers.IntegerField, serializers.PrimaryKeyRelatedField)


def _fields(*kinds: type) -> frozenset[str]:
    fields = ReadingEntry().fields
    return frozenset(name for name, field in fields.items() if isinstance(field, kinds))


def read_cell(name: str, text: str) -> Read:
    """Read what stands in a cell of the column; nothing is an empty text."""
    text = undefused(text.strip())
    if not text:
        return Read("")
    if name in days():
        return _read_day(text)
    if name in numbers():
        return _read_number(name, text)
    return Read(text)


def is_month_first(text: str) -> bool:
    """Whether a day can only have been written with the month first, such as 04/13/2021."""
    found = _SLASHED.fullmatch(text)
    return bool(found) and int(found[1]) <= _LAST_MONTH < int(found[2]) if found else False


def is_either_way(text: str) -> bool:
    """Whether a day would be one too with the month first, such as 03/04/2021."""
    found = _SLASHED.fullmatch(text.strip())
    return found is not None and int(found[1]) <= _LAST_MONTH and found[1] != found[2]


def percentage(text: str) -> str | None:
    """Return the number of a percentage, with its decimals; None if it is none."""
    found = _PERCENT.fullmatch(text)
    return found[1] if found else None


def defused(text: str) -> str:
    """Return a cell that no spreadsheet runs as a formula."""
    is_formula = text.startswith(tuple(FORMULA_STARTS)) and not _PLAIN.fullmatch(text)
    return f"{DEFUSED_BY}{text}" if is_formula else text


def undefused(text: str) -> str:
    """Return a cell as it was before it was defused."""
    is_defused = text[:1] == DEFUSED_BY and text[1:2] in FORMULA_STARTS and text[1:2] != ""
    return text[1:] if is_defused else text


def _read_day(text: str) -> Read:
    day = None
    slashed = _SLASHED.fullmatch(text)
    if _ISO.fullmatch(text):
        day = _day(text, "%Y-%m-%d")
    elif slashed:
        day = _day(text, "%d/%m/%Y")
    elif _NAMED.fullmatch(text):
        spaced = text.replace("-", " ")
        day = _day(spaced, "%d %b %Y") or _day(spaced, "%d %B %Y")
    if day is not None:
        return Read(day)
    if is_month_first(text):
        return Read(text, f"{text} has no month {text.split('/')[1]}: {DAY_WAYS}.")
    return Read(text, f"{_quoted(text)} is no day: {DAY_WAYS}.")


def _day(text: str, form: str) -> str | None:
    try:
        return dt.datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007 - days alone
    except ValueError:
        return None


def _read_number(name: str, text: str) -> Read:
    if text.endswith("%"):
        number = percentage(text)
        if name not in (*OF_UNIT, "margin_level"):
            return Read(text, "no percentage: type the number itself.")
        return Read(f"{number}%") if number else Read(text, f"{_quoted(text)}: {NUMBER_WAYS}.")
    if _SEPARATED.fullmatch(text):
        return Read(text, f"{_quoted(text)}: {NUMBER_WAYS}.")
    return Read(text)


def _quoted(text: str) -> str:
    return f"“{text[:60]}”"
