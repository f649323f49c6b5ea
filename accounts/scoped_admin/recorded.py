"""Pages of rows that say who recorded them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.http import HttpRequest

from accounts.scoped_admin.labels import in_labels, labels_of
from accounts.scoped_admin.people import instant_text, person_shown
from accounts.scoped_admin.refusals import as_validation_error
from accounts.scoped_admin.scoped import ScopedAdmin
from api.constraints import settle_constraints


class RecordedAdmin(ScopedAdmin):
    """Rows that say who recorded them, and verbs that say who did them."""

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Annotate who recorded each row, as the reader may know it."""
        rows: models.QuerySet[Any] = super().get_queryset(request)
        if _has_field(self.model, "recorded_by"):
            rows = rows.annotate(recorder=person_shown(request.user, "recorded_by"))
        return rows

    @admin.display(description="Recorded", ordering="recorded_at", empty_value="")
    def recorded(self, row: Any) -> str:
        """Say when and by whom the row was recorded: a name to the inspectorate, else a role."""
        return f"{instant_text(row.recorded_at)} by {row.recorder}" if row.pk else ""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Save the row as recorded by the person."""
        if not change:
            obj.recorded_by = request.user
        super().save_model(request, obj, form, change)

    def apply_verb(
        self, request: HttpRequest, rows: Iterable[Any], verb: str, **values: Any
    ) -> int:
        """Call a verb of each row as the person; show each refusal, and count what was done."""
        return sum(
            self._attempted(request, row, getattr(row, verb), {**values, "by": request.user})
            for row in rows
        )

    def _attempted(
        self, request: HttpRequest, row: Any, verb: Callable[..., Any], values: dict[str, Any]
    ) -> bool:
        name = str(row)
        try:
            with transaction.atomic():
                verb(**values)
                settle_constraints()
        except (ValidationError, IntegrityError) as error:
            for sentence in as_validation_error(error).messages:
                told = in_labels(sentence, labels_of(type(row)))
                self.message_user(request, f"{name}: {told}", messages.ERROR)
            return False
        return True


def _has_field(model: type[models.Model], name: str) -> bool:
    return name in {field.name for field in model._meta.concrete_fields}
