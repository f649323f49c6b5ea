"""What keeps files: the folder of the exports, and S3-compatible storage."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError

from exports.files import FileRefused, sentences
from exports.manifest import SUFFIX

if TYPE_CHECKING:
    from exports.models import Schedule

CHUNK_BYTES = 1024 * 1024
STAGING = ".being-written"
_STEP = re.compile(r"[A-Za-z0-9][A-Za-z0-9._ -]*")


class StoreRefused(Exception):
    """A file that cannot be kept or fetched; the text is a sentence."""


def check_folder(folder: str) -> None:
    """Look whether a folder stays inside the root of the exports.

    Raises: ValidationError saying what would be right.
    """
    if not folder:
        return
    steps = folder.split("/")
    if folder.startswith(("/", "\\")) or ".." in steps:
        raise ValidationError(
            f"{folder!r} lies outside the root of the exports: name a folder inside it, without a "
            "/ before it, such as committee/weekly.",
            code="outside",
        )
    if not all(_STEP.fullmatch(step) and not step.endswith((".", " ")) for step in steps):
        raise ValidationError(
            f"{folder!r} is no folder that every system takes: use letters of the English "
            "alphabet, digits, hyphens, underscores, dots and spaces, with / between.",
            code="folder",
        )


def check_store(schedule: Schedule) -> None:
    """Look whether this service has what the schedule's destination needs.

    Raises: ValidationError naming the setting, or the owner's missing address.
    """
    kinds = schedule.Destination
    if schedule.destination == kinds.S3 and not settings.EXPORT_S3_BUCKET:
        raise ValidationError(
            "This service has no bucket: whoever runs it sets EXPORT_S3_BUCKET, or choose a "
            "folder.",
            code="no_bucket",
        )
    if schedule.destination in (kinds.NOTICE, kinds.DIGEST):
        _check_mail(schedule)


def _check_mail(schedule: Schedule) -> None:
    if not settings.EMAIL_HOST:
        raise ValidationError(
            "This service sends no mail: whoever runs it sets EMAIL_HOST, or choose a folder.",
            code="no_mail",
        )
    if not schedule.owner.email:
        raise ValidationError(
            "The owner's account has no e-mail address: an administrator enters it, or choose a "
            "folder.",
            code="no_address",
        )
    if schedule.destination == schedule.Destination.DIGEST and schedule.file_format != "csv":
        raise ValidationError(
            "A mail tells the rows of a CSV file: take CSV, or a mail with a link.",
            code="digest_of_csv",
        )


class Store(ABC):
    """Keeps files with their manifests, under locations of its own."""

    @abstractmethod
    def has(self, location: str) -> bool:
        """Whether anything stands there."""

    @abstractmethod
    def put(self, staged: Path, location: str, *, sha256: str) -> str:
        """Let a staged file appear with its manifest, whole; return what the store says of it.

        The file first and the manifest last, so that data without one is not to be trusted.

        Raises: FileRefused, StoreRefused.
        """

    @abstractmethod
    def open(self, location: str) -> BinaryIO:
        """Open a file to read it.

        Raises: StoreRefused if it is not there.
        """

    @abstractmethod
    def delete(self, location: str) -> None:
        """Delete a file and leave its manifest; one that is not there is no fault."""


class Directory(Store):
    """The folder of the exports, which every machine with a worker or a web server shares."""

    @property
    def root(self) -> Path:
        """Where it is, made if it is not there."""
        root = Path(settings.EXPORT_ROOT)
        with sentences(root):
            root.mkdir(parents=True, exist_ok=True)
        return root

    def has(self, location: str) -> bool:
        path = self._path(location)
        return path.exists() or path.is_symlink()

    def put(self, staged: Path, location: str, *, sha256: str) -> str:
        path = self._path(location)
        beside = path.with_name(path.name + SUFFIX)
        with sentences(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._path(location)  # a link may have been put in its way meanwhile
            beside.unlink(missing_ok=True)
            staged.replace(path)
            staged.with_name(staged.name + SUFFIX).replace(beside)
            _sync(path.parent)
        return f"SHA-256 {sha256}"

    def open(self, location: str) -> BinaryIO:
        try:
            return self._path(location).open("rb")
        except OSError as error:
            raise StoreRefused(f"{location} cannot be read: {error.strerror}.") from error

    def delete(self, location: str) -> None:
        self._path(location).unlink(missing_ok=True)

    def _path(self, location: str) -> Path:
        """Return where a location is.

        Raises: FileRefused if a link leads out of the root.
        """
        root = Path(os.path.realpath(self.root))
        path = root / location
        if not Path(os.path.realpath(path.parent)).is_relative_to(root):
            raise FileRefused(f"{location} lies outside the root of the exports: a link leads out.")
        return path


class Bucket(Store):
    """S3-compatible storage."""

    def __init__(self) -> None:
        from botocore.config import Config
        from storages.backends.s3 import S3Storage

        self._storage: Any = S3Storage(
            bucket_name=settings.EXPORT_S3_BUCKET,
            endpoint_url=settings.EXPORT_S3_ENDPOINT or None,
            region_name=settings.EXPORT_S3_REGION,
            access_key=settings.EXPORT_S3_ACCESS_KEY or None,
            secret_key=settings.EXPORT_S3_SECRET_KEY or None,
            file_overwrite=True,
            default_acl=None,
            client_config=Config(
                connect_timeout=10,
                read_timeout=60,
                retries={"max_attempts": 3},
                signature_version="s3v4",
                s3={"addressing_style": "path"},
            ),
        )

    def has(self, location: str) -> bool:
        with _refusals(location):
            return bool(self._storage.exists(location))

    def put(self, staged: Path, location: str, *, sha256: str) -> str:
        with _refusals(location):
            told = self._send(staged, location, {"sha256": sha256})
            self._send(staged.with_name(staged.name + SUFFIX), location + SUFFIX, {})
        return f"ETag {told}"

    def open(self, location: str) -> BinaryIO:
        with _refusals(location):
            file: BinaryIO = self._storage.open(location, "rb")
            return file

    def delete(self, location: str) -> None:
        with _refusals(location):
            self._storage.delete(location)

    def _send(self, path: Path, key: str, metadata: dict[str, str]) -> str:
        """Upload one object, and ask whether it arrived whole."""
        object_: Any = self._storage.bucket.Object(key)
        object_.upload_file(str(path), ExtraArgs={"Metadata": metadata})
        object_.reload()
        if object_.content_length != path.stat().st_size:
            raise StoreRefused(f"{key} did not arrive whole: it is tried again.")
        return str(object_.e_tag).strip('"')


@cache
def _bucket(*of_settings: str) -> Bucket:
    return Bucket()


def store_of(kind: str) -> Store:
    """Return the store of that kind."""
    if kind == "s3":
        return _bucket(settings.EXPORT_S3_BUCKET, settings.EXPORT_S3_ENDPOINT)
    return Directory()


@contextlib.contextmanager
def staging(run: int, attempt: int) -> Iterator[Path]:
    """Make a folder for files being written, on the disk they are to appear on.

    It goes when the block ends. What a killed attempt left goes when the next one begins.
    """
    above = Directory().root / STAGING
    folder = above / f"run-{run}-{attempt}"
    with sentences(folder):
        above.mkdir(exist_ok=True)
        for left in above.glob(f"run-{run}-*"):
            if int(left.name.rpartition("-")[2]) <= attempt:
                shutil.rmtree(left, ignore_errors=True)
        folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _refusals(location: str) -> Iterator[None]:
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError, FileNotFoundError) as error:
        raise StoreRefused(f"The storage does not take or give {location}: {error}") from error


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
