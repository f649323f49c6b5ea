"""Which accounts and tokens somebody may see."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models, transaction
from django.db.models import Case, Q, Value, When

from accounts.roles import Permission, Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.attempts import Limit
    from accounts.models import FailedAttempts, Token, User  # noqa: F401  # some in strings only
    from api.clocks import Clocks


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

    def known_as(self, sign_on_name: str) -> User | None:
        """Return the account that single sign-on means by that name, letter for letter, if any."""
        return self.filter(sign_on_name=sign_on_name).first()

    def inspectors(self) -> models.QuerySet[User]:
        """People who may own a force or a concern: inspectors, as long as they are active."""
        roles = (Role.INSPECTOR, Role.LEAD_INSPECTOR)
        return self.filter(role__in=roles, is_service=False, is_active=True)

    def visible_to(self, user: User, clocks: Clocks | None = None) -> models.QuerySet[User]:
        """Accounts the person may see, as they are now at any clocks.

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


class FailedAttemptsQuerySet(models.QuerySet["FailedAttempts"]):
    """Counts of failed attempts."""

    MOST_REMOVED = 100

    def full(self, limits: Mapping[str, Limit], at: dt.datetime) -> FailedAttemptsQuerySet:
        """Counts of these keys that have reached their limits and have not ended."""
        reached = Q()
        for key, limit in limits.items():
            reached |= Q(key=key, number__gte=limit.number)
        return self.filter(reached, ends_at__gt=at)

    def count_up(self, limits: Mapping[str, Limit], at: dt.datetime) -> list[FailedAttempts]:
        """Count one more of each key, at once; return the counts. One that has ended begins anew.

        Two that count the same at the same time wait for each other: none is lost.
        """
        values = [
            value
            for key in sorted(limits)  # always in the same order, or two could wait for ever
            for value in (key, at + limits[key].within)
        ]
        table = self.model._meta.db_table
        found = self.raw(
            f"""
            INSERT INTO {table} AS held (key, number, ends_at)
            VALUES {", ".join(["(%s, 1, %s)"] * len(limits))}
            ON CONFLICT (key) DO UPDATE SET
                number = CASE WHEN held.ends_at <= %s THEN 1 ELSE held.number + 1 END,
                ends_at = CASE WHEN held.ends_at <= %s THEN excluded.ends_at ELSE held.ends_at END
            RETURNING key, number, ends_at
            """,
            [*values, at, at],
        )
        return list(found)

    def remove_ended(self, at: dt.datetime) -> None:
        """Remove some of the counts that have ended, but for those somebody else has in hand."""
        with transaction.atomic():
            ended = self.filter(ends_at__lte=at).select_for_update(skip_locked=True)
            keys = list(ended.values_list("key", flat=True)[: self.MOST_REMOVED])
            self.filter(key__in=keys).delete()


class TokenQuerySet(models.QuerySet["Token"]):
    """API tokens."""

    def visible_to(self, user: User, clocks: Clocks | None = None) -> TokenQuerySet:
        """Tokens the person may see: everybody's for an administrator, else their own."""
        if user.may(Permission.MAINTAIN_ACCOUNTS):
            return self.all()
        return self.filter(owner=user)

    def editable_by(self, user: User) -> TokenQuerySet:
        """Tokens the person may revoke: those they may see."""
        return self.visible_to(user)

    def usable(self, at: dt.datetime) -> TokenQuerySet:
        """Tokens that are neither revoked nor expired at that instant, of active accounts."""
        from accounts.models import Token

        rows: Any = self.with_state(at)
        usable: TokenQuerySet = rows.filter(state=Token.State.USABLE)
        return usable

    def with_state(self, at: dt.datetime) -> Self:
        """Annotate `state`: whether it can be used at that instant, or why not."""
        from accounts.models import Token

        state = Case(
            When(revoked_at__isnull=False, then=Value(Token.State.REVOKED)),
            When(expires_at__lte=at, then=Value(Token.State.EXPIRED)),
            When(owner__is_active=False, then=Value(Token.State.OWNER_OFF)),
            default=Value(Token.State.USABLE),
            output_field=models.CharField(),
        )
        return self.annotate(state=state)

    def with_secret(self, secret: str) -> TokenQuerySet:
        """Return the token whose secret this is (none or one); only digests are compared."""
        return self.filter(digest=hashlib.sha256(secret.encode()).hexdigest())
