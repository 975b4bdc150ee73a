"""python -m benchmarks.endurance [DOCUMENTS]: what a process holds while it renders many documents.

The demonstration with other amounts each time, to PDF, Excel, HTML and JSON, in one process, as a
worker does. 500 documents take a core some 20 minutes.
"""

import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from statistics import median

from benchmarks.demonstration import SHEET, STANDARD, TEXTS, UNIT_TEXTS
from benchmarks.memory import held
from benchmarks.table import HEAD, Row
from disclosures.document.assemble import assemble
from disclosures.document.tree import Document
from disclosures.renderers import FORMATS

RENDERED = ("pdf", "xlsx", "html", "json")

PARTS = 10
"""So many lines the table has."""


def documents(count: int) -> Iterator[Document]:
    """The demonstration with every amount times 1, 2, 3 …: exact, and the sums stay sums."""
    for number in range(1, count + 1):
        facts = {
            cell: replace(fact, value=fact.value * number) for cell, fact in SHEET.facts.items()
        }
        sheet = replace(SHEET, facts=facts)
        yield assemble(STANDARD, sheet, TEXTS["unit"]["name"], UNIT_TEXTS).document


def main(count: int) -> None:
    """Print the table as Markdown: each tenth of the documents, its memory against the first's."""
    print(HEAD)
    each, memory, seconds, first = max(1, count // PARTS), [], [], 0.0
    for number, document in enumerate(documents(count), 1):
        start = time.perf_counter()
        for name in RENDERED:
            FORMATS[name].render(document)
        seconds.append(time.perf_counter() - start)
        memory.append(held())
        if number % each == 0:
            first = first or median(memory)
            what = f"PDF, Excel, HTML, JSON of document {number - each + 1} to {number}"
            ratio = f"memory {median(memory) / first:.2f} of the first"
            took = f"{median(seconds):.2f} s"
            print(Row(what, took, each, ratio, max(memory)), flush=True)
            memory, seconds = [], []


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 500)
