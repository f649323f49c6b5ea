"""Next steps for the rows selected in a list: asked once, judged by row, as in the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.contrib.admin import helpers
from django.contrib.admin.options import IS_POPUP_VAR
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from accounts.models import User
from accounts.scoped_admin import in_labels, reader
from accounts.scoped_admin.labels import labels_of_form
from concerns.admin.steps import StepForm, StepsAdmin
from concerns.bulk.rows import OnError, Rows
from concerns.bulk.verbs import MOST_STEPS, Step, StepResult, Steps, offered, take_steps
from concerns.positions import Route
from concerns.transitions import BY_VERB, Transition

ON_ERROR = (
    (OnError.SKIP.value, "Do it to the others"),
    (OnError.ALL_OR_NOTHING.value, "Do nothing at all"),
)
"""What becomes of the rest where one is refused."""
HANDED_ON = "inherit"
"""The verb that makes a record of each row: by list in the admin alone."""


class RowTold(NamedTuple):
    """What became of a selected row, or would."""

    row: Any
    result: str
    reasons: list[str]

    @property
    def is_refused(self) -> bool:
        """Whether it was refused."""
        return self.result == StepResult.REFUSED


def form_of_many(data: Any, step: Transition, user: User) -> StepForm:
    """Return the form of what a verb takes, and of what becomes of the rest if one is refused."""
    form = StepForm(data, step=step, user=user)
    form.fields["on_error"] = forms.ChoiceField(
        label="If it is refused of one of them",
        choices=ON_ERROR,
        initial=OnError.SKIP.value,
        widget=forms.RadioSelect,
    )
    return form


class StepsOfManyAdmin(StepsAdmin):
    """Records moved on by verbs, one by one or those selected in the list."""

    def get_actions(self, request: HttpRequest) -> Any:
        """Offer for selected rows what the role may do."""
        found: dict[str, Any] = dict(super().get_actions(request))
        if IS_POPUP_VAR in request.GET:
            return found
        for step in steps_of_many(self.logged_as):
            if reader(request).may(step.permission):
                name = f"{step.verb}_of_selected"
                found[name] = (_action(step), name, f"{step.label}: the selected")
        return found

    def take_of_many(self, request: HttpRequest, rows: Any, step: Transition) -> Any:
        """Ask what the verb takes, and do it to each row; each refusal stands by its row."""
        is_sent = "apply" in request.POST or "look" in request.POST
        form = form_of_many(request.POST if is_sent else None, step, reader(request))
        selected = list(rows.order_by("pk")[: MOST_STEPS + 1])
        if len(selected) > MOST_STEPS:
            sentence = f"{step.label}: of {MOST_STEPS} at a time, and more are selected."
            self.message_user(request, sentence, messages.ERROR)
            return None
        if not is_sent or not form.is_valid():
            return self._page_of_many(request, step, form, selected)
        is_look = "look" in request.POST
        outcome = self._outcome(request, selected, step, form, dry_run=is_look)
        told = _told(selected, outcome, labels_of_form(form))
        stored = not is_look and (
            not outcome.rows.faults or form.cleaned_data["on_error"] == OnError.SKIP
        )
        if stored:
            self._note(request, told, step)
        if stored and not outcome.rows.faults:
            return None
        return self._page_of_many(request, step, form, selected, told=told, stored=stored)

    def _outcome(
        self, request: HttpRequest, rows: list[Any], step: Transition, form: Any, *, dry_run: bool
    ) -> Steps:
        values = form.values()
        on_error = values.pop("on_error")
        return take_steps(
            Rows(len(rows)),
            [Step(number, row, step.verb, dict(values)) for number, row in enumerate(rows)],
            self.logged_as,
            told={"by": reader(request), "route": Route.ADMIN},
            on_error=on_error,
            dry_run=dry_run,
        )

    def _note(self, request: HttpRequest, told: list[RowTold], step: Transition) -> None:
        done = [each.row for each in told if each.result == StepResult.DONE]
        for row in done:
            self.log_change(request, row, f"{step.label}.")
        if done:
            self.message_user(request, f"{step.label}: done for {len(done)}.", messages.SUCCESS)

    def _page_of_many(
        self,
        request: HttpRequest,
        step: Transition,
        form: Any,
        rows: list[Any],
        *,
        told: list[RowTold] | None = None,
        stored: bool = False,
    ) -> TemplateResponse:
        context = {
            "title": step.label,
            "label": step.label,
            "meaning": step.meaning,
            "selected": [row.pk for row in rows],
            "selected_rows": rows,
            "action": f"{step.verb}_of_selected",
            "action_field": helpers.ACTION_CHECKBOX_NAME,
            "told": told,
            "refused_number": sum(each.is_refused for each in told or ()),
            "stored": stored,
            "back_url": request.get_full_path(),
        }
        answer = self.step_page(request, form, context)
        answer.template_name = "admin/concerns/step_of_many.html"
        return answer


def steps_of_many(subject: str) -> list[Transition]:
    """Return the verbs that a list offers for its selected rows, in the table's order."""
    found = list(offered(subject).values())
    handing_on = BY_VERB[HANDED_ON]
    return [*found, handing_on] if subject in handing_on.subjects else found


def _action(step: Transition) -> Callable[..., HttpResponse | None]:
    def take(page: StepsOfManyAdmin, request: HttpRequest, rows: Any) -> HttpResponse | None:
        answer: HttpResponse | None = page.take_of_many(request, rows, step)
        return answer

    return take


def _told(rows: list[Any], outcome: Steps, labels: Mapping[str, str]) -> list[RowTold]:
    reasons: dict[int, list[str]] = {}
    for fault in outcome.rows.sorted_faults():
        if fault.row is not None:
            reasons.setdefault(fault.row, []).append(in_labels(fault.sentence, labels))
    return [
        RowTold(row, str(result.value), reasons.get(number, []))
        for number, (row, result) in enumerate(zip(rows, outcome.results, strict=True))
    ]
