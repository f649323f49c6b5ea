"""Many at once in the API: readings as JSON, NDJSON or CSV, and verbs by reference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.parsers import BaseParser
from rest_framework.response import Response

from accounts.permissions import SignedInRequest
from api.errors import BadParameter, FaultyRows, settle_constraints
from api.filters import check_parameters, nearest
from api.formats import JSONParser, bounded_body
from concerns.bulk import files
from concerns.bulk.readings import record_readings
from concerns.bulk.rows import OnError, Outcome, Result, Rows
from concerns.serializers import examples
from concerns.serializers.bulk import ReadingRow, ReadingsAnswer

TRUTH = {"true": True, "false": False}
HOW = [
    OpenApiParameter(
        "on_error",
        OpenApiTypes.STR,
        enum=OnError.values,
        description=(
            "all_or_nothing (unless told): one row that is refused, and nothing is stored. skip: "
            "the good rows are stored, and the refused ones told."
        ),
    ),
    OpenApiParameter(
        "dry_run",
        OpenApiTypes.STR,
        enum=list(TRUTH),
        description="true tells what would become of every row, and stores nothing.",
    ),
]


class LongJSONParser(JSONParser):
    """Reads JSON of many rows."""

    def limit(self) -> int:
        """Return how many bytes are read."""
        return int(settings.BULK_MAX_BYTES)


class LinesParser(BaseParser):
    """Hands over a body of lines as it came."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the body's bytes.

        Raises: TooLarge.
        """
        return bounded_body(stream, settings.BULK_MAX_BYTES)


class NDJSONParser(LinesParser):
    """A row of JSON in each line."""

    media_type = "application/x-ndjson"


class CSVParser(LinesParser):
    """A row in each line, under a line of names."""

    media_type = "text/csv"


class RecordsManyReadings:
    """View mixin: readings recorded and corrected, many in a request."""

    @extend_schema(
        request={
            "application/json": ReadingRow(many=True),
            "application/x-ndjson": ReadingRow,
            "text/csv": OpenApiTypes.STR,
        },
        responses={200: ReadingsAnswer},
        parameters=HOW,
        examples=[
            examples.ONE_OF_MANY,
            examples.CORRECTION_AMONG_MANY,
            examples.MANY_READINGS_AS_CSV,
            examples.MANY_ANSWERED,
        ],
        filters=False,
    )
    @action(
        detail=False,
        methods=["post"],
        pagination_class=None,
        parser_classes=[LongJSONParser, NDJSONParser, CSVParser],
    )
    def bulk(self, request: SignedInRequest) -> Response:
        """Record or correct up to 50,000 readings, answered row by row.

        A row is what a single reading is, `said_by` left out where only one source speaks; a
        reason in `because`, with another value for a period that has a reading, corrects that
        one. Sent again, rows change nothing; what is equal to a reading that was corrected or
        withdrawn is answered as superseded_before and not brought back. In CSV an empty cell is
        not given. A refusal is one problem document with every fault in it.
        """
        on_error, dry_run = read_how(request)
        rows = _rows_of(request.data, request.content_type)
        outcome = record_readings(rows, by=request.user, on_error=on_error, dry_run=dry_run)
        refuse_faulty(rows, on_error)
        settle_constraints()
        return Response(_answer(outcome, on_error, dry_run))


def read_how(request: SignedInRequest) -> tuple[str, bool]:
    """Return what is to become of good rows beside bad ones, and whether it is a dry run.

    Raises: BadParameter.
    """
    given = request.query_params
    check_parameters(given, ("on_error", "dry_run"))
    on_error = given.get("on_error", OnError.ALL_OR_NOTHING.value)
    dry_run = given.get("dry_run", "false")
    faults = {}
    for name, value, known in (
        ("on_error", on_error, OnError.values),
        ("dry_run", dry_run, list(TRUTH)),
    ):
        if value not in known:
            faults[name] = f"{name}: one of {nearest(value, known)}."
    if faults:
        raise BadParameter(faults, "invalid_choice")
    return on_error, TRUTH[dry_run]


def refuse_faulty(rows: Rows, on_error: str) -> None:
    """Refuse the whole where one row is at fault, unless bad rows are to be skipped.

    Raises: FaultyRows with every fault.
    """
    if rows.faults and (on_error != OnError.SKIP or rows.is_unreadable):
        raise FaultyRows([rows.as_error(fault) for fault in rows.sorted_faults()])


def faults_by_row(rows: Rows) -> dict[int, list[dict[str, Any]]]:
    """Return what is said of each row that is refused."""
    faults: dict[int, list[dict[str, Any]]] = {}
    for fault in rows.sorted_faults():
        if fault.row is not None:
            faults.setdefault(fault.row, []).append(rows.as_error(fault))
    return faults


def _rows_of(data: Any, content_type: str) -> Rows:
    kind = content_type.partition(";")[0].strip().lower()
    body = data if isinstance(data, bytes) else b""  # an empty body reaches no parser
    if kind == CSVParser.media_type:
        return files.from_csv(body)
    return files.from_ndjson(body) if kind == NDJSONParser.media_type else files.from_json(data)


def _answer(outcome: Outcome, on_error: str, dry_run: bool) -> dict[str, Any]:
    rows = outcome.rows
    faults = faults_by_row(rows)
    results = []
    for row, (result, reading) in enumerate(zip(outcome.results, outcome.readings, strict=True)):
        told: dict[str, Any] = {"row": row, "result": result.value, "reading": reading}
        if rows.lines is not None:
            told["line"] = rows.lines[row]
        if result is Result.REFUSED:
            told["errors"] = faults[row]
        results.append(told)
    return {
        "on_error": on_error,
        "dry_run": dry_run,
        "rows": rows.count,
        **outcome.counts,
        "results": results,
    }
