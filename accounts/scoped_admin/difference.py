"""What was taken out of a text and what was put in, word by word."""

from __future__ import annotations

import difflib
import re
from typing import NamedTuple

MOST_WORDS = 3_000
"""Up to how many words, in both texts together, words are compared; beyond it, lines."""
KEPT = 12
"""How many words that did not change are shown on either side of a change."""
_WORDS, _LINES = re.compile(r"\s*\S+|\s+$"), re.compile(r"[^\n]*\n?")


class Piece(NamedTuple):
    """A run of a text: `kind` is same, out, in, or gap where what did not change is left out."""

    kind: str
    text: str


def difference(before: str, after: str) -> list[Piece]:
    """Return how one text became the other, unchanged stretches shortened."""
    pattern = _WORDS
    if len(_WORDS.findall(before)) + len(_WORDS.findall(after)) > MOST_WORDS:
        pattern = _LINES
    old, new = pattern.findall(before), pattern.findall(after)
    pieces: list[Piece] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=pattern is _LINES)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            pieces += _shortened(old[start:end], is_first=start == 0, is_last=end == len(old))
            continue
        pieces += [
            Piece(each, "".join(told))
            for each, told in (("out", old[start:end]), ("in", new[new_start:new_end]))
            if told
        ]
    return pieces


def _shortened(same: list[str], *, is_first: bool, is_last: bool) -> list[Piece]:
    """Return an unchanged stretch, without what is far from any change."""
    head, tail = (0 if is_first else KEPT), (0 if is_last else KEPT)
    if len(same) <= head + tail + 2:
        return [Piece("same", "".join(same))] if same else []
    found = [Piece("same", "".join(same[:head]))] if head else []
    found.append(Piece("gap", "…"))
    return [*found, Piece("same", "".join(same[-tail:]))] if tail else found
