"""The page of a letter that closes: what it is to close, read as one page, approved together."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import quote, unquote
from django.contrib.admin.widgets import AdminDateWidget, AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from accounts.roles import WHOSE, Permission
from accounts.scoped_admin import in_labels, labels_of, reader
from api.clocks import Clocks
from concerns.admin.log import today
from concerns.letters import Closure, approve_together, may_close, named_in, proposed_for
from concerns.models import Concern, Event, Recommendation
from concerns.positions import Route
from concerns.transitions import LETTER_KINDS
from inspections.models import Publication

OUT = "out"
"""What the address says of each item that was taken out."""


class ApprovalForm(forms.Form):
    """On which day the closures are approved, and what is said of all of them."""

    happened_on = forms.DateField(
        label="Approved on",
        initial=today,
        widget=AdminDateWidget,
        help_text="Today or earlier, and not before the last change of any of them.",
    )
    note = forms.CharField(
        required=False,
        widget=AdminTextareaWidget,
        help_text="In a sentence that stands in the log of each for good.",
    )


class ClosesByLetter:
    """Admin mixin of publications: the closures that a draft letter gathers."""

    admin_site: Any
    media: Any
    opts: Any

    def get_urls(self) -> list[URLPattern]:
        """Add the page."""
        base: Any = super()
        view = self.admin_site.admin_view(self.letter_view)
        name = "inspections_publication_letter"
        return [path("<path:object_id>/letter/", view, name=name), *base.get_urls()]

    def letter_url(self, request: HttpRequest, row: Publication) -> str:
        """Return where the letter's closures stand; nothing where it closes none, or for others."""
        if row.kind not in LETTER_KINDS or not _may_approve(request):
            return ""
        return reverse("admin:inspections_publication_letter", args=[quote(row.pk)])

    def letter_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what the letter closes and may close; approve those left in when it is sent."""
        base: Any = self
        letter = base.get_object(request, unquote(object_id))
        if letter is None:
            raise Http404("There is no such publication within your reach.")
        if not _may_approve(request):
            raise PermissionDenied(WHOSE[Permission.APPROVE_CLOSURE])
        clocks = Clocks.live(timezone.now())
        proposed = proposed_for(letter, reader(request), clocks)
        taken_out = set(request.GET.getlist(OUT))
        chosen = [each for each in proposed if not each.refusal and each.key not in taken_out]
        form = ApprovalForm(request.POST if "approve" in request.POST else None)
        refused: list[tuple[Any, list[str]]] = []
        if form.is_bound and form.is_valid():
            read = set(request.POST.getlist("item"))
            chosen = [each for each in chosen if each.key in read]
            refused = self._approved(request, letter, form, chosen)
            if chosen and not refused:
                return HttpResponseRedirect(request.path)
        return self._letter_page(
            request,
            letter,
            {
                "form": form,
                "proposed": chosen,
                "refused": [each for each in proposed if each.refusal],
                "out": [each for each in proposed if not each.refusal and each.key in taken_out],
                "outs": sorted(taken_out & {each.key for each in proposed}),
                "not_approved": refused,
                "named": named_in(letter, reader(request), clocks),
                "is_draft": letter.state == Publication.State.DRAFT,
                "may_close": may_close(letter),
            },
        )

    def _approved(
        self, request: HttpRequest, letter: Publication, form: Any, chosen: list[Closure]
    ) -> list[tuple[Any, list[str]]]:
        base: Any = self
        if not chosen:
            form.add_error(None, "Nothing that can be approved is in the letter.")
            return []
        told = {
            "by": reader(request),
            "route": Route.ADMIN,
            "happened_on": form.cleaned_data["happened_on"],
        }
        rows = [each.row for each in chosen]
        refused = approve_together(rows, letter, told=told, note=form.cleaned_data["note"])
        if refused:
            form.add_error(None, "Nothing is approved: what is refused stands below.")
            labels = labels_of(Concern, Recommendation, Event)
            return [(row, [in_labels(one, labels) for one in said]) for row, said in refused]
        done = f"Approved: {len(rows)}. What closes by letter closes when this one is sent."
        base.log_change(request, letter, done)
        base.message_user(request, done, messages.SUCCESS)
        return []

    def _letter_page(
        self, request: HttpRequest, letter: Publication, context: dict[str, Any]
    ) -> TemplateResponse:
        request.current_app = self.admin_site.name
        change_url = reverse("admin:inspections_publication_change", args=[quote(letter.pk)])
        return TemplateResponse(
            request,
            "admin/concerns/letter.html",
            {
                **self.admin_site.each_context(request),
                "title": "What the letter closes",
                "subtitle": str(letter),
                "opts": self.opts,
                "original": letter,
                "back_url": change_url,
                "release_url": reverse(
                    "admin:inspections_publication_release", args=[quote(letter.pk)]
                ),
                "media": self.media + context["form"].media,
                "addressed": list(letter.addresses.order_by("name")),
                **context,
            },
        )


def _may_approve(request: HttpRequest) -> bool:
    return reader(request).may(Permission.APPROVE_CLOSURE)
