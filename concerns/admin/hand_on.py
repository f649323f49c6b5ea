"""A force that has merged into another hands on what is live: seen row by row, then done at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import helpers
from django.contrib.admin.utils import quote, unquote
from django.contrib.admin.widgets import AdminDateWidget, AdminTextareaWidget
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from accounts.models import User
from accounts.roles import WHOSE, Permission
from accounts.scoped_admin import SaysLabels, is_past, reader
from api.constraints import settle_constraints, validation_error_from
from concerns import actions
from concerns.admin.log import today
from concerns.positions import Route
from inspections.models import Force, Publication


class HandOnForm(SaysLabels, forms.Form):
    """To whom, as from which day, and what says so."""

    successor = forms.ModelChoiceField(
        Force.objects.none(), help_text="The force that succeeded it; recorded with it if new."
    )
    happened_on = forms.DateField(
        label="On",
        widget=AdminDateWidget,
        help_text="Today or earlier, and not before the last change of any of them.",
    )
    publication = forms.ModelChoiceField(
        Publication.objects.none(), required=False, help_text="The letter or report that says so."
    )
    note = forms.CharField(
        required=False,
        widget=AdminTextareaWidget,
        help_text="In a sentence that stands in the log of each for good.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, *, force: Force, user: User) -> None:
        initial = {
            "successor": force.succeeded_by_id,
            "happened_on": min(force.existed_until or today(), today()),
            "version": force.version,
        }
        super().__init__(data, initial=initial)
        bodies = Force.objects.within(user).exclude(pk=force.pk)
        choices: Any = self.fields
        choices["successor"].queryset = bodies.order_by("name")
        choices["successor"].disabled = force.succeeded_by_id is not None
        seen = Publication.objects.visible_to(user)
        choices["publication"].queryset = seen.order_by("-published_on", "-pk")

    def said(self, user: User) -> dict[str, Any]:
        """Return what the verb is told."""
        told = {name: value for name, value in self.cleaned_data.items() if value}
        told.pop("version", None)
        return {**told, "by": user, "route": Route.ADMIN}

    def refuse(self, error: ValidationError) -> None:
        """Show a refusal at the field it is about, else on top."""
        for name, faults in getattr(error, "error_dict", {NON_FIELD_ERRORS: [error]}).items():
            for fault in faults:
                self.add_error(name if name in self.fields else None, fault.messages)


class HandsOn:
    """Admin mixin of forces: the page on which one hands on everything live."""

    admin_site: Any
    media: Any
    opts: Any

    def get_urls(self) -> list[URLPattern]:
        """Add the page."""
        base: Any = super()
        view = self.admin_site.admin_view(self.hand_on_view)
        name = "inspections_force_hand_on"
        return [path("<path:object_id>/hand-on/", view, name=name), *base.get_urls()]

    def hand_on_url(self, request: HttpRequest, force: Force) -> str:
        """Return where it is done; nothing for whom it is not, and none on a page of the past."""
        if is_past(request) or not reader(request).may(Permission.RECORD_CONCERN):
            return ""
        return self._address("hand_on", force)

    def hand_on_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what would become of each live record, and hand all of them on when confirmed."""
        base: Any = self
        user = reader(request)
        force = base.get_object(request, unquote(object_id))
        if force is None:
            raise Http404("There is no such force within your reach.")
        if not user.may(Permission.RECORD_CONCERN):
            raise PermissionDenied(WHOSE[Permission.RECORD_CONCERN])
        form = HandOnForm(request.POST or None, force=force, user=user)
        if request.method == "POST" and "confirm" in request.POST and form.is_valid():
            number = self._handed_on(force, form, user)
            if number:
                done = f"Handed on to {force.succeeded_by}: {number}."
                base.log_change(request, force, done)
                base.message_user(request, done, messages.SUCCESS)
                return HttpResponseRedirect(self._address("change", force))
        return self._hand_on_page(request, force, form)

    def _handed_on(self, force: Force, form: HandOnForm, user: User) -> int:
        """Hand all of it on; return how many, none if anything is refused."""
        try:
            with transaction.atomic():
                force.locked_at(form.cleaned_data["version"])
                number = len(actions.hand_on(force, **form.said(user)))
                settle_constraints()
        except IntegrityError as error:
            form.refuse(validation_error_from(error))
        except ValidationError as error:
            form.refuse(error)
        else:
            return number
        force.refresh_from_db()
        return 0

    def _foreseen(self, force: Force, form: HandOnForm, user: User) -> list[actions.HandedOn]:
        """Say what would become of each; before a successor is chosen nothing can be said."""
        if form.is_bound:
            if not form.is_valid():
                return []
            told = form.said(user)
        elif force.succeeded_by_id is None:
            return []
        else:
            day = form.initial["happened_on"]
            told = {"happened_on": day, "by": user, "route": Route.ADMIN}
        try:
            return actions.foresee_hand_on(force, **told)
        except ValidationError as error:
            if form.is_bound:
                form.refuse(error)
        return []

    def _hand_on_page(
        self, request: HttpRequest, force: Force, form: HandOnForm
    ) -> TemplateResponse:
        rows = self._foreseen(force, form, reader(request))
        fields = {"fields": ["successor", "happened_on", "publication", "note"]}
        shown = helpers.AdminForm(form, [(None, fields)], {}, (), model_admin=self)  # type: ignore[arg-type]
        request.current_app = self.admin_site.name
        return TemplateResponse(
            request,
            "admin/concerns/hand_on.html",
            {
                **self.admin_site.each_context(request),
                "adminform": shown,
                "media": self.media + form.media,
                "title": "Hand on to a successor",
                "subtitle": str(force),
                "opts": self.opts,
                "original": force,
                "rows": rows,
                "refused": sum(bool(row.refusal) for row in rows),
                "is_foreseen": form.is_bound or force.succeeded_by_id is not None,
                "back_url": self._address("change", force),
                "list_url": reverse("admin:inspections_force_changelist"),
            },
        )

    def _address(self, page: str, force: Force) -> str:
        return reverse(f"admin:inspections_force_{page}", args=[quote(force.pk)])
