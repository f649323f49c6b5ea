"""Where the embedded server keeps its data, and as whom it runs."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pwd
import re
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

DATABASE_URL_HINT = "or set DATABASE_URL to a PostgreSQL server, version 15 or newer"
PRIVATE_PARENT = Path("/var/tmp")  # outlives a restart of the machine; names are random
LONGEST_SOCKET_PATH = 100  # bytes; the systems' own limits lie between 104 and 108
_SOCKET_NAME = ".s.PGSQL.5432"
_IDENTITY = re.compile(r"[0-9a-f]{16}")


class ServerUnavailable(Exception):
    """The embedded server cannot run; the text is a sentence that says what to do."""


class Account(NamedTuple):
    """The account of the operating system that the server runs as."""

    name: str
    uid: int
    gid: int


def server_account() -> Account:
    """Who runs the server: whoever asks, but for root, whom PostgreSQL refuses.

    Raises: ServerUnavailable if nobody suitable has an entry in the list of accounts.
    """
    if os.geteuid() != 0:
        try:
            entry = pwd.getpwuid(os.geteuid())
        except KeyError:
            raise ServerUnavailable(
                f"PostgreSQL needs an account with a name, and user id {os.geteuid()} has none: "
                f"add a line for it to /etc/passwd, {DATABASE_URL_HINT}."
            ) from None
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise ServerUnavailable(
        "PostgreSQL refuses to run as root, and there is neither an account named postgres nor "
        f"one named nobody: run this as another user, {DATABASE_URL_HINT}."
    )


def may_reach(path: Path, account: Account) -> bool:
    """Whether the account can enter each folder on the way to the path, and the path itself."""
    for step in [path, *path.parents]:
        status = step.stat()
        if status.st_uid == account.uid:
            allowed = status.st_mode & stat.S_IXUSR
        elif status.st_gid == account.gid:
            allowed = status.st_mode & stat.S_IXGRP
        else:
            allowed = status.st_mode & stat.S_IXOTH
        if not allowed:
            return False
    return True


def home_of(state: Path, account: Account) -> Path:
    """Return the folder that holds the cluster and its locks; made if it is not there.

    It is `state` itself, unless root asks and the server's account cannot enter `state`: then
    it is a private folder whose random name is kept in `state`.

    Raises: ServerUnavailable if a folder cannot be made or is not private.
    """
    try:
        if not state.is_dir():
            state.mkdir(parents=True, exist_ok=True)
            state.chmod(0o755 if os.geteuid() == 0 else 0o700)
        with _locked_folder(state):
            note = state / "elsewhere"
            if not note.exists() and may_reach(state, account):
                return state
            if (state / "data").exists():
                raise ServerUnavailable(
                    f"The database is in {state}, which {account.name} can no longer enter: open "
                    f"the folders on the way to it (chmod a+x), {DATABASE_URL_HINT}."
                )
            return _private_folder(note, account)
    except PermissionError as error:
        raise ServerUnavailable(
            f"The database cannot be kept in {state}: {error.strerror} ({error.filename}). "
            f"Run this as the owner of that folder, {DATABASE_URL_HINT}."
        ) from error


def socket_folder_of(home: Path, account: Account) -> Path:
    """Return the folder of the server's socket: the data folder, unless its path is too long."""
    data = home / "data"
    if len(os.fsencode(data / _SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
        return data
    return _private_folder(home / "socket", account)


def private_folders(state: Path) -> list[Path]:
    """Return the folders outside of `state` that belong to it, for whoever removes it."""
    folders = []
    for note in (state / "elsewhere", state / "socket"):
        if note.is_file() and _IDENTITY.fullmatch(note.read_text().strip()):
            folder = _named(note.read_text().strip())
            folders += [*private_folders(folder), folder]
    return folders


def _named(identity: str) -> Path:
    return PRIVATE_PARENT / f"inspection-tracker-{identity}"


def _private_folder(note: Path, account: Account) -> Path:
    """Return the folder whose random name is kept in the note, checked to be the account's own."""
    if not note.exists():
        note.write_text(secrets.token_hex(8) + "\n")
    identity = note.read_text().strip()
    if not _IDENTITY.fullmatch(identity):
        raise ServerUnavailable(
            f"{note} should hold the 16 hexadecimal digits that name the database's folder: "
            f"run make reset to begin with an empty database, {DATABASE_URL_HINT}."
        )
    folder = _named(identity)
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    status = folder.lstat()
    if stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid() == 0:
        os.chown(folder, account.uid, account.gid)
        status = folder.lstat()
    if (
        not stat.S_ISDIR(status.st_mode)
        or status.st_uid != account.uid
        or stat.S_IMODE(status.st_mode) & 0o077
    ):
        raise ServerUnavailable(
            f"{folder} should be a folder that only {account.name} can enter: put it right, "
            f"or run make reset to begin with an empty database, {DATABASE_URL_HINT}."
        )
    return folder


@contextlib.contextmanager
def _locked_folder(folder: Path) -> Iterator[None]:
    """Keep other processes from choosing a place in the same folder at the same time."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
