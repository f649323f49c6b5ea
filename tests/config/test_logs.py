import io
import json
import logging
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config import logs


@pytest.fixture
def lines(settings):
    """What is logged meanwhile in production's form, one dictionary a line."""
    written = io.StringIO()
    configuration = logs.configuration(level="INFO")
    handler = logging.StreamHandler(written)
    formatter = dict(configuration["formatters"]["json"])
    handler.setFormatter(formatter.pop("()")(**formatter))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel("INFO")
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(level)


def test_log_of_a_request_has_an_id_and_no_query(client, lines):
    client.get("/livez?search=Jane+Doe")
    finished = [line for line in lines() if line["event"] == "request_finished"]
    assert [(line["request"], line["code"]) for line in finished] == [("GET /livez", 200)]
    assert len(finished[0]["request_id"]) == 36
    assert "Jane" not in json.dumps(lines())


def test_log_takes_facts_from_extra(lines):
    logging.getLogger("concerns").info("reading recorded", extra={"reading_id": 7})
    line = lines()[-1]
    assert (line["event"], line["reading_id"], line["level"]) == ("reading recorded", 7, "info")


def test_log_shows_where_an_error_came_from_without_values(lines):
    password = "correct horse battery staple"
    try:
        raise ValueError(len(password))
    except ValueError:
        logging.getLogger("concerns").exception("run failed")
    error = lines()[-1]["exception"][0]
    assert (error["exc_type"], error["frames"][0]["filename"]) == ("ValueError", __file__)
    assert password not in json.dumps(lines())


def test_log_level_unknown_refused():
    with pytest.raises(ImproperlyConfigured, match="LOG_LEVEL is 'LOUD'"):
        logs.configuration(level="LOUD")


@pytest.mark.parametrize(
    ("level", "of_tasks"), [("INFO", "WARNING"), ("DEBUG", "WARNING"), ("ERROR", "ERROR")]
)
def test_which_tasks_there_are_is_not_told_at_every_start(level, of_tasks):
    loggers = logs.configuration(level=level)["loggers"]
    assert loggers["procrastinate.blueprints"] == {"level": of_tasks}
    assert "procrastinate.worker" not in loggers  # what a worker begins and ends is told


def test_command_says_only_what_it_has_to_say():
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.base",
        "SECRET_KEY": "for-this-test-alone",
        "ALLOWED_HOSTS": "localhost",
        "DATABASE_URL": "postgres://localhost/none",
        "LOG_LEVEL": "INFO",
    }
    command = [sys.executable, "manage.py", "export", "--help"]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("usage:")
    assert done.stderr == ""
