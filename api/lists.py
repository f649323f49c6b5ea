"""Lists: JSON in pages, and the whole of them as a table in CSV, NDJSON or Parquet."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api import selection
from api.clocks import instant_text
from api.errors import BadParameter
from api.flat import FlatColumn, fields_in_words, flat_columns
from api.pages import OF_PAGES
from api.selection import Selection
from api.sending import Hanging, SentTable, client_of
from api.streams import ClientGone
from api.table_formats import FORMATS
from api.tabular import Format

if TYPE_CHECKING:
    from api.clocks import Clocks


class TableRenderer(BaseRenderer):
    """Stands for a table in the negotiation of formats; the table itself is streamed."""

    def __init__(self, table: Format) -> None:
        self.table = table
        self.format = table.name
        self.media_type = table.media_type.partition(";")[0]


class ColumnShape(serializers.Serializer[Any]):
    """A column of a table."""

    name = serializers.CharField(help_text="The column's name in the table.")
    field = serializers.CharField(
        source="path", help_text="The field as JSON nests it, and as `fields` takes it."
    )
    type = serializers.CharField(
        help_text="text, integer, decimal, date, instant (UTC) or boolean."
    )
    unit = serializers.CharField(
        allow_null=True, help_text="The unit of a number; null = it has none."
    )
    description = serializers.CharField(help_text="What its cells mean.")
    values = serializers.SerializerMethodField(
        help_text="What each value of a coded column means; null = any value may stand there."
    )

    def get_values(self, column: FlatColumn) -> dict[str, str] | None:
        """Say what the values mean."""
        return {choice.value: choice.meaning for choice in column.choices} or None


class ColumnsShape(serializers.Serializer[Any]):
    """What a list looks like as a table."""

    columns = ColumnShape(many=True, help_text="The columns, in their order.")
    only_in_json = serializers.ListField(
        child=serializers.CharField(),
        help_text="Fields made of words for people, which no table has.",
    )


class AnswersLists(mixins.ListModelMixin):
    """A list in pages, or as a table; `fields` selects what either shows.

    A table is the whole filtered list in the order asked for, sent while its query runs on a
    connection of its own. Mixed into a view set of one model.
    """

    @property
    def is_list_of_rows(self) -> bool:
        """Whether this route lists rows."""
        view: Any = self
        return view.action == "list" and view.pagination_class is not None

    def get_renderers(self) -> list[BaseRenderer]:
        """Return JSON, and of a list every format of tables too."""
        renderers: list[BaseRenderer] = super().get_renderers()  # type: ignore[misc]
        if not self.is_list_of_rows:
            return renderers
        return [*renderers, *(TableRenderer(table) for table in FORMATS.values())]

    @property
    def default_response_headers(self) -> dict[str, str]:
        """Tell caches that the format of a list follows what is accepted."""
        headers: dict[str, str] = super().default_response_headers  # type: ignore[misc]
        return {**headers, "Vary": "Accept"} if self.is_list_of_rows else headers

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """List rows: a page in JSON, or the whole list as a table."""
        renderer = request.accepted_renderer
        if isinstance(renderer, TableRenderer):
            return self._table(request, renderer.table)
        return super().list(request, *args, **kwargs)

    @extend_schema(responses=ColumnsShape, filters=False)
    @action(detail=False, pagination_class=None)
    def columns(self, request: Request) -> Response:
        """Describe the columns of the list as a table: name, type, unit, meaning."""
        view: Any = self
        shape = view.serializer_class(context=view.get_serializer_context())
        columns = self._columns(request, shape)
        told = {"columns": columns, "only_in_json": fields_in_words(shape)}
        return Response(ColumnsShape(told).data)

    def _columns(self, request: Request, shape: Any) -> Iterable[FlatColumn]:
        """Return the columns that were asked for, in their order.

        Raises: BadParameter where no field asked for can stand in a table.
        """
        columns = {column.path: column for column in flat_columns(shape)}
        asked = request.query_params.get(selection.PARAMETER)
        if asked is None:
            return list(columns.values())
        paths = Selection.read(asked, shape).order(columns)
        missing = [path for path in asked.split(",") if path in fields_in_words(shape)]
        if missing:
            sentence = (
                f"{selection.PARAMETER}: {', '.join(missing)} is made of words for people and "
                "stands in JSON only."
            )
            raise BadParameter({selection.PARAMETER: sentence}, "only_in_json")
        return [columns[path] for path in paths]

    def _table(self, request: Request, format_: Format) -> HttpResponseBase:
        """Answer the whole list as a table.

        Raises: BadParameter for parameters of pages too; DatabaseError if the query fails before
        its first row.
        """
        view: Any = self
        _refuse_pages(request)
        rows = view.filter_queryset(view.get_queryset())
        rows = view.paginator.in_order(rows, request, view)
        shape = view.serializer_class(context=view.get_serializer_context())
        columns = [column.of(rows) for column in self._columns(request, shape)]
        answer: HttpResponseBase
        if request.method == "HEAD":
            answer = HttpResponse(content_type=format_.media_type)
        else:
            try:
                table = SentTable(
                    rows,
                    columns,
                    format_,
                    about=self._about(request),
                    client=client_of(request.META),
                )
            except ClientGone as error:
                raise Hanging from error
            answer = StreamingHttpResponse(table, content_type=format_.media_type)
        answer["Content-Disposition"] = f'attachment; filename="{self._file_name(format_)}"'
        answer["Link"] = f'<{self._description(request)}>; rel="describedby"'
        return answer

    def _description(self, request: Request) -> str:
        view: Any = self
        asked = request.query_params.get(selection.PARAMETER)
        query = f"?{urlencode({selection.PARAMETER: asked})}" if asked else ""
        return request.build_absolute_uri(reverse(f"{view.basename}-columns") + query)

    def _file_name(self, format_: Format) -> str:
        """Return a name that tells the list and its clocks."""
        view: Any = self
        clocks: Clocks = view.clocks
        known = f"-known-at-{clocks.known_at:%Y-%m-%dT%H%M%S.%fZ}" if clocks.known_at else ""
        resource = view.request.path.rstrip("/").rpartition("/")[2]
        return f"{resource}-as-at-{clocks.as_at}{known}.{format_.name}"

    def _about(self, request: Request) -> dict[str, str]:
        """Return what a file can say of itself: its address, its filters, its clocks."""
        view: Any = self
        clocks: Clocks = view.clocks
        asked = {
            name: value
            for name, value in request.query_params.items()
            if name not in ("format", "as_at", "known_at")
        }
        return {
            "address": request.build_absolute_uri(),
            "asked": json.dumps(asked, ensure_ascii=False),
            "as_at": clocks.as_at.isoformat(),
            "known_at": instant_text(clocks.known_at) if clocks.known_at else "live",
            "described_by": self._description(request),
        }


def _refuse_pages(request: Request) -> None:
    faults = {
        name: f"{name}: a table is the whole list at once: leave it out, or ask for format=json."
        for name in OF_PAGES
        if name in request.query_params
    }
    if faults:
        raise BadParameter(faults, "only_in_pages")
