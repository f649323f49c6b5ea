"""Series of readings written as people say them, and their progress."""

import datetime as dt
import re
from decimal import Decimal

from concerns.models import Progress
from tests import factories as make

LONG_AFTER = "2026-01-01"

NUMBER = r"-?\d+(?:\.\d+)?"
SAID = re.compile(
    rf"^(?P<bound><=|>=|<|>)?(?P<low>{NUMBER})"
    rf"(?:\.\.(?P<high>{NUMBER}))?(?:±(?P<margin>{NUMBER}))?$"
)


def stated(said):
    """Read "77.7±3.2", "9..12", ">50", "<=24" or "down" as the fields of a value."""
    if said in {"up", "down", "unchanged"}:
        return {"kind": "direction", "direction": said, "low": None, "high": None}
    match = SAID.match(said)
    assert match, said
    low = Decimal(match["low"])
    margin = Decimal(match["margin"]) if match["margin"] else None
    if match["bound"]:
        below, inclusive = match["bound"].startswith("<"), match["bound"].endswith("=")
        return {
            "kind": "bound",
            "low": None if below else low,
            "high": low if below else None,
            "low_inclusive": below or inclusive,
            "high_inclusive": inclusive or not below,
        }
    if match["high"]:
        return {"kind": "range", "low": low, "high": Decimal(match["high"])}
    return {"kind": "point", "low": low, "high": low, "margin": margin}


def change(said, *, unit="percent", on=None, label=""):
    """Read a change from a base, of which the day or the name is known."""
    base_on = dt.date.fromisoformat(on) if on else None
    label = label or ("" if on else "before")
    return stated(said) | {
        "kind": "change",
        "change_unit": unit,
        "base_on": base_on,
        "base_label": label,
    }


def read(measure, period, said, **values):
    """Record a reading; a period is a day, or "first/last"."""
    first, _, last = period.partition("/")
    return make.ReadingFactory(
        measure=measure,
        period_start=dt.date.fromisoformat(first),
        period_end=dt.date.fromisoformat(last or first),
        **(stated(said) if isinstance(said, str) else said),
        **values,
    )


def series(*readings, better="lower", concerns=()):
    """Make a measure with these readings, each a period and what was said."""
    measure = make.MeasureFactory(
        indicator__better=better, indicator__floor=None, concerns=list(concerns)
    )
    for period, said in readings:
        read(measure, period, said)
    return measure


def progress(measure, as_at=LONG_AFTER, *, known_at=None, fraction="0.5"):
    """Return how the measure is going at the end of that day."""
    return Progress.objects.at(
        as_at=dt.date.fromisoformat(as_at), known_at=known_at, fraction=fraction
    ).get(measure=measure)


def number(text):
    """Return the number written, None for an open side."""
    return None if text is None else Decimal(text)
