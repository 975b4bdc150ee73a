"""python -m benchmarks.peers [ROUNDS]: the demonstration printed by others, side by side.

Headless Chromium and LibreOffice print the page that stands alone, Typst a source made of the same
document (``typst.py``); each is a process of its own, from its start to the end of its file, in
turn. Ours is measured twice: from its own print markup, which is what the others have before them
too, and from the figures in the workbook, Django and the reading of it included.
Chromium is /usr/bin/chromium; LibreOffice comes with Debian's libreoffice-writer, Typst with the
dependency group ``peers``. What is not installed is said.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pikepdf

from benchmarks import memory
from benchmarks.demonstration import make_document
from benchmarks.table import HEAD, Row
from benchmarks.typst import write
from disclosures.renderers import html, pdf

PAUSE = 0.02
"""Seconds between two looks at the memory."""

FONTS = Path(__file__).parents[1] / "static" / "fonts"

OURS = "明账, from its markup"


@dataclass(frozen=True)
class Printed:
    """One run: seconds, pages, bytes."""

    seconds: float
    pages: int
    size: int


def commands(
    page: Path, markup: Path, source: Path, target: Path
) -> Mapping[str, list[str] | None]:
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
        "import os; os.environ |= {'DJANGO_SETTINGS_MODULE': 'config.settings', 'DEBUG': 'true'}; "
        "from disclosures.renderers.pdf.press import press; from pathlib import Path; "
        f"markup = Path({str(markup)!r}).read_text('utf-8'); "
        f"Path({str(target)!r}).write_bytes(press(markup, False))"
    )
    from_figures = (
        "from benchmarks.demonstration import facts_to; from pathlib import Path; "
        f"Path({str(target)!r}).write_bytes(facts_to('pdf')())"
    )
    return {
        OURS: [sys.executable, "-c", ours],
        "明账, from the workbook": [sys.executable, "-c", from_figures],
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
        page, markup, target = (folder / f"page.{end}" for end in ("html", "xml", "pdf"))
        document = make_document()
        page.write_bytes(html.render_standalone(document))
        markup.write_text(pdf.markup(document), "utf-8")
        them = commands(page, markup, write(document, folder), target)
        found: dict[str, list[Printed]] = {name: [] for name, command in them.items() if command}
        held = {name: memory_of(them[name] or []) for name in found}
        for _ in range(rounds):
            for name in found:
                found[name].append(printed(them[name] or [], target))
    print(HEAD)
    ours = statistics.median(one.seconds for one in found[OURS])
    for name in them:
        if name not in found:
            print(Row(name, "not installed", 0))
            continue
        runs = found[name]
        seconds = statistics.median(one.seconds for one in runs)
        more = f"{runs[0].pages} pages, {runs[0].size / 1000:.0f} KB"
        ratio = f"{seconds / ours:.2f} of ours"
        print(Row(name, f"{seconds:.2f} s", rounds, ratio, held[name], more))


def printed(command: list[str], target: Path) -> Printed:
    """Runs ``command``. Raises FileNotFoundError where it made no file, CalledProcessError."""
    target.unlink(missing_ok=True)
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return Printed(time.perf_counter() - start, _pages(target), target.stat().st_size)


def memory_of(command: list[str]) -> float:
    """The most, in MB, that all processes of ``command`` held together, in a run of its own.

    Looking holds up the process that is looked at; this run also reads the files for the others.
    """
    most = 0.0
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        while process.poll() is None:
            most = max(most, memory.of_session(process.pid))
            time.sleep(PAUSE)
    return most


def _pages(file: Path) -> int:
    with pikepdf.open(file) as read:
        return len(read.pages)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 5)
