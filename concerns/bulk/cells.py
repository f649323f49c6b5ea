"""Cells as values: each read by the field of the one-row route, so that both say the same.

What is read becomes the text that the database is sent, null becomes None. Equal cells of a
column are read once.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from api.entries import RowName, RowNumber, none_of_name
from api.wording import in_words
from concerns.bulk.rows import Cell, Rows
from concerns.models import Indicator
from concerns.serializers.reading import ReadingEntry
from inspections.models import Force

LONGEST_CELL = 10_000
"""Characters a cell may have."""
_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,12})?")
"""What every number field takes as it stands: most of what is ever sent."""
_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,30}")
_ALIKE = {str, bool, type(None), Cell}
"""Kinds of cell of which no two are equal but the same."""


class Refused(NamedTuple):
    """What a field says to a cell that it cannot read."""

    faults: list[ErrorDetail]


Read = Callable[[Any], Any]


def read_cells(rows: Rows) -> None:
    """Read every cell, noting each fault. Two queries where forces or indicators are named."""
    entry = ReadingEntry()
    for name, field in entry.fields.items():
        if name in rows.columns:
            column = rows.columns[name]
            if isinstance(field, serializers.DecimalField | serializers.IntegerField | RowNumber):
                column = _numbers_as_text(column)
            rows.columns[name] = _read_column(rows, name, column, _reader(name, field))


def _numbers_as_text(column: list[Any]) -> list[Any]:
    """Return the cells with numbers as their text, which a number's field reads the same."""
    if {int, Decimal}.isdisjoint(map(type, column)):
        return column
    return [str(cell) if type(cell) in (int, Decimal) else cell for cell in column]


def _read_column(rows: Rows, name: str, column: list[Any], read: Read) -> list[Any]:
    """Read the cells of a column; what is known to be at fault stays so."""
    if _ALIKE.issuperset(map(type, column)):
        known = {cell: _unless_faulty(read, cell) for cell in set(column)}
        answers = [known[cell] for cell in column]
        if not any(isinstance(answer, Refused) for answer in known.values()):
            return answers
    else:
        answers = [_unless_faulty(read, cell) for cell in column]
    for row, answer in enumerate(answers):
        if isinstance(answer, Refused):
            for fault in answer.faults:
                rows.refuse(row, name, str(fault), str(fault.code))
            answers[row] = Cell.FAULTY
    return answers


def _unless_faulty(read: Read, cell: Any) -> Any:
    return cell if cell is Cell.FAULTY else read(cell)


def _reader(name: str, field: Any) -> Read:
    if isinstance(field, RowName):
        model = Force if name == "force" else Indicator
        names = model._default_manager.values_list(field.slug_field, flat=True)
        return partial(_named, field, set(names))
    if isinstance(field, RowNumber):
        return partial(_numbered, field)
    return partial(_read, field)


def _read(field: Any, cell: Any) -> Any:
    if cell is Cell.ABSENT:
        return cell
    if type(cell) is str:
        if isinstance(field, serializers.DecimalField) and _PLAIN_NUMBER.fullmatch(cell):
            return cell
        if len(cell) > LONGEST_CELL:
            sentence = f"{field.field_name}: at most {LONGEST_CELL} characters."
            return Refused([ErrorDetail(sentence, "max_length")])
    try:
        return as_sent(field.run_validation(cell))
    except serializers.ValidationError as error:
        name = field.field_name
        return Refused(in_words({name: error.detail}, {name: field})[name])


def _named(field: Any, names: Collection[str], cell: Any) -> Any:
    if cell is Cell.ABSENT or (type(cell) is str and cell in names):
        return cell
    if cell is None:
        return _read(field, cell)
    sentence = none_of_name(field.queryset.model, str(cell), names)
    return Refused([ErrorDetail(sentence, "does_not_exist")])


def _numbered(field: Any, cell: Any) -> Any:
    if cell is None or cell is Cell.ABSENT:
        return _read(field, cell)
    if type(cell) is not str or not _WHOLE_NUMBER.fullmatch(cell):
        return Refused([ErrorDetail("Give its number, such as 12.", "incorrect_type")])
    return str(int(cell))


def none_of_number(number: str) -> str:
    """Say that there is no row of that number."""
    return str(RowNumber.default_error_messages["does_not_exist"]).format(pk_value=number)


def as_sent(value: Any) -> str | None:
    """Return a value as the text that the database is sent; None is null."""
    match value:
        case None | str():
            return value
        case bool():
            return "t" if value else "f"
        case Decimal():
            return format(value, "f")
        case dt.date():
            return value.isoformat()
        case _:
            return str(value)
