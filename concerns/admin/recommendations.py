"""Recommendations, their wordings and actions in the admin: opened by their verbs."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from accounts.roles import Permission
from accounts.scoped_admin import (
    ClockedList,
    ClockedPage,
    ScopedAdmin,
    clocks_of,
    is_past,
    reader,
)
from concerns.admin import story
from concerns.admin.concerns import LiveFilter, since
from concerns.admin.log import today
from concerns.admin.many import StepsOfManyAdmin
from concerns.models import Action, Concern, Recommendation, Wording
from concerns.positions import Route


class OverdueFilter(admin.SimpleListFilter):
    """Recommendations whose last day has passed and that are not claimed complete."""

    title = "deadline"
    parameter_name = "overdue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the choice beside all."""
        return [("yes", "Overdue and not claimed complete")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep the overdue ones, if asked."""
        if self.value() != "yes":
            return queryset
        return queryset.overdue(clocks_of(request).as_at)


@admin.register(Wording)
class WordingAdmin(ScopedAdmin):
    """Recommendations as printed; number, publication and deadline are fixed with it."""

    may_add = Permission.RECORD_CONCERN
    may_change = Permission.RECORD_CONCERN
    list_display = ("publication", "number", "text", "deadline_kind", "put_to")
    list_filter = ("deadline_kind", ("publication", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("publication",)
    search_fields = ("text", "publication__title", "publication__reference")
    ordering = ("publication__reference", "number")
    autocomplete_fields = ("publication",)
    fieldsets = (
        (None, {"fields": ("publication", "number", "text")}),
        (
            "Deadline",
            {
                "fields": (
                    "deadline_kind",
                    ("deadline_months", "deadline_days"),
                    "deadline_on",
                    "deadline_words",
                )
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Count the recommendations within reach that put the wording to a force."""
        seen = Recommendation.objects.visible_to(reader(request)).values("pk")
        counted = models.Count("recommendations", filter=models.Q(recommendations__in=seen))
        rows: models.QuerySet[Any] = super().get_queryset(request).annotate(forces_number=counted)
        return rows

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Fix what was printed, once it was sent or published."""
        return () if obj is None else tuple(obj.fixed_fields())

    @admin.display(description="Put to forces", ordering="forces_number")
    def put_to(self, wording: Any) -> int:
        """Count the forces it is put to."""
        return int(wording.forces_number)


@admin.register(Recommendation)
class RecommendationAdmin(ClockedList, ClockedPage, StepsOfManyAdmin):
    """Recommendations put to a force, opened by their verb."""

    may_add = Permission.RECORD_CONCERN
    may_change = Permission.RECORD_CONCERN
    logged_as = "recommendation"
    change_form_template = "admin/concerns/recommendation_change_form.html"
    clocked_page = "concerns_recommendation"
    list_display = ("reference", "asked", "force", "concern", "force_status", "status", "due")
    list_filter = (
        LiveFilter,
        OverdueFilter,
        "status",
        "force_status",
        "wording__deadline_kind",
        ("force", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("force", "concern", "wording__publication")
    search_fields = ("reference", "wording__text", "force__name", "concern__reference")
    ordering = ("-status_since_on", "-pk")
    autocomplete_fields = ("wording", "force", "concern")
    identity = ("wording", "force", "concern")
    positions = ("decided", "claims", "promised_on", "due")
    fieldsets = ((None, {"fields": ("reference", *identity)}),)
    shown_fieldset = (
        "Positions: the log below says how they came about",
        {"fields": ("asked", *positions)},
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Put what is asked and the positions first."""
        return (self.shown_fieldset, *self.fieldsets) if obj else self.fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Positions are never typed; identity is fixed with the publication."""
        if obj is None:
            return ()
        return ("asked", *self.positions, *obj.fixed_fields())

    def beside(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """Tell its story: positions, deadline, actions, and what the local policing body answered."""
        user, clocks = reader(request), clocks_of(request)
        within: dict[str, Any] = {"user": user, "clocks": clocks}
        publication = row.wording.publication_id
        return {
            "part": story.told(row, clocks.as_at),
            "says": story.claimed_of(row),
            "stands": story.decided(row),
            "revisit": story.last_revisit(**within, recommendation=row),
            "responses": story.responses_to(publication, row.force_id, **within),
            "actions": story.actions_of(**within, recommendation=row),
            "may_act": not is_past(request) and user.may(Permission.RECORD_ACTION),
            "concern_seen": Concern.objects.at(clocks)
            .visible_to(user, clocks)
            .filter(pk=row.concern_id)
            .first(),
        }

    def save_model(self, request: HttpRequest, obj: Recommendation, form: Any, change: Any) -> None:
        """Open a new recommendation by its verb."""
        if change:
            super().save_model(request, obj, form, change)
        else:
            obj.open(by=reader(request), route=Route.ADMIN)

    @admin.display(description="What is asked", ordering="wording__text")
    def asked(self, recommendation: Recommendation) -> str:
        """Show the wording's text."""
        return recommendation.wording.text

    @admin.display(description="Decided")
    def decided(self, recommendation: Any) -> str:
        """Say what the inspectorate has decided, and since when."""
        return since(
            recommendation.get_status_display(),
            recommendation.status_since_on,
            recommendation.status_since_on_precision,
        )

    @admin.display(description="The force claims")
    def claims(self, recommendation: Any) -> str:
        """Say what the force claims, and since when."""
        claimed = recommendation.get_force_status_display()
        return since(
            claimed,
            recommendation.force_status_since_on,
            recommendation.force_status_since_on_precision,
        )

    @admin.display(description="Due", ordering="due_on")
    def due(self, recommendation: Any) -> str:
        """Say the last day to comply, or that it is immediate, or that there is none."""
        return story.due_words(recommendation)


@admin.register(Action)
class ActionAdmin(ClockedList, ClockedPage, StepsOfManyAdmin):
    """Follow-up actions of the force, recorded by it or by the inspectorate."""

    may_add = Permission.RECORD_ACTION
    may_change = Permission.RECORD_ACTION
    logged_as = "action"
    change_form_template = "admin/concerns/action_change_form.html"
    clocked_page = "concerns_action"
    list_display = ("title", "concern", "recommendation", "owner", "due_on", "state")
    list_filter = ("state", ("concern__force", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("concern", "recommendation")
    search_fields = ("title", "concern__reference", "owner", "external_reference", "evidence")
    ordering = ("due_on", "pk")
    autocomplete_fields = ("concern", "recommendation")
    fieldsets = (
        (None, {"fields": ("concern", "recommendation", "title")}),
        ("Who and when", {"fields": ("owner", "due_on", "external_reference")}),
        ("What shows it", {"fields": ("evidence", "evidence_links")}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the state of an action that stands."""
        state = (
            "How far it has gone: the log below says how it came about",
            {"fields": ("state",)},
        )
        return (state, *self.fieldsets) if obj else self.fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The state is never typed, and an action stays with its concern."""
        return tuple(obj.fixed_fields()) if obj else ()

    def save_model(self, request: HttpRequest, obj: Action, form: Any, change: Any) -> None:
        """Open a new action by its verb, today."""
        if change:
            super().save_model(request, obj, form, change)
        else:
            obj.open(on=today(), by=reader(request), route=Route.ADMIN)
