"""Files of readings that people upload: read, looked at, and only then recorded.

A file (`text`, `workbook`) becomes a `Table` of cells as written, with the faults of what cannot
be read (`written`). The engine of many readings (`concerns.bulk`) judges its rows: once for each
look at the preview (`preview`), and again when it is confirmed. `templates` makes the files that
people fill in.
"""
