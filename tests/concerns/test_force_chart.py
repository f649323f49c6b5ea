"""Where forces stand on their chart. Down is in pixels from the top, across in percent."""

from itertools import pairwise

import pytest

from concerns.force_chart import ROW, TOP, Value, draw


def placed(*values, centre=10.0, low=5.0, high=15.0, **options):
    rows = [Value(f"Force {n}", value, f"{value:g}") for n, value in enumerate(values)]
    return draw("Title", rows, unit="percent", centre=centre, low=low, high=high, **options)


def share(at):
    return float(at.removesuffix("%"))


def test_bars_run_from_nought_to_their_values():
    chart = placed(20.0, 10.0)

    assert [(share(bar.left), share(bar.width)) for bar in chart.bars] == [(0, 100), (0, 50)]
    assert chart.nought == "0.00%"
    assert chart.within == ("25.00%", "50.00%")


def test_negative_values_run_to_the_left():
    chart = placed(15.0, -5.0, low=0.0)

    assert chart.nought == "25.00%"
    assert [(share(bar.left), share(bar.width)) for bar in chart.bars] == [(25, 75), (0, 25)]


def test_forces_stand_below_each_other_within_the_chart():
    chart = placed(20.0, 10.0, 5.0)

    tops = [bar.top for bar in chart.bars]
    assert [after - before for before, after in pairwise(tops)] == [ROW, ROW]
    assert tops[0] > TOP
    assert tops[-1] + chart.bar < chart.height
    assert all(TOP < bar.words_at < bar.top for bar in chart.bars)


def test_mean_and_limits_are_lines_whose_words_never_meet():
    chart = placed(20.0, 10.0)

    assert [(rule.text, share(rule.at), rule.is_limit) for rule in chart.rules] == [
        ("one deviation below 5", 25, True),
        ("mean 10", 50, False),
        ("one deviation above 15", 75, True),
    ]
    assert len({rule.words_at for rule in chart.rules}) == 3
    assert [rule.anchor for rule in chart.rules] == ["start", "middle", "end"]


def test_equal_values_have_no_limits():
    chart = placed(10.0, 10.0, low=10.0, high=10.0)

    assert [rule.text for rule in chart.rules] == ["mean 10"]
    assert chart.within is None


def test_noughts_only_are_drawn_without_a_width():
    chart = placed(0.0, 0.0, centre=0.0, low=0.0, high=0.0)

    assert [bar.width for bar in chart.bars] == ["0.00%", "0.00%"]


@pytest.mark.parametrize(
    ("number", "words"),
    [(12, "Force 11 11"), (13, "13 forces, from Force 0 with 0 to Force 12 with 12;")],
)
def test_description_tells_few_in_full_and_many_by_their_ends(number, words):
    chart = placed(*[float(value) for value in range(number)])

    assert words in chart.description
    assert chart.description.startswith("In percent. ")
