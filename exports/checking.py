"""Whether a schedule asks for what there is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from api.clocks import Clocks
from exports.asked import Asked
from exports.changes import ChangesRefused, refuse_untellable
from exports.naming import Named, check_template, file_name
from exports.narrowing import check_columns, check_filters, datasets_of
from exports.stores import check_folder, check_store
from exports.timing import check_cron, check_zone, is_zone

if TYPE_CHECKING:
    from exports.models import Schedule


def check_schedule(schedule: Schedule) -> None:
    """Look at each field of a schedule, as its owner sees the record.

    Raises: ValidationError by field, each with what would be right.
    """
    faults: dict[str, list[ValidationError]] = {}
    for field, check in (
        ("datasets", _datasets),
        ("contents", _contents),
        ("cron", lambda one: check_cron(one.cron)),
        ("time_zone", lambda one: check_zone(one.time_zone)),
        ("file_name", _file_name),
        ("folder", lambda one: check_folder(one.folder)),
        ("destination", lambda one: check_store(one)),
        ("filters", _filters),
        ("columns", _columns),
    ):
        if faults.get("datasets") and field in ("contents", "filters", "columns"):
            continue
        with _gathered(faults, field):
            check(schedule)
    if faults:
        raise ValidationError(faults)


@contextmanager
def _gathered(faults: dict[str, list[ValidationError]], field: str) -> Iterator[None]:
    try:
        yield
    except ValidationError as error:
        faults[field] = list(error.error_list)


def _datasets(schedule: Schedule) -> None:
    names = schedule.datasets or []
    datasets_of(names)
    if len(set(names)) < len(names):
        raise ValidationError("Name each dataset once.", code="dataset")


def _contents(schedule: Schedule) -> None:
    if schedule.contents != schedule.Contents.CHANGES:
        return
    for dataset in datasets_of(schedule.datasets or []):
        columns = (schedule.columns or {}).get(dataset.name)
        try:
            refuse_untellable(Asked(dataset=dataset, columns=columns or ()))
        except ChangesRefused as error:
            raise ValidationError(str(error), code="contents") from error
    if schedule.file_format == schedule.Format.XLSX:
        raise ValidationError(
            "A workbook of changes cannot be applied to the one before: take CSV, NDJSON or "
            "Parquet.",
            code="contents",
        )


def _file_name(schedule: Schedule) -> None:
    check_template(schedule.file_name, datasets=len(schedule.datasets or ()))
    if not is_zone(schedule.time_zone):
        return  # which is told beside the time zone
    for dataset in schedule.datasets or ():
        named = Named(schedule.name, dataset, timezone.now(), schedule.time_zone, 2**40)
        file_name(schedule.file_name, named, extension=schedule.file_format)


def _filters(schedule: Schedule) -> None:
    asked = _by_dataset(schedule, schedule.filters, "filters")
    faults: list[ValidationError] = []
    for dataset in datasets_of(list(asked)):
        filters = asked[dataset.name]
        if not isinstance(filters, dict) or not all(isinstance(v, str) for v in filters.values()):
            raise ValidationError(
                f'{dataset.name}: filters are names with texts, such as {{"force": "avon"}}.',
                code="filter",
            )
        try:
            check_filters(dataset, filters, schedule.owner, Clocks.live(timezone.now()))
        except ValidationError as error:
            faults += error.error_list
    if faults:
        raise ValidationError(faults)


def _columns(schedule: Schedule) -> None:
    asked = _by_dataset(schedule, schedule.columns, "columns")
    for dataset in datasets_of(list(asked)):
        columns = asked[dataset.name]
        if (
            not isinstance(columns, list)
            or not columns
            or not all(isinstance(name, str) for name in columns)
        ):
            raise ValidationError(
                f'{dataset.name}: columns are a list of names, such as ["reference", "title"].',
                code="column",
            )
        check_columns(dataset, columns)


def _by_dataset(schedule: Schedule, asked: Any, what: str) -> dict[str, Any]:
    if not isinstance(asked, dict):
        raise ValidationError(f"{what} are given by dataset, as one JSON object.", code="invalid")
    for name in asked:
        if name not in (schedule.datasets or ()):
            raise ValidationError(
                f"{name[:100]}: it is not among the datasets exported here.", code="dataset"
            )
    return asked
