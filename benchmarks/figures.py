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


class Line(ABC):
    """One line of the table."""

    name: str

    @abstractmethod
    def line(self, rounds: int) -> tuple[str, bool]:
        """Measure, and return the line with whether it is as it should be.

        Raises: WrongAnswer.
        """


class Figure(Line):
    """One figure: `subject` may cost `at_most` so many times what `reference` costs."""

    at_most: ClassVar[float]

    def line(self, rounds: int) -> tuple[str, bool]:
        """Return both times, their ratio and its limit."""
        found = measure(self, rounds)
        times = f"{1000 * found.reference:>9,.0f} ms{1000 * found.subject:>9,.0f} ms"
        return line_of(self.name, times, found.ratio, self.at_most, holds=found.holds)

    def prepare(self) -> None:
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


def line_of(
    name: str, measured: str, number: float, limit: float, *, holds: bool
) -> tuple[str, bool]:
    """Return a line of the table with whether it is as it should be."""
    verdict = "" if holds else "  over the limit"
    return f"{name:<46}{measured}{number:>8.2f}{limit:>8.2f}{verdict}", holds


def table(figures: Iterable[Line], rounds: int) -> Iterator[tuple[str, bool]]:
    """Measure and yield the table line by line, each with whether it is as it should be."""
    yield f"{'figure':<46}{'reference':>12}{'subject':>12}{'ratio':>8}{'limit':>8}", True
    for figure in figures:
        yield figure.line(rounds)
