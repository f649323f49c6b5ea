import csv
import re

import pytest
from django.core.management import call_command

from inspections.models import Area, Force, Framework, Grade, GradeScale
from seeds.reference_data import load_reference_data
from tests.factories import ForceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reference_data():
    load_reference_data()


def test_forces_are_the_43_and_england_and_wales(reference_data):
    territorial = Force.objects.filter(kind="territorial")

    assert territorial.count() == 43
    assert all(re.fullmatch(r"[EW][0-9]{8}", force.ons_code) for force in territorial)
    assert all(force.local_policing_body for force in territorial)
    assert Force.objects.get(slug="england-and-wales").kind == "country"


def test_every_row_keeps_every_rule(reference_data):
    for model in (Force, GradeScale, Grade, Framework, Area):
        for row in model.objects.all():
            row.full_clean()


def test_scales_order_their_grades(reference_data):
    ranked = {
        scale.slug: [grade.slug for grade in scale.grades.order_by("rank")]
        for scale in GradeScale.objects.all()
    }

    assert ranked == {
        "four-tier": ["outstanding", "good", "requires-improvement", "inadequate"],
        "five-tier": ["outstanding", "good", "adequate", "requires-improvement", "inadequate"],
    }


@pytest.mark.parametrize(
    ("framework", "areas", "graded"),
    [
        ("peel-2018-19", 10, 9),
        ("peel-2021-22-v1", 13, 11),
        ("peel-2021-22-v2", 11, 10),
        ("peel-2023-25", 9, 8),
    ],
)
def test_framework_has_areas(reference_data, framework, areas, graded):
    pillars = ["effectiveness", "efficiency", "legitimacy"]
    asked = Area.objects.filter(framework__slug=framework).exclude(slug__in=pillars)

    assert (asked.count(), asked.filter(is_graded=True).count()) == (areas, graded)


def test_questions_of_2018_19_belong_to_pillars(reference_data):
    questions = Area.objects.filter(framework__slug="peel-2018-19", parent__isnull=False)

    assert {area.parent.slug for area in questions} == {
        "effectiveness",
        "efficiency",
        "legitimacy",
    }


def test_comparability_is_said_link_by_link(reference_data):
    said = {
        framework.slug: (
            framework.previous and framework.previous.slug,
            framework.comparable_with_previous,
        )
        for framework in Framework.objects.all()
    }

    assert said == {
        "peel-2018-19": (None, None),
        "peel-2021-22-v1": ("peel-2018-19", False),
        "peel-2021-22-v2": ("peel-2021-22-v1", None),
        "peel-2023-25": ("peel-2021-22-v2", False),
    }


def test_area_follows_one_of_the_framework_before(reference_data):
    for area in Area.objects.filter(follows__isnull=False):
        assert area.follows.framework == area.framework.previous


def test_fixtures_hold_no_numbers_of_rows(reference_data):
    ForceFactory(slug="another-force")
    Force.objects.filter(slug="another-force").update(name="Another Force")

    call_command("loaddata", "fixtures/01_forces.json", verbosity=0)  # by natural key: no clash

    assert Force.objects.get(slug="another-force").name == "Another Force"


def test_table_with_rows_is_left_as_it_is(reference_data):
    Force.objects.filter(slug="kent").update(name="Kent, edited")

    again = load_reference_data()

    assert all(fixture.is_skipped for fixture in again)
    assert Force.objects.get(slug="kent").name == "Kent, edited"


def test_one_row_keeps_the_whole_group_out():
    ForceFactory(slug="kent")

    forces, scales, frameworks = load_reference_data()

    assert (forces.is_skipped, Force.objects.count()) == (True, 1)
    assert (scales.is_skipped, frameworks.is_skipped) == (False, False)


def test_command_says_what_became_of_each(capsys):
    call_command("load_reference_data")
    call_command("load_reference_data")

    said = capsys.readouterr().out.splitlines()
    assert said[0] == "01_forces: 45 rows loaded."
    assert said[3] == "01_forces: left as it is, its tables hold rows already."


def test_forces_equal_the_facts(reference_data, facts):
    with (facts / "forces.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))

    fields = ("ons_code", "slug", "name", "area_name", "region", "country")
    stored = Force.objects.filter(kind="territorial").values_list(*fields)
    assert set(stored) == {tuple(row[field] for field in fields) for row in rows}


def test_aliases_hold_the_wordings_of_the_prose(reference_data, facts):
    with (facts / "report_judgments.csv").open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["prose_wording_of_area"]]
    areas = {area.name: area for area in Area.objects.filter(framework__slug="peel-2021-22-v2")}

    for row in rows:
        area = areas[row["section_heading"]]
        known = {name.lower() for name in (area.name, *area.aliases)}
        assert row["prose_wording_of_area"].lower() in known
