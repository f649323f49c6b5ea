"""`python -m benchmarks past` or `exports`: make the record, check, measure, print. `make bench` runs it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.figures import Line


def main() -> int:
    """Run the figures of a group; 1 if one of them is over its limit."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.benchmark")
    import django

    django.setup()
    from benchmarks import exports, national, past
    from benchmarks.figures import FEWEST_ROUNDS, WrongAnswer, table

    groups: dict[str, Callable[[str], Iterator[Line]]] = {
        "past": past.figures,
        "exports": exports.figures,
    }
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("group", choices=sorted(groups), help="which figures")
    parser.add_argument("--only", default="", metavar="WORDS", help="figures whose names have them")
    parser.add_argument("--scale", type=float, default=1.0, help="1 = national size")
    parser.add_argument("--readings", type=int, default=24, help="months of readings of a measure")
    parser.add_argument("--rounds", type=int, default=FEWEST_ROUNDS, help="of which the median")
    parser.add_argument("--reader", default="inspector", help="whose reach: the name of a role")
    given = parser.parse_args()
    size = national.Size.of(given.scale, given.readings)
    all_hold = True
    try:
        national.make(size, say=lambda words: print(words, flush=True))
        print(f"{size}; asked by the {given.reader}.")
        chosen = (each for each in groups[given.group](given.reader) if given.only in each.name)
        for line, holds in table(chosen, given.rounds):
            print(line, flush=True)
            all_hold = all_hold and holds
    except (national.NotOurs, national.DataWrong, WrongAnswer, ValueError) as error:
        sys.exit(str(error))
    return 0 if all_hold else 1


if __name__ == "__main__":
    sys.exit(main())
