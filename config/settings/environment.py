"""The environment, as the settings read it; nothing else in the project does.

A value is refused with a sentence that names its variable. An empty variable counts as missing.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

_ON = frozenset({"1", "true", "yes", "on"})
_OFF = frozenset({"0", "false", "no", "off"})
_assumed: dict[str, str] = {}


def assume(**values: str) -> None:
    """Say what counts when a variable is missing; `dev` and `test` do so before they load `base`."""
    _assumed.update(values)


def text(name: str, default: str | None = None) -> str:
    """Return the variable as it stands.

    Raises: ImproperlyConfigured if it is missing and nothing was assumed.
    """
    value = os.environ.get(name) or _assumed.get(name) or default
    if value is None:
        raise ImproperlyConfigured(
            f"{name} is not set: set it in the environment; .env.example says what it is for."
        )
    return value


def secret(name: str) -> str:
    """Return the variable, or what the file named by `NAME_FILE` holds, without its line end.

    Raises: ImproperlyConfigured if both are set, neither is, or the file cannot be read.
    """
    path = os.environ.get(f"{name}_FILE")
    if not path:
        return text(name)
    value = _held(name, path)
    if not value:
        raise ImproperlyConfigured(f"{name}_FILE names an empty file ({path}): write the value in.")
    return value


def optional_secret(name: str) -> str:
    """Return the variable, or what the file named by `NAME_FILE` holds, which may be nothing.

    Empty if neither is set.

    Raises: ImproperlyConfigured if both are set, or the file cannot be read.
    """
    path = os.environ.get(f"{name}_FILE")
    return _held(name, path) if path else os.environ.get(name, "")


def _held(name: str, path: str) -> str:
    """Return what a secret's file holds, without its line end."""
    if os.environ.get(name):
        raise ImproperlyConfigured(f"{name} and {name}_FILE are both set: set only one of them.")
    try:
        return Path(path).read_text().rstrip("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(
            f"{name}_FILE names a file that cannot be read ({path}): name a readable text file."
        ) from error


def flag(name: str, *, default: bool) -> bool:
    """Return whether the variable says yes.

    Raises: ImproperlyConfigured for anything but the usual words of yes and no.
    """
    value = text(name, "on" if default else "off").strip().lower()
    if value not in _ON | _OFF:
        raise ImproperlyConfigured(f"{name} is {value!r}: set it to on or off.")
    return value in _ON


def words(name: str) -> list[str]:
    """Return the parts of a list with commas, of which there is at least one.

    Raises: ImproperlyConfigured if there is none.
    """
    parts = [part.strip() for part in text(name).split(",") if part.strip()]
    if not parts:
        raise ImproperlyConfigured(f"{name} is an empty list: name one or more, with commas.")
    return parts


def whole_number(name: str, *, default: int, least: int, most: int) -> int:
    """Return the variable as a number between `least` and `most`, both allowed.

    Raises: ImproperlyConfigured if it is no such number.
    """
    value = text(name, str(default)).strip()
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise ImproperlyConfigured(
            f"{name} is {value!r}: set it to a whole number from {least} to {most}."
        )
    return int(value)


def kept_secret(path: Path) -> str:
    """Return the random secret kept in a file that only its owner can read; made on first use.

    Raises: ImproperlyConfigured if the file can be neither read nor made.
    """
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
            with os.fdopen(
                os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w"
            ) as file:
                file.write(secrets.token_urlsafe(64))
            with contextlib.suppress(FileExistsError):  # somebody was faster: theirs counts
                path.hardlink_to(draft)
            draft.unlink()
        return path.read_text()
    except OSError as error:
        raise ImproperlyConfigured(
            f"The secret key cannot be kept in {path} ({error.strerror}): "
            "run this as the owner of that folder, or set SECRET_KEY."
        ) from error
