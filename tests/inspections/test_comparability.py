"""Whether grades of two frameworks compare: one scale, and every link in between says so."""

import pytest

from inspections.comparability import (
    BreakCode,
    Direction,
    Edition,
    comparability,
    direction,
    in_order,
)


def chain(*links, scales=None):
    """Frameworks f0, f1, ...: each link says whether one compares with the one before."""
    scales = scales or ["five"] * (len(links) + 1)
    rows = [Edition("f0", "F0", scales[0], scales[0].title())]
    for number, said in enumerate(links, start=1):
        scale = scales[number]
        reason = f"Reason {number}." if said is not None else ""
        before = rows[-1].slug
        rows.append(Edition(f"f{number}", f"F{number}", scale, scale.title(), before, said, reason))
    return {row.slug: row for row in rows}


def broken(found):
    return [(each.earlier, each.later, each.code) for each in found.breaks]


@pytest.mark.parametrize(
    ("links", "earlier", "later", "breaks"),
    [
        ([True], "f0", "f0", []),
        ([False], "f1", "f1", []),
        ([True], "f0", "f1", []),
        ([True], "f1", "f0", []),
        ([False], "f0", "f1", [("f0", "f1", BreakCode.SAID_NOT)]),
        ([False], "f1", "f0", [("f0", "f1", BreakCode.SAID_NOT)]),
        ([None], "f0", "f1", [("f0", "f1", BreakCode.NOT_SAID)]),
        ([True, True, True], "f0", "f3", []),
        ([True, False, True], "f0", "f3", [("f1", "f2", BreakCode.SAID_NOT)]),
        ([True, False, True], "f0", "f1", []),
        ([True, False, True], "f2", "f3", []),
        (
            [False, None, False],
            "f0",
            "f3",
            [
                ("f0", "f1", BreakCode.SAID_NOT),
                ("f1", "f2", BreakCode.NOT_SAID),
                ("f2", "f3", BreakCode.SAID_NOT),
            ],
        ),
    ],
)
def test_every_link_has_to_say_so(links, earlier, later, breaks):
    found = comparability(earlier, later, chain(*links))

    assert broken(found) == breaks
    assert found.comparable is (breaks == [])


def test_reason_names_the_link_and_is_the_frameworks_own():
    found = comparability("f0", "f3", chain(True, False, True))

    assert found.reason == "F2 after F1: Reason 2."


def test_link_of_which_nobody_spoke_says_that():
    found = comparability("f0", "f1", chain(None))

    assert found.reason == "F1 after F0: Nobody has said whether their grades compare."


def test_unlike_scales_do_not_compare_even_where_the_links_say_so():
    found = comparability("f0", "f2", chain(True, True, scales=["four", "five", "five"]))

    assert broken(found) == [("f0", "f2", BreakCode.UNLIKE_SCALES)]
    assert found.reason == "F2 and F0 are graded on unlike scales: Five and Four."


def test_scales_in_between_do_not_matter():
    found = comparability("f0", "f2", chain(True, True, scales=["five", "four", "five"]))

    assert found.comparable


def test_frameworks_that_no_chain_links_do_not_compare():
    lone = {**chain(True), "other": Edition("other", "Other", "five", "Five")}

    assert broken(comparability("f1", "other", lone)) == [("f1", "other", BreakCode.NO_LINK)]


def test_ring_of_frameworks_ends():
    ring = {
        "a": Edition("a", "A", "five", "Five", "b", True, "Yes."),
        "b": Edition("b", "B", "five", "Five", "a", True, "Yes."),
        "c": Edition("c", "C", "five", "Five"),
    }

    assert comparability("a", "b", ring).comparable
    assert broken(comparability("a", "c", ring)) == [("a", "c", BreakCode.NO_LINK)]


@pytest.mark.parametrize(
    ("earlier", "later", "way"),
    [(4, 2, Direction.BETTER), (2, 2, Direction.SAME), (2, 4, Direction.WORSE)],
)
def test_lower_rank_is_better(earlier, later, way):
    assert direction(earlier, later) == way


def test_frameworks_stand_after_those_they_follow():
    assert in_order(dict(reversed(chain(True, True).items()))) == ["f0", "f1", "f2"]
