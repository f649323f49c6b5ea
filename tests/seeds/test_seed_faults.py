import pytest

from concerns.models import Concern, Reading
from inspections.models import Publication
from seeds.models import LoadedDocument
from tests.factories import ForceFactory
from tests.seeds.small import SMALL, line_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kent(db):
    return ForceFactory(slug="kent")


@pytest.mark.parametrize(
    ("old", "new", "at", "field", "sentence"),
    [
        ("force: kent, said_by", "force: kant, said_by", "- {indicator", "force", "no force kant"),
        ("addresses: [kent]", "addresses: [kant]", "addresses", "addresses", "no force kant"),
        ("backlog/kent/force\n", "backlog/kent/ons\n", "- measure", "measure", "no measure"),
        ("[KENT-2021-C1]", "[KENT-2021-C9]", "- {indicator", "concerns", "KENT-2021-C9"),
        ("on: 2021-09-30", "on: 2021-02-30", "published_on", "published_on", "no day of"),
        ("published_on: 2021", "published_on: 2199", "- reference", "", "today or earlier"),
        ("    value: 200.0\n", "", "- measure", "value", "give value, at_least"),
        ("value: 200.0", "value: -1", "value: -1", "value", "not below 0 incidents"),
        ("value: 200.0", "value: 2\n    margin: -1", "margin", "margin", "nought or more"),
        ("end: 2021-09-30", "end: 2021-09-29", "period_end", "period_end", "not before"),
        ("end: 2021-09-30", "end: 2199-09-30", "period_end", "period_end", "today or earlier"),
        ("        deadline_months: 3\n", "", "deadline_kind", "deadline_kind", "a period has"),
        ("became: in_progress", "became: done", "became", "became", "give one of not_started"),
        ("note: A plan was made.", "became: open", "became: open", "became", "leave became out"),
        ("kind: commented", "kind: promised", "- kind: promised", "became", "the exact day"),
        ("kind: commented", "kind: deadline_changed", "- kind: dead", "kind", "has no due_on"),
        ("on: 2021-10\n", "on: 2021-08\n", "happened_on", "happened_on", "not before"),
        (
            "completeness: complete",
            "completeness: partial",
            "- reference: KENT-2021-C1\n",
            "missing",
            "say what is missing",
        ),
        ("backlog/kent/force, period", "x/y/z, period", "reading: {", "measure", "no measure"),
        ("at_most: 90", "at_most: -1", "at_most: -1", "at_most", "not below 0 incidents"),
        ("nature: observed", "nature: norm", "reading: {", "reading", "only an observed figure"),
        ("on: 2021-11-20", "on: 2021-09-01", "answered_on", "answered_on", "not before"),
    ],
)
def test_fault_names_line_and_field_and_nothing_is_stored(faults, old, new, at, field, sentence):
    assert old in SMALL
    changed = SMALL.replace(old, new, 1)

    (fault,) = faults(changed)

    assert (fault.line, fault.field) == (line_of(changed, at), field)
    assert sentence in fault.sentence
    assert not Publication.objects.exists()
    assert not Reading.objects.exists()
    assert not LoadedDocument.objects.exists()


def test_complete_cause_without_recommendation_refused_on_its_line(faults):
    before, _, rest = SMALL.partition("    recommendations:")
    bare = before + rest[rest.index("indicators:") :].partition("responses:")[0]

    (fault,) = faults(bare)

    assert (fault.line, fault.record) == (9, "concerns KENT-2021-C1")
    assert "without a recommendation" in fault.sentence
    assert not Concern.objects.exists()


def test_missing_reference_data_is_named_as_the_cause(faults):
    (fault,) = faults(
        "title: x\nmonitoring_stages:\n  - {force: kent, stage: scan, started_on: 2020,"
        " publication: none}\n"
    )
    assert "name one that is recorded" in fault.sentence

    (fault,) = faults(
        "title: x\ninspections:\n  - {reference: a, title: a, force: kent, kind: peel,"
        " framework: peel-2018-19, completeness: complete}\n"
    )
    assert "manage.py load_reference_data" in fault.sentence


def test_last_of_many_faults_undoes_what_went_before(faults):
    faults(
        SMALL + "baselines:\n  - {measure: backlog/kent/force, period_start: 2020-01-01,"
        " period_end: 2020-01-01, chosen_on: 2021-10-01}\n"
    )

    assert not Concern.objects.exists()
