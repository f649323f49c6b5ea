"""Signing in to the admin by password, and by a code where the account asks for one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.attempts import Attempt, Door, client_address
from accounts.models import SecondFactor
from api.errors import seconds_text, whole_seconds


class CodeField(forms.CharField):
    """A code of an authenticator app, or a recovery code."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Let browsers and password managers offer the code, and nothing correct it."""
        return {
            **super().widget_attrs(widget),
            "autocomplete": "one-time-code",
            "autocapitalize": "none",
            "spellcheck": "false",
        }


class SignInForm(AdminAuthenticationForm):
    """Name, password and code; after too many failed attempts even the right ones are refused."""

    code = CodeField(
        required=False,
        label="Code",
        help_text="Only if you have set up an authenticator app: its six digits, or a recovery code.",
    )
    locked_until: dt.datetime | None = None
    """Until when attempts like this one are refused; None = they are not."""

    def clean(self) -> dict[str, Any]:
        """Sign in.

        An attempt whose code is wrong has failed like one whose password is.

        Raises: ValidationError with code `too_many_attempts`, before the password is looked at;
        `no_code` or `wrong_code` on the code.
        """
        named, password = (self.cleaned_data.get(name) for name in ("username", "password"))
        if named is None or not password:
            return super().clean()
        assert self.request is not None
        attempt, self.locked_until = begin_attempt(self.request, named)
        if self.locked_until:
            raise locked(self.locked_until)
        cleaned = super().clean()
        self._prove_second_factor(cleaned.get("code", ""))
        attempt.succeed()
        return cleaned

    def _prove_second_factor(self, code: str) -> None:
        factor = SecondFactor.objects.filter(account=self.get_user()).first()
        if factor is None:
            return
        if not code:
            raise ValidationError(
                {
                    "code": ValidationError(
                        "This account asks for a code too: the six digits that its authenticator "
                        "app shows, or a recovery code.",
                        code="no_code",
                    )
                }
            )
        if not factor.accepts(code, at=timezone.now()):
            raise ValidationError({"code": wrong_code()})


def begin_attempt(request: HttpRequest, username: str) -> tuple[Attempt, dt.datetime | None]:
    """Count an attempt of the account's password as failed until it says that it succeeded.

    Return it, and until when it is refused, if it is.
    """
    attempt = Attempt(Door.PASSWORD, username.casefold(), client_address(request))
    return attempt, attempt.begin(at=timezone.now())


def locked(until: dt.datetime) -> ValidationError:
    """Return the refusal of an attempt after too many that failed."""
    wait = seconds_text((until - timezone.now()).total_seconds())
    return ValidationError(
        f"Too many attempts to sign in have failed: try again in {wait}.", code="too_many_attempts"
    )


def say_when(answer: HttpResponse, locked_until: dt.datetime | None) -> HttpResponse:
    """Let the answer to an attempt that is refused say so by its status, and when to try again."""
    if locked_until:
        answer.status_code = 429
        wait = locked_until - timezone.now()
        answer["Retry-After"] = str(whole_seconds(wait.total_seconds()))
    return answer


def wrong_code() -> ValidationError:
    """Return the refusal of a code."""
    return ValidationError(
        "That code is not right, or was used before: enter the one that the app shows now, or "
        "a recovery code that you have not used yet.",
        code="wrong_code",
    )
