"""The demo's accounts: one for each role, with a random password and an API token."""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
from pathlib import Path
from typing import TypedDict, cast

from django.conf import settings
from django.db import transaction

from accounts.models import Token, User
from accounts.roles import Role, TokenScope
from inspections.models import Force

FORCE_SLUG = "greater-manchester"
TOKEN_NAME = "demo"
TOKEN_LIFE = dt.timedelta(days=settings.TOKEN_LONGEST_LIFE_DAYS)


class DemoAccount(TypedDict):
    """One account as `var/demo-accounts.json` keeps it."""

    role: str
    username: str
    password: str
    token: str


@transaction.atomic
def demo_accounts(file: Path, *, at: dt.datetime) -> tuple[list[DemoAccount], list[str]]:
    """Return the account of every role, and the names of those whose password is new.

    What the file says is kept as long as its token is known here; a token that has ended since
    is replaced by a new one. The file is written anew, readable by its owner alone, when
    anything in it changed.
    """
    kept = {account["username"]: account for account in _read(file)}
    accounts, renewed = [], []
    for role in Role.values:
        account = kept.get(role)
        if account is None or not _is_of_this_database(account):
            account = _make(role, at=at)
            renewed.append(role)
        elif not Token.objects.usable(at).with_secret(account["token"]).exists():
            owner = User.objects.get(username=role)
            account = DemoAccount(**{**account, "token": _issue(owner, at=at)})
        accounts.append(account)
    if accounts != list(kept.values()):
        _write(file, accounts)
    return accounts, renewed


def _is_of_this_database(account: DemoAccount) -> bool:
    token = Token.objects.with_secret(account["token"])
    return token.filter(owner__username=account["username"]).exists()


def _make(role: str, *, at: dt.datetime) -> DemoAccount:
    """Make the account of a role, or give the one there is a new password and token."""
    user, is_new = User.objects.get_or_create(username=role, defaults={"role": role})
    password = secrets.token_urlsafe(12)
    user.set_password(password)
    user.save()
    if is_new:
        _tie_to_force(user)
    return DemoAccount(role=role, username=role, password=password, token=_issue(user, at=at))


def _issue(owner: User, *, at: dt.datetime) -> str:
    """Return the secret of a new token; the demo's earlier one of that owner ends."""
    for token in Token.objects.filter(owner=owner, name=TOKEN_NAME, revoked_at=None):
        token.revoke(at=at)
    _, secret = Token.issue(
        owner=owner,
        name=TOKEN_NAME,
        scopes=list(TokenScope.values),
        at=at,
        expires_at=at + TOKEN_LIFE,
    )
    return secret


def _tie_to_force(user: User) -> None:
    """Let the liaison officer speak for the demo's force and the inspector answer for it."""
    force = Force.objects.filter(slug=FORCE_SLUG).first()
    if force is None:
        return
    if user.role == Role.LIAISON_OFFICER:
        force.liaison_officers.add(user)
    if user.role == Role.INSPECTOR:
        force.inspectors.add(user)
        if force.owner is None:
            force.owner = user
            force.save(update_fields=["owner"])


def _read(file: Path) -> list[DemoAccount]:
    """Return what the file keeps; nothing if it is lost or was damaged."""
    try:
        found = json.loads(file.read_text())
    except (FileNotFoundError, ValueError):
        return []
    fields = set(DemoAccount.__annotations__)
    if not isinstance(found, list):
        return []
    return [
        cast(DemoAccount, entry)
        for entry in found
        if isinstance(entry, dict) and set(entry) == fields
    ]


def _write(file: Path, accounts: list[DemoAccount]) -> None:
    """Replace the file; nobody else can read it at any moment."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as draft_file:
        json.dump(accounts, draft_file, indent=2)
        draft_file.write("\n")
    draft.replace(file)
