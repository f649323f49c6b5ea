"""One wording put to all 43 forces, with positions per force; a concern against a regional unit."""

import pytest

from concerns.models import Recommendation
from inspections.models import Force
from tests import factories as make
from tests.concerns.closing import APPROVED_ON, propose, said

FORCES = 43


@pytest.fixture
def wording(db):
    forces = [make.ForceFactory() for _ in range(FORCES)]
    report = make.PublicationFactory(kind="thematic_report", addresses=forces)
    wording = make.WordingFactory(publication=report)
    by = make.UserFactory()
    for force in forces:
        make.RecommendationFactory(concern=None, force=force, wording=wording, by=by)
    return wording


def test_each_force_stands_where_it_stands(wording, inspector, lead_inspector, liaison_officer):
    first, second, *others = Recommendation.objects.order_by("pk")
    first.force.liaison_officers.add(liaison_officer)

    first.claim_complete(**said(liaison_officer))
    propose(second, inspector)
    second.approve_closure(**said(lead_inspector, APPROVED_ON))

    rows = wording.recommendations
    assert rows.count() == FORCES
    assert rows.filter(status="open", force_status="not_started").count() == FORCES - 2
    assert rows.filter(force_status="claimed_complete").get().force == first.force
    assert rows.filter(status="closed_complete").get().force == second.force
    assert len({row.due_on for row in (first, second, *others)}) == 1


def test_force_sees_its_own_of_the_43(wording, liaison_officer):
    own = Force.objects.order_by("pk").last()
    own.liaison_officers.add(liaison_officer)

    seen = Recommendation.objects.visible_to(liaison_officer)

    assert [row.force for row in seen] == [own]


def test_regional_unit_has_a_concern_of_its_own(inspector, lead_inspector):
    unit = make.ForceFactory(kind="regional_unit")
    report = make.PublicationFactory(kind="regional_report", addresses=[unit])
    concern = make.ConcernFactory(force=unit, publication=report)

    propose(concern, inspector)
    concern.approve_closure(**said(lead_inspector, APPROVED_ON))

    assert concern.status == "closed_complete"
