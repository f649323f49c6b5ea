"""What the lists share: rows within reach at the clocks, and who may look at lists at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models

from accounts.models import User
from accounts.roles import Permission, Reach
from accounts.worklists import Look


def rows_of(model: type[models.Model]) -> Callable[[Look], Any]:
    """Return how a list begins: the model's rows at the clocks, within the person's reach."""

    def within(look: Look) -> Any:
        manager: Any = model._default_manager
        return within_reach(manager.at(look.clocks), look)

    return within


def within_reach(rows: Any, look: Look) -> Any:
    """Return the rows the person may see; all where the console asks."""
    return rows if look.user is None else rows.visible_to(look.user, look.clocks)


def reads_the_record(user: User) -> bool:
    """Whether the person sees any of the record: an administrator of accounts does not."""
    return user.reach != Reach.ACCOUNTS


def signs_off(user: User) -> bool:
    """Whether the person approves what others propose."""
    return user.may(Permission.APPROVE_CLOSURE)
