"""What a figure is, how it is measured, and the table that it stands in.

A figure is a ratio of two times taken in the same run on the same machine: what a piece of work
costs against another one. Nothing is timed before the figure's own check has passed.
"""

from __future__ import annotations

import statistics
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

FEWEST_ROUNDS = 3


class WrongAnswer(Exception):
    """What is to be measured does not answer rightly; how fast it does so is of no interest."""


class Figure(ABC):
    """One figure: `subject` may cost `at_most` so many times what `reference` costs."""

    name: str
    at_most: ClassVar[float]

    def prepare(self) -> None:  # noqa: B027 - most need nothing
        """Make ready what is not to be timed."""

    @abstractmethod
    def check(self) -> None:
        """Refuse to be measured unless both sides answer rightly.

        Raises: WrongAnswer.
        """

    @abstractmethod
    def reference(self) -> object:
        """Do what the subject is compared with."""

    @abstractmethod
    def subject(self) -> object:
        """Do what is measured."""


@dataclass(frozen=True)
class Measured:
    """A figure with the medians of its rounds, in seconds."""

    figure: Figure
    reference: float
    subject: float

    @property
    def ratio(self) -> float:
        """What the subject costs, in times of the reference."""
        return self.subject / self.reference

    @property
    def holds(self) -> bool:
        """Whether the figure keeps to its limit."""
        return self.ratio <= self.figure.at_most


def measure(figure: Figure, rounds: int) -> Measured:
    """Check the figure, then time both sides in turn; each has run before, in the check.

    Raises: WrongAnswer; ValueError for too few rounds.
    """
    if rounds < FEWEST_ROUNDS:
        raise ValueError(f"A median needs at least {FEWEST_ROUNDS} rounds.")
    figure.prepare()
    figure.check()
    reference, subject = [], []
    for _ in range(rounds):
        reference.append(_seconds(figure.reference))
        subject.append(_seconds(figure.subject))
    return Measured(figure, statistics.median(reference), statistics.median(subject))


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def table(figures: Iterable[Figure], rounds: int) -> Iterator[tuple[str, bool]]:
    """Measure and yield the table line by line, each with whether it is as it should be."""
    yield f"{'figure':<46}{'reference':>12}{'subject':>12}{'ratio':>8}{'limit':>8}", True
    for figure in figures:
        found = measure(figure, rounds)
        times = f"{1000 * found.reference:>9,.0f} ms{1000 * found.subject:>9,.0f} ms"
        verdict = "" if found.holds else "  over the limit"
        line = f"{figure.name:<46}{times}{found.ratio:>8.2f}{figure.at_most:>8.2f}{verdict}"
        yield line, found.holds
