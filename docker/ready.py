"""Say by the exit code whether this container's web server is ready; what its health check runs."""

import http.client
import os
import sys


def main() -> int:
    """Return 0 when `/readyz` answers 200, asked by the first of the hosts it answers to."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    asked = http.client.HTTPConnection("127.0.0.1", 8000, timeout=5)
    try:
        asked.request("GET", "/readyz", headers={"Host": host})
        answer = asked.getresponse()
        sys.stdout.write(answer.read().decode(errors="replace"))
    except (OSError, http.client.HTTPException) as error:
        sys.stdout.write(f"No answer: {error}")
        return 1
    return 0 if answer.status == http.HTTPStatus.OK else 1


if __name__ == "__main__":
    sys.exit(main())
