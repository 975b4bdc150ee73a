#!/usr/bin/env python3
"""``setup/port.py 8000``: stops with a clear sentence where the port is none, or is taken."""

import errno
import socket
import sys


def main(argument: str) -> str | None:
    """What stands in the way of serving on 127.0.0.1 at this port, or ``None``."""
    if not argument.isdecimal() or not 0 < int(argument) < 65536:
        return f"PORT 应为 1 到 65535 之间的整数，现为“{argument}”。"
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(argument)))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                other = int(argument) % 65535 + 1
                return f"端口 {argument} 已被占用；请换一个端口，如：PORT={other} make run"
            return f"无法使用端口 {argument}：{error.strerror}"
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
