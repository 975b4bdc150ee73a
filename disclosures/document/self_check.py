"""自查表: the inspectors' form over a document, every line of it answered by the document itself.

Finance bureaus inspect with a form (部门/单位预算公开情况检查表) that asks of each part and table
whether it is there and filled in; what the document has is counted, nothing is claimed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from disclosures.document.tree import Document, Section, TableBlock

NOTHING_IN_IT = "只有标题，没有内容"
EMPTY_WITH_NOTE = "空表，已列出并说明"
EMPTY_WITHOUT_NOTE = "空表，没有说明"


@dataclass(frozen=True)
class Item:
    """One line of the form: what is asked, whether it is so, and what there is to say."""

    name: str
    good: bool
    note: str = ""


def self_check(document: Document) -> tuple[Item, ...]:
    """内容规范性 line by line: cover, contents, every section, then every table."""
    return (
        Item("封面", bool(document.title and document.unit), document.title),
        Item("目录", bool(document.parts), f"{len(document.parts)}个部分"),
        *(item for part in document.parts for item in _parts(part)),
        *map(_table, document.tables()),
    )


def _parts(part: Section) -> Iterator[Item]:
    """The part itself where it has no sections of text, else each of them."""
    sections = [below for below in part.sections if not _is_table(below)]
    if not sections and not part.blocks and part.sections:
        return
    for section in sections if sections and not part.blocks else [part]:
        good = any(below.blocks for below in section.walk())
        yield Item(section.heading, good, "" if good else NOTHING_IN_IT)


def _is_table(section: Section) -> bool:
    return any(isinstance(block, TableBlock) for block in section.blocks)


def _table(table: TableBlock) -> Item:
    name = f"{table.form} {table.title}".strip()
    if not table.empty:
        return Item(name, True)
    return Item(name, bool(table.notes), EMPTY_WITH_NOTE if table.notes else EMPTY_WITHOUT_NOTE)
