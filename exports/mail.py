"""Mails to the owner of a schedule: that files are there, the rows themselves, that it fails."""

from __future__ import annotations

import csv
import io
import logging
import smtplib
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from exports.models import File, Receipt
from exports.stores import StoreRefused, store_of

if TYPE_CHECKING:
    from exports.models import Run, Schedule

logger = logging.getLogger(__name__)

MOST_ROWS_IN_A_MAIL = 200
"""Rows of a digest; the rest is in the file."""

LONGEST_CELL = 300


def send_of(run: Run, schedule: Schedule) -> None:
    """Mail what the schedule's destination asks for, unless a receipt says that it was done.

    Raises: StoreRefused if the mail was not taken: it is tried again.
    """
    kinds = schedule.Destination
    if schedule.destination not in (kinds.NOTICE, kinds.DIGEST):
        return
    to, kind = schedule.owner.email, Receipt.Kind(schedule.destination)
    if Receipt.objects.filter(run=run, kind=kind, to=to).exists():
        return
    files = list(run.files.order_by("dataset"))
    lines = [
        f"{schedule.name}, due {schedule.minute_in_words(run.due_at)}, is exported.",
        "",
        *(f"- {file.name}: {file.rows:,} rows" for file in files),
        "",
        f"Fetch it, after signing in: {link_of(run)}",
    ]
    if kind == Receipt.Kind.DIGEST:
        for file in files:
            lines += ["", *_digest(file)]
    try:
        told = _send(run, kind, to, f"Export: {schedule.name}", lines)
    except (OSError, smtplib.SMTPException) as error:
        raise StoreRefused(f"The mail to {to} was not taken: {error}") from error
    Receipt.objects.get_or_create(
        run=run, kind=kind, to=to, defaults={"told": told, "at": timezone.now()}
    )


def tell_owner_it_fails(run: Run) -> None:
    """Mail the owner that the schedule fails: once, until it has succeeded again.

    A mail that is not taken is logged and nothing else: the run and the front page say it too.
    """
    schedule = run.schedule
    owner, since = schedule.owner, schedule.turn.failing_since
    if not owner.is_active or not owner.email or not settings.EMAIL_HOST:
        return
    told_before = Receipt.objects.filter(
        run__schedule=schedule, kind=Receipt.Kind.FAILURE, at__gte=since
    )
    if since is None or told_before.exists():
        return
    lines = [
        f"{schedule.name}, due {schedule.minute_in_words(run.due_at)}, was not exported:",
        "",
        run.error,
        "",
        f"What it is about: {link_of(run)}",
        "",
        "This is said once: you hear of it again when it has succeeded and fails anew.",
    ]
    try:
        told = _send(
            run, Receipt.Kind.FAILURE, owner.email, f"Export fails: {schedule.name}", lines
        )
    except (OSError, smtplib.SMTPException):
        logger.exception("the owner of run %s is not told", run.pk)
        return
    Receipt.objects.get_or_create(
        run=run,
        kind=Receipt.Kind.FAILURE,
        to=owner.email,
        defaults={"told": told, "at": timezone.now()},
    )


def link_of(run: Run) -> str:
    """Return the address of a run in the admin, where one has to sign in."""
    return settings.PUBLIC_URL.rstrip("/") + reverse("admin:exports_run_change", args=[run.pk])


def _send(run: Run, kind: str, to: str, subject: str, lines: list[str]) -> str:
    """Send one mail, and return its number: sent twice, it is recognised as the same."""
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    number = f"<run-{run.pk}.{kind}@{host}>"
    message = EmailMessage(
        subject=" ".join(subject.split()),
        body="\n".join(lines) + "\n",
        from_email=settings.EMAIL_FROM,
        to=[to],
        headers={"Message-ID": number, "Auto-Submitted": "auto-generated"},
    )
    message.send()
    return number


def _digest(file: File) -> list[str]:
    """Return the rows of a file as text, each with the names of its columns."""
    lines = [f"{file.dataset}", "=" * len(file.dataset)]
    with store_of(file.store).open(file.location) as kept:
        rows = csv.DictReader(io.TextIOWrapper(kept, encoding="utf-8", newline=""))
        for number, row in enumerate(rows, start=1):
            if number > MOST_ROWS_IN_A_MAIL:
                lines += [
                    "",
                    f"{(file.rows or 0) - MOST_ROWS_IN_A_MAIL:,} rows more are in the file.",
                ]
                break
            lines.append("")
            lines += [f"{name}: {text[:LONGEST_CELL]}" for name, text in row.items() if text]
    if not file.rows:
        lines += ["", "Nothing."]
    return lines
