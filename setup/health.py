#!/usr/bin/env python3
"""``setup/health.py [PORT]``: fails unless the site here knows its host and has no fault inside."""

import http.client
import os
import sys


def main(port: int) -> str | None:
    """What is wrong with the site at this port, or ``None``; asks as its first allowed host."""
    host = os.environ.get("ALLOWED_HOSTS", "127.0.0.1").split(",")[0].strip(" .")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        connection.request("GET", "/", headers={"Host": host, "X-Forwarded-Proto": "https"})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return f"没有应答：{error}"
    finally:
        connection.close()
    return f"应答 {status}" if status >= 500 or status == 400 else None


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 8000))
