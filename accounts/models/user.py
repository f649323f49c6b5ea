"""Accounts: people and services, each with its one role."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from accounts.querysets import UserManager
from accounts.roles import PERMISSIONS, REACH, Permission, Reach, Role
from api.constraints import refused

if TYPE_CHECKING:
    from accounts.models.token import Token


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
