"""Verbs on many records in the API: one POST address for each kind of record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.permissions import SignedInRequest, requires
from accounts.roles import TokenScope
from api.clocks import london_date
from concerns.bulk.files import rows_listed
from concerns.bulk.verbs import MOST_STEPS, StepResult, Steps, offered, take_verbs
from concerns.positions import Route
from concerns.serializers import examples
from concerns.serializers.bulk import StepsAnswer, step_of
from concerns.transitions import RECOMMENDATION
from concerns.views.bulk import HOW, faults_by_row, read_how, refuse_faulty

MEANING = """Take a verb on each of up to 500 records, answered row by row.

A row names the record, the `verb` as its address has it, and what that verb takes; each is judged
by itself, as at its own address. A claim that stands already changes nothing. A refusal is one
problem document with every fault in it. What makes a record, or draws a line to another one, is
done one by one.
"""
_EXAMPLES = [examples.CLAIM_AMONG_MANY, examples.PROMISE_AMONG_MANY]


class TakesManyVerbs:
    """View mixin: many records of the kind are changed by verbs in one request."""

    verbs_of: ClassVar[str]
    """The kind of record, as the table names it."""
    filtered_actions: ClassVar[tuple[str, ...]] = ("list", "bulk")

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Give the view the address for many of its kind of record."""
        super().__init_subclass__(**kwargs)
        cls.bulk = _address_of(cls)  # type: ignore[attr-defined]  # described by its own verbs

    def take_many(self, request: SignedInRequest) -> Response:
        """Take the verbs that the body lists, and answer each row."""
        view: Any = self
        on_error, dry_run = read_how(request)
        given, prefix = rows_listed(request.data, MOST_STEPS)
        steps = take_verbs(
            given,
            self.verbs_of,
            told={
                "by": request.user,
                "route": Route.API,
                "happened_on": london_date(timezone.now()),
            },
            context=view.get_serializer_context(),
            on_error=on_error,
            dry_run=dry_run,
            prefix=prefix,
        )
        refuse_faulty(steps.rows, on_error)
        return Response(_answer(steps, on_error, dry_run))


def _address_of(view: type[TakesManyVerbs]) -> Callable[..., Response]:
    def bulk(self: TakesManyVerbs, request: SignedInRequest) -> Response:
        return self.take_many(request)

    bulk.__qualname__ = f"{view.__qualname__}.bulk"
    bulk.__doc__ = MEANING
    described = extend_schema(
        request=step_of(view.verbs_of)(many=True),
        responses={200: StepsAnswer},
        parameters=HOW,
        examples=_EXAMPLES if view.verbs_of == RECOMMENDATION else [],
        filters=False,
    )
    permissions = sorted({each.permission for each in offered(view.verbs_of).values()})
    addressed = action(
        detail=False,
        methods=["post"],
        pagination_class=None,
        permission_classes=[requires(*permissions, scope=TokenScope.VERBS)],
    )
    made: Callable[..., Response] = described(addressed(bulk))
    return made


def _answer(steps: Steps, on_error: str, dry_run: bool) -> dict[str, Any]:
    faults = faults_by_row(steps.rows)
    results = []
    for row, (result, event) in enumerate(zip(steps.results, steps.events, strict=True)):
        told: dict[str, Any] = {"row": row, "result": result.value, "event": event}
        if result is StepResult.REFUSED:
            told["errors"] = faults[row]
        results.append(told)
    return {
        "on_error": on_error,
        "dry_run": dry_run,
        "rows": steps.rows.count,
        **steps.counts,
        "results": results,
    }
