"""What a row names out of reach is null in its answer, and no parameter finds it either."""

import pytest

from api.clocks import instant_text
from api.reach import limit_of
from tests import factories as make
from tests import reach
from tests.concerns.asked import shown
from tests.concerns.test_lists_api import VIEWS
from tests.past import noon, recording_at

NAMED = {
    "publications": "answers",
    "concerns": "inspection",
    "recommendations": "concern",
    "actions": "recommendation",
    "events": "publication",
    "lineages": "publication",
    "judgments": "inspection",
    "responses": "same_findings_as",
    "figures": "compared_with",
}
"""By resource what its rows may name out of somebody's reach."""


def named(force, hidden):
    """Make a published row of each of these resources that names what is at that stage."""
    out = reach.publication(force, "published")
    own = {"force": force, "publication": out}
    concern = make.ConcernFactory(
        cause=True, inspection=make.InspectionFactory(force=force, publication=hidden), **own
    )
    behind = make.ConcernFactory(force=force, publication=hidden, cause=True)
    put = make.RecommendationFactory(
        concern=concern, wording=make.WordingFactory(publication=hidden)
    )
    inspection = make.InspectionFactory(force=force, publication=hidden)
    return {
        "publications": make.PublicationFactory(addresses=[force], answers=hidden),
        "concerns": concern,
        "recommendations": make.RecommendationFactory(
            concern=behind, wording=make.WordingFactory(publication=out)
        ),
        "actions": make.ActionFactory(concern=concern, recommendation=put),
        "events": make.EventFactory(concern=concern, publication=hidden, audience="everyone"),
        "lineages": make.LineageFactory(
            earlier=concern, later__publication=out, publication=hidden
        ),
        "judgments": make.JudgmentFactory(inspection=inspection, publication=out, graded=True),
        "responses": make.ResponseFactory(
            same_findings_as=hidden, is_required=False, not_required_because="The same.", **own
        ),
        "figures": make.FigureFactory(
            compared_with=make.FigureFactory(force=force, publication=hidden), **own
        ),
    }


@pytest.fixture(params=["live", "known_at"])
def ask(request, api_client, liaison_officer):
    """Each row that names what is hidden, one that names what is not, and how to ask for them."""
    with recording_at(noon("2022-04-01")):
        force = make.ForceFactory()
        force.liaison_officers.add(liaison_officer)
        rows = {
            stage: named(force, reach.publication(force, stage)) for stage in ("draft", "published")
        }
    api_client.force_authenticate(liaison_officer)

    def found(resource, **asked):
        clocked = "list" in VIEWS[resource].clocked_actions and request.param == "known_at"
        clocks = {"known_at": instant_text(noon("2022-06-01"))} if clocked else {}
        answer = api_client.get(f"/api/v1/{resource}/", {**asked, **clocks})
        assert answer.status_code == 200, answer.content
        return set(reach.keys_in(resource, answer.json()))

    found.rows = rows
    return found


def test_what_is_hidden_is_found_as_null(ask):
    for resource, name in NAMED.items():
        hidden, shown_one = (
            reach.key_of(resource, ask.rows[stage][resource]) for stage in ("draft", "published")
        )
        nulls, others = (ask(resource, **{f"{name}__isnull": said}) for said in ("true", "false"))
        assert hidden in nulls - others, resource
        assert shown_one in others - nulls, resource


@pytest.mark.parametrize("resource", ["events", "lineages"])
def test_day_of_a_hidden_publication_finds_nothing(ask, resource):
    if "publication__published_on_before" not in VIEWS[resource].filterset_class.base_filters:
        pytest.fail("The list shows a publication.")
    found = ask(resource, publication__published_on_before="9999-12-31") | ask(
        resource, publication__published_on_after="0001-01-01"
    )
    assert ask.rows["published"][resource].pk in found
    assert ask.rows["draft"][resource].pk not in found


@pytest.mark.parametrize("resource", NAMED)
def test_what_is_hidden_cannot_be_named(api_client, liaison_officer, resource):
    force = make.ForceFactory()
    force.liaison_officers.add(liaison_officer)
    row = named(force, reach.publication(force, "draft"))[resource]
    api_client.force_authenticate(liaison_officer)
    hidden = getattr(row, NAMED[resource])
    key = hidden.reference if hasattr(hidden, "reference") else hidden.pk
    answer = api_client.get(f"/api/v1/{resource}/", {NAMED[resource]: key})
    assert answer.status_code == 400
    assert "there is no" in answer.json()["errors"][0]["detail"]


def test_every_list_that_loads_within_reach_is_tested_and_orders_by_nothing_hidden(
    rf, liaison_officer
):
    limited = set()
    for resource, view in VIEWS.items():
        asked = view()
        asked.request = rf.get("/")
        asked.request.user = liaison_officer
        asked.request.query_params = {}
        asked.action, asked.kwargs = "list", {}
        asked.clocks = asked._clocks(asked.request)
        rows = asked.get_queryset()
        limited |= {(resource, name) for name, _ in shown(resource) if limit_of(rows, name)}
        for paths in view.ordering_fields.values():
            assert not any(limit_of(rows, path) for path in paths), resource
    assert limited == set(NAMED.items())
