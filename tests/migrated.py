"""A database that the migrations made, kept in the test cluster for the test databases to copy.

Migrating an empty database is half a minute of the processor's time and always comes to the same;
copying the outcome is a second. Its name ends with a fingerprint of what it follows from, so a
changed migration, model or installed version is never tested on what an earlier one made.
"""

import hashlib
from contextlib import contextmanager
from importlib.metadata import distributions

from django.conf import settings
from django.core.management import call_command

SOURCES = ("*/migrations/*.py", "*/models.py", "*/models/*.py", "accounts/*.py", "api/*.py")
"""What decides about a migrated database: migrations, what they import, what Django adds."""
_ONE_AT_A_TIME = 7_204_318_114
"""The advisory lock of whoever looks for the database or makes it."""


def fingerprint(root, versions):
    """Return 16 hexadecimal digits that follow from those files' names, contents and versions."""
    told = hashlib.sha256(repr(sorted(versions)).encode())
    for path in sorted({path for pattern in SOURCES for path in root.glob(pattern)}):
        content = path.read_bytes()
        told.update(f"\n{path.relative_to(root).as_posix()} {len(content)}\n".encode())
        told.update(content)
    return told.hexdigest()[:16]


def installed():
    """Return name and version of every installed distribution."""
    return {(each.metadata["Name"], each.version) for each in distributions()}


def migrated_database(connection):
    """Return the name of a database to copy, after making it if it is not there.

    Of several processes that ask at once, one makes it and the others wait. The one that an
    earlier state of the code left behind is dropped.
    """
    kept = f"test_{connection.settings_dict['NAME']}_migrated"
    name = f"{kept}_{fingerprint(settings.BASE_DIR, installed())}"
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_ONE_AT_A_TIME])  # until the cursor closes
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [kept])
        found = {found for (found,) in cursor.fetchall()}
        if name not in found:
            for earlier in found:
                cursor.execute(f'DROP DATABASE "{earlier}"')
            _make(connection, cursor, kept)
            cursor.execute(f'ALTER DATABASE "{kept}" RENAME TO "{name}"')
    return name


def _make(connection, cursor, name):
    """Migrate a new database of that name, in which nobody stays connected."""
    cursor.execute(f'CREATE DATABASE "{name}"')
    with _connected_to(connection, name):
        call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)


@contextmanager
def _connected_to(connection, name):
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
