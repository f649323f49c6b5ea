"""The files that people fill in: a row for each of their measures, and what each column means."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

import xlsxwriter
from rest_framework import serializers

from api.entries import REASONS
from concerns.models import Measure
from concerns.serializers.reading import ReadingEntry
from concerns.uploads.table import FAULTS, NAMING, WORDS
from concerns.uploads.written import days, defused, numbers

COLUMNS = (
    *("force", "indicator", "said_by", WORDS, "period_start", "period_end", "value", "margin"),
    *("sample_size", "source", "because", "note"),
)
MOST_MEASURES = 500
"""Measures for which a template has a row."""
OURS = {
    WORDS: "Which measure the row is of, in words; it is not read.",
    FAULTS: "What was refused and why, in a file of refused rows; it is not read.",
}
ABOUT = (
    "One reading in a row. Fill in the days and the value of the measures you have figures for; "
    "rows that name a measure and nothing else are left out.",
    "A day is a date cell, 2021-04-03, or 03/04/2021, which is 3 April 2021.",
    "A value that differs from a reading recorded for the same days is a correction: it needs a "
    f"reason in because, one of {', '.join(value for value, _ in REASONS)}.",
    "Columns may be left out, and any column of the list below may be added.",
)


def csv_template(measures: Iterable[Measure]) -> bytes:
    """Return the template as CSV, with the mark by which Excel knows UTF-8."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for row in _rows(measures):
        writer.writerow(map(defused, row))
    return file.getvalue().encode("utf-8-sig")


def xlsx_template(measures: Iterable[Measure]) -> bytes:
    """Return the template as a workbook: the sheet to fill in, and one that explains it."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        text, day = book.add_format({"num_format": "@"}), book.add_format({})
        day.set_num_format("yyyy-mm-dd")
        sheet = book.add_worksheet("Readings")
        for position, name in enumerate(COLUMNS):
            of_column = day if name in days() else text if name in (*NAMING, "source") else None
            sheet.set_column(position, position, 34 if name == WORDS else 16, of_column)
        sheet.write_row(0, 0, COLUMNS, head)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(_rows(measures), 1):
            for position, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, position, cell)
        _explain(book.add_worksheet("Columns"), head, wrapped)
    return file.getvalue()


def _explain(sheet: Any, head: Any, wrapped: Any) -> None:
    sheet.set_column(0, 0, 20, wrapped)
    sheet.set_column(1, 2, 70, wrapped)
    for number, sentence in enumerate(ABOUT):
        sheet.merge_range(number, 0, number, 2, sentence, wrapped)
        sheet.set_row(number, 32)
    sheet.write_row(len(ABOUT) + 1, 0, ("Column", "What it is", "How it is written"), head)
    for number, row in enumerate(explained(), len(ABOUT) + 2):
        sheet.write_row(number, 0, row)


def explained() -> Iterator[tuple[str, str, str]]:
    """Yield of each column its name, what it is, and how it is written."""
    fields = ReadingEntry().fields
    first = [name for name in COLUMNS if name in fields]
    for name in dict.fromkeys([*first, *fields]):
        field = fields[name]
        yield name, str(field.help_text or ""), _written(name, field)
    for name, meaning in OURS.items():
        yield name, meaning, "Not read."


def _written(name: str, field: Any) -> str:
    if name in days():
        return "A day."
    if isinstance(field, serializers.ChoiceField):
        return f"One of: {', '.join(str(value) for value in field.choices)}."
    if name in numbers():
        return "A number with a point before its decimals, which are kept as stated."
    if isinstance(field, serializers.BooleanField):
        return "true or false."
    if isinstance(field, serializers.IntegerField | serializers.PrimaryKeyRelatedField):
        return "A whole number."
    return "Words."


def _rows(measures: Iterable[Measure]) -> Iterator[list[str]]:
    for measure in measures:
        named = [measure.force.slug, measure.indicator.code, measure.said_by, str(measure)]
        yield [*named, *[""] * (len(COLUMNS) - len(named))]
