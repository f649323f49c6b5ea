"""How often one may try in vain to get in: with a password, or with a token that is not valid.

Failed attempts are counted for an account (or the beginning of a token) and an address together,
and for an address alone, against trying one after the other. The counts stand in the database,
which all processes share, and are written outside of the request's transaction.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import FailedAttempts


@dataclass(frozen=True)
class Limit:
    """How many attempts may fail within a while, which begins with the first of them."""

    number: int
    within: dt.timedelta


OF_ACCOUNT = Limit(5, dt.timedelta(minutes=15))
"""Of one account, or tokens that begin alike, from one address. Our own choice."""
OF_ADDRESS = Limit(50, dt.timedelta(hours=1))
"""From one address, whatever is tried; offices share one. Our own choice."""


class Door(StrEnum):
    """What is tried; a program that fails with its token locks nobody out of signing in."""

    PASSWORD = "password"
    TOKEN = "token"


@dataclass(frozen=True)
class Attempt:
    """A try of one account's door from one address."""

    door: Door
    account: str
    address: str

    @property
    def limits(self) -> dict[str, Limit]:
        """What counts against it: the key of each count, and its limit."""
        return {self._key("account", self.account): OF_ACCOUNT, self._key("address"): OF_ADDRESS}

    def locks(self, *, at: dt.datetime, of_account: bool = False) -> models.QuerySet[Any]:
        """Until when it is refused, the latest first; none if it is not.

        `of_account` looks at what failed for the account alone, whatever else the address tried.
        """
        account = self._key("account", self.account)
        limits = {account: OF_ACCOUNT} if of_account else self.limits
        full = FailedAttempts.objects.full(limits, at)
        return full.order_by("-ends_at").values_list("ends_at", flat=True)[:1]

    def begin(self, *, at: dt.datetime) -> dt.datetime | None:
        """Count it as failed before it is judged; return until when it is refused, if it is.

        So those that come at once share one count. `succeed` takes the count back.
        """
        locked_until: dt.datetime | None = self.locks(at=at).first()
        return locked_until or self.fail(at=at)

    def fail(self, *, at: dt.datetime) -> dt.datetime | None:
        """Count it as failed; return until when it is refused, if it is one too many."""
        limits = self.limits
        FailedAttempts.objects.remove_ended(at)
        counts = FailedAttempts.objects.count_up(limits, at)
        over = [held.ends_at for held in counts if held.number > limits[held.key].number]
        return max(over, default=None)

    def succeed(self) -> None:
        """Forget what failed for this account from this address; others' failures stay counted."""
        FailedAttempts.objects.filter(key=self._key("account", self.account)).delete()
        of_address = FailedAttempts.objects.filter(key=self._key("address"), number__gt=0)
        of_address.update(number=models.F("number") - 1)

    def _key(self, *of: str) -> str:
        tried = "\0".join([self.door, self.address, *of])
        return salted_hmac("accounts.attempts", tried, algorithm="sha256").hexdigest()


def client_address(request: HttpRequest) -> str:
    """Return the address a request came from; of IPv6, the network of 64 bits that one site holds.

    The peer's, unless TRUSTED_PROXIES says how many proxies append to X-Forwarded-For: then what
    the outermost of them saw. Anybody may write what stands further left.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    proxies: int = settings.TRUSTED_PROXIES
    seen = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    told = seen[-proxies] if 0 < proxies <= len(seen) else peer
    return _network(told) or _network(peer) or "unknown"


def _network(text: str) -> str:
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        address = ipaddress.ip_address(bare)
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), 64), strict=False))


def count_as_failed(request: HttpRequest, attempt: Attempt) -> None:
    """Have the attempt counted once the request's transaction has been rolled back."""
    request.failed_attempt = attempt  # type: ignore[attr-defined]


class CountFailedAttempts:
    """Middleware that counts what failed in a request, outside of its transaction."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, then count."""
        answer = self.get_response(request)
        attempt: Attempt | None = getattr(request, "failed_attempt", None)
        if attempt is not None:
            attempt.fail(at=timezone.now())
        return answer
