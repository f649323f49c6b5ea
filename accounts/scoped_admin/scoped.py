"""Pages of rows within the person's reach."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ERROR_FLAG, ChangeList
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DataError, IntegrityError, models, transaction
from django.db.models import Q
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.text import capfirst, smart_split, unescape_string_literal

from accounts.roles import Permission
from accounts.scoped_admin.clocks import clocks_of, is_past
from accounts.scoped_admin.dated import dated_columns
from accounts.scoped_admin.history import History, page_of
from accounts.scoped_admin.labels import help_in_labels
from accounts.scoped_admin.people import may, may_edit, reader
from accounts.scoped_admin.reach import (
    ChangeListWithinReach,
    filter_within_reach,
    is_lookup_offered,
    keep_within_reach,
    rows_at,
    search_within_reach,
)
from accounts.scoped_admin.refusals import ChecksRow, as_validation_error
from accounts.scoped_admin.stated import StatedForm
from accounts.scoped_admin.versions import VERSION, is_versioned, meanwhile, opened_with
from accounts.scoped_admin.waiting import filters_of_worklists
from api.constraints import settle_constraints


class ScopedAdmin(admin.ModelAdmin[Any]):
    """Rows within the person's reach; nothing is ever deleted.

    `may_add` and `may_change` name the permission it takes (None = nobody). Whether one row may
    be changed, `editable_by` of its queryset decides.
    """

    list_per_page = 50
    """A page of a list stays under 100 kB."""
    may_add: Permission | None = None
    may_change: Permission | None = None
    history_names_people = True
    """Whether the pages that say who changed a row name people; outside us they go by role."""

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Return the rows the person may see, at the clocks of the page."""
        rows = rows_at(self.model._default_manager, reader(request), clocks_of(request))
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """Return the row of the address, None out of reach; a page that only shows it reads once.

        What is sent changes rows, and reads them anew each time.
        """
        if request.method != "GET":
            return super().get_object(request, object_id, from_field)
        rows: dict[Any, Any] = vars(request).setdefault("rows_read", {})
        key = (self, str(object_id), from_field, is_past(request))
        if key not in rows:
            rows[key] = super().get_object(request, object_id, from_field)
        return rows[key]

    def stored(self, request: HttpRequest, object_id: str) -> Any:
        """Return the row of the address as it is stored, without what lists show beside it.

        None out of reach, as of `get_object`.
        """
        try:
            key = self.opts.pk.to_python(object_id)
        except ValidationError:
            return None
        return ScopedAdmin.get_queryset(self, request).filter(pk=key).first()

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Whether the person may look: everybody active, at what is within reach."""
        return request.user.is_active

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whether the person's role may add rows; nobody from a page of the past."""
        return not is_past(request) and may(request, self.may_add)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Whether the person's role may change rows, and this one. One query if a row is given.

        Nobody changes what a page of the past shows.
        """
        if is_past(request) or not may(request, self.may_change):
            return False
        return obj is None or may_edit(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Nobody deletes."""
        return False

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Let the help of a field begin as a sentence does, and name fields as the form does."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.help_text = help_in_labels(str(field.help_text), self.model)
        return field

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
        told = {name: getattr(request, name, None) for name in ("refusal", "meanwhile")}
        made: type[forms.ModelForm[Any]] = type(form)(form.__name__, (ChecksRow, form), told)
        return made

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show or save the form; what the record refuses is shown in the form, and undone.

        A form that was opened before somebody else saved is refused with what they changed.
        """
        try:
            with transaction.atomic():
                self._note_what_changed(request, object_id)
                return super().changeform_view(request, object_id, form_url, extra_context)
        except (ValidationError, IntegrityError) as error:
            request.refusal = as_validation_error(error)  # type: ignore[attr-defined]
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _note_what_changed(self, request: HttpRequest, object_id: str | None) -> None:
        saves = request.method == "POST" and object_id and may(request, self.may_change)
        row = self.get_object(request, unquote(object_id)) if saves and object_id else None
        if row is not None and is_versioned(self.model):
            form: Any = self.get_form(request, row, change=True)
            request.meanwhile = meanwhile(  # type: ignore[attr-defined]
                request, self, row, form(instance=row)
            )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Save what belongs to the row, then check what was deferred until all of it stands."""
        super().save_related(request, form, formsets, change)
        several = {field.name for field in self.opts.many_to_many} & set(form.changed_data)
        if change and is_versioned(self.model) and (several or any(map(_is_changed, formsets))):
            rows: Any = self.model._base_manager.filter(pk=form.instance.pk)
            rows.update(version=models.F(VERSION) + 1)
        settle_constraints()

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show who changed the row, when, by which route and what, from the versions kept of it.

        A row of which no versions are kept is never edited in place: what was done to it here.

        Raises: PermissionDenied where it names people and the reader is not of the inspectorate.
        """
        if not self.may_see_history(request):
            raise PermissionDenied("Who changed what, the inspectorate sees.")
        row = self.get_object(request, unquote(object_id))
        if row is None or not hasattr(row, "history"):
            return super().history_view(request, object_id, extra_context)
        history = self.history_of(request, row)
        entries = page_of(history, request.GET.get("p"))
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "title": "History",
            "subtitle": str(row),
            "opts": self.opts,
            "original": row,
            "entries": entries,
            "has_log": history.events is not None,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/kept_history.html", context)

    def history_of(self, request: HttpRequest, row: Any) -> History:
        """Return the row's history as the reader may know it."""
        return History(row, reader(request))

    def may_see_history(self, request: HttpRequest) -> bool:
        """Whether the person may see who changed the row."""
        return not self.history_names_people or reader(request).belongs_to_inspectorate

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show the row as stated, what it names within reach, and the way to its history."""
        row = context.get("original")
        if row is not None:
            keep_within_reach([row], reader(request), clocks_of(request), joined=self._joined)
            context["subtitle"] = str(row)
            self._say_what_changed(request, row, context)
        context["adminform"] = StatedForm.of(context["adminform"])
        context["may_see_history"] = self.may_see_history(request)
        return super().render_change_form(request, context, *args, **kwargs)

    def _say_what_changed(self, request: HttpRequest, row: Any, context: Any) -> None:
        """Let the form carry what it is made from, and say what others changed meanwhile."""
        form = context["adminform"].form
        context["row_version"] = getattr(row, VERSION, None)
        if context["row_version"] and form.fields:  # a page that is only read has none
            context["opened_with"] = opened_with(request, self, row, form)
        told = getattr(request, "meanwhile", None)
        if told is not None and form.is_bound:
            context["meanwhile"] = told.lines(form)

    def get_list_display(self, request: HttpRequest) -> Any:
        """Return the columns; a day that is known in part is said no more exactly than that."""
        return dated_columns(self.model, super().get_list_display(request))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Return the list that names others within reach only."""
        return ChangeListWithinReach

    def get_list_filter(self, request: HttpRequest) -> Any:
        """Offer the worklists of these rows, and in other filters what is within reach only."""
        chosen = [filter_within_reach(self.model, one) for one in super().get_list_filter(request)]
        return [*filters_of_worklists(self.model, reader(request)), *chosen]

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        """Whether the list may be asked this: outside the inspectorate no way leads past reach."""
        allowed = super().lookup_allowed(lookup, value, request)
        if not allowed or request is None or reader(request).sees_everything:
            return allowed
        return is_lookup_offered(self.model, lookup, self.get_list_filter(request), reader(request))

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        """Search what the person may see: what a row out of reach says is not found through it."""
        user, clocks = reader(request), clocks_of(request)
        paths = self.get_search_fields(request)
        if user.sees_everything or not any(LOOKUP_SEP in path for path in paths):
            return super().get_search_results(request, queryset, search_term)
        for word in smart_split(search_term):
            quoted = word[0] in "\"'" and word[0] == word[-1]
            plain = unescape_string_literal(word) if quoted else word
            said = Q()
            for path in paths:
                said |= search_within_reach(self.model, path, plain, user, clocks)
            queryset = queryset.filter(said)
        return queryset, False

    @property
    def _joined(self) -> Any:
        joined = self.list_select_related
        return () if isinstance(joined, bool) else joined

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list; a filter no column can hold, or day no calendar has, empties the filters."""
        try:
            with transaction.atomic():
                titled = {"title": capfirst(self.opts.verbose_name_plural), **(extra_context or {})}
                response = super().changelist_view(request, titled)
                if isinstance(response, TemplateResponse):
                    response.render()
                return response
        except (DataError, OverflowError, ValueError):
            if request.GET.dict() == {ERROR_FLAG: "1"}:
                raise
            return HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")


def _is_changed(formset: Any) -> bool:
    return bool(formset.new_objects or formset.changed_objects or formset.deleted_objects)


def _offered(db_field: Any, request: HttpRequest) -> dict[str, Any]:
    manager = db_field.related_model._default_manager
    if not hasattr(manager, "visible_to"):
        return {}
    return {"queryset": manager.visible_to(request.user)}
