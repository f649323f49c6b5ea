from decimal import Decimal

import pytest

from seeds.faults import Refused
from seeds.stated import stated_ends, stated_value


@pytest.mark.parametrize(
    ("record", "kind", "low", "high", "ends"),
    [
        ({"value": Decimal("77.7")}, "point", "77.7", "77.7", (True, True)),
        ({"at_least": 9, "at_most": 12}, "range", "9", "12", (True, True)),
        ({"more_than": 9, "less_than": 12}, "range", "9", "12", (False, False)),
        ({"more_than": 32400}, "bound", "32400", None, (False, True)),
        ({"at_most": 24}, "bound", None, "24", (True, True)),
        ({"change": "percent", "less_than": -50}, "change", None, "-50", (True, False)),
        ({"change": "absolute", "value": 455}, "change", "455", "455", (True, True)),
        ({"direction": "down"}, "direction", None, None, (True, True)),
    ],
)
def test_value_is_read_as_stated(record, kind, low, high, ends):
    value = stated_value(record)

    assert value["kind"] == kind
    assert (value["low"], value["high"]) == (low and Decimal(low), high and Decimal(high))
    assert (value["low_inclusive"], value["high_inclusive"]) == ends
    assert value["change_unit"] == record.get("change", "")


@pytest.mark.parametrize(
    ("record", "field"),
    [
        ({}, "value"),
        ({"change": "percent"}, "value"),
        ({"value": 1, "at_most": 2}, "value"),
        ({"value": 1, "direction": "up"}, "value"),
        ({"at_most": 1, "direction": "up"}, "direction"),
        ({"at_most": 1, "less_than": 2}, "less_than"),
    ],
)
def test_value_that_says_two_things_or_none_refused(record, field):
    with pytest.raises(Refused) as refusal:
        stated_value(record)

    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("record", "low", "high"),
    [
        ({"value": 688}, 688, 688),
        ({"at_least": 7, "at_most": 14}, 7, 14),
        ({"at_most": 14}, None, 14),
    ],
)
def test_target_has_its_ends(record, low, high):
    assert stated_ends(record) == {"low": low, "high": high}
