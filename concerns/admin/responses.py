"""Responses of local policing bodies and their answers in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse

from accounts.roles import Permission
from accounts.scoped_admin import (
    ClockedList,
    ScopedAdmin,
    SupersedingAdmin,
    clocks_of,
    keep_within_reach,
    reader,
)
from concerns.models import Answer, Response


@admin.register(Response)
class ResponseAdmin(ClockedList, ScopedAdmin):
    """Responses owed and given; each is expected from the day its report is published."""

    may_add = Permission.RECORD_CONCERN
    may_change = Permission.RECORD_CONCERN
    change_form_template = "admin/concerns/response_change_form.html"
    list_display = ("publication", "force", "due_on", "is_required", "answers_number")
    list_filter = ("is_required", ("force", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("publication", "force")
    search_fields = ("publication__title", "publication__reference", "force__name")
    ordering = ("-due_on", "-pk")
    date_hierarchy = "due_on"
    autocomplete_fields = ("publication", "force", "same_findings_as")
    fieldsets = (
        (None, {"fields": ("publication", "force")}),
        (
            "Whether one is owed",
            {"fields": ("is_required", "not_required_because", "same_findings_as")},
        ),
    )
    due_fieldset = (None, {"fields": ("publication", "force", "due_on")})

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Count the answers that stand."""
        answers = Answer.objects.at(clocks_of(request)).filter(response=OuterRef("pk"))
        counted = answers.order_by().values("response").annotate(number=Count("pk"))
        number = Coalesce(Subquery(counted.values("number")), 0)
        rows: models.QuerySet[Any] = super().get_queryset(request).annotate(answers_counted=number)
        return rows

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show with a response until when it is due."""
        return (self.due_fieldset, self.fieldsets[1]) if obj else self.fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A response keeps its publication, force and due date."""
        return tuple(obj.fixed_fields()) if obj else ()

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the answers below the form."""
        row = self.get_object(request, object_id)
        context: dict[str, Any] = {}
        if row is not None:
            answers = Answer.objects.visible_to(reader(request)).current().filter(response=row)
            by_reference = models.F("recommendation__reference").asc(nulls_first=True)
            context["answers"] = list(
                answers.select_related("recommendation").order_by(by_reference, "pk")
            )
            keep_within_reach(context["answers"], reader(request))
            context["may_answer"] = self.has_change_permission(request, row)
        return super().change_view(
            request, object_id, form_url, {**context, **(extra_context or {})}
        )

    @admin.display(description="Answers", ordering="answers_counted")
    def answers_number(self, response: Any) -> int:
        """Count the answers that stand."""
        return int(response.answers_counted)


@admin.register(Answer)
class AnswerAdmin(ClockedList, SupersedingAdmin):
    """What responses say."""

    may_add = Permission.RECORD_CONCERN
    may_change = Permission.RECORD_CONCERN
    list_display = ("response", "recommendation", "position", "answered_on")
    list_filter = ("position", ("response__force", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("response__publication", "response__force", "recommendation")
    search_fields = ("response__publication__title", "response__force__name", "reason")
    ordering = ("-answered_on", "-pk")
    autocomplete_fields = ("response", "recommendation")
    fieldsets = (
        (
            None,
            {"fields": ("response", "recommendation", "position", "reason", "answered_on", "url")},
        ),
    )
