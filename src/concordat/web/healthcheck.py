"""For a container's health check: the staff site of this machine answers, with its database. Exit code 0 or 1."""

from __future__ import annotations

import http.client
import os
import sys


def is_healthy(*, port: int, host: str) -> bool:
    """Whether the page that asks the database answers, under the name that the site is known by."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        connection.request("GET", "/readyz", headers={"Host": host})
        return connection.getresponse().read() == b"ready"
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    name = os.environ.get("CONCORDAT_HOSTS", "localhost").split(",")[0]
    sys.exit(0 if is_healthy(port=int(os.environ.get("CONCORDAT_PORT", "8000")), host=name) else 1)
