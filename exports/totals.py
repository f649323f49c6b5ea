"""What an export comes to: how many rows, and how many of each value of the columns that count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from api.streams import compiled
from api.table_formats import FORMATS

if TYPE_CHECKING:
    from django.db import models

    from exports.datasets import Dataset

NO_VALUE = ""
"""How a total names the rows that have no value: as it names empty text."""


def totals_of(
    dataset: Dataset, rows: models.QuerySet[Any]
) -> tuple[int, dict[str, dict[str, int]]]:
    """Return the number of rows, and for each column of `dataset.totals` how many have each value.

    One query, whatever the number of columns: it reads the rows once.

    Raises: DatabaseError if the query fails.
    """
    cells = [column for column in dataset.cells(rows) if column.name in dataset.totals]
    found: dict[str, dict[str, int]] = {name: {} for name in dataset.totals}
    if not cells:
        return rows.count(), found
    select = compiled(rows.order_by(), cells, FORMATS["csv"], connection)
    names = [f"column_{place}" for place in range(len(cells))]
    sets = ", ".join(f"({name})" for name in names)
    told = ", ".join(f"coalesce({name}::text, '{NO_VALUE}'), grouping({name})" for name in names)
    statement = (
        f"SELECT count(*), {told} FROM ({select}) AS line({', '.join(names)}) "
        f"GROUP BY GROUPING SETS ((), {sets})"
    )
    total = 0
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("%", "%%"), [])
        for number, *said in cursor.fetchall():
            values = {
                cell.name: said[2 * place]
                for place, cell in enumerate(cells)
                if not said[2 * place + 1]
            }
            for name, value in values.items():
                found[name][value] = found[name].get(value, 0) + number
            if not values:
                total = number
    return total, {name: dict(sorted(counts.items())) for name, counts in found.items()}
