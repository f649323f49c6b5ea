"""Verbs that cross rooms: making a token that is tied to forces."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from accounts.models import Token
from api.constraints import refusals_in_words, refused
from inspections.models import Force

if TYPE_CHECKING:
    from accounts.models import User


def issue_token(*, owner: User, forces: Collection[Force] = (), **values: Any) -> tuple[Token, str]:
    """Make a token, tied to these forces if any are named; return it with its secret.

    A tied one reaches only their rows, of what its owner reaches; what it is tied to never changes.

    Raises: ValidationError with code `force_out_of_reach` if the owner reaches nothing of one of
    them, or as `Token.issue`; then nothing is made.
    """
    reached = Force.objects.within(owner).filter(pk__in=[force.pk for force in forces])
    beyond = sorted(force.name for force in set(forces) - set(reached))
    if beyond:
        raise refused(
            "forces",
            f"forces: only those the owner speaks for, which {', '.join(beyond)} is not among.",
            "force_out_of_reach",
        )
    with refusals_in_words():
        token, secret = Token.issue(owner=owner, is_tied=bool(forces), **values)
        for force in forces:
            force.api_tokens.add(token)
    return token, secret
