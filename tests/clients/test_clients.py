"""The clients of the guide, run as anybody runs them, against what the ORM says."""

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from api.clocks import Clocks
from concerns.models import Reading, Recommendation

pytestmark = pytest.mark.django_db(transaction=True)
CLIENTS = Path(settings.BASE_DIR) / "docs" / "clients"
SINCE, UNTIL = "2021-12-31", "2022-03-31"
COMMANDS = {
    "python": [sys.executable, CLIENTS / "progress.py", "--since", SINCE, "--until", UNTIL],
    "shell": ["sh", CLIENTS / "progress.sh", SINCE, UNTIL],
}


@pytest.fixture
def run(environment):
    def ran(client, **more):
        command = [str(part) for part in COMMANDS[client]]
        return subprocess.run(command, env=environment | more, capture_output=True, text=True)

    return ran


def sections(printed):
    """The lines under each heading."""
    found, heading = {}, ""
    for line in printed.splitlines():
        if line.startswith("  "):
            found[heading].append(line.strip())
        else:
            heading = line
            found[heading] = []
    return found


def positions(user, day):
    rows = Recommendation.objects.at(Clocks(dt.date.fromisoformat(day), None))
    return {row.reference: row.force_status for row in rows.visible_to(user)}


def test_both_clients_answer_the_three_questions(run, analyst_of_the_record):
    overdue = Recommendation.objects.at(Clocks(dt.date.fromisoformat(UNTIL), None))
    late = list(overdue.visible_to(analyst_of_the_record).overdue(dt.date.fromisoformat(UNTIL)))
    was, now = (positions(analyst_of_the_record, day) for day in (SINCE, UNTIL))
    changes = [
        f"{name}: force_status {was[name]} -> {now[name]}"
        for name in sorted(now)
        if was[name] != now[name]
    ]
    backlog = Reading.objects.filter(measure__indicator__code="incidents-awaiting-response")
    assert late
    assert changes
    for client in COMMANDS:
        ran = run(client)
        assert ran.returncode == 0, ran.stderr
        said = sections(ran.stdout)
        oldest = min(row.due_on for row in late)
        assert said[f"Overdue recommendations as at {UNTIL}"] == [
            f"greater-manchester: {len(late)}, the oldest since {oldest}"
        ]
        assert said[f"Changed from {SINCE} to {UNTIL}"] == changes
        moved = said["How incidents-awaiting-response has moved"]
        assert [line.split()[0] for line in moved] == sorted(
            reading.period_end.isoformat() for reading in backlog
        )


@pytest.mark.parametrize("client", COMMANDS)
def test_client_with_a_token_that_is_not_valid_fails(run, client):
    ran = run(client, TOKEN="insp_no-such-token")
    assert ran.returncode != 0
    assert "401" in ran.stderr
