"""`manage.py export`: one dataset into a file, now."""

from __future__ import annotations

import difflib
import signal
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone
from tqdm import tqdm

from accounts.models import User
from accounts.roles import Permission
from api.errors import BadParameter
from exports.actions import export_dataset
from exports.datasets import DATASETS
from exports.files import FileRefused
from exports.formats import FORMATS
from exports.manifest import manifest_path
from exports.snapshots import snapshot
from exports.verification import read_manifest
from inspections.models import Force

MOST_NAMED = 8
"""How many names an error lists at the most."""


class Command(BaseCommand):
    """Writes a dataset and its manifest, both whole or neither, with a progress bar."""

    help = (
        "Export a dataset (" + ", ".join(DATASETS) + ") into a file, with a manifest beside it. "
        "Without --user it has the whole record, drafts included."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dataset", help="What to export: one of " + ", ".join(DATASETS) + ".")
        parser.add_argument(
            "--format", default="csv", help="csv (as given), ndjson, parquet or xlsx."
        )
        parser.add_argument(
            "-o", "--output", type=Path, required=True, metavar="FILE", help="Where to write it."
        )
        parser.add_argument(
            "--user", metavar="USERNAME", help="Export what this account may see, and no more."
        )
        parser.add_argument(
            "--force",
            nargs="+",
            action="extend",
            default=[],
            metavar="SLUG",
            help="Only these forces, such as: greater-manchester.",
        )
        parser.add_argument(
            "--filter",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="A filter of the API's list, such as status=open; may be given several times.",
        )
        parser.add_argument(
            "--columns",
            default="",
            metavar="NAMES",
            help="Only these columns, in this order, with commas.",
        )
        parser.add_argument(
            "--since",
            type=Path,
            metavar="MANIFEST",
            help="Only what has changed since the export of that manifest, asked the same.",
        )
        parser.add_argument(
            "--as-at",
            default="",
            metavar="YYYY-MM-DD",
            help="As it was true at the end of that day in London; default: today.",
        )
        parser.add_argument(
            "--known-at",
            default="",
            metavar="INSTANT",
            help="As known at that instant, such as 2026-11-25T09:00:00Z, or at the end of a day "
            "that is over; default: the latest instant about which every answer is final.",
        )
        parser.add_argument(
            "--overwrite", action="store_true", help="Replace a file of that name, once whole."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Export, or say in a sentence why not.

        Raises: CommandError for anything the operator can mend.
        """
        dataset = DATASETS[one_of("dataset", options["dataset"], DATASETS)]
        format_ = FORMATS[one_of("format", options["format"], FORMATS)]
        path: Path = options["output"]
        try:
            slugs = list(Force.objects.values_list("slug", flat=True)) if options["force"] else []
            asked: dict[str, Any] = {
                "user": exporter(options["user"]),
                "forces": [one_of("force", slug, slugs) for slug in options["force"]],
                "filters": filters_of(options["filter"], forces=options["force"]),
                "columns": [name for name in options["columns"].split(",") if name],
                "since": read_manifest(options["since"]) if options["since"] else None,
            }
            clocks = {"as_at": options["as_at"], "known_at": options["known_at"]}
            with (
                interrupted_by_signals(),
                snapshot(now=timezone.now(), **clocks) as taken,
                self.bar(dataset.name) as bar,
            ):
                told = export_dataset(
                    dataset,
                    format_=format_,
                    path=path,
                    taken=taken,
                    **asked,
                    overwrite=options["overwrite"],
                    on_total=bar.reset,
                    on_rows=bar.update,
                )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except BadParameter as error:
            raise CommandError(" ".join(error.sentences)) from error
        except FileRefused as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            reason = str(error).partition("\n")[0]
            raise CommandError(
                f"The database broke the export off: {reason}. Nothing was written."
            ) from error
        except KeyboardInterrupt:
            self.stderr.write("Interrupted: nothing was written.")
            raise
        if options["verbosity"]:
            self.stdout.write(
                f"{path}: {told['rows']:,} rows of {dataset.name}, {told['bytes']:,} bytes, "
                f"SHA-256 {told['sha256']}; described in {manifest_path(path).name}"
            )

    def bar(self, name: str) -> tqdm[Any]:
        """Return a progress bar over the rows; nothing is shown without a terminal."""
        shown = sys.stderr.isatty()
        return tqdm(desc=name, unit=" rows", unit_scale=True, disable=not shown)


def filters_of(given: list[str], *, forces: list[str]) -> dict[str, str]:
    """Return the filters that were given as NAME=VALUE.

    Raises: CommandError for one that is not so, or given twice, or for forces named twice over.
    """
    filters: dict[str, str] = {}
    for each in given:
        name, equals, value = each.partition("=")
        if not equals or not name:
            raise CommandError(f"--filter {each}: write NAME=VALUE, such as status=open.")
        if name in filters:
            raise CommandError(f"--filter {name} is given twice: once is enough.")
        if forces and name in ("force", "force__in"):
            raise CommandError(f"--filter {name}: say the forces there or in --force, not in both.")
        filters[name] = value
    return filters


def one_of(what: str, given: str, known: Iterable[str]) -> str:
    """Return what was given if it is known.

    Raises: CommandError naming the nearest, or some if none is near.
    """
    known = sorted(known)
    if given in known:
        return given
    near = difflib.get_close_matches(given, known, n=1)
    if near:
        raise CommandError(f"There is no {what} {given!r}: did you mean {near[0]}?")
    named = ", ".join(known[:MOST_NAMED]) or "none yet"
    there = "there are" if len(known) > 1 else "there is"
    more = f" and {len(known) - MOST_NAMED} more" if len(known) > MOST_NAMED else ""
    raise CommandError(f"There is no {what} {given!r}: {there} {named}{more}.")


def exporter(username: str | None) -> User | None:
    """Return the account of that name, which may export; None without a name.

    Raises: CommandError if there is none, or it may not export.
    """
    if username is None:
        return None
    names = User.objects.filter(is_active=True).values_list("username", flat=True)
    user = User.objects.get(username=one_of("active account", username, names))
    if not user.may(Permission.EXPORT):
        raise CommandError(
            f"The account {username} may not export: its role is {user.get_role_display().lower()}."
        )
    return user


@contextmanager
def interrupted_by_signals() -> Iterator[None]:
    """Let a request to end (SIGTERM) or a lost terminal (SIGHUP) interrupt like Ctrl-C.

    So that the temporary file goes. Outside the main thread Python allows no handlers.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    old = {number: signal.signal(number, interrupt) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)
