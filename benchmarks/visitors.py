"""Many visitors at once: each asks the application server for a page, waits, asks for another."""

import os
import statistics
import tempfile
from collections.abc import Iterable
from pathlib import Path

from benchmarks.memory import of_session
from benchmarks.serving import SITE, application
from benchmarks.table import Row, of_the_aim
from benchmarks.wrk import ROUNDS, load

SCRIPT = Path(__file__).with_name("visitors.lua")

PAUSE = 6400
"""Milliseconds that each waits on the average: five requests a second of all together."""

SECONDS = 20


def visited(what: str, addresses: Iterable[str], aim: float = 0) -> Row:
    """The medians of five rounds, after a short first one, on the database of this process.

    Each visitor asks for one of ``addresses`` at random; ``aim`` is one for the 99th percentile,
    in milliseconds.
    """
    with (
        tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="ascii") as file,
        application({**os.environ, "SITE_URL": SITE}) as session,
    ):
        file.writelines(f"{address}\n" for address in addresses)
        file.flush()
        script = ("--script", str(SCRIPT), "--", file.name, str(PAUSE))
        load(SITE, 5, *script)
        found = [load(SITE, SECONDS, *script) for _ in range(ROUNDS)]
        held = of_session(session)
    a_second, p50, p99 = (
        statistics.median(getattr(one, of) for one in found) for of in ("a_second", "p50", "p99")
    )
    ratio = f"p99 {of_the_aim(p99, aim)}" if aim else ""
    what = f"{what}, {a_second:.0f} a second"
    return Row(what, f"{p50:.0f} ms", ROUNDS, ratio, held, f"p99 {p99:.0f} ms")
