"""Which query parameters a route knows; every other one is refused by name."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator

from django.http import QueryDict

from api.errors import BadParameter

CLOCKS = ("as_at", "known_at")
COMMON = ("format",)
ELSEWHERE = {
    "limit": "page_size",
    "per_page": "page_size",
    "size": "page_size",
    "page": "cursor",
    "offset": "cursor",
    "sort": "ordering",
    "sort_by": "ordering",
    "order_by": "ordering",
    "q": "search",
    "query": "search",
}
"""What other services call a parameter of ours."""


def check_parameters(given: QueryDict, known: Collection[str]) -> None:
    """Refuse parameters that are unknown, repeated, empty or hold a NUL, all at once.

    Raises: BadParameter naming the nearest known parameter.
    """
    faults = faults_by_name(given, known)
    if faults:
        raise BadParameter(faults, "bad_parameter")


def faults_by_name(given: QueryDict, known: Collection[str]) -> dict[str, str]:
    """Return what is wrong with parameters before their values are read: name -> sentence."""
    return dict(_parameter_faults(given, {*known, *COMMON}))


def none_of(value: str, known: Iterable[str]) -> str:
    """Return that the value is none of the known words, and the one that may be meant."""
    words = list(known)
    close = difflib.get_close_matches(value[:100], words, n=1, cutoff=0.5)
    meant = f": did you mean {close[0]}?" if close else "."
    return f"{value[:100]!r} is none of {nearest(value, words)}{meant}"


def nearest(value: str, known: Iterable[str], *, shown: int = 12) -> str:
    """Return the known words as a list for a person: the nearest first if there are many."""
    words = sorted(set(known))
    if len(words) <= shown:
        return ", ".join(words)
    close = difflib.get_close_matches(value[:100], words, n=3, cutoff=0.4) or words[:3]
    return f"{', '.join(close)} and {len(words) - len(close)} more"


def _parameter_faults(given: QueryDict, known: Collection[str]) -> Iterator[tuple[str, str]]:
    for name, values in given.lists():
        if name in CLOCKS and name not in known:
            yield name, f"{name} is not taken here: this is answered as it stands now."
        elif name not in known:
            ours = ELSEWHERE.get(name)
            close = difflib.get_close_matches(name[:100], known, n=1, cutoff=0.5)
            meant = ours if ours in known else close[0] if close else None
            hint = f"did you mean {meant}?" if meant else f"there are {nearest(name, known)}."
            yield name, f"There is no parameter {name[:100]}: {hint}"
        elif len(values) > 1:
            listed = f": write {name}__in=a,b for several" if f"{name}__in" in known else ""
            yield name, f"{name} is given {len(values)} times: give it once{listed}."
        elif not values[0].strip():
            yield name, f"{name} is empty: give a value, or leave it out."
        elif "\0" in values[0]:
            yield name, f"{name} holds a NUL character: leave that out."
