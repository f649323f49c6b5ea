"""Three answers for a committee, each pinned to one state of the record.

    python docs/clients/progress.py --since 2021-12-31 --until 2022-03-31

Which forces have overdue recommendations, how the backlog has moved, and what changed since last
quarter. Needs Python 3.11 and polars. TOKEN and, unless it is the demo's, SERVICE come from the
environment.
"""

import argparse
import datetime as dt
import io
import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request

import polars as pl

SERVICE = os.environ.get("SERVICE", "http://127.0.0.1:8000")
POSITIONS = ["reference", "status", "force_status", "promised_on", "due_on"]

# %% Asking: JSON for words, Parquet for tables


def ask(resource, **query):
    """Return the answer's headers and bytes; a refusal says what would be right."""
    url = f"{SERVICE}/api/v1/{resource}/?{urllib.parse.urlencode(query)}"
    token = {"Authorization": f"Bearer {os.environ['TOKEN']}"}
    with urllib.request.urlopen(urllib.request.Request(url, headers=token)) as answer:
        return answer.headers, answer.read()


def table(resource, **query):
    """Return the whole list as a typed table."""
    return pl.read_parquet(io.BytesIO(ask(resource, format="parquet", **query)[1]))


def rows(resource, **query):
    """Return the rows of every page."""
    query |= {"page_size": 1000}
    while True:
        page = json.loads(ask(resource, **query)[1])
        yield from page["results"]
        if page["next"] is None:
            return
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(page["next"]).query))


def pinned(until):
    """Return the latest instant about which every answer is final: rel="cite-as" names it."""
    headers, _ = ask("recommendations", as_at=until, page_size=1)
    (cite_as,) = [link for link in headers["Link"].split(", <") if link.endswith('rel="cite-as"')]
    address = cite_as.lstrip("<").partition(">")[0]
    return urllib.parse.parse_qs(urllib.parse.urlsplit(address).query)["known_at"][0]


# %% The three questions


def overdue(clocks):
    """Which forces have overdue recommendations? One row for each force, most first."""
    found = table("recommendations", overdue="true", fields="force.slug,due_on", **clocks)
    forces = found.with_columns(pl.col("force_slug").cast(pl.String)).group_by("force_slug")
    counted = forces.agg(overdue=pl.len(), oldest=pl.col("due_on").min())
    for force, count, oldest in counted.sort(
        ["overdue", "force_slug"], descending=[True, False]
    ).rows():
        yield f"{force}: {count}, the oldest since {oldest}"


def backlog(indicator, clocks):
    """How has the backlog moved? Each reading in words, in order of time."""
    for row in rows("readings", indicator=indicator, ordering="period_end", **clocks):
        yield f"{row['period_end']} {row['measure']['force']['slug']} ({row['measure']['said_by']}): {row['text']}"


def changed(before, after):
    """What changed? Each position that is not what it was, of either table."""
    was, now = ({row["reference"]: row for row in each.to_dicts()} for each in (before, after))
    for reference in sorted(was | now):
        if reference not in was:
            yield f"{reference}: new"
        elif reference not in now:
            yield f"{reference}: no longer in the record"
        else:
            for name in POSITIONS[1:]:
                old, new = was[reference][name], now[reference][name]
                if old != new:
                    yield f"{reference}: {name} {old or 'none'} -> {new or 'none'}"


def restated(since, known_at):
    """What do we say otherwise today of that same day than we said then?"""
    asked = {"as_at": since, "fields": ",".join(POSITIONS)}
    now = table("recommendations", known_at=known_at, **asked)
    try:
        then = table("recommendations", known_at=since, **asked)
    except urllib.error.HTTPError as error:
        (fault,) = json.loads(error.read())["errors"]
        if fault["code"] != "before_known_from":
            raise
        yield "cannot be said: nothing had been recorded by then"
        return
    yield from changed(then, now)


# %% From last quarter to today, unless told otherwise


def main():
    """Print the three answers, each line of which can be asked for again."""
    today = dt.date.today()  # noqa: DTZ011  # where the analyst sits
    quarter = dt.date(today.year, today.month - (today.month - 1) % 3, 1)
    told = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    told.add_argument("--since", default=str(quarter - dt.timedelta(days=1)))
    told.add_argument("--until", default=str(today))
    told.add_argument("--indicator", default="incidents-awaiting-response")
    given = told.parse_args()
    known_at = pinned(given.until)
    clocks = {"as_at": given.until, "known_at": known_at}
    positions = {"fields": ",".join(POSITIONS), "known_at": known_at}
    before = table("recommendations", as_at=given.since, **positions)
    after = table("recommendations", as_at=given.until, **positions)
    answers = {
        f"Overdue recommendations as at {given.until}": overdue(clocks),
        f"How {given.indicator} has moved": backlog(given.indicator, clocks),
        f"Changed from {given.since} to {given.until}": changed(before, after),
        f"Said otherwise today of {given.since}": restated(given.since, known_at),
    }
    for question, lines in answers.items():
        sys.stdout.write("\n  ".join([question, *(list(lines) or ["nothing"])]) + "\n")
    sys.stdout.write(f"Known at {known_at}\n")


if __name__ == "__main__":
    main()
