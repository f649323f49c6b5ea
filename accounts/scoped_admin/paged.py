"""Lines of a form that may be hundreds: shown and saved a page at a time."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.forms import BaseInlineFormSet
from django.http import HttpRequest

LINES_A_PAGE = 20


class PagedFormSet(BaseInlineFormSet[Any, Any, Any]):
    """The lines of one page; what is sent is found among all of them."""

    asked: str | None = None
    page_name = ""
    page: Page[Any] | None = None

    def get_queryset(self) -> Any:
        """Return the page's lines, in the order of the inline."""
        rows = super().get_queryset()
        if self.is_bound:
            return rows
        if self.page is None:
            self.page = Paginator(rows, LINES_A_PAGE).get_page(self.asked)
            self.shown = list(self.page.object_list)
        return self.shown

    def elided_pages(self) -> Any:
        """Return the numbers of the pages to be linked."""
        return self.page.paginator.get_elided_page_range(self.page.number) if self.page else ()


class PagedInline:
    """Mixin of inlines: lines a page at a time, the page named in the address."""

    formset: Any = PagedFormSet
    model: Any

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Return the formset of the page asked for."""
        base: Any = super()
        formset = base.get_formset(request, obj, **kwargs)
        formset.page_name = f"{self.model._meta.model_name}_page"
        formset.asked = request.GET.get(formset.page_name)
        return formset
