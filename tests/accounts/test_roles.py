import pytest

from accounts.models import User
from accounts.roles import PERMISSIONS, REACH, Permission, Reach, Role


@pytest.mark.parametrize("role", Role)
def test_role_has_permissions_and_reach(role):
    assert PERMISSIONS[role]
    assert REACH[role] in Reach


@pytest.mark.parametrize(
    ("role", "permission", "expected"),
    [
        (Role.INSPECTOR, Permission.PROPOSE_CLOSURE, True),
        (Role.INSPECTOR, Permission.APPROVE_CLOSURE, False),
        (Role.LEAD_INSPECTOR, Permission.APPROVE_CLOSURE, True),
        (Role.LEAD_INSPECTOR, Permission.MAINTAIN_ACCOUNTS, False),
        (Role.LIAISON_OFFICER, Permission.CLAIM_PROGRESS, True),
        (Role.LIAISON_OFFICER, Permission.RECORD_READING, False),
        (Role.ANALYST, Permission.EXPORT, True),
        (Role.ANALYST, Permission.RECORD_COMMENT, False),
        (Role.ADMINISTRATOR, Permission.MAINTAIN_ACCOUNTS, True),
        (Role.ADMINISTRATOR, Permission.RECORD_CONCERN, False),
    ],
)
def test_may_follows_role(role, permission, expected):
    assert User(role=role).may(permission) is expected


def test_may_switched_off_account_may_nothing():
    assert not User(role=Role.ANALYST, is_active=False).may(Permission.EXPORT)


def test_superuser_may_everything():
    glass = User(role=Role.ADMINISTRATOR, is_superuser=True)
    assert all(glass.may(permission) for permission in Permission)
    assert glass.reach == Reach.EVERYTHING
    assert glass.has_perm("accounts.delete_user")
    assert glass.has_perms(["accounts.delete_user"])


def test_django_permissions_are_not_used():
    administrator = User(role=Role.ADMINISTRATOR)
    assert not administrator.has_perm("accounts.view_user")
    assert not administrator.has_perms([])
    assert administrator.has_module_perms("accounts")
    assert not User(role=Role.ANALYST, is_active=False).has_module_perms("accounts")


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.INSPECTOR, True),
        (Role.LEAD_INSPECTOR, True),
        (Role.LIAISON_OFFICER, False),
        (Role.ANALYST, False),
        (Role.ADMINISTRATOR, False),
    ],
)
def test_inspectorate_is_who_sees_everything(role, expected):
    assert User(role=role).belongs_to_inspectorate is expected
