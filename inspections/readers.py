"""The statement of the publications within somebody's reach, written once for each reader.

Nearly every condition of what somebody sees holds it, several times in one request, and writing it
costs more than all else that such a condition says.
"""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from django.db import models

from accounts.roles import Reach

if TYPE_CHECKING:
    from accounts.models import User
    from api.clocks import Clocks

_KEPT = 256
"""How many readers' statements a process keeps: those who asked last."""


def publications_seen(user: User, clocks: Clocks | None) -> models.QuerySet[Any, Any]:
    """Return the keys of the publications within somebody's reach, to be put into a condition.

    The statement names person and token by number and tells nothing of what is in the record:
    ties, addresses and releases are looked up whenever it is asked. It is shared, so never read
    its rows, which would then be kept with it.
    """
    return _statement(_Reader.of(user, clocks))


@dataclass(frozen=True)
class _Reader:
    """All that the statement depends on: person, reach, tied token, instant."""

    person: int
    reach: Reach
    tied_token: int | None
    known_at: dt.datetime | None
    user: User = field(compare=False)
    clocks: Clocks | None = field(compare=False)

    @classmethod
    def of(cls, user: User, clocks: Clocks | None) -> Self:
        tied_token = user.token.pk if user.token is not None and user.is_narrowed else None
        known_at = clocks.known_at if clocks is not None else None
        return cls(user.pk, user.reach, tied_token, known_at, user, clocks)


@functools.lru_cache(maxsize=_KEPT)
def _statement(reader: _Reader) -> models.QuerySet[Any, Any]:
    from inspections.models import Publication

    rows: models.QuerySet[Any] = Publication.objects.visible_to(reader.user, reader.clocks)
    return rows.values("pk")
