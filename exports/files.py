"""Files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NO_HARD_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK})


class FileRefused(Exception):
    """A file that cannot be written; the text is a sentence that says what to do."""


def place(path: Path, *, overwrite: bool) -> Path:
    """Return where a file of that name is to stand, if it can.

    Raises: FileRefused if the folder is missing, something else has the name, or a file has it
    and `overwrite` was not said.
    """
    path = Path(os.path.realpath(path))
    with sentences(path):
        if not path.name.isprintable():
            raise FileRefused(f"{path.name!r} is no name that everybody can read: give another.")
        if not path.parent.is_dir():
            raise FileRefused(
                f"The folder {path.parent} does not exist: make it first, or name another."
            )
        if path.is_dir():
            raise FileRefused(f"{path} is a folder: name a file in it.")
        if path.exists() and not path.is_file():
            raise FileRefused(f"{path} is no ordinary file: name another.")
        if path.exists() and not overwrite:
            raise FileExistsError
    return path


class Draft:
    """A file under a temporary name in the folder it is to stand in, with its sum and size."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.bytes = 0
        self._sum = hashlib.sha256()
        self._hidden = path.with_name(f".{path.name}.{secrets.token_hex(6)}.part")
        self._file: BinaryIO | None = None

    def __enter__(self) -> Self:
        with sentences(self.path):
            self._file = self._hidden.open("xb")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file:
            with contextlib.suppress(OSError):  # what could not be flushed is thrown away
                self._file.close()
        self._hidden.unlink(missing_ok=True)

    @property
    def sha256(self) -> str:
        """The sum of all that was written, in hexadecimal."""
        return self._sum.hexdigest()

    def write(self, block: bytes) -> None:
        """Append a block.

        Raises: FileRefused if it cannot be written.
        """
        assert self._file, "A draft is written inside its block."
        with sentences(self.path):
            self._file.write(block)
        self._sum.update(block)
        self.bytes += len(block)

    def keep(self) -> None:
        """Bring what was written safely to the disk, still under its temporary name.

        Raises: FileRefused if it cannot be written.
        """
        assert self._file, "A draft is kept inside its block."
        with sentences(self.path):
            self._file.flush()
            os.fsync(self._file.fileno())

    def appear(self, *, overwrite: bool) -> None:
        """Give it its name in one step; call it after `keep`.

        Raises: FileRefused if a file has got that name meanwhile and `overwrite` was not said.
        """
        with sentences(self.path):
            if overwrite:
                self._hidden.replace(self.path)
            else:
                _name_once(self._hidden, self.path)


def appear(data: Draft, manifest: Draft, *, overwrite: bool) -> None:
    """Let both files appear, the data first and the manifest last, or neither.

    An old manifest goes before its data does: at no instant does one stand beside other data,
    and replaced data without a manifest was interrupted in between.

    Raises: FileRefused if either cannot.
    """
    data.keep()
    manifest.keep()
    with ExitStack() as undo:
        if overwrite:
            with sentences(manifest.path):
                manifest.path.unlink(missing_ok=True)
        data.appear(overwrite=overwrite)
        if not overwrite:
            undo.callback(data.path.unlink, missing_ok=True)
        manifest.appear(overwrite=overwrite)
        undo.pop_all()
    with sentences(data.path):
        _keep_folder(data.path.parent)


@contextmanager
def sentences(path: Path) -> Iterator[None]:
    """Turn what the operating system says about the file into a sentence.

    Raises: FileRefused instead of OSError.
    """
    try:
        yield
    except OSError as error:
        raise FileRefused(_sentence(path, error)) from error


def _sentence(path: Path, error: OSError) -> str:
    if error.errno in _FULL:
        return (
            f"There is no room for {path} ({error.strerror}): make room, or name a file elsewhere."
        )
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return f"You may not write in the folder {path.parent}: name a file in one where you may."
    if isinstance(error, FileExistsError):
        return f"{path} exists already: name another file, or say --overwrite to replace it."
    return f"{path} cannot be written: {error.strerror or error}."


def _name_once(hidden: Path, path: Path) -> None:
    """Give the file its name unless something has it, in one step where the disk can."""
    try:
        path.hardlink_to(hidden)
    except OSError as error:
        if error.errno not in _NO_HARD_LINKS:
            raise
        if path.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from error
        hidden.rename(path)


def _keep_folder(folder: Path) -> None:
    """Bring the new names safely to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
