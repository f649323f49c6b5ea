"""Many readings at once, as tests send them."""

import csv
import io

ADDRESS = "/api/v1/readings/bulk/"
MAY = {"period_start": "2021-05-01", "period_end": "2021-05-31"}
JUNE = {"period_start": "2021-06-01", "period_end": "2021-06-30"}
JULY = {"period_start": "2021-07-01", "period_end": "2021-07-31"}


def as_csv(rows):
    """Write rows as CSV; what a row does not give is an empty cell."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    file = io.StringIO()
    writer = csv.DictWriter(file, names)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def results(answer):
    """Return what became of each row, of an answer that succeeded."""
    assert answer.status_code == 200, answer.content
    return [row["result"] for row in answer.json()["results"]]


def places(answer):
    """Return where each fault of a refusal is, and which rule it breaks."""
    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    return [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]]
