"""Files of readings, as tests upload them."""

import io

import openpyxl


def workbook(*rows, title="Readings", formats=None):
    """Return a workbook of these rows as bytes; `formats` are formats of cells by address."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for address, number_format in (formats or {}).items():
        sheet[address].number_format = number_format
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def text(*rows, separator=","):
    """Return rows as lines of text."""
    return "\r\n".join(separator.join(map(str, row)) for row in rows).encode()
