"""Which accounts and tokens somebody may see."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING

from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models import Q

from accounts.roles import Permission, Role

if TYPE_CHECKING:
    from accounts.models import Token, User  # noqa: F401  # Token is named in a string


class UserManager(DjangoUserManager["User"]):
    """Makes accounts; `create_user` needs a role, `create_superuser` breaks glass."""

    def create_superuser(
        self,
        username: str,
        email: str | None = None,
        password: str | None = None,
        **extra_fields: object,
    ) -> User:
        """Make an account past every rule, for emergencies only."""
        extra_fields.setdefault("role", Role.ADMINISTRATOR)
        extra_fields.update(is_superuser=True, is_staff=True)
        return self._create_user(username, email, password, **extra_fields)  # type: ignore[attr-defined,no-any-return]

    def tokens_given_by(self, user: User) -> models.QuerySet[User]:
        """Accounts the person may make tokens for: their own, and service accounts.

        Only an administrator makes tokens for services; nobody makes them for another person,
        whom such a token would impersonate.
        """
        own = Q(pk=user.pk)
        if user.may(Permission.MAINTAIN_ACCOUNTS):
            own |= Q(is_service=True, is_active=True, is_superuser=False)
        return self.filter(own)

    def service(self, username: str) -> User:
        """Return the service account of that name, made on first use; nobody can sign in to it."""
        user, _ = self.get_or_create(
            username=username,
            defaults={"role": Role.INSPECTOR, "is_service": True, "password": "!"},
        )
        return user

    def inspectors(self) -> models.QuerySet[User]:
        """People who may own a force or a concern: inspectors, as long as they are active."""
        roles = (Role.INSPECTOR, Role.LEAD_INSPECTOR)
        return self.filter(role__in=roles, is_service=False, is_active=True)

    def visible_to(self, user: User) -> models.QuerySet[User]:
        """Accounts the person may see.

        All for an administrator, and for the inspectorate, which names people as owners,
        inspectors and liaison officers; for everybody else only their own.
        """
        if user.may(Permission.MAINTAIN_ACCOUNTS) or user.belongs_to_inspectorate:
            return self.all()
        return self.filter(pk=user.pk)

    def editable_by(self, user: User) -> models.QuerySet[User]:
        """Accounts the person may change: for administrators, all but a superuser's.

        A superuser's account is a superuser's alone, or its password would make anybody one.
        """
        if not user.may(Permission.MAINTAIN_ACCOUNTS):
            return self.none()
        return self.all() if user.is_superuser else self.filter(is_superuser=False)


class TokenQuerySet(models.QuerySet["Token"]):
    """API tokens."""

    def visible_to(self, user: User) -> TokenQuerySet:
        """Tokens the person may see: everybody's for an administrator, else their own."""
        if user.may(Permission.MAINTAIN_ACCOUNTS):
            return self.all()
        return self.filter(owner=user)

    def editable_by(self, user: User) -> TokenQuerySet:
        """Tokens the person may revoke: those they may see."""
        return self.visible_to(user)

    def usable(self, at: dt.datetime) -> TokenQuerySet:
        """Tokens that are neither revoked nor expired at that instant, of active accounts."""
        return self.filter(Q(revoked_at=None) & Q(expires_at__gt=at) & Q(owner__is_active=True))

    def with_secret(self, secret: str) -> TokenQuerySet:
        """Return the token whose secret this is (none or one); only digests are compared."""
        return self.filter(digest=hashlib.sha256(secret.encode()).hexdigest())
