"""The two clocks on pages of the admin: read from the address, said on the page, kept in its links.

A view that takes them reads them once and leaves them with its request; whatever makes its part of
the page asks `clocks_of(request)`. A page of the past is to be read: nothing can be changed on it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping

from django.contrib.admin.views.main import ERROR_FLAG, PAGE_VAR
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.http import urlencode

from accounts.scoped_admin.labels import in_labels
from accounts.scoped_admin.people import instant_text
from api import clocks as api_clocks
from api.clocks import Clocks, known_from, london_date, read_clocks, settled_instant
from api.days import day_text
from api.filters import CLOCKS

_PAGES = (PAGE_VAR, "page", ERROR_FLAG)
"""What an address says of one page of a list alone: it is not handed on to another day's."""
_LABELS = {
    "as_at": "As at",
    "known_at": "Known at",
    "known_from": "The first instant to be asked for",
}


@dataclasses.dataclass(frozen=True)
class PageClocks:
    """The clocks of a page, and how it says them.

    `given` is what the address says of each, as typed, and `faults` why one could not be told:
    the page is live then. `beside` is what else the address says. `settled` is the instant at
    which the page can be cited, None where it is pinned to one already.
    """

    clocks: Clocks
    today: dt.date
    path: str
    given: Mapping[str, str]
    beside: QueryDict
    settled: dt.datetime | None = None
    faults: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def is_past(self) -> bool:
        """Whether the page shows how it stood, and not how it is now."""
        return not self.clocks.is_live

    @property
    def query(self) -> str:
        """What a link adds to the address of another page with clocks; nothing where it is live."""
        return f"?{urlencode(self.asked)}" if self.is_past else ""

    @property
    def asked(self) -> dict[str, str]:
        """The clocks asked for by name, empty where it is live."""
        if not self.is_past:
            return {}
        return {name: value for name, value in self.given.items() if value}

    @property
    def said(self) -> str:
        """Say in words as of when the page is."""
        known = self.clocks.known_at
        known_words = "now" if known is None else f"on {instant_text(known)}"
        return f"As it stood on {day_text(self.clocks.as_at)}, as known {known_words}"

    @property
    def live_url(self) -> str:
        """The address of the same page as it is now."""
        return self._url({})

    @property
    def cite_url(self) -> str:
        """The address that shows the same from now on; empty where this one does already."""
        if self.settled is None:
            return ""
        pinned = {
            "as_at": self.clocks.as_at.isoformat(),
            "known_at": api_clocks.instant_text(self.settled),
        }
        return self._url(pinned)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the form hands on of the address."""
        return [(name, value) for name, values in self.beside.lists() for value in values]

    def refused(self, faults: Mapping[str, str], now: dt.datetime) -> PageClocks:
        """Return the clocks of the live page that says why it is not the one asked for."""
        settled = self.settled or settled_instant()
        said = {name: in_labels(sentence, _LABELS) for name, sentence in faults.items()}
        return dataclasses.replace(self, clocks=Clocks.live(now), settled=settled, faults=said)

    def _url(self, clocks: Mapping[str, str]) -> str:
        told = self.beside.copy()
        for name, value in clocks.items():
            told[name] = value
        return f"{self.path}?{told.urlencode()}" if told else self.path


def read_page_clocks(request: HttpRequest) -> PageClocks:
    """Read the clocks that the page's address asks for, and leave them with the request.

    Today, as we know it now, is live. One query; two more where an instant is asked for.
    """
    now = timezone.now()
    given = {name: request.GET.get(name, "").strip() for name in CLOCKS}
    beside = request.GET.copy()
    for name in (*CLOCKS, *_PAGES):
        beside.pop(name, None)
    live = PageClocks(Clocks.live(now), london_date(now), request.path, given, beside)
    try:
        clocks = read_clocks(given, now=now, settled=settled_instant, first=known_from)
    except ValidationError as error:
        faults = {name: " ".join(sentences) for name, sentences in error.message_dict.items()}
        asked = live.refused(faults, now)
    else:
        if clocks.known_at is None and clocks.as_at == live.today:
            clocks = live.clocks
        settled = settled_instant() if clocks.known_at is None else None
        asked = dataclasses.replace(live, clocks=clocks, settled=settled)
    request.page_clocks = asked  # type: ignore[attr-defined]
    return asked


def clocks_of(request: HttpRequest) -> Clocks:
    """Return the clocks of the page; live where it takes none."""
    asked: PageClocks | None = getattr(request, "page_clocks", None)
    return asked.clocks if asked else Clocks.live(timezone.now())


def is_past(request: HttpRequest) -> bool:
    """Whether the page shows how it stood, so that nothing can be changed on it."""
    asked: PageClocks | None = getattr(request, "page_clocks", None)
    return asked is not None and asked.is_past
