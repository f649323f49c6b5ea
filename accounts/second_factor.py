"""A person's own account: where they set up an authenticator app, and what happens until they have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pyotp
import segno
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache

from accounts.models import SecondFactor, User
from accounts.scoped_admin import reader
from accounts.sealing import CannotBeOpened, opened, sealed
from accounts.sign_in import CodeField, begin_attempt, locked, say_when, wrong_code
from accounts.sign_on import SIGNED_ON, page_after

LONGEST_SET_UP = dt.timedelta(minutes=30)
"""How long a secret that is offered can be taken."""


class ProveForm(forms.Form):
    """The person once more, by password and code: who finds their screen open gets no further."""

    password = forms.CharField(
        label="Your password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = CodeField(label="Code")
    locked_until: dt.datetime | None = None
    """Until when attempts are refused; None = they are not."""

    def __init__(
        self,
        *args: Any,
        request: HttpRequest,
        factor: SecondFactor | None = None,
        **kwargs: Any,
    ) -> None:
        """Ask about the person of the request, and their second factor if they have one."""
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.request = request
        self.factor = factor
        self.account: User = reader(request)

    def clean(self) -> dict[str, Any]:
        """Judge the password, then the code; both count as an attempt to sign in does.

        Raises: ValidationError with code `too_many_attempts`, `wrong_password` on the password,
        or on the code what `judge` says.
        """
        given: dict[str, Any] = super().clean() or {}
        if self.errors:
            return given
        attempt, self.locked_until = begin_attempt(self.request, self.account.get_username())
        if self.locked_until:
            raise locked(self.locked_until)
        if not self.account.check_password(given["password"]):
            self.add_error("password", ValidationError("Not your password.", code="wrong_password"))
            return given
        self.judge(given["code"])
        if not self.errors:
            attempt.succeed()
        return given

    def judge(self, code: str) -> None:
        """Ask the account's second factor."""
        if self.factor is None or not self.factor.accepts(code, at=timezone.now()):
            self.add_error("code", wrong_code())


class SetUpForm(ProveForm):
    """The same, by a code of the secret that the page offered."""

    recovery_codes: list[str]
    """What is shown once; there when the form is valid."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "Code that the app shows now"
        self.taken = self._taken()
        self.secret = self.taken or SecondFactor.new_secret()

    def _taken(self) -> str | None:
        """Return the secret that the page offered to this person; None if that is too long ago."""
        try:
            account, _, secret = opened(
                self.data.get("offered", ""), within=LONGEST_SET_UP
            ).partition(" ")
        except CannotBeOpened:
            return None
        return secret if account == str(self.account.pk) else None

    def clean(self) -> dict[str, Any]:
        """Refuse what was offered too long ago, whatever the code.

        Raises: ValidationError with code `offered_too_long_ago`.
        """
        if self.taken is None:
            raise ValidationError(
                "This page stood open for more than half an hour: scan the code below, a new one.",
                code="offered_too_long_ago",
            )
        return super().clean()

    def judge(self, code: str) -> None:
        """Set up the second factor."""
        try:
            self.recovery_codes = SecondFactor.set_up(
                account=self.account, secret=self.secret, code=code, at=timezone.now()
            )
        except ValidationError as error:
            self.add_error(None, error)

    def offered(self) -> str:
        """Return what the form sends back to say which secret the page showed, and to whom."""
        return sealed(f"{self.account.pk} {self.secret}")

    def uri(self) -> str:
        """Return what the app reads from the picture."""
        return pyotp.TOTP(self.secret).provisioning_uri(
            name=self.account.get_username(), issuer_name=str(admin.site.site_header)
        )

    def picture(self) -> str:
        """Return the picture that the app scans: SVG to stand in a page."""
        return segno.make(self.uri(), error="m").svg_inline(
            border=4, svgclass="qr", lineclass=None, omitsize=True, title="QR code", light="#fff"
        )

    def letters(self) -> str:
        """Return the secret as people type it, in fours."""
        return " ".join(self.secret[at : at + 4] for at in range(0, len(self.secret), 4))


@never_cache
def own_account_page(request: HttpRequest) -> HttpResponse:
    """Show the way to another password, and set up, change or take off the second factor."""
    account = reader(request)
    factor = SecondFactor.objects.filter(account=account).first()
    doing = next((each for each in ("set_up", "renew", "take_off") if each in request.POST), None)
    if not account.has_usable_password():
        return _page(request, "vouched")
    if factor is None:
        return _set_up(request, doing)
    return _changed(request, factor, doing)


def _set_up(request: HttpRequest, doing: str | None) -> HttpResponse:
    """Offer a secret, or take the code of it."""
    form = SetUpForm(request.POST if doing == "set_up" else None, request=request)
    if form.is_bound and form.is_valid():
        _log(reader(request), reader(request), "Set up an authenticator app.")
        onward = page_after(request) or reverse("admin:index")
        return _page(request, "codes", codes=form.recovery_codes, onward=onward)
    picture = mark_safe(form.picture())  # segno's, of letters and digits alone
    return _page(request, "set_up", form=form, picture=picture)


def _changed(request: HttpRequest, factor: SecondFactor, doing: str | None) -> HttpResponse:
    """Show what there is, or do what was asked for."""
    asked = doing in ("renew", "take_off")
    form = ProveForm(request.POST if asked else None, request=request, factor=factor)
    if not form.is_bound or not form.is_valid():
        return _page(request, "state", form=form, factor=factor)
    if doing == "renew":
        codes = factor.renew_recovery_codes()
        _log(reader(request), reader(request), "Renewed the recovery codes.")
        return _page(request, "codes", codes=codes, onward=reverse("own-account"))
    take_off(factor.account, by=reader(request))
    messages.success(request, "Taken off: your password alone signs you in.")
    return HttpResponseRedirect(reverse("own-account"))


def take_off(account: User, *, by: User | None) -> bool:
    """Let the account sign in by its password alone; return whether it had a second factor.

    `by` nobody in particular: whoever may run commands on the server, of whom no name is known.
    """
    removed, _ = SecondFactor.objects.filter(account=account).delete()
    if removed:
        how = "" if by else ", by a command on the server"
        _log(account, by or account, f"Took the authenticator app off{how}.")
    return bool(removed)


def _log(account: User, by: User, said: str) -> None:
    """Keep in the account's history what was done to it."""
    LogEntry.objects.log_actions(by.pk, [account], CHANGE, said, single_object=True)


def _page(
    request: HttpRequest, name: str, form: ProveForm | None = None, **told: Any
) -> HttpResponse:
    owes_it = is_owed(request)
    answer = TemplateResponse(
        request,
        f"admin/accounts/second_factor/{name}.html",
        {
            **admin.site.each_context(request),
            "title": "Your account",
            "has_places": not owes_it,
            "owes_it": owes_it,
            "is_nav_sidebar_enabled": not owes_it,
            "form": form,
            **told,
        },
    )
    return say_when(answer, form.locked_until if form else None)


def is_owed(request: HttpRequest) -> bool:
    """Whether the person has to set up a second factor first: only with SECOND_FACTOR_REQUIRED.

    Whom single sign-on let in proved there what is asked for there.
    """
    if not settings.SECOND_FACTOR_REQUIRED or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    account = request.user
    if not account.is_authenticated or request.session.get(SIGNED_ON):
        return False
    return not SecondFactor.objects.filter(account=account).exists()


class AskForSecondFactor:
    """Middleware that leads to the set-up whoever owes it; elsewhere they count as nobody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, or lead to the set-up."""
        if is_owed(request) and request.path not in (
            reverse("own-account"),
            reverse("admin:logout"),
        ):
            if request.path.startswith(reverse("admin:index")):
                asked = urlencode({"next": request.get_full_path()})
                return HttpResponseRedirect(f"{reverse('own-account')}?{asked}")
            request.user = AnonymousUser()
        return self.get_response(request)
