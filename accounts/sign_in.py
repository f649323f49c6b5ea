"""Signing in to the admin by password."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.attempts import Attempt, Door, client_address
from api.errors import seconds_text


class SignInForm(AdminAuthenticationForm):
    """Name and password; after too many failed attempts even the right one is refused a while."""

    locked_until: dt.datetime | None = None
    """Until when attempts like this one are refused; None = they are not."""

    def clean(self) -> dict[str, Any]:
        """Sign in.

        Raises: ValidationError with code `too_many_attempts`, before the password is looked at.
        """
        named, password = (self.cleaned_data.get(name) for name in ("username", "password"))
        if named is None or not password:
            return super().clean()
        assert self.request is not None
        now = timezone.now()
        attempt = Attempt(Door.PASSWORD, named.casefold(), client_address(self.request))
        self.locked_until = attempt.begin(at=now)
        if self.locked_until:
            wait = seconds_text((self.locked_until - now).total_seconds())
            raise ValidationError(
                f"Too many attempts to sign in have failed: try again in {wait}.",
                code="too_many_attempts",
            )
        cleaned = super().clean()
        attempt.succeed()
        return cleaned
