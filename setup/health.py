#!/usr/bin/env python3
"""``setup/health.py [PORT]``: fails unless the site here can work, and says why not."""

import http.client
import sys


def main(port: int) -> str | None:
    """What is wrong with the site at this port, or ``None``; asks its /readyz."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        status, reasons = answer.status, answer.read().decode(errors="replace").strip()
    except (OSError, http.client.HTTPException) as error:
        return f"没有应答：{error}"
    finally:
        connection.close()
    return None if status == http.client.OK else f"应答 {status}：{reasons}"


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 8000))
