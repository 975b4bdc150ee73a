"""wrk, the load generator: how many requests a second, and how long they take."""

import re
import subprocess
from dataclasses import dataclass

CONNECTIONS = 32

ROUNDS = 5


@dataclass(frozen=True)
class Load:
    """What wrk tells: requests a second, and milliseconds of half and of 99 % of them."""

    a_second: float
    p50: float
    p99: float


def load(address: str, seconds: int, *more: str) -> Load:
    """One run, by default as fast as answers come. Raises ValueError where one was not 200."""
    command = [
        *("wrk", "--threads", "1", "--connections", str(CONNECTIONS), "--latency"),
        *("--timeout", "20s", "--duration", f"{seconds}s"),
        *("--header", "Accept-Encoding: gzip", address, *more),
    ]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise ValueError(said)
    return Load(
        float(_found(r"Requests/sec:\s+([\d.]+)", said)),
        _milliseconds(_found(r"^\s+50%\s+(\S+)", said)),
        _milliseconds(_found(r"^\s+99%\s+(\S+)", said)),
    )


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text, re.MULTILINE)
    if match is None:
        raise ValueError(text)
    return match[1]


def _milliseconds(text: str) -> float:
    for unit, factor in (("us", 0.001), ("ms", 1.0), ("s", 1000.0)):
        if text.endswith(unit):
            return float(text.removesuffix(unit)) * factor
    raise ValueError(text)
