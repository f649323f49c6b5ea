"""How a figure is measured: never before its check, both sides in turn, held to its limit."""

import pytest

from benchmarks.figures import Figure, Measured, WrongAnswer, measure, table


class Recorded(Figure):
    """A figure that does nothing but note what was asked of it."""

    name = "noted"
    at_most = 2.0

    def __init__(self, *, is_right=True):
        self.is_right = is_right
        self.asked = []

    def check(self):
        self.asked.append("check")
        if not self.is_right:
            raise WrongAnswer("It answers wrongly.")

    def reference(self):
        self.asked.append("reference")

    def subject(self):
        self.asked.append("subject")


def test_figure_is_checked_and_then_timed_in_turn():
    figure = Recorded()

    measure(figure, rounds=3)

    assert figure.asked == ["check", *["reference", "subject"] * 3]


def test_figure_that_answers_wrongly_is_not_timed():
    figure = Recorded(is_right=False)

    with pytest.raises(WrongAnswer):
        measure(figure, rounds=3)

    assert figure.asked == ["check"]


def test_figure_of_two_rounds_is_refused():
    with pytest.raises(ValueError, match="at least 3 rounds"):
        measure(Recorded(), rounds=2)


@pytest.mark.parametrize(("subject", "holds"), [(1.99, True), (2.0, True), (2.01, False)])
def test_figure_holds_up_to_its_limit(subject, holds):
    assert Measured(Recorded(), reference=1.0, subject=subject).holds is holds


def test_table_has_a_line_for_each_figure():
    lines = [line for line, _ in table([Recorded(), Recorded()], rounds=3)]

    assert len(lines) == 3
    assert all("noted" in line for line in lines[1:])
