"""Forces side by side as a chart: a bar for each, the average, and one deviation either way.

Only places are computed here; a template draws them. Across, places are percentages of the
width, and down they are pixels, so that letters keep their size however narrow the page is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

TOP, ROW, BAR = 60, 36, 10  # in pixels: room for the words on top, a force's row, its bar
ROW_OF_WORDS = 16  # in pixels; the words of each line stand in a row of their own
MOST_DESCRIBED = 12


@dataclass(frozen=True)
class Value:
    """One force's value to be drawn, in words too; `place` says where it lies, empty if nowhere."""

    name: str
    value: float
    text: str
    place: str = ""
    is_outlier: bool = False


@dataclass(frozen=True)
class Bar:
    """One force's places: its words above its bar, and the bar from nought to its value."""

    text: str
    words_at: int
    top: int
    left: str
    width: str
    is_outlier: bool


@dataclass(frozen=True)
class Rule:
    """A line down all bars, with its words on top."""

    at: str
    text: str
    words_at: int
    anchor: str
    is_limit: bool


@dataclass(frozen=True)
class ForceChart:
    """Everything the template draws; `within` is the band of one deviation: left and width."""

    title: str
    description: str
    bars: list[Bar]
    rules: list[Rule]
    nought: str
    within: tuple[str, str] | None
    height: int
    top: int = TOP
    bar: int = BAR


def draw(
    title: str,
    values: Sequence[Value],
    *,
    unit: str,
    centre: float,
    low: float,
    high: float,
    centre_words: str = "mean",
) -> ForceChart:
    """Place the values in their order; `low` and `high` are one deviation from the centre.

    Without a spread (both are the centre) no limits are drawn.
    """
    ends = [0.0, low, high, *(each.value for each in values)]
    least, most = min(ends), max(ends)

    def across(value: float) -> float:
        return 100 * (value - least) / (most - least) if most > least else 0.0

    return ForceChart(
        title=title,
        description=_description(values, unit),
        bars=[
            Bar(
                text=", ".join(part for part in (each.name, each.text, each.place) if part),
                words_at=TOP + row * ROW + ROW - BAR - 6,
                top=TOP + row * ROW + ROW - BAR,
                left=_percent(min(across(0), across(each.value))),
                width=_percent(abs(across(each.value) - across(0))),
                is_outlier=each.is_outlier,
            )
            for row, each in enumerate(values)
        ],
        rules=[
            Rule(
                at=_percent(across(value)),
                text=f"{words} {value:,.4g}",
                words_at=12 + row * ROW_OF_WORDS,
                anchor=_anchor(across(value)),
                is_limit=is_limit,
            )
            for row, (words, value, is_limit) in enumerate(_lines(centre_words, centre, low, high))
        ],
        nought=_percent(across(0)),
        within=(_percent(across(low)), _percent(across(high) - across(low)))
        if low < high
        else None,
        height=TOP + ROW * len(values) + ROW // 2,
    )


def _lines(
    centre_words: str, centre: float, low: float, high: float
) -> Iterator[tuple[str, float, bool]]:
    if low < high:
        yield "one deviation below", low, True
    yield centre_words, centre, False
    if low < high:
        yield "one deviation above", high, True


def _description(values: Sequence[Value], unit: str) -> str:
    """Say the highest and the lowest, and all if they are few."""
    if len(values) > MOST_DESCRIBED:
        first, last = values[0], values[-1]
        return (
            f"In {unit}. {len(values)} forces, from {first.name} with {first.text} to "
            f"{last.name} with {last.text}; each is in the table below."
        )
    return f"In {unit}. " + "; ".join(f"{each.name} {each.text}" for each in values) + "."


def _anchor(share: float) -> str:
    """Return which way words grow, so that they stay on the page."""
    if share < 35:
        return "start"
    return "end" if share > 65 else "middle"


def _percent(share: float) -> str:
    return f"{share:.2f}%"
