"""`fields=reference,force.slug`: which fields of a row are answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NoReturn

from rest_framework import serializers

from api.errors import BadParameter
from api.filters import nearest

PARAMETER = "fields"
DESCRIPTION = (
    "Only these fields, with commas: reference,force.slug,status. The name of a nested object "
    "selects it whole. Tables keep the order in which they are given."
)


class Selection:
    """The fields that were asked for, in their order."""

    def __init__(self, paths: Sequence[str]) -> None:
        self.paths = tuple(paths)

    @classmethod
    def read(cls, text: str, shape: serializers.BaseSerializer[Any]) -> Selection:
        """Read the parameter.

        Raises: BadParameter for a name that the shape does not have, or that is given twice,
        by itself or within an object that is selected whole.
        """
        offered = set(_paths(_row(shape), ""))
        paths = text.split(",")
        for place, path in enumerate(paths):
            if path not in offered:
                known = nearest(path, offered)
                _refuse(f"there is no field {path[:100]!r}: give some of {known}.")
            if _covering(path, paths[:place]) or _covering(path, paths[place + 1 :]):
                _refuse(f"{path} is given twice: once is enough, and its object holds it too.")
        return cls(paths)

    def order(self, paths: Iterable[str]) -> list[str]:
        """Return those of the paths that are selected, in the order asked for."""
        every = list(paths)
        return [path for asked in self.paths for path in every if _covering(path, [asked])]

    def keep_in(self, shape: serializers.BaseSerializer[Any]) -> None:
        """Leave in the shape what is selected; it keeps its own order and its nesting."""
        _keep(_row(shape), self.paths)


def _row(shape: Any) -> Any:
    return getattr(shape, "child", shape)


def _paths(row: Any, before: str) -> Iterator[str]:
    for name, field in row.fields.items():
        yield before + name
        nested = _row(field)
        if isinstance(nested, serializers.Serializer):
            yield from _paths(nested, f"{before}{name}.")


def _covering(path: str, others: Iterable[str]) -> bool:
    """Whether one of the others is the path, or an object that holds it."""
    return any(path == other or path.startswith(f"{other}.") for other in others)


def _keep(row: Any, paths: Sequence[str]) -> None:
    for name in list(row.fields):
        within = [path.removeprefix(f"{name}.") for path in paths if path.startswith(f"{name}.")]
        if within:
            _keep(_row(row.fields[name]), within)
        elif name not in paths:
            del row.fields[name]


def _refuse(sentence: str) -> NoReturn:
    raise BadParameter({PARAMETER: f"{PARAMETER}: {sentence}"}, "invalid")
