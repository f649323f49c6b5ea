"""Concerns that go on: superseded, carried forward, escalated, raised again, merged, split."""

import pytest

from concerns import actions
from concerns.models import Concern, Event, Lineage
from tests import factories as make
from tests.concerns.closing import APPROVED_ON, PROPOSED_ON, code_of, propose, said, sentence_of


@pytest.fixture
def earlier(force):
    """A cause with one open recommendation and one closed."""
    cause = make.ConcernFactory(cause=True, force=force, reference="C1")
    for number in (1, 2):
        make.RecommendationFactory(concern=cause, reference=f"C1.{number}")
    closed = cause.recommendations.get(reference="C1.2")
    propose(closed, make.UserFactory())
    closed.approve_closure(**said(make.UserFactory(role="lead_inspector")))
    return cause


@pytest.fixture
def later(force):
    return make.ConcernFactory(cause=True, force=force, reference="C2")


@pytest.mark.parametrize(
    ("verb", "how"), [("supersede", "superseded"), ("carry_forward", "carried_forward")]
)
def test_later_concern_takes_the_place(earlier, later, inspector, verb, how):
    report = later.publication

    event = getattr(earlier, verb)(later=later, **said(inspector, publication=report))

    line = Lineage.objects.get()
    assert (line.earlier, line.later, line.how) == (earlier, later, how)
    assert (line.publication, line.happened_on) == (report, PROPOSED_ON)
    assert (event.became, earlier.status) == ("superseded", "superseded")
    assert dict(earlier.recommendations.values_list("reference", "status")) == {
        "C1.1": "superseded",
        "C1.2": "closed_complete",
    }


@pytest.mark.parametrize(
    ("own", "becomes", "code"),
    [
        ("area_for_improvement", "area_of_concern", None),
        ("area_for_improvement", "cause_of_concern", None),
        ("area_of_concern", "cause_of_concern", None),
        ("area_of_concern", "area_of_concern", "later_not_graver"),
        ("cause_of_concern", "area_for_improvement", "later_not_graver"),
    ],
)
def test_escalated_becomes_graver(force, inspector, own, becomes, code):
    partial = {"completeness": "partial", "missing": "Its recommendations."}
    concern = make.ConcernFactory(force=force, kind=own, **partial)
    later = make.ConcernFactory(force=force, kind=becomes, **partial)

    assert code_of(lambda: concern.escalate(later=later, **said(inspector))) == code
    assert concern.status == ("open" if code else "superseded")


def test_another_kind_is_not_carried_forward(earlier, force, inspector):
    later = make.ConcernFactory(force=force)

    rule = code_of(lambda: earlier.carry_forward(later=later, **said(inspector)))

    assert rule == "later_of_other_kind"


def test_closed_comes_back_and_stays_closed(force, inspector, lead_inspector):
    concern, later = make.ConcernFactory(force=force), make.ConcernFactory(force=force)
    told = said(inspector, APPROVED_ON)
    assert code_of(lambda: concern.re_raise(later=later, **told)) == "wrong_status"
    propose(concern, inspector)
    concern.approve_closure(**said(lead_inspector))

    event = concern.re_raise(later=later, **told)

    assert (concern.status, event.kind, event.position) == ("closed_complete", "re_raised", "")
    assert Lineage.objects.get().how == "re_raised"


def test_later_is_a_live_concern_of_the_same_force(earlier, later, inspector, lead_inspector):
    foreign = make.ConcernFactory(cause=True)
    later.withdraw(**said(lead_inspector, note="Raised twice."))
    told = said(inspector)

    assert code_of(lambda: earlier.supersede(later=foreign, **told)) == "later_of_other_force"
    assert code_of(lambda: earlier.supersede(later=later, **told)) == "later_not_live"
    assert code_of(lambda: earlier.supersede(later=earlier, **told)) == "lineage_not_to_itself"
    assert not Lineage.objects.exists()


def test_line_has_no_loop(earlier, later, inspector):
    make.LineageFactory(earlier=later, later=earlier)

    assert sentence_of(lambda: earlier.supersede(later=later, **said(inspector))) == (
        "later: the earlier concern descends from this one; a line has no loops."
    )
    earlier.refresh_from_db()
    assert earlier.status == "open"


def test_several_merge_into_one(force, inspector):
    one, two, whole = (make.ConcernFactory(force=force) for _ in range(3))

    events = actions.merge([one, two], later=whole, **said(inspector))

    assert [event.became for event in events] == ["superseded", "superseded"]
    assert set(whole.earlier_lines.values_list("earlier", "how")) == {
        (one.pk, "merged"),
        (two.pk, "merged"),
    }


def test_merge_is_all_or_nothing(force, inspector, lead_inspector):
    one, two, whole = (make.ConcernFactory(force=force) for _ in range(3))
    two.withdraw(**said(lead_inspector, note="Raised twice."))

    assert code_of(lambda: actions.merge([one, two], later=whole, **said(inspector))) == (
        "wrong_status"
    )
    one.refresh_from_db()
    assert (one.status, Lineage.objects.count()) == ("open", 0)


def test_one_splits_into_several(force, inspector):
    whole, one, two = (make.ConcernFactory(force=force) for _ in range(3))
    assert code_of(lambda: actions.split(whole, parts=[one], **said(inspector))) == "too_few_parts"

    actions.split(whole, parts=[one, two], **said(inspector))

    whole.refresh_from_db()
    assert whole.status == "superseded"
    assert set(whole.later_lines.values_list("later", "how")) == {
        (one.pk, "split"),
        (two.pk, "split"),
    }
    assert Event.objects.filter(concern=whole, kind="superseded").count() == 1


def test_lineage_is_named_in_words():
    lineage = Lineage(
        earlier=Concern(reference="GMP-2017-C1"),
        later=Concern(reference="GMP-2020-C1"),
        how="re_raised",
    )

    assert str(lineage) == "GMP-2017-C1 to GMP-2020-C1: raised again"
