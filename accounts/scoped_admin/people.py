"""Who reads a page of the admin, what they may do there, and how other people appear to them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Case, Value, When
from django.db.models.functions import Coalesce, Concat, NullIf, Trim
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from accounts.roles import Permission, Role
from api.clocks import LONDON
from api.days import day_text


def reader(request: HttpRequest) -> User:
    """Return who is signed in; the pages of the admin are behind its sign-in."""
    assert isinstance(request.user, User)
    return request.user


def may(request: HttpRequest, permission: Permission | None) -> bool:
    """Return whether the person's role gives the permission; nobody has None."""
    user = request.user
    return permission is not None and isinstance(user, User) and user.may(permission)


def may_edit(user: Any, row: models.Model) -> bool:
    """Return whether the person may change this row, as its `editable_by` says. One query."""
    manager: Any = type(row)._default_manager
    return bool(manager.editable_by(user).filter(pk=row.pk).exists())


def person_shown(user: Any, path: str) -> models.Expression | Coalesce:
    """Return the SQL of how a person at `path` appears: by name inside the inspectorate.

    Outside it people appear by role. An empty path is for accounts themselves.
    """
    to = f"{path}__" if path else ""
    if isinstance(user, User) and user.belongs_to_inspectorate:
        whole = Trim(Concat(f"{to}first_name", Value(" "), f"{to}last_name"))
        return Coalesce(NullIf(whole, Value("")), f"{to}username")
    return Case(
        *(When(**{f"{to}role": role}, then=Value(role.label.lower())) for role in Role),
        output_field=models.CharField(),
    )


def instant_text(instant: dt.datetime) -> str:
    """Say an instant by London's clock: "3 March 2022, 14:05"."""
    local = timezone.localtime(instant, LONDON)
    return f"{day_text(local)}, {local:%H:%M}"
