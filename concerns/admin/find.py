"""Quick search: straight to a record by its reference, else what holds the words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Q, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.scoped_admin import reader
from concerns.models import Concern, Recommendation
from concerns.positions import LIVE_STATUSES
from inspections.models import Force

MOST_FOUND = 20
"""So many of each kind are shown; who finds more adds a word."""
LONGEST_REFERENCE = 60


@dataclass(frozen=True)
class Found:
    """One row that was found."""

    url: str
    reference: str
    title: str
    force: str
    position: str


@dataclass(frozen=True)
class Kind:
    """What was found of one kind; `has_more` if it is not all."""

    title: str
    rows: list[Found]
    has_more: bool


@require_safe
def find_page(request: HttpRequest) -> HttpResponse:
    """Lead to the one record of that reference, or show what holds the words.

    Queries: three for the reference, three for the words, however many hold them.
    """
    words = request.GET.get("find", "").replace("\x00", "").strip()
    user = reader(request)
    address = of_reference(words, user)
    if address:
        return HttpResponseRedirect(address)
    kinds, fault = [], ""
    if words:
        try:
            kinds = [kind for kind in found_by(words, user) if kind.rows]
        except ValidationError as error:
            fault = " ".join(error.messages)
    return TemplateResponse(
        request,
        "admin/concerns/find.html",
        {
            **admin.site.each_context(request),
            "title": f"Found for “{words}”" if words else "Find",
            "words_sought": words,
            "kinds": kinds,
            "fault": fault,
        },
    )


def of_reference(words: str, user: User) -> str:
    """Return the address of the record within reach whose reference this is; empty if none.

    Ours, in whatever case; else the one concern that others know by it. Three queries at most.
    """
    if not words or len(words) > LONGEST_REFERENCE:
        return ""
    concerns: Any = Concern.objects.visible_to(user)
    own = concerns.filter(reference__iexact=words).values_list("pk", flat=True)
    others = concerns.filter(external_references__contains=[words]).values_list("pk", flat=True)
    put: Any = Recommendation.objects.visible_to(user)
    asked = put.filter(reference__iexact=words).values_list("pk", flat=True)
    for model, rows in (("concern", own), ("recommendation", asked), ("concern", others)):
        found = list(rows.order_by("pk")[:2])
        if len(found) == 1:
            return reverse(f"admin:concerns_{model}_change", args=found)
    return ""


def found_by(words: str, user: User) -> list[Kind]:
    """Return concerns, recommendations and forces that hold the words, within reach.

    What is live comes first, then the newest. Three queries.

    Raises: ValidationError as `api.search.read_terms` does.
    """
    concerns: Any = Concern.objects.visible_to(user).search(words, reader=user)
    put: Any = Recommendation.objects.visible_to(user).search(words, reader=user)
    forces: Any = Force.objects.visible_to(user).search(words, reader=user)
    return [
        _kind("Forces", forces.order_by("name"), _of_force),
        _kind("Concerns", _live_first(concerns, "-raised_on").select_related("force"), _of_concern),
        _kind(
            "Recommendations",
            _live_first(put, "-status_since_on").select_related("force", "wording"),
            _of_recommendation,
        ),
    ]


def _live_first(rows: Any, then: str) -> Any:
    is_over = Case(When(Q(status__in=LIVE_STATUSES), then=Value(0)), default=Value(1))
    return rows.order_by(is_over, then, "-pk")


def _kind(title: str, rows: models.QuerySet[Any], shown: Any) -> Kind:
    found = list(rows[: MOST_FOUND + 1])
    return Kind(title, [shown(row) for row in found[:MOST_FOUND]], len(found) > MOST_FOUND)


def _of_concern(row: Any) -> Found:
    url = reverse("admin:concerns_concern_change", args=[row.pk])
    return Found(url, row.reference, row.title, row.force.name, row.get_status_display())


def _of_recommendation(row: Any) -> Found:
    url = reverse("admin:concerns_recommendation_change", args=[row.pk])
    text = row.wording.text
    return Found(url, row.reference, text, row.force.name, row.get_status_display())


def _of_force(row: Any) -> Found:
    url = reverse("admin:inspections_force_change", args=[row.pk])
    return Found(url, row.name, row.area_name, "", row.get_kind_display())
