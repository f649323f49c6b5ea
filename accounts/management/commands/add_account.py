"""`manage.py add_account`: the first account of a new service, and any later one."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import Any

import pghistory
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.models import User
from accounts.roles import Role


class Command(BaseCommand):
    """Makes one account with a role; its forces are chosen in the admin."""

    help = (
        "Make an account that signs in to the admin. The password is asked for twice, or read "
        "from a file; with a single sign-on name and no file it has none. A new service needs an "
        "administrator first, who makes the others."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="What the person signs in with.")
        parser.add_argument("--role", required=True, choices=Role.values, help="What it may do.")
        parser.add_argument("--email", default="", help="Where notices about its exports go.")
        parser.add_argument("--first-name", default="")
        parser.add_argument("--last-name", default="")
        parser.add_argument(
            "--sign-on-name",
            default="",
            help="What single sign-on calls the person, if it is used.",
        )
        parser.add_argument(
            "--password-file",
            metavar="FILE",
            help="Read the password from the first line of this file, - for standard input.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the account, or say what is wrong with each value.

        Raises: CommandError if the name is taken, the password too weak, or a value malformed.
        """
        user = User(
            username=options["username"],
            role=options["role"],
            email=options["email"],
            first_name=options["first_name"],
            last_name=options["last_name"],
            sign_on_name=options["sign_on_name"].strip() or None,
        )
        password = None
        try:
            user.clean_fields(exclude=["password"])
            user.validate_unique()
            if options["password_file"] or not user.sign_on_name:
                password = self._password(options["password_file"])
                validate_password(password, user)
        except ValidationError as error:
            raise CommandError("; ".join(_sentences(error))) from error
        user.set_password(password)
        with transaction.atomic(), pghistory.context(route="command"):
            user.save(force_insert=True)
        self.stdout.write(f"Made {user.username}, {user.get_role_display()}.")

    def _password(self, path: str | None) -> str:
        """Return the password from the file, or asked for twice on a terminal.

        Raises: CommandError if the file cannot be read, the two differ, or nobody can be asked.
        """
        if path == "-":
            return sys.stdin.readline().rstrip("\r\n")
        if path:
            try:
                return Path(path).read_text().partition("\n")[0].rstrip("\r")
            except (OSError, UnicodeDecodeError) as error:
                raise CommandError(f"{path} cannot be read: name a readable text file.") from error
        if not sys.stdin.isatty():
            raise CommandError(
                "There is no terminal to ask for the password on: use --password-file."
            )
        password = getpass.getpass("Password: ")
        if getpass.getpass("Password again: ") != password:
            raise CommandError("The two passwords differ: nothing was made.")
        return password


def _sentences(error: ValidationError) -> list[str]:
    found = getattr(error, "error_dict", None) or {"password": error.error_list}
    return [f"{name}: {' '.join(part.messages)}" for name, parts in found.items() for part in parts]
