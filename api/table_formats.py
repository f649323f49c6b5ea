"""Every format of a table, by its name."""

from __future__ import annotations

from api.parquet import Parquet
from api.tabular import Csv, Format, Ndjson

FORMATS: dict[str, Format] = {format_.name: format_ for format_ in (Csv(), Ndjson(), Parquet())}
