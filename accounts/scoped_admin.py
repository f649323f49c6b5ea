"""The admin pages every room builds on: within reach, refusing in the record's own words.

`ScopedAdmin` for rows that are edited, `RecordedAdmin` for rows that say who recorded them,
`SupersedingAdmin` for rows that are never edited: they are corrected by a new row, or withdrawn.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.utils import flatten_fieldsets, quote, unquote
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import DataError, IntegrityError, models, transaction
from django.db.models import Case, Value, When
from django.db.models.functions import Coalesce, Concat, NullIf, Trim
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts.models import User
from accounts.roles import Permission, Role
from api.clocks import LONDON
from api.constraints import rehomed, settle_constraints, validation_error_from


class ChecksRow:
    """Form mixin: the row is checked whole, and what is refused is shown at its field.

    What no field of the form shows stands on top; the typed text is kept.
    """

    refusal: ClassVar[ValidationError | None] = None
    """What saving the form came to the last time it was tried in this request."""

    def refuse(self, error: ValidationError | IntegrityError) -> None:
        """Show what was refused."""
        form: Any = self
        form.add_error(None, self._placed(_as_validation_error(error)))

    def _get_validation_exclusions(self) -> set[str]:
        """Check constraints over fields that the form leaves out too, where the row has a value.

        Django skips those, or fails where a constraint's condition names one.
        """
        form: Any = self
        exclusions: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        standing = {
            field.name
            for field in form._meta.model._meta.concrete_fields
            if field.name not in form.fields
            and (
                field.null
                or field.blank
                or getattr(form.instance, field.attname) not in field.empty_values
            )
        }
        return exclusions - standing

    def _post_clean(self) -> None:
        form: Any = super()
        form._post_clean()
        if self.refusal:
            self.refuse(self.refusal)

    def _update_errors(self, errors: ValidationError) -> None:
        form: Any = super()
        form._update_errors(self._placed(errors))

    def _placed(self, error: ValidationError) -> ValidationError:
        form: Any = self
        placed: dict[str, list[ValidationError]] = {}
        for field, faults in rehomed(error, form._meta.model).error_dict.items():
            shown = field if field in form.fields else NON_FIELD_ERRORS
            placed.setdefault(shown, []).extend(faults)
        return ValidationError(placed)


class ScopedAdmin(admin.ModelAdmin[Any]):
    """Rows within the person's reach; nothing is ever deleted.

    `may_add` and `may_change` name the permission it takes (None = nobody). Whether one row may
    be changed, `editable_by` of its queryset decides.
    """

    may_add: Permission | None = None
    may_change: Permission | None = None

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Return the rows the person may see."""
        manager: Any = self.model._default_manager
        rows: models.QuerySet[Any] = manager.visible_to(request.user)
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Whether the person may look: everybody active, at what is within reach."""
        return request.user.is_active

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whether the person's role may add rows."""
        return _may(request, self.may_add)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Whether the person's role may change rows, and this one. One query if a row is given."""
        return _may(request, self.may_change) and (obj is None or may_edit(request.user, obj))

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Nobody deletes."""
        return False

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField[Any] | None:
        """Offer only rows within reach."""
        kwargs = {**_offered(db_field, request), **kwargs}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelMultipleChoiceField[Any] | None:
        """Offer only rows within reach."""
        kwargs = {**_offered(db_field, request), **kwargs}
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm[Any]]:
        """Return the form, with what saving it came to if that was tried already."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        told = {"refusal": getattr(request, "refusal", None)}
        made: type[forms.ModelForm[Any]] = type(form)(form.__name__, (ChecksRow, form), told)
        return made

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show or save the form; what the record refuses is shown in the form, and undone."""
        try:
            with transaction.atomic():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except (ValidationError, IntegrityError) as error:
            request.refusal = _as_validation_error(error)  # type: ignore[attr-defined]
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Save what belongs to the row, then check what was deferred until all of it stands."""
        super().save_related(request, form, formsets, change)
        settle_constraints()

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show who changed the row here; it names people, so the inspectorate's own alone see it.

        Raises: PermissionDenied for everybody else.
        """
        if not (isinstance(request.user, User) and request.user.belongs_to_inspectorate):
            raise PermissionDenied("Who changed what, the inspectorate sees.")
        return super().history_view(request, object_id, extra_context)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list; a filter that no column can hold empties the filters."""
        try:
            with transaction.atomic():
                response = super().changelist_view(request, extra_context)
                if isinstance(response, TemplateResponse):
                    response.render()
                return response
        except DataError:
            return HttpResponseRedirect(f"{request.path}?e=1")


class RecordedAdmin(ScopedAdmin):
    """Rows that say who recorded them, and verbs that say who did them."""

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Annotate who recorded each row, as the reader may know it."""
        rows = super().get_queryset(request)
        if not _has_field(self.model, "recorded_by"):
            return rows
        return rows.annotate(recorder=person_shown(request.user, "recorded_by"))

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
            for sentence in _as_validation_error(error).messages:
                self.message_user(request, f"{name}: {sentence}", messages.ERROR)
            return False
        return True


class SupersededFilter(admin.SimpleListFilter):
    """Current rows unless superseded ones are asked for."""

    title = "correction"
    parameter_name = "superseded"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the choices beside the current rows."""
        return [("yes", "Corrected or withdrawn"), ("all", "All")]

    def choices(self, changelist: Any) -> Any:
        """Name the usual choice for what it is."""
        usual, *others = super().choices(changelist)
        yield {**usual, "display": "Current"}
        yield from others

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep the rows asked for."""
        match self.value():
            case "all":
                return queryset
            case "yes":
                return queryset.filter(superseded_at__isnull=False)
        return queryset.filter(superseded_at=None)


class WithdrawalForm(forms.Form):
    """Why a row is withdrawn."""

    note = forms.CharField(
        label="Why",
        widget=AdminTextareaWidget,
        help_text="A sentence that will stand beside the row for good.",
    )


class SupersedingAdmin(RecordedAdmin):
    """Rows that are never edited: "Correct" makes a new row, "Withdraw" ends one without.

    The row's `supersede()` and `withdraw()` decide; both take a current row that the person may
    edit, by `may_change`.
    """

    change_form_template = "admin/superseding/change_form.html"

    def get_list_filter(self, request: HttpRequest) -> Any:
        """Put the choice between current and superseded rows first."""
        return [SupersededFilter, *super().get_list_filter(request)]

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Nobody edits a row in place."""
        return False

    def may_supersede(self, request: HttpRequest, row: Any) -> bool:
        """Whether the person may correct or withdraw this row: a current one within reach."""
        may = _may(request, self.may_change)
        return may and row.superseded_at is None and may_edit(request.user, row)

    def get_urls(self) -> list[URLPattern]:
        """Add the pages that correct and withdraw."""
        site, name = self.admin_site, f"{self.opts.app_label}_{self.opts.model_name}"
        correct = site.admin_view(self.correct_view)
        withdraw = site.admin_view(self.withdraw_view)
        return [
            path("<path:object_id>/correct/", correct, name=f"{name}_correct"),
            path("<path:object_id>/withdraw/", withdraw, name=f"{name}_withdraw"),
            *super().get_urls(),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show with a row who recorded it, and what became of it."""
        shown = super().get_readonly_fields(request, obj)
        return (*shown, "recorded", "became") if obj is not None else shown

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Put who recorded the row, and what became of it, below the row."""
        fieldsets = [
            (title, {**options, "fields": [n for n in options["fields"] if n not in _BESIDE]})
            for title, options in super().get_fieldsets(request, obj)
        ]
        return [*fieldsets, ("The row itself", {"fields": _BESIDE})] if obj else fieldsets

    @admin.display(description="Standing")
    def became(self, row: Any) -> str:
        """Say whether the row is current, or why it was superseded and what stands in its place."""
        if row.superseded_at is None:
            return "Current"
        words = f"{row.get_superseded_because_display()}, {instant_text(row.superseded_at)}"
        successor = type(row)._base_manager.filter(supersedes=row).first()
        note = f": {row.superseded_note}" if row.superseded_note else ""
        if successor is None:
            return f"Superseded ({words}){note}"
        link = format_html('<a href="{}">its successor</a>', self._url("change", successor))
        return format_html("Superseded ({}){}. See {}.", words, note, link)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the row, with the ways to correct it where there are any."""
        row = self.get_object(request, unquote(object_id))
        tools = {}
        if row is not None and self.may_supersede(request, row):
            tools = {
                "correct_url": self._url("correct", row),
                "withdraw_url": self._url("withdraw", row),
            }
        return super().change_view(request, object_id, form_url, {**tools, **(extra_context or {})})

    def correct_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show the row as a form, and record what is sent as the row that supersedes it."""
        row = self._supersedable(request, object_id)
        form = self._correction_form(request, row)
        if request.method == "POST" and form.is_valid():
            successor = self._corrected(request, row, form)
            if successor is not None:
                self.log_addition(
                    request, successor, f"Corrects {self.opts.verbose_name} {row.pk}."
                )
                self.message_user(request, "Corrected. The earlier row is kept.", messages.SUCCESS)
                return HttpResponseRedirect(self._url("change", successor))
        names = [name for name in form.fields if name not in _WHY]
        fieldsets = [(None, {"fields": names}), ("Why", {"fields": list(_WHY)})]
        shown = helpers.AdminForm(form, fieldsets, {}, (), model_admin=self)
        return self._page(request, row, "correct", {"adminform": shown, "media": shown.media})

    def withdraw_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask why, and withdraw the row."""
        row = self._supersedable(request, object_id)
        form: Any = WithdrawalForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            note = form.cleaned_data["note"]
            if self._attempted(request, row, row.withdraw, {"by": request.user, "note": note}):
                self.log_change(request, row, f"Withdrawn: {note}")
                self.message_user(request, "Withdrawn. The row is kept.", messages.SUCCESS)
            return HttpResponseRedirect(self._url("change", row))
        shown = helpers.AdminForm(form, [(None, {"fields": ["note"]})], {}, (), model_admin=self)
        return self._page(request, row, "withdraw", {"adminform": shown, "media": shown.media})

    def _supersedable(self, request: HttpRequest, object_id: str) -> Any:
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404("There is no such row within your reach.")
        if not self.may_supersede(request, row):
            raise PermissionDenied("This row cannot be corrected by you, or has been already.")
        return row

    def _correction_form(self, request: HttpRequest, row: Any) -> Any:
        readonly = self.get_readonly_fields(request, None)
        to_many = {field.name for field in self.opts.many_to_many}
        names = [
            name
            for name in flatten_fieldsets(self.get_fieldsets(request, None))
            if name not in readonly and name not in to_many
        ]
        because = forms.ChoiceField(
            label="Reason",
            choices=[("", "---------")]
            + [choice for choice in row.Because.choices if choice[0] != row.Because.WITHDRAWN],
        )
        note = forms.CharField(
            label="Why",
            widget=AdminTextareaWidget,
            help_text="What was wrong, in a sentence that will stand beside the row for good.",
        )
        base: Any = self.get_form(request, None, change=False, fields=names)
        form_class: Any = type(base)(
            base.__name__, (base,), dict(zip(_WHY, (because, note), strict=True))
        )
        given = (request.POST, request.FILES) if request.method == "POST" else ()
        form = form_class(*given, instance=copy.copy(row))
        for name in row.IDENTITY:
            if name in form.fields:
                form.fields[name].disabled = True
        return form

    def _corrected(self, request: HttpRequest, row: Any, form: Any) -> Any:
        if not set(form.changed_data) - set(_WHY):
            form.add_error(None, "Nothing is different: change at least one value.")
            return None
        because, note = (form.cleaned_data[name] for name in _WHY)
        values = {
            name: value
            for name, value in form.cleaned_data.items()
            if name not in _WHY and name not in row.IDENTITY
        }
        try:
            with transaction.atomic():
                successor = row.supersede(
                    by=request.user, because=because, note=note, changed=values
                )
                settle_constraints()
        except (ValidationError, IntegrityError) as error:
            form.refuse(error)
            return None
        return successor

    def _page(
        self, request: HttpRequest, row: Any, page: str, context: dict[str, Any]
    ) -> TemplateResponse:
        titles = {"correct": "Correct", "withdraw": "Withdraw"}
        request.current_app = self.admin_site.name
        return TemplateResponse(
            request,
            f"admin/superseding/{page}.html",
            {
                **self.admin_site.each_context(request),
                **context,
                "title": f"{titles[page]} {self.opts.verbose_name}",
                "subtitle": str(row),
                "opts": self.opts,
                "original": row,
                "back_url": self._url("change", row),
                "list_url": reverse(
                    f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist",
                    current_app=self.admin_site.name,
                ),
            },
        )

    def _url(self, page: str, row: Any) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"
        return reverse(name, args=[quote(row.pk)], current_app=self.admin_site.name)


_WHY = ("superseded_because", "superseded_note")
_BESIDE = ("recorded", "became")


def person_shown(user: Any, path: str) -> models.Expression | Coalesce:
    """Return the SQL of how a person at `path` appears: by name inside the inspectorate.

    Outside it people appear by role.
    """
    if isinstance(user, User) and user.belongs_to_inspectorate:
        whole = Trim(Concat(f"{path}__first_name", Value(" "), f"{path}__last_name"))
        return Coalesce(NullIf(whole, Value("")), f"{path}__username")
    return Case(
        *(When(**{f"{path}__role": role}, then=Value(role.label.lower())) for role in Role),
        output_field=models.CharField(),
    )


def instant_text(instant: dt.datetime) -> str:
    """Say an instant by London's clock: "3 March 2022, 14:05"."""
    local = timezone.localtime(instant, LONDON)
    return f"{local.day} {local:%B %Y, %H:%M}"


def _has_field(model: type[models.Model], name: str) -> bool:
    return name in {field.name for field in model._meta.concrete_fields}


def signed_in(request: HttpRequest) -> User:
    """Return the person behind a page of the admin, who has always signed in."""
    return cast(User, request.user)


def may_edit(user: Any, row: models.Model) -> bool:
    """Return whether the person may change this row, as its `editable_by` says. One query."""
    manager: Any = type(row)._default_manager
    return bool(manager.editable_by(user).filter(pk=row.pk).exists())


def _may(request: HttpRequest, permission: Permission | None) -> bool:
    user = request.user
    return permission is not None and isinstance(user, User) and user.may(permission)


def _offered(db_field: Any, request: HttpRequest) -> dict[str, Any]:
    manager = db_field.related_model._default_manager
    if not hasattr(manager, "visible_to"):
        return {}
    return {"queryset": manager.visible_to(request.user)}


def _as_validation_error(error: ValidationError | IntegrityError) -> ValidationError:
    return error if isinstance(error, ValidationError) else validation_error_from(error)
