#!/usr/bin/env python
"""Django's command line for the inspection tracker."""

import os
import sys


def main() -> None:
    """Run a management command with the laptop settings unless told otherwise.

    What the reader can mend (a setting, a server that cannot start) is said in a sentence.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from config.postgres.base import EmbeddedServerUnavailable

    try:
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, EmbeddedServerUnavailable) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
