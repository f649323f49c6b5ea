"""Cycles of frameworks on one scale, and judgments published in them."""

import pytest

from inspections.models import Grade
from tests import factories as make


@pytest.fixture
def scale(db):
    scale = make.GradeScaleFactory(slug="five")
    for rank, slug in enumerate(("outstanding", "good", "poor"), start=1):
        make.GradeFactory(scale=scale, rank=rank, slug=slug, name=slug.title())
    return scale


@pytest.fixture
def cycle(scale):
    """Make a framework with one area; the link to the one before says whether grades compare."""

    def made(slug, previous=None, *, comparable=True, on=scale):
        framework = make.FrameworkFactory(
            slug=slug,
            name=slug.title(),
            scale=on,
            previous=previous.framework if previous else None,
            comparable_with_previous=comparable if previous else None,
            comparability_reason="Said so." if previous else "",
        )
        return make.AreaFactory(framework=framework, slug=f"area-of-{slug}", follows=previous)

    return made


@pytest.fixture
def judge(db):
    """Publish a judgment: a grade by its slug, or a state."""

    def judged(force, area, said, on, *, publication=None, state=None):
        grade = Grade.objects.filter(scale=area.framework.scale, slug=said).first()
        publication = publication or make.PublicationFactory(
            addresses=[force], released={"published_on": on}
        )
        inspection = make.InspectionFactory(
            force=force, framework=area.framework, publication=publication
        )
        return make.JudgmentFactory(
            inspection=inspection,
            area=area,
            state=state or ("graded" if grade else said),
            grade=grade,
            as_of_on=on,
        )

    return judged
