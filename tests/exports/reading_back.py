"""Reads an export back as another program would, to compare it with what Django says."""

import csv
import datetime as dt
import io
import json
from decimal import Decimal

from django.db import connection

from api.streams import blocks
from api.table_formats import FORMATS


def exported(dataset, format_name, rows):
    """Return the bytes of the rows in that format, and how many rows it says there were."""
    stream = blocks(rows, dataset.cells(rows), FORMATS[format_name], connection)
    parts = list(stream)
    return b"".join(block for block, _ in parts), sum(number for _, number in parts)


def cells_of_csv(data):
    """Return header and rows of a CSV, every cell as text."""
    header, *rows = csv.reader(io.StringIO(data.decode(), newline=""), strict=True)
    return header, rows


def objects_of_ndjson(data):
    """Return the objects of an NDJSON, its numbers with their decimals."""
    lines = data.decode().split("\n")
    assert lines.pop() == ""
    return [json.loads(line, parse_float=Decimal) for line in lines]


def as_django_says(dataset, rows):
    """Return the same cells as Python objects, by the ORM."""
    names = [column.name for column in dataset.columns]
    raw = {f"raw_{column.name}": column.expression for column in dataset.cells(rows)}
    found = rows.annotate(**raw).values_list(*raw)
    return [dict(zip(names, row, strict=True)) for row in found]


def in_csv(value):
    """Return how CSV writes a value."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case dt.datetime():
            return f"{value.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S.%f}Z"
    return str(value)


def in_json(value):
    """Return what reading JSON gives for a value."""
    match value:
        case dt.datetime():
            return in_csv(value)
        case dt.date():
            return value.isoformat()
    return value
