"""What an account proves besides its password."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import secrets

import pyotp
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q, Value
from pyotp.exceptions import OTPVerificationError

from accounts.models.user import User
from accounts.sealing import CannotBeOpened, opened, sealed
from api.checks import Checked
from api.constraints import refused

logger = logging.getLogger(__name__)


class SecondFactor(Checked):
    """The authenticator app of an account: codes of six digits, each for 30 seconds (RFC 6238).

    With it come recovery codes, each good once, for the day on which the app is lost.
    """

    STEPS_ASIDE = 1
    """A code of the 30 seconds before or after is taken too: clocks differ (RFC 6238, 5.2)."""
    RECOVERY_CODES = 10
    RECOVERY_LETTERS = 16
    """Of 32: 80 bits, so that a digest without a salt tells nothing."""

    account = models.OneToOneField(
        User,
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="second_factor",
        help_text="Whose it is.",
    )
    secret = models.TextField(editable=False, help_text="What the app knows too, encrypted.")
    last_step = models.BigIntegerField(
        editable=False, help_text="The latest 30 seconds since 1970 of which a code was taken."
    )
    recovery_digests = ArrayField(
        models.CharField(max_length=64),
        editable=False,
        help_text="SHA-256 of each recovery code that was not used yet.",
    )
    set_up_at = models.DateTimeField(editable=False, help_text="When it was set up.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_step__gt=0),
                name="second_factor_is_proven",
                violation_error_message="A second factor begins with a code that was right.",
            ),
            models.CheckConstraint(
                condition=~Q(secret__regex=r"^[A-Z2-7]*$"),
                name="second_factor_secret_is_sealed",
                violation_error_message="The secret of an app is stored encrypted, never in plain.",
            ),
        ]

    def __str__(self) -> str:
        return f"second factor of {self.account}"

    @staticmethod
    def new_secret() -> str:
        """Return a secret for an app, in base32."""
        return pyotp.random_base32()

    @classmethod
    def set_up(cls, *, account: User, secret: str, code: str, at: dt.datetime) -> list[str]:
        """Ask the account for codes of this secret from now on, instead of an earlier one.

        Return its recovery codes, which are shown this once and never stored.

        Raises: ValidationError with code `wrong_code` if the code is not of this secret now.
        """
        step = _step_of(secret, code, at)
        if step is None:
            raise refused(
                "code",
                "code: the six digits that the app shows for this account now; if they are right, "
                "the clock of the device is wrong.",
                "wrong_code",
            )
        codes, digests = _recovery_codes()
        cls.objects.update_or_create(
            account=account,
            defaults={
                "secret": sealed(secret),
                "last_step": step,
                "recovery_digests": digests,
                "set_up_at": at,
            },
        )
        return codes

    def accepts(self, code: str, *, at: dt.datetime) -> bool:
        """Take a code of the app, or a recovery code; return whether it is right.

        Each is taken once, also of those that are sent at the same time; and no code of the app
        that is older than one taken.
        """
        this = SecondFactor.objects.filter(pk=self.pk, set_up_at=self.set_up_at)
        step = _step_of(self._secret(), code, at)
        if step is not None:
            return this.filter(last_step__lt=step).update(last_step=step) == 1
        digest = _digest(code)
        left = Func(F("recovery_digests"), Value(digest), function="array_remove")
        return this.filter(recovery_digests__contains=[digest]).update(recovery_digests=left) == 1

    def renew_recovery_codes(self) -> list[str]:
        """Return new recovery codes, shown this once; those from before are good no longer."""
        codes, digests = _recovery_codes()
        SecondFactor.objects.filter(pk=self.pk).update(recovery_digests=digests)
        return codes

    @property
    def recovery_codes_left(self) -> int:
        """How many recovery codes were not used yet."""
        return len(self.recovery_digests)

    def _secret(self) -> str:
        """Return the secret; none, which no code fits, if it was sealed by a key we lack."""
        try:
            return opened(self.secret)
        except CannotBeOpened as error:
            logger.error("A second factor cannot be read. %s", error)
            return ""


def _step_of(secret: str, code: str, at: dt.datetime) -> int | None:
    """Return the 30 seconds since 1970 of which the code is; None if it is not right at `at`."""
    digits = "".join(code.split())
    if not secret or not digits.isascii():
        return None
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(
            digits, for_time=at, valid_window=SecondFactor.STEPS_ASIDE
        )
    except OTPVerificationError:
        return None


def _recovery_codes() -> tuple[list[str], list[str]]:
    """Return new recovery codes as people read them, and their digests."""
    alphabet = "abcdefghijklmnopqrstuvwxyz234567"
    letters = [
        "".join(secrets.choice(alphabet) for _ in range(SecondFactor.RECOVERY_LETTERS))
        for _ in range(SecondFactor.RECOVERY_CODES)
    ]
    codes = [
        "-".join(each[start : start + 4] for start in range(0, len(each), 4)) for each in letters
    ]
    return codes, [_digest(code) for code in codes]


def _digest(code: str) -> str:
    """Return the digest of a recovery code, however it is written: case, spaces, hyphens."""
    bare = "".join(code.split()).replace("-", "").casefold()
    return hashlib.sha256(bare.encode()).hexdigest()
