"""What a request to the API may do: the role's permissions, and a token's scopes within them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from accounts.models import Token, User
from accounts.roles import WHOSE, Permission, TokenScope

if TYPE_CHECKING:
    from rest_framework.views import APIView  # at run time it would import this module


class SignedInRequest(Request):
    """A request whose user is known, for type checkers: views are behind these permissions."""

    user: User


class ReadWithinReach(BasePermission):
    """Reading, for everybody signed in; how much there is to read, `visible_to` decides.

    A method the address does not know passes here, to be answered as that.
    """

    message = "This address is read only for you."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the request may read; a token needs the scope `read`."""
        if not request.user.is_authenticated:
            return False
        if _unknown_method(request, view):
            return True
        if request.method not in SAFE_METHODS:
            return False
        return _within_scope(self, request, TokenScope.READ)


def requires(*permissions: Permission, scope: TokenScope | None = None) -> type[BasePermission]:
    """Return the permission class of an action that any one of these permissions allows.

    A token needs `scope` as well; without one no token will do, and the person signs in.
    """

    class Requires(BasePermission):
        message = "Your role does not allow this."

        def has_permission(self, request: Request, view: APIView) -> bool:
            user: Any = request.user
            if not user.is_authenticated:
                return False
            if _unknown_method(request, view):
                return True
            if not any(user.may(permission) for permission in permissions):
                return False
            return _within_scope(self, request, scope)

    return Requires


def requires_of_row(
    *permissions: Permission, scope: TokenScope, whose: str
) -> type[BasePermission]:
    """Return the permission class of an action on one row, which any of these permissions allows.

    A row out of reach is not found, whatever the role; of one within reach, `whose` says for whom
    the action is. A token needs the scope.
    """

    class RequiresOfRow(BasePermission):
        message = whose

        def has_permission(self, request: Request, view: APIView) -> bool:
            if not request.user.is_authenticated:
                return False
            return _unknown_method(request, view) or _within_scope(self, request, scope)

        def has_object_permission(self, request: Request, view: APIView, obj: Any) -> bool:
            user: Any = request.user
            self.message = whose
            return any(user.may(permission) for permission in permissions)

    return RequiresOfRow


def recording(permission: Permission) -> dict[str, list[type[BasePermission]]]:
    """Return the permissions of a view whose rows this permission lets record and edit."""
    return {
        "create": [requires(permission, scope=TokenScope.RECORD)],
        "partial_update": [_of_recorded_row(permission)],
    }


def correcting(permission: Permission) -> dict[str, list[type[BasePermission]]]:
    """Return the permissions of a view whose rows this permission lets record and withdraw.

    For rows that are never edited; where withdrawing is a verb, it has a permission of its own.
    """
    return {
        "create": [requires(permission, scope=TokenScope.RECORD)],
        "withdraw": [_of_recorded_row(permission)],
    }


def _of_recorded_row(permission: Permission) -> type[BasePermission]:
    return requires_of_row(permission, scope=TokenScope.RECORD, whose=WHOSE[permission])


def _unknown_method(request: Request, view: APIView) -> bool:
    if hasattr(view, "action"):
        return view.action in (None, "metadata")  # what OPTIONS would answer, which nothing has
    return not hasattr(view, str(request.method).lower())


def _within_scope(permission: Any, request: Request, scope: TokenScope | None) -> bool:
    """Whether the request came without a token, or with one of that scope; says what is missing."""
    token = request.auth
    if not isinstance(token, Token) or (scope is not None and scope in token.scopes):
        return True
    permission.message = (
        f"The token has no scope {scope.value}." if scope else "No token may do this: sign in."
    )
    return False
