"""Whether the grades of two frameworks compare, and if not, which link breaks it.

Nothing is queried here. Source of the rule: the inspectorate says of each framework whether its
grades compare with those of the one before (`Framework.comparability_reason` cites where); over
several frameworks every link has to say so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import TextChoices


class BreakCode(TextChoices):
    """What breaks a comparison."""

    UNLIKE_SCALES = "unlike_scales", "Graded on unlike scales"
    SAID_NOT = "said_not", "Said not to compare"
    NOT_SAID = "not_said", "Nobody says that they compare"
    NO_LINK = "no_link", "Not linked at all"


class Direction(TextChoices):
    """Which way a grade went: rank 1 is best."""

    BETTER = "better", "Better"
    WORSE = "worse", "Worse"
    SAME = "same", "Same"


@dataclass(frozen=True)
class Edition:
    """A framework, as far as comparing needs it: its scale, and what it says of the one before."""

    slug: str
    name: str
    scale: str
    scale_name: str
    previous: str | None = None
    comparable_with_previous: bool | None = None
    reason: str = ""


@dataclass(frozen=True)
class Break:
    """One thing that keeps grades from being compared: a link, or the two scales."""

    earlier: str
    later: str
    code: BreakCode
    reason: str


@dataclass(frozen=True)
class Comparability:
    """Whether grades compare; the breaks are in the order of time, and none if they do."""

    breaks: tuple[Break, ...] = ()

    @property
    def comparable(self) -> bool:
        """Whether nothing breaks it."""
        return not self.breaks

    @property
    def reason(self) -> str:
        """Say every break in words; empty if the grades compare."""
        return " ".join(each.reason for each in self.breaks)


def comparability(earlier: str, later: str, editions: Mapping[str, Edition]) -> Comparability:
    """Return whether grades of two frameworks, named by their slugs, compare."""
    links = _links(later, earlier, editions)
    if links is None:
        earlier, later = later, earlier
        links = _links(later, earlier, editions)
    if links is None:
        return Comparability((_unlinked(editions[later], editions[earlier]),))
    breaks = [each for link in links if (each := _broken(link, editions)) is not None]
    if editions[earlier].scale != editions[later].scale:
        breaks.insert(0, _unlike(editions[earlier], editions[later]))
    return Comparability(tuple(breaks))


def direction(earlier_rank: int, later_rank: int) -> Direction:
    """Return which way a grade went between two ranks of one scale."""
    if later_rank == earlier_rank:
        return Direction.SAME
    return Direction.BETTER if later_rank < earlier_rank else Direction.WORSE


def in_order(editions: Mapping[str, Edition]) -> list[str]:
    """Return the slugs of frameworks, each after the ones it follows."""
    return sorted(editions, key=lambda slug: (len(list(_back(slug, editions))), slug))


def _back(slug: str, editions: Mapping[str, Edition]) -> Iterator[Edition]:
    """Walk from a framework to the ones before it; a ring ends where it began."""
    walked: set[str] = set()
    at: str | None = slug
    while at is not None and at in editions and at not in walked:
        walked.add(at)
        yield editions[at]
        at = editions[at].previous


def _links(later: str, earlier: str, editions: Mapping[str, Edition]) -> list[Edition] | None:
    """Return the frameworks after the earlier one up to the later, the first first.

    None if no chain leads from the later to the earlier.
    """
    links: list[Edition] = []
    for edition in _back(later, editions):
        if edition.slug == earlier:
            return links[::-1]
        links.append(edition)
    return None


def _broken(link: Edition, editions: Mapping[str, Edition]) -> Break | None:
    """Return what breaks the link from a framework to the one before it, if anything does."""
    if link.comparable_with_previous:
        return None
    before = editions[str(link.previous)]
    said_not = link.comparable_with_previous is False
    reason = link.reason or "Nobody has said whether their grades compare."
    return Break(
        before.slug,
        link.slug,
        BreakCode.SAID_NOT if said_not else BreakCode.NOT_SAID,
        f"{link.name} after {before.name}: {reason}",
    )


def _unlike(earlier: Edition, later: Edition) -> Break:
    return Break(
        earlier.slug,
        later.slug,
        BreakCode.UNLIKE_SCALES,
        f"{later.name} and {earlier.name} are graded on unlike scales: {later.scale_name} and "
        f"{earlier.scale_name}.",
    )


def _unlinked(earlier: Edition, later: Edition) -> Break:
    return Break(
        earlier.slug,
        later.slug,
        BreakCode.NO_LINK,
        f"No chain of frameworks leads from {earlier.name} to {later.name}, so nobody has said "
        "that their grades compare.",
    )
