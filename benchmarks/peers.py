"""python -m benchmarks.peers [ROUNDS]: the demonstration printed by others, side by side.

Headless Chromium and LibreOffice print the page that stands alone, Typst a source made of the same
document (``typst.py``); each is a process of its own, from its start to the end of its file, in
turn. Ours too starts from the figures in the workbook; a worker that is warm begins at once.
Chromium is /usr/bin/chromium; LibreOffice comes with Debian's libreoffice-writer, Typst with the
dependency group ``peers``. What is not installed is said.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pikepdf

from benchmarks.demonstration import make_document
from benchmarks.typst import write
from disclosures.renderers import html

PAUSE = 0.02
"""Seconds between two looks at the memory."""

FONTS = Path(__file__).parents[1] / "static" / "fonts"

OURS = "明账"


@dataclass(frozen=True)
class Printed:
    """One run: seconds, the most memory of all its processes together (MB), pages, bytes."""

    seconds: float
    memory: float
    pages: int
    size: int


def commands(page: Path, source: Path, target: Path) -> Mapping[str, list[str] | None]:
    """By name what prints to ``target``; None for a peer that is not installed."""
    folder = page.parent
    chromium, office = shutil.which("chromium"), shutil.which("soffice")
    flags = (
        *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
        *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
        *("--no-pdf-header-footer", f"--user-data-dir={folder}/chromium"),
    )
    convert = ("--headless", "--convert-to", "pdf", "--outdir", str(folder))
    profile = f"-env:UserInstallation=file://{folder}/office"
    compile_it = f"import typst; typst.compile({str(source)!r}, output={str(target)!r}, "
    compile_it += f"font_paths=[{str(FONTS)!r}])"
    ours = (
        "from benchmarks.demonstration import facts_to; from pathlib import Path; "
        f"Path({str(target)!r}).write_bytes(facts_to('pdf')())"
    )
    return {
        OURS: [sys.executable, "-c", ours],
        "Chromium": [chromium, *flags, f"--print-to-pdf={target}", page.as_uri()]
        if chromium
        else None,
        "LibreOffice": [office, profile, *convert, str(page)] if office else None,
        "Typst": [sys.executable, "-c", compile_it] if find_spec("typst") else None,
    }


def main(rounds: int) -> None:
    """Print the table as Markdown."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        page, target = folder / "page.html", folder / "page.pdf"
        document = make_document()
        page.write_bytes(html.render_standalone(document))
        them = commands(page, write(document, folder), target)
        found: dict[str, list[Printed]] = {name: [] for name, command in them.items() if command}
        for _ in range(rounds):
            for name in found:
                found[name].append(printed(them[name] or [], target))
    print("| printed by | s | of ours | memory, MB | pages | KB |\n|---|---|---|---|---|---|")
    ours = _median(found[OURS], lambda one: one.seconds)
    for name in them:
        if name not in found:
            print(f"| {name} | not installed | | | | |")
            continue
        runs = found[name]
        seconds, memory = _median(runs, lambda one: one.seconds), _median(runs, lambda o: o.memory)
        print(f"| {name} | {seconds:.2f} | {seconds / ours:.2f} | {memory:.0f} ", end="")
        print(f"| {runs[0].pages} | {runs[0].size / 1000:.0f} |")


def printed(command: list[str], target: Path) -> Printed:
    """Runs ``command``. Raises FileNotFoundError where it made no file, CalledProcessError."""
    target.unlink(missing_ok=True)
    start, most = time.perf_counter(), 0.0
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        while process.poll() is None:
            most = max(most, _memory(process.pid))
            time.sleep(PAUSE)
    seconds = time.perf_counter() - start
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Printed(seconds, most, _pages(target), target.stat().st_size)


def _pages(file: Path) -> int:
    with pikepdf.open(file) as read:
        return len(read.pages)


def _memory(session: int) -> float:
    """MB of all processes of the session, what they share counted once."""
    total = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            fields = (process / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) == session:
                rollup = (process / "smaps_rollup").read_text()
                total += int(rollup.partition("Pss:")[2].split()[0])
        except (OSError, IndexError, ValueError):  # it ended meanwhile
            continue
    return total / 1024


def _median(runs: list[Printed], of: Callable[[Printed], float]) -> float:
    return statistics.median(map(of, runs))


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 5)
