"""Every kept version says who changed the row, where and by which door."""

import pytest

from concerns.models import Concern
from config.history import HistoryMiddleware
from tests import factories as make


@pytest.mark.parametrize(
    ("path", "route"), [("/admin/concerns/concern/1/change/", "admin"), ("/api/v1/x/", "api")]
)
def test_change_by_a_request_carries_person_and_route(rf, inspector, path, route):
    concern = make.ConcernFactory()

    def view(request):
        Concern.objects.filter(pk=concern.pk).update(title="Another title")

    request = rf.post(path)
    request.user = inspector
    HistoryMiddleware(view)(request)

    kept = concern.history.order_by("pk").last()
    assert kept.title == "Another title"
    assert kept.pgh_context.metadata == {"user": inspector.pk, "url": path, "route": route}


def test_change_by_raw_sql_is_kept_too(db):
    concern = make.ConcernFactory()

    Concern.objects.filter(pk=concern.pk).update(title="Another title")

    first, second = concern.history.order_by("pk")
    assert (first.title, second.title) == ("Response to the public", "Another title")


@pytest.mark.parametrize(("change", "version"), [({"title": "Another"}, 2), ({}, 1)])
def test_version_counts_changes_and_nothing_else(db, change, version):
    concern = make.ConcernFactory()

    Concern.objects.filter(pk=concern.pk).update(**{"title": concern.title, **change})

    concern.refresh_from_db()
    assert concern.version == version


def test_version_given_by_hand_is_ignored(db):
    concern = make.ConcernFactory()

    Concern.objects.filter(pk=concern.pk).update(version=99)

    concern.refresh_from_db()
    assert concern.version == 1
