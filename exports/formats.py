"""Every format of an export, by its name: those of the API's tables, and workbooks."""

from __future__ import annotations

from api.table_formats import FORMATS as OF_TABLES
from api.tabular import Format
from exports.workbook import Workbook

FORMATS: dict[str, Format] = {**OF_TABLES, Workbook.name: Workbook()}
