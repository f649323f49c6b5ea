"""Accounts with their one role, and API tokens stored as digests."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from accounts.querysets import FailedAttemptsQuerySet, TokenQuerySet, UserManager
from accounts.roles import PERMISSIONS, REACH, Permission, Reach, Role, TokenScope
from api.checks import Checked
from api.constraints import refused

LONGEST_LIFE_EVER = dt.timedelta(days=3660)
"""The most that the setting TOKEN_LONGEST_LIFE_DAYS can let a token live."""


class User(AbstractUser):
    """A person or a service that signs in, with exactly one role and no groups.

    Roles decide everything (`accounts/roles.py`); `is_superuser` is for breaking glass.
    Everybody active may enter the admin and finds there what the role may.
    """

    groups = None  # type: ignore[assignment]
    user_permissions = None  # type: ignore[assignment]
    role = models.CharField(
        max_length=20, choices=Role, help_text="Decides what the account may see and do."
    )
    is_service = models.BooleanField(
        "service account",
        default=False,
        help_text="A program, such as the loader of seed documents. Nobody signs in to it.",
    )
    is_staff = models.BooleanField("may enter the admin", default=True)
    sign_on_name = models.CharField(
        "single sign-on name",
        max_length=255,
        unique=True,
        null=True,
        blank=True,
        help_text="What single sign-on calls the person, letter for letter, such as 00u1a2b3 or "
        "alex@police.example; empty = they sign in by password alone.",
    )
    seen_until = models.DateTimeField(
        null=True,
        editable=False,
        help_text="Up to when the person said they have seen what changed; empty = never said.",
    )
    seen_until_before = models.DateTimeField(
        null=True, editable=False, help_text="The same before that, for taking it back."
    )

    objects: ClassVar[UserManager] = UserManager()

    token: Token | None = None
    """What the account acts with in this request; None = a person's own session."""

    class Meta(AbstractUser.Meta):
        swappable = "AUTH_USER_MODEL"
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=Role.values),
                name="user_role_known",
                violation_error_message="role: one of the five roles.",
            ),
            models.CheckConstraint(
                condition=Q(is_service=False) | Q(password__startswith="!"),
                name="user_service_has_no_password",
                violation_error_message=(
                    "is_service: nobody signs in to a service account, so it has no password."
                ),
            ),
            models.CheckConstraint(
                condition=Q(is_service=False) | Q(sign_on_name=None),
                name="user_service_has_no_sign_on_name",
                violation_error_message=(
                    "sign_on_name: nobody signs in to a service account, so it has none."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(sign_on_name=""),
                name="user_sign_on_name_not_empty",
                violation_error_message="sign_on_name: a name, or none at all.",
            ),
            models.CheckConstraint(
                condition=Q(seen_until_before=None) | Q(seen_until__isnull=False),
                name="user_seen_before_and_after",
                violation_error_message="seen_until: said later than seen_until_before.",
            ),
        ]

    def clean(self) -> None:
        """Bring the names into form: no single sign-on name is none, not an empty one."""
        super().clean()
        self.sign_on_name = self.sign_on_name or None

    def may(self, permission: Permission) -> bool:
        """Whether the role grants this permission; an account switched off may do nothing."""
        return self.is_active and (self.is_superuser or permission in PERMISSIONS[Role(self.role)])

    @property
    def reach(self) -> Reach:
        """How much of the record the account may see."""
        return Reach.EVERYTHING if self.is_superuser else REACH[Role(self.role)]

    @property
    def belongs_to_inspectorate(self) -> bool:
        """Whether the account sees drafts and the names of people."""
        return self.reach == Reach.EVERYTHING

    @property
    def is_narrowed(self) -> bool:
        """Whether the account acts with a token that is tied to forces."""
        return self.token is not None and self.token.is_tied

    @property
    def sees_everything(self) -> bool:
        """Whether the whole record is in reach: the inspectorate's, but for a token tied to forces."""
        return self.belongs_to_inspectorate and not self.is_narrowed

    @property
    def changes_from(self) -> dt.datetime:
        """The instant after which a change is news to the person.

        What they last said they have seen; until they say so, when their account was made.
        """
        return self.seen_until or self.date_joined

    def see(self, *, until: dt.datetime, settled: dt.datetime) -> None:
        """Note that the person has seen what changed up to `until`, and nothing after it.

        That is the instant their page told, not when they said so: what was recorded in between
        is still news. Said twice of the same instant, it changes nothing.

        Raises: ValidationError with code `not_settled` if more could still be recorded of it, or
        `seen_already` if they have said so of a later instant.
        """
        if until > settled:
            raise refused(
                "until", "until: an instant that is over, as a page told it.", "not_settled"
            )
        seen = User.objects.filter(pk=self.pk)
        news = seen.filter(Q(seen_until=None) | Q(seen_until__lt=until))
        now_seen = {"seen_until_before": Coalesce("seen_until", "date_joined"), "seen_until": until}
        if not news.update(**now_seen) and not seen.filter(seen_until=until).exists():
            raise refused("until", "until: you have seen what changed after it.", "seen_already")
        self.refresh_from_db(fields=["seen_until", "seen_until_before"])

    def unsee(self) -> None:
        """Take back the last time the person said so; once, a second time changes nothing."""
        User.objects.filter(pk=self.pk, seen_until_before__isnull=False).update(
            seen_until=models.F("seen_until_before"), seen_until_before=None
        )
        self.refresh_from_db(fields=["seen_until", "seen_until_before"])

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django's own permissions are not used: only a superuser has them."""
        return self.is_active and self.is_superuser

    def has_perms(self, perm_list: object, obj: object = None) -> bool:
        """Django's own permissions are not used: only a superuser has them."""
        return self.is_active and self.is_superuser

    def has_module_perms(self, app_label: str) -> bool:
        """Every active account may look into every room; what is in it is scoped by reach."""
        return self.is_active


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


class FailedAttempts(models.Model):
    """How often a door was tried in vain, up to an instant at which the count begins anew.

    Known by a keyed digest of what was tried from where: neither names nor addresses are kept.
    """

    key = models.CharField(max_length=64, primary_key=True, help_text="What was tried from where.")
    number = models.PositiveIntegerField(help_text="Attempts that failed.")
    ends_at = models.DateTimeField(db_index=True, help_text="From when on they count no longer.")

    objects = FailedAttemptsQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.number} until {self.ends_at}"
