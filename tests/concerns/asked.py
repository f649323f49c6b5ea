"""Which filters each field that a list shows must have, and the few that have none."""

from rest_framework import serializers

from tests.concerns.test_lists_api import VIEWS

SEARCHED = "text: the parameter search finds its words"
SAID = "made of words for people out of other fields"
THERE = "asked for in the list of its own"
NOT_ASKED = {
    "forces": {"name": SEARCHED},
    "frameworks": {
        "name": SEARCHED,
        "comparability_reason": SEARCHED,
        "source_url": "an address",
        "note": SEARCHED,
    },
    "areas": {"name": SEARCHED, "graded_when": SEARCHED},
    "inspections": {"title": SEARCHED, "missing": SEARCHED},
    "publications": {"title": SEARCHED, "note": SEARCHED},
    "judgments": {"note": SEARCHED},
    "monitoring-stages": {"note": SEARCHED},
    "concerns": {"title": SEARCHED, "missing": SEARCHED},
    "wordings": {"text": SEARCHED, "deadline_words": SEARCHED},
    "actions": {"title": SEARCHED, "evidence": SEARCHED},
    "events": {"note": SEARCHED},
    "responses": {"not_required_because": SEARCHED},
    "answers": {"reason": SEARCHED},
    "indicators": {"name": SEARCHED, "definition": SEARCHED},
    "targets": {"statement": SEARCHED},
    "baselines": {"note": SEARCHED},
    "readings": {
        "value": "of a point: low and high, which are equal then",
        "text": SAID,
    },
    "figures": {
        "words": SEARCHED,
        "said_in": SEARCHED,
        "period_words": SEARCHED,
        "value": "of a point: low and high, which are equal then",
        "text": SAID,
        "base_label": SEARCHED,
        "comparator_label": SEARCHED,
        "comparator_coverage": SEARCHED,
        "comparator_period": SEARCHED,
        "note": SEARCHED,
    },
    "progress": {
        "as_at": "the clock of that name",
        "latest": THERE,
        "baseline": THERE,
        "target": THERE,
        "reached_first": THERE,
    },
}
"""Why a shown field of a list has no filter of its own."""
OWN_NAMES = {"reached_said": "reached", "pace_said": "pace", "pace_expected_now": "expected_now"}
"""Parts of progress that go by a shorter name."""


def shown(resource):
    """Yield each field that a list shows: its name as a filter, and the field."""
    yield from _fields(VIEWS[resource].serializer_class().fields)


def _fields(fields, before=""):
    for name, field in fields.items():
        if isinstance(field, serializers.Serializer) and field.source == "*" and name != "force":
            yield from _fields(field.fields, f"{name}_")
        else:
            yield OWN_NAMES.get(before + name, before + name), field


def filters_of(name, field):
    """Return the filters a field must have, by what it holds."""
    if isinstance(field, serializers.DateField | serializers.DateTimeField):
        made = [f"{name}_before", f"{name}_after"]
    elif isinstance(field, serializers.BooleanField):
        made = [name]
    elif isinstance(field, serializers.DecimalField | serializers.IntegerField) and not is_key(
        name, field
    ):
        made = [name, f"{name}__in", f"{name}_gte", f"{name}_lte"]
    else:
        made = [name, f"{name}__in"]
    return [*made, f"{name}__isnull"] if field.allow_null else made


def is_key(name, field):
    """Whether a number only names a row."""
    return name in ("id", "struck_out_by")
