"""Settings of worker processes in tests: a database, a root and a pace of their own.

`EXPORTS_TEST_HOME` names the folder that all of it lies in.
"""

import os
from pathlib import Path

from config.settings.test import *  # noqa: F403
from config.settings.test import DATABASES

HOME = Path(os.environ["EXPORTS_TEST_HOME"])

DATABASES["default"] = {
    "ENGINE": "config.postgres",
    "NAME": "inspections",
    "EMBEDDED": {"state": HOME / "postgres", "database": "inspections", "durable": True},
    "OPTIONS": {},
    "ATOMIC_REQUESTS": True,
}
EXPORT_ROOT = HOME / "exports"
EXPORT_ATTEMPTS = 20
EXPORT_RETRY_SECONDS = 1
EXPORT_WATCH_SECONDS = 0.2
WORKER_TICK_SECONDS = 1
WORKER_HEARTBEAT_SECONDS = 1
WORKER_STALLED_SECONDS = 3
WORKER_GOODBYE_SECONDS = 5
