"""The names of exported files: a template with a few words in braces, checked when it is saved."""

from __future__ import annotations

import datetime as dt
import re
from string import Formatter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.text import slugify

LONGEST_NAME = 180
"""Bytes of a file's name; its manifest's is longer, and the hidden one longer still (255)."""

WORDS = {
    "schedule": "the schedule's name, in lower case with hyphens",
    "dataset": "the dataset, such as readings",
    "due_on": "the day it was due, such as 2026-11-30",
    "due_at": "the minute it was due, such as 2026-11-30T0600",
    "run": "the run's number, which no other run has",
}
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._ -]*")


class Named(NamedTuple):
    """What a template is filled in with."""

    schedule: str
    dataset: str
    due_at: dt.datetime
    zone: str
    run: int


def check_template(template: str, *, datasets: int) -> None:
    """Look whether the template gives every file of every run a name of its own.

    Raises: ValidationError saying what it may contain.
    """
    used = _words_of(template)
    unknown = sorted(used - WORDS.keys())
    if unknown:
        raise _refused(f"There is no {{{unknown[0]}}}: {_words_in_words()}.")
    if not used & {"due_at", "run"}:
        raise _refused("Put {due_at} or {run} in, or the files of two runs would have one name.")
    if datasets > 1 and "dataset" not in used:
        raise _refused("Put {dataset} in, or the files of its datasets would have one name.")
    sample = template.format(**dict.fromkeys(WORDS, "a"))
    if not _PLAIN.fullmatch(sample) or sample.endswith((".", " ")):
        raise _refused(
            "Use letters of the English alphabet, digits, hyphens, underscores, dots and spaces, "
            "beginning with a letter, a digit or a word in braces."
        )


def file_name(template: str, named: Named, *, extension: str) -> str:
    """Return the name of a file.

    Raises: ValidationError if it would be too long for a disk.
    """
    local = named.due_at.astimezone(ZoneInfo(named.zone))
    stem = template.format(
        schedule=slugify(named.schedule) or "schedule",
        dataset=named.dataset,
        due_on=f"{local:%Y-%m-%d}",
        due_at=_minute(local),
        run=named.run,
    )
    name = f"{stem}.{extension}"
    if len(name.encode()) > LONGEST_NAME:
        raise _refused(f"The name would have more than {LONGEST_NAME} bytes: shorten it.")
    return name


def _minute(local: dt.datetime) -> str:
    """Return a slot's minute; a run that was asked for comes in the middle of one."""
    if local.second or local.microsecond:
        return f"{local:%Y-%m-%dT%H%M%S}.{local.microsecond:06d}"
    return f"{local:%Y-%m-%dT%H%M}{'b' if local.fold else ''}"


def _words_of(template: str) -> set[str]:
    try:
        parts = list(Formatter().parse(template))
    except ValueError as error:
        raise _refused(f"A brace stands alone ({error}): {_words_in_words()}.") from error
    for _, word, form, conversion in parts:
        if word is not None and (form or conversion or not word.isidentifier()):
            raise _refused(f"{{{word}}} is not understood: {_words_in_words()}.")
    return {word for _, word, _, _ in parts if word is not None}


def _words_in_words() -> str:
    return "it may contain " + ", ".join(f"{{{word}}} ({what})" for word, what in WORDS.items())


def _refused(sentence: str) -> ValidationError:
    return ValidationError(sentence, code="file_name")
