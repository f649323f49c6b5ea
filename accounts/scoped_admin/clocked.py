"""Lists and pages of the admin that show how it stood at the two clocks."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import quote, unquote
from django.contrib.admin.views.main import ERROR_FLAG, ChangeList
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from accounts.scoped_admin.clocks import PageClocks, is_past, read_page_clocks
from accounts.scoped_admin.reach import ChangeListWithinReach
from api.days import day_text
from api.filters import CLOCKS


class ClockedChangeList(ChangeListWithinReach):
    """A list whose address says the clocks; they are no filters, and every link keeps them."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.page_clocks: PageClocks = request.page_clocks  # type: ignore[attr-defined]
        super().__init__(request, *args, **kwargs)

    def get_filters_params(self, params: Any = None) -> dict[str, Any]:
        """Return what the address asks of the rows, the clocks apart."""
        asked = super().get_filters_params(params)
        return {name: values for name, values in asked.items() if name not in CLOCKS}

    def url_for_result(self, result: Any) -> str:
        """Return the address of the row's page, with the clocks where it takes them."""
        kept: Any = self.model_admin
        name = kept.clocked_page
        if not name:
            return super().url_for_result(result)
        address = reverse(
            f"admin:{name}_change",
            args=[quote(getattr(result, self.pk_attname))],
            current_app=self.model_admin.admin_site.name,
        )
        return f"{address}{self.page_clocks.query}"


class ClockedList:
    """Admin mixin, first of all: the list as it stood at the two clocks, where nothing is done."""

    clocked_page = ""
    """Whose page a row leads to with the clocks, as `concerns_measure`; empty = its own, without."""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list; a filter it does not know empties the filters, and keeps the clocks."""
        base: Any = super()
        asked = read_page_clocks(request)
        answer: HttpResponse = base.changelist_view(
            request, {"page_clocks": asked, **(extra_context or {})}
        )
        emptied = f"{request.path}?{ERROR_FLAG}=1"
        is_sent_back = answer.headers.get("Location") == emptied and ERROR_FLAG not in request.GET
        if is_sent_back and asked.is_past:
            return HttpResponseRedirect(f"{emptied}&{urlencode(asked.asked)}")
        return answer

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Return the list that takes the clocks."""
        return ClockedChangeList

    def get_actions(self, request: HttpRequest) -> Any:
        """Offer nothing to be done to rows as they stood."""
        base: Any = super()
        return {} if is_past(request) else base.get_actions(request)


class ClockedPage:
    """Admin mixin, first of all: a row's page as it stood at the two clocks."""

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the page; of a day on which the row was not there, say so and show it as it is."""
        base: Any = super()
        asked = read_page_clocks(request)
        page: Any = self
        if asked.is_past and page.get_object(request, unquote(object_id)) is None:
            asked = asked.refused(_not_there(asked), timezone.now())
            request.page_clocks = asked  # type: ignore[attr-defined]
        context = {"page_clocks": asked, **(extra_context or {})}
        answer: HttpResponse = base.change_view(request, object_id, form_url, context)
        return answer


def _not_there(asked: PageClocks) -> dict[str, str]:
    name = "as_at" if asked.given["as_at"] else "known_at"
    return {
        name: f"{name}: on {day_text(asked.clocks.as_at)} this was not in the record, as far as "
        "was known; it is shown as it is now."
    }
