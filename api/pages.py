"""Pages by key: a cursor remembers the last row's keys, so no row is repeated, skipped or counted.

Every order ends in the primary key. One that runs in one direction has PostgreSQL compare whole
rows of keys, `(raised_on, id) > (x, y)`, by an index if there is one; one of both directions is
compared key by key. Text is ordered byte by byte (COLLATE "C"). An empty key sorts last in both
directions; to say that, a nullable key is two: whether it is empty, and its value. Such an order
cannot use a plain index.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import simplejson
from django.core import signing
from django.db import models
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from api import selection
from api.errors import BadParameter
from api.filters import none_of
from api.orders import Cursor, Key, beyond, keys_of

if TYPE_CHECKING:
    from rest_framework.views import APIView

SMALLEST_PAGE, USUAL_PAGE, LARGEST_PAGE = 1, 100, 1000
MOST_ORDERS = 4
OF_PAGES = ("page_size", "cursor", "with_total")
"""Parameters that only an answer in pages takes."""
UNBOUND = frozenset({*OF_PAGES, "format", selection.PARAMETER})
"""Parameters that may change between two pages of one walk."""
OF_LISTS = UNBOUND | {"ordering"}
"""Parameters that every list reads itself, and that can name no filter."""


class KeysetPagination(BasePagination):
    """`page_size` 1 to 1,000, `cursor`, `ordering`, and a total where `with_total=true` asks.

    The view declares `ordering_fields` (name -> paths of the ORM) and `default_ordering` (a
    name, "-" before it = descending). A person may name several, separated by commas.
    """

    request: Request
    queryset: models.QuerySet[Any]

    def parameters(self, view: APIView) -> Iterator[str]:
        """Return the names of the parameters that pages understand."""
        yield from (*OF_PAGES, selection.PARAMETER)
        if orders_of(view):
            yield "ordering"

    def checks(self, request: Request, view: APIView) -> list[Callable[[], object]]:
        """Return what reads each parameter of a page; what its cursor says is read with the page.

        Each raises BadParameter if it is malformed.
        """
        self.request = request
        return [partial(self._ordering, view), self._page_size, self._wants_total]

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any]:
        """Return one page of rows.

        Raises: BadParameter for a malformed size, order or cursor, and for a cursor of another
        question.
        """
        self.request = request
        self.ordering = self._ordering(view)
        self.total = queryset.count() if self._wants_total() else None
        size = self._page_size()
        keys = self._keys(queryset, view)
        cursor = self._cursor(keys)
        rows = self._rows(queryset, keys, cursor, size + 1)
        more, rows = len(rows) > size, rows[:size]
        if cursor and cursor.goes_back:
            rows.reverse()
        self.next_url, self.previous_url = self._links(rows, keys, cursor, more=more)
        return rows

    def in_order(self, queryset: Any, request: Request, view: APIView) -> models.QuerySet[Any]:
        """Return all rows, in the order in which pages would have them.

        Raises: BadParameter for a malformed order.
        """
        self.request = request
        self.ordering = self._ordering(view)
        keys = self._keys(queryset, view)
        ordered: models.QuerySet[Any] = queryset.order_by(
            *(key.directed(key.expression) for key in keys)
        )
        return ordered

    def get_paginated_response(self, data: Any) -> Response:
        """Return the page with its neighbours, in the body and as a `Link` header."""
        body = {"results": data, "next": self.next_url, "previous": self.previous_url}
        if self.total is not None:
            body["total"] = self.total
        links = [
            f'<{url}>; rel="{relation}"'
            for relation, url in (("next", self.next_url), ("prev", self.previous_url))
            if url
        ]
        return Response(body, headers={"Link": ", ".join(links)} if links else None)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return the shape of a page."""
        url = {"type": ["string", "null"], "format": "uri", "example": None}
        rows: Any = schema
        if isinstance(schema, dict):  # an example is put together around a mark of the library's
            rows = {**schema, "description": "The rows of this page, in the order asked for."}
        return {
            "type": "object",
            "required": ["results", "next", "previous"],
            "properties": {
                "results": rows,
                "next": {**url, "description": "The page after this one; null on the last."},
                "previous": {**url, "description": "The page before this one; null on the first."},
                "total": {
                    "type": "integer",
                    "example": 1,
                    "description": "Rows over all pages; only with with_total=true.",
                },
            },
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        """Return the description of the parameters."""
        shapes: dict[str, tuple[dict[str, Any], str]] = {
            "page_size": (
                {
                    "type": "integer",
                    "minimum": SMALLEST_PAGE,
                    "maximum": LARGEST_PAGE,
                    "default": USUAL_PAGE,
                },
                "Rows a page.",
            ),
            "cursor": (
                {"type": "string"},
                "Where the page begins, out of `next` or `previous`; only with the same filters "
                "and order.",
            ),
            "with_total": ({"type": "boolean"}, "Whether to count all rows of all pages."),
            selection.PARAMETER: ({"type": "string"}, selection.DESCRIPTION),
            "ordering": (
                {
                    "type": "array",
                    "items": {
                        "type": "string",
                        "enum": [sign + name for name in orders_of(view) for sign in ("", "-")],
                    },
                    "maxItems": MOST_ORDERS,
                },
                "The order: names separated by commas, each with - before it for descending. Rows "
                "without a value come last; what is equal is in the order of its key.",
            ),
        }
        return [
            {
                "name": name,
                "in": "query",
                "required": False,
                "schema": shapes[name][0],
                "description": shapes[name][1],
                **({"explode": False, "style": "form"} if name == "ordering" else {}),
            }
            for name in self.parameters(view)
        ]

    def _given(self, name: str) -> str:
        return self.request.query_params.get(name, "")

    def _page_size(self) -> int:
        text = self._given("page_size") or str(USUAL_PAGE)
        size = int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 0
        if not SMALLEST_PAGE <= size <= LARGEST_PAGE:
            raise _refused("page_size", f"a whole number from {SMALLEST_PAGE} to {LARGEST_PAGE}.")
        return size

    def _wants_total(self) -> bool:
        text = self._given("with_total") or "false"
        if text not in ("true", "false"):
            raise _refused("with_total", "true or false.")
        return text == "true"

    def _ordering(self, view: APIView | None) -> str:
        text = self._given("ordering") or str(getattr(view, "default_ordering", ""))
        orders = orders_of(view)
        names = [name.removeprefix("-") for name in text.split(",")] if text else []
        for name in names:
            if name not in orders:
                raise _refused("ordering", f"{none_of(name, orders)} Put - before one to turn it.")
        if len(set(names)) < len(names) or len(names) > MOST_ORDERS:
            raise _refused("ordering", f"at most {MOST_ORDERS} names, each once.")
        return text

    def _keys(self, queryset: models.QuerySet[Any], view: APIView | None) -> list[Key]:
        descending = False
        keys: dict[str, list[Key]] = {}
        for order in self.ordering.split(","):
            descending = order.startswith("-")
            for path in orders_of(view).get(order.removeprefix("-"), ()):
                if path not in keys:  # a path that stands in two orders counts where it is first
                    keys[path] = list(keys_of(queryset, path, descending=descending))
        last = Key(models.F("pk"), queryset.model._meta.pk, descending)
        return [*(key for of_path in keys.values() for key in of_path), last]

    def _rows(
        self, queryset: models.QuerySet[Any], keys: list[Key], cursor: Cursor | None, limit: int
    ) -> list[Any]:
        named = {f"page_key_{number}": key.expression for number, key in enumerate(keys)}
        queryset = queryset.annotate(**named)
        if cursor:
            values = [
                models.Value(value, output_field=key.field)
                for value, key in zip(cursor.values, keys, strict=True)
            ]
            queryset = queryset.filter(beyond(cursor, keys, list(named), values))
        turned = bool(cursor and cursor.goes_back)
        order = [
            key.directed(models.F(name), turned=turned)
            for name, key in zip(named, keys, strict=True)
        ]
        return list(queryset.order_by(*order)[:limit])

    def _links(
        self, rows: list[Any], keys: list[Key], cursor: Cursor | None, *, more: bool
    ) -> tuple[str | None, str | None]:
        if not rows:
            if cursor is None:
                return None, None
            there = {"after": "up_to", "from": "before", "before": "from", "up_to": "after"}
            back = self._url(Cursor(there[cursor.operator], cursor.values), keys)
            return (back, None) if cursor.goes_back else (None, back)
        first, last = (
            [getattr(row, f"page_key_{number}") for number in range(len(keys))]
            for row in (rows[0], rows[-1])
        )
        onward = more if not (cursor and cursor.goes_back) else True
        backward = more if cursor and cursor.goes_back else cursor is not None
        return (
            self._url(Cursor("after", last), keys) if onward else None,
            self._url(Cursor("before", first), keys) if backward else None,
        )

    def _url(self, cursor: Cursor, keys: list[Key]) -> str:
        given = {
            name: value for name, value in self.request.query_params.items() if name != "cursor"
        }
        query = urlencode({**given, "cursor": self._written(cursor)})
        return self.request.build_absolute_uri(f"{self.request.path}?{query}")

    def _bound_to(self) -> str:
        """Return a digest of the question: address, filters and order."""
        asked = sorted(
            (name, value)
            for name, value in self.request.query_params.items()
            if name not in OF_LISTS
        )
        question = repr((self.request.path, asked, self.ordering))
        return hashlib.sha256(question.encode(errors="replace")).hexdigest()[:16]

    def _written(self, cursor: Cursor) -> str:
        values = [
            value.isoformat() if isinstance(value, dt.date) else value for value in cursor.values
        ]
        text = simplejson.dumps([self._bound_to(), cursor.operator, values], use_decimal=True)
        signed = signing.Signer(salt="api.pages").sign(text)
        return base64.urlsafe_b64encode(signed.encode()).decode().rstrip("=")

    def _cursor(self, keys: list[Key]) -> Cursor | None:
        text = self._given("cursor")
        if not text:
            return None
        try:
            signed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
            unsigned = signing.Signer(salt="api.pages").unsign(signed)
        except (binascii.Error, UnicodeError, ValueError, signing.BadSignature) as error:
            raise _refused("cursor", "take it whole out of next or previous.") from error
        bound, operator, values = simplejson.loads(unsigned, use_decimal=True)
        if bound != self._bound_to():
            raise _refused(
                "cursor", "it belongs to other filters or another order: begin again without it."
            )
        return Cursor(
            operator, [key.field.to_python(value) for key, value in zip(keys, values, strict=True)]
        )


def orders_of(view: object) -> Mapping[str, tuple[str, ...]]:
    """Return the orders a view offers: the name, and the paths of the ORM it sorts by."""
    return getattr(view, "ordering_fields", None) or {}


def _refused(parameter: str, sentence: str) -> BadParameter:
    return BadParameter({parameter: f"{parameter}: {sentence}"}, "invalid")
