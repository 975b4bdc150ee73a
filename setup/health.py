#!/usr/bin/env python3
"""``setup/health.py [PORT | FILE]``: fails unless what runs here can work, and says why not.

At a port it is the site; a file is what ``manage.py work --sign FILE`` touches.
"""

import http.client
import sys
from pathlib import Path
from time import time

SILENCE = 60
"""Seconds without a sign of life after which a worker is not well."""


def main(where: str) -> str | None:
    """What is wrong, or ``None``."""
    return site(int(where)) if where.isdecimal() else worker(Path(where))


def site(port: int) -> str | None:
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


def worker(sign: Path) -> str | None:
    """What is wrong with the worker that touches this file, or ``None``."""
    try:
        silence = time() - sign.stat().st_mtime
    except OSError as error:
        return f"没有动静：{error}"
    return None if silence <= SILENCE else f"已有 {silence:.0f} 秒没有动静"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if sys.argv[1:] else "8000"))
