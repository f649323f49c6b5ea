"""Next steps in the admin: each verb of the table on a page of its own, refusals in its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import quote, unquote
from django.contrib.admin.widgets import AdminDateWidget, AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst

from accounts.models import User
from accounts.scoped_admin import SaysLabels, in_labels, is_past, labels_of, reader
from api.constraints import settle_constraints, validation_error_from
from concerns import actions
from concerns.admin.log import LoggedAdmin, today
from concerns.models import Concern, Event, Recommendation, Wording
from concerns.positions import CLAIMS_OF_PROGRESS, Audience, Outcome, Route
from concerns.transitions import BY_VERB, Transition
from inspections.models import Publication

OUTCOME_OF = "becomes_of_"
"""How the field begins that says what becomes of one open recommendation."""


class StepForm(SaysLabels, forms.Form):
    """What a verb takes, of one record or of several selected."""

    labels_from = (Concern, Recommendation, Wording, Event)

    def __init__(self, data: Any, *, step: Transition, user: User, row: Any = None) -> None:
        super().__init__(data)
        self.row, self.user = row, user
        names = ["happened_on", *step.fields, "note"]
        for name in names:
            if name == "recommendations":
                self._ask_of_recommendations()
            elif field := _field(name, row, user):
                field.required = name in (*step.needs, "happened_on")
                self.fields[name] = field
        if row is not None:
            self.fields["version"] = forms.IntegerField(
                initial=row.version, widget=forms.HiddenInput, required=False
            )

    def _ask_of_recommendations(self) -> None:
        if not isinstance(self.row, Concern):
            return
        undecided = self.row.standing_recommendations().filter(status="open")
        for each in undecided.select_related("wording").order_by("pk"):
            self.fields[f"{OUTCOME_OF}{each.pk}"] = forms.ChoiceField(
                label=f"What becomes of {each.reference}",
                choices=_or_none(Outcome.choices),
                required=False,
                help_text=each.wording.text,
            )

    def values(self) -> dict[str, Any]:
        """Return what the verb is given: nothing for what was left empty."""
        said = {
            name: value
            for name, value in self.cleaned_data.items()
            if not name.startswith(OUTCOME_OF) and name in self.fields
            if value is not None and value != "" and not _is_empty(value)
        }
        chosen = {
            int(name.removeprefix(OUTCOME_OF)): value
            for name, value in self.cleaned_data.items()
            if name.startswith(OUTCOME_OF) and value
        }
        if chosen:
            rows = Recommendation.objects.filter(pk__in=chosen)
            said["recommendations"] = {each: chosen[each.pk] for each in rows}
        return said

    def refuse(self, error: ValidationError) -> None:
        """Show a refusal at the field it is about, else on top."""
        for name, faults in getattr(error, "error_dict", {NON_FIELD_ERRORS: [error]}).items():
            for fault in faults:
                self.add_error(name if name in self.fields else None, fault.messages)


def _is_empty(value: Any) -> bool:
    return isinstance(value, list | models.QuerySet) and not value


def _day(**options: Any) -> forms.DateField:
    return forms.DateField(widget=AdminDateWidget, **options)


def _or_none(choices: Any) -> Any:
    return [("", "---------"), *choices]


def _choice(choices: Any, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(choices=choices, **options)


def _field(name: str, row: Any, user: User) -> forms.Field | None:
    """Return the form field of that name; None where there is nothing to choose."""
    build = _BUILDERS.get(name)
    if build is not None:
        return build(row, user)
    model: Any = Recommendation if name == "reference" else Wording
    field: forms.Field = model._meta.get_field(name).formfield()
    return field


def _publications(row: Any, user: User) -> forms.Field:
    """Offer what is addressed to the force, or all within reach for rows of several forces."""
    rows = Publication.objects.visible_to(user)
    if row is not None:
        force = getattr(row, "force", None) or row.concern.force
        rows = rows.filter(addresses=force)
    return forms.ModelChoiceField(
        rows.order_by("-published_on", "-pk"), help_text="The letter or report that says so."
    )


def _others(row: Any) -> Any:
    return Concern.objects.live().filter(force=row.force).exclude(pk=row.pk).order_by("reference")


def _audiences(row: Any, user: User) -> forms.Field:
    inside = user.belongs_to_inspectorate
    offered = [
        choice for choice in Audience.choices if inside or choice[0] != Audience.INSPECTORATE
    ]
    return _choice(offered, help_text="Who may read it.")


def _addresses(row: Any, user: User) -> forms.Field:
    column: Any = Event._meta.get_field("evidence_links")
    field: forms.Field = column.formfield(widget=AdminTextInputWidget)
    return field


def _several(row: Any, user: User) -> forms.Field:
    return forms.ModelMultipleChoiceField(_others(row), widget=forms.CheckboxSelectMultiple)


_BUILDERS: Mapping[str, Callable[[Any, User], forms.Field]] = {
    "happened_on": lambda row, user: _day(
        initial=today(), help_text="Today or earlier, and not before the last change."
    ),
    "note": lambda row, user: forms.CharField(
        widget=AdminTextareaWidget, help_text="In a sentence that stands in the log for good."
    ),
    "evidence_links": _addresses,
    "publication": _publications,
    "force_status": lambda row, user: _choice(CLAIMS_OF_PROGRESS, initial="in_progress"),
    "promised_on": lambda row, user: _day(help_text="By when it will be done."),
    "due_on": lambda row, user: _day(help_text="The new last day, later than now."),
    "outcome": lambda row, user: _choice(_or_none(Outcome.choices)),
    "assessment": lambda row, user: _choice(_or_none(Event.Assessment.choices)),
    "audience": _audiences,
    "later": lambda row, user: forms.ModelChoiceField(_others(row)),
    "others": _several,
    "parts": _several,
    "deadline_on": lambda row, user: _day(help_text="The day, for a dated one."),
}


class StepsAdmin(LoggedAdmin):
    """Records moved on by verbs, each on a page of its own."""

    def get_urls(self) -> list[URLPattern]:
        """Add the page of each verb."""
        view = self.admin_site.admin_view(self.step_view)
        name = f"concerns_{self.opts.model_name}_step"
        return [path("<path:object_id>/step/<slug:verb>/", view, name=name), *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Offer the next steps above the form, and say why not the others; none of the past."""
        row = self.get_object(request, unquote(object_id))
        shown = row is not None and not is_past(request)
        context = self._steps(request, row) if shown else {}
        return super().change_view(
            request, object_id, form_url, {**context, **(extra_context or {})}
        )

    def step_view(self, request: HttpRequest, object_id: str, verb: str) -> HttpResponse:
        """Ask for what the verb takes, and do it."""
        row = self.stored(request, unquote(object_id))
        step = BY_VERB.get(verb.replace("-", "_"))
        if row is None or step is None or self.logged_as not in step.subjects:
            raise Http404("There is no such step, or no such record within your reach.")
        back_url = self._address("change", row)
        refusal = step.refusal(row, reader(request))
        if refusal is not None and refusal.is_role:
            raise PermissionDenied(refusal.sentence)
        if refusal is not None:
            told = in_labels(refusal.sentence, labels_of(self.model, Event))
            self.message_user(request, told, messages.ERROR)
            return HttpResponseRedirect(back_url)
        form = StepForm(request.POST or None, step=step, user=reader(request), row=row)
        if request.method == "POST" and form.is_valid() and self._taken(request, row, step, form):
            return HttpResponseRedirect(back_url)
        return self._page(request, step, form, {"original": row, "back_url": back_url})

    def _steps(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        allowed = [
            each for each in row.allowed_transitions(reader(request)) if each.verb != "comment"
        ]
        steps = [
            {"label": each.label, "url": self._address("step", row, each.verb)}
            for each in allowed
            if each.allowed
        ]
        closure = None
        if reader(request).belongs_to_inspectorate and self.logged_as != "action":
            closure = row.standing_proposal()
        if closure is not None:
            closure.approval = row.standing_approval()
        refused: dict[str, list[str]] = {}
        labels = labels_of(self.model, Event)
        for each in allowed:
            if not each.allowed:
                reason = in_labels(each.reason.removeprefix(f"{each.label}: "), labels)
                refused.setdefault(str(capfirst(reason)), []).append(each.label)
        return {"steps": steps, "refused_steps": refused, "closure": closure}

    def _taken(self, request: HttpRequest, row: Any, step: Transition, form: StepForm) -> bool:
        told: dict[str, Any] = {"by": reader(request), "route": Route.ADMIN}
        try:
            with transaction.atomic():
                actions.take(row, step.verb, **told, **form.values())
                settle_constraints()
        except IntegrityError as error:
            form.refuse(validation_error_from(error))
            return False
        except ValidationError as error:
            form.refuse(error)
            return False
        self.log_change(request, row, f"{step.label}.")
        self.message_user(request, f"{step.label}: done.", messages.SUCCESS)
        return True

    def _page(
        self, request: HttpRequest, step: Transition, form: StepForm, context: dict[str, Any]
    ) -> TemplateResponse:
        told = {"title": step.label, "label": step.label, "meaning": step.meaning}
        return self.step_page(request, form, {**told, **context})

    def _address(self, page: str, row: Any = None, *more: str) -> str:
        key = [] if row is None else [quote(row.pk)]
        name = f"admin:concerns_{self.opts.model_name}_{page}"
        return reverse(name, args=[*key, *more], current_app=self.admin_site.name)
