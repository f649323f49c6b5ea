"""`manage.py take_off_second_factor`: for an administrator who lost their authenticator app."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.models import User
from accounts.second_factor import take_off


class Command(BaseCommand):
    """Lets one account sign in by its password alone; other people's are an administrator's work."""

    help = (
        "Take the authenticator app off an account, whose password alone then signs in. For the "
        "last administrator: everybody else asks an administrator, who does it in the admin."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="Whose it is.")

    def handle(self, *, username: str, **options: Any) -> None:
        """Take it off, or say why there is none.

        Raises: CommandError if there is no such account, or it has no authenticator app.
        """
        account = User.objects.filter(username=username).first()
        if account is None:
            raise CommandError(f"There is no account {username}: name one as it signs in.")
        with transaction.atomic():
            if not take_off(account, by=None):
                raise CommandError(f"{username} has no authenticator app set up.")
        self.stdout.write(f"Taken off: {username} signs in by password alone.")
