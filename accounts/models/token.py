"""API tokens, stored as digests."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models.user import User
from accounts.querysets import TokenQuerySet
from accounts.roles import TokenScope
from api.checks import Checked
from api.constraints import refused

LONGEST_LIFE_EVER = dt.timedelta(days=3660)
"""The most that the setting TOKEN_LONGEST_LIFE_DAYS can let a token live."""


class Token(Checked):
    """A key for the API: named, expiring, scoped, revocable, stored as a digest only."""

    class State(models.TextChoices):
        """What becomes of a request that sends it."""

        USABLE = "usable", "Usable"
        EXPIRED = "expired", "Expired"
        REVOKED = "revoked", "Revoked"
        OWNER_OFF = "owner_off", "Owner switched off"

    SECRET_PREFIX = "insp_"
    PREFIX_LENGTH = 13
    """How much of a secret is kept to recognise it by: `insp_` and eight characters."""

    owner = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="tokens", help_text="Who acts with it."
    )
    name = models.CharField(max_length=100, help_text="What it is for, such as: nightly notebook.")
    prefix = models.CharField(max_length=13, editable=False, help_text="How the token begins.")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = ArrayField(
        models.CharField(max_length=20, choices=TokenScope),
        default=list,
        help_text="What it may be used for, within its owner's role.",
    )
    is_tied = models.BooleanField(
        "tied to forces",
        default=False,
        editable=False,
        help_text="Whether it reaches only the forces that name it, of what its owner reaches.",
    )
    created_at = models.DateTimeField(editable=False, help_text="When it was made.")
    expires_at = models.DateTimeField(help_text="When it ends.")
    last_used_at = models.DateTimeField(
        null=True, editable=False, help_text="When it last made a request that succeeded."
    )
    revoked_at = models.DateTimeField(null=True, editable=False, help_text="When it was ended.")

    objects = TokenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"),
                name="token_digest_is_sha256",
                violation_error_message="A token is stored as its SHA-256 digest, never in plain.",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")),
                name="token_expires_after_creation",
                violation_error_message="expires_at: later than when the token was made.",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__lte=models.F("created_at") + LONGEST_LIFE_EVER),
                name="token_life_is_bounded",
                violation_error_message="expires_at: no token lives longer than 3660 days.",
            ),
            models.CheckConstraint(
                condition=Q(scopes__len__gt=0) & Q(scopes__contained_by=TokenScope.values),
                name="token_has_known_scopes",
                violation_error_message=(
                    "scopes: at least one of read, readings, record, verbs and exports."
                ),
            ),
            models.UniqueConstraint(
                fields=["owner", "name"],
                condition=Q(revoked_at=None),
                name="token_name_unique_per_owner",
                violation_error_message="name: there is a token of this name, choose another.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @classmethod
    def issue(
        cls,
        *,
        owner: User,
        name: str,
        scopes: list[str],
        at: dt.datetime,
        expires_at: dt.datetime,
        is_tied: bool = False,
    ) -> tuple[Token, str]:
        """Make a token and return it with its secret, which is shown this once and never stored.

        One that is tied reaches nothing until a force names it (`inspections.actions.issue_token`).

        Raises: ValidationError with code `expires_too_late` if it would outlive the setting
        TOKEN_LONGEST_LIFE_DAYS, or of a constraint.
        """
        longest = settings.TOKEN_LONGEST_LIFE_DAYS
        if expires_at > at + dt.timedelta(days=longest):
            raise refused(
                "expires_at", f"expires_at: at most {longest} days from now.", "expires_too_late"
            )
        secret = cls.SECRET_PREFIX + secrets.token_urlsafe(32)
        token = cls(
            owner=owner,
            name=name,
            prefix=secret[: cls.PREFIX_LENGTH],
            digest=hashlib.sha256(secret.encode()).hexdigest(),
            scopes=scopes,
            is_tied=is_tied,
            created_at=at,
            expires_at=expires_at,
        )
        token.full_clean()
        token.save()
        return token, secret

    def note_use(self, *, at: dt.datetime) -> None:
        """Write when the token was used last; an earlier instant changes nothing."""
        Token.objects.filter(pk=self.pk).filter(
            Q(last_used_at=None) | Q(last_used_at__lt=at)
        ).update(last_used_at=at)

    def revoke(self, *, at: dt.datetime) -> None:
        """End the token; ending it twice keeps the first instant."""
        Token.objects.filter(pk=self.pk, revoked_at=None).update(revoked_at=at)
        self.refresh_from_db()
