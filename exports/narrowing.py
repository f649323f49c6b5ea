"""What a schedule asks of a dataset: the API's own filters, and some columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

from api.errors import BadParameter
from api.filters import nearest
from exports.asked import Asked
from exports.datasets import DATASETS, Dataset, ListedDataset
from inspections.models import Force

if TYPE_CHECKING:
    from accounts.models import User
    from api.clocks import Clocks

FORCE = "force"
_ENDINGS = {
    "__in": "any of",
    "__isnull": "is empty:",
    "_before": "not later than",
    "_after": "not earlier than",
    "_gte": "at least",
    "_lte": "at most",
}


def asked_of(
    dataset: Dataset,
    *,
    user: User,
    filters: Mapping[str, str] | None,
    columns: Sequence[str] | None,
) -> Asked:
    """Return the question; a dataset that no list of the API answers takes `force` alone.

    Raises: BadParameter if it names a force that is not there.
    """
    given, forces = dict(filters or {}), []
    if not isinstance(dataset, ListedDataset) and FORCE in given:
        forces = forces_asked(given.pop(FORCE))
    return Asked(dataset=dataset, user=user, forces=forces, filters=given, columns=columns or ())


def check_filters(dataset: Dataset, filters: Mapping[str, str], user: User, clocks: Clocks) -> None:
    """Ask the filter set of the API whether it takes these.

    Raises: ValidationError naming each that it refuses, in the API's words.
    """
    try:
        asked_of(dataset, user=user, filters=filters, columns=None).told_at(clocks)
    except BadParameter as error:
        raise ValidationError(
            [
                ValidationError(f"{dataset.name}: {sentence}", code="filter")
                for sentence in error.sentences
            ]
        ) from error


def check_columns(dataset: Dataset, columns: Sequence[str]) -> None:
    """Look whether the dataset has these columns, each once.

    Raises: ValidationError naming the nearest.
    """
    known = [column.name for column in dataset.columns]
    for at, name in enumerate(columns):
        if name not in known:
            raise ValidationError(
                f"{dataset.name}: there is no column {name!r}; there are {nearest(name, known)}.",
                code="column",
            )
        if name in columns[:at]:
            raise ValidationError(f"{dataset.name}: {name} is named twice.", code="column")


def forces_asked(value: str) -> list[str]:
    """Return the slugs of the forces asked for.

    Raises: BadParameter if there is none of that slug.
    """
    asked = value.split(",")
    known = set(Force.objects.values_list("slug", flat=True))
    for slug in asked:
        if slug not in known:
            sentence = (
                f"{FORCE}: there is no force {slug[:100]!r}; there are {nearest(slug, known)}."
            )
            raise BadParameter({FORCE: sentence}, "invalid")
    return asked


def filters_in_words(filters: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return each filter in words, such as: concerns: raised on not later than 2022-01-01."""
    return [
        f"{dataset}: {_in_words(name, value)}"
        for dataset, asked in filters.items()
        for name, value in asked.items()
    ]


def datasets_of(names: Sequence[str]) -> list[Dataset]:
    """Return the datasets of these names.

    Raises: ValidationError if there is none of a name.
    """
    for name in names:
        if name not in DATASETS:
            raise ValidationError(
                f"There is no dataset {name!r}; there are {nearest(name, DATASETS)}.",
                code="dataset",
            )
    return [DATASETS[name] for name in names]


def _in_words(name: str, value: str) -> str:
    if name == "search":
        return f"holds the words {value}"
    for ending, words in _ENDINGS.items():
        if name.endswith(ending):
            subject = name.removesuffix(ending).replace("_", " ")
            return f"{subject} {words} {value.replace(',', ', ')}"
    return f"{name.replace('_', ' ')} is {value}"
