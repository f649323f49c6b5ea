"""`python -m benchmarks.memory FORMAT`: export all readings, and say what memory that took.

Prints JSON: kilobytes that the process held before, and at the most while it wrote (Linux).
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from pathlib import Path

_OWN = Path("/proc/self")


def kilobytes(name: str) -> int:
    """Return a figure of this process: VmRSS is what it holds, VmHWM the most it has held."""
    found = re.search(rf"^{name}:\s+(\d+) kB", (_OWN / "status").read_text(), re.MULTILINE)
    assert found is not None, name
    return int(found[1])


def main(format_name: str) -> None:
    """Export once, in a process that has done nothing else."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.benchmark")
    import django

    django.setup()
    from django.db import connection

    from benchmarks.exports import written

    connection.ensure_connection()
    with tempfile.TemporaryDirectory() as folder:
        (_OWN / "clear_refs").write_text("5")  # the most so far is forgotten
        before = kilobytes("VmRSS")
        told = written(Path(folder), format_name)
        most = kilobytes("VmHWM")
    sys.stdout.write(json.dumps({"before": before, "most": most, "rows": told["rows"]}))


if __name__ == "__main__":
    main(sys.argv[1])
