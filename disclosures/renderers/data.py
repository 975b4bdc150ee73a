"""The document as JSON: facts with their addresses, figures with their formulas, and the text."""

import json
from collections.abc import Iterator
from typing import Any

from disclosures.charts import describe
from disclosures.document.stamp import Stamp
from disclosures.document.tree import (
    Block,
    ChartBlock,
    Document,
    FormBlock,
    FormCell,
    Note,
    Paragraph,
    ProseHeading,
    Section,
    TableBlock,
)
from disclosures.narrative.figures import Figure
from disclosures.narrative.sentences import Written

CONTENT_TYPE = "application/json"

SCHEMA = "mingzhang-disclosure/1"

_FORMULAS = {
    "cell": "{0}",
    "difference": "abs({0} - {1})",
    "rate": "round(abs({0} - {1}) / {1} * 100, 2)",
    "share": "round({0} / {1} * 100, 2)",
    "completion": "round({0} / {1} * 100, 2)",
    "increase": "{0} - {1}",
    "growth": "round(({0} - {1}) / {1} * 100, 2)",
}


def render(document: Document) -> bytes:
    """Facts are in 元 (or counts) as exact decimal strings; percentages have two places."""
    return (json.dumps(_document(document), ensure_ascii=False, indent=1) + "\n").encode()


def _document(document: Document) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "title": document.title,
        "notice": document.notice,
        "unit": document.unit,
        "year": document.year,
        "kind": document.kind,
        "standard": document.standard,
        "stamp": _stamp(document.stamp) if document.stamp else None,
        "facts": list(_facts(document)),
        "answers": [_section(question) for question in document.answers],
        "parts": [_section(part) for part in document.parts],
    }


def _stamp(stamp: Stamp) -> dict[str, Any]:
    return {
        "version": stamp.version,
        "published_at": stamp.local.isoformat(timespec="seconds"),
        "code": stamp.printed_code,
        "address": stamp.address,
        "replaces": stamp.replaces or "",
    }


def _facts(document: Document) -> Iterator[dict[str, Any]]:
    """Every cell that is printed, in a table or a sentence, once."""
    seen: set[tuple[int, str]] = set()
    cells = (cell.figure for table in document.tables() for row in table.body for cell in row)
    for figure in (*cells, *document.figures()):
        if figure is None or figure.operation != "cell":
            continue
        operand = figure.operands[0]
        if (operand.year, str(operand.cell)) not in seen:
            seen.add((operand.year, str(operand.cell)))
            yield {
                "cell": str(operand.cell),
                "year": operand.year,
                "value": str(figure.value),
                "unit": "元" if figure.money else figure.unit,
            }


def _section(section: Section) -> dict[str, Any]:
    return {
        "id": section.id,
        "heading": section.heading,
        "blocks": [_block(block) for block in section.blocks],
        "sections": [_section(below) for below in section.sections],
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Paragraph():
            return {
                "type": "paragraph",
                "text": block.text,
                "figures": [_figure(run) for run in block.runs if isinstance(run, Figure)],
                "written": [run.text for run in block.runs if isinstance(run, Written)],
            }
        case ProseHeading():
            return {"type": "heading", "level": block.level, "text": block.text}
        case Note():
            return {"type": "note", "text": block.text}
        case ChartBlock():
            return {"type": "chart", "caption": block.caption, "text": describe(block.chart)}
        case TableBlock():
            return _table(block)
        case FormBlock():
            return _form(block)


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "name": figure.name,
        "label": figure.label,
        "text": figure.text,
        "unit": figure.unit,
        "value": str(figure.value),
        "formula": formula(figure),
    }


def formula(figure: Figure) -> str:
    """How it is made of cells, each written year:table/row/column: 元 and counts, exact."""
    operands = [f"{operand.year}:{operand.cell}" for operand in figure.operands]
    return _FORMULAS[figure.operation].format(*operands)


def _table(block: TableBlock) -> dict[str, Any]:
    return {
        "type": "table",
        "id": block.id,
        "title": block.title,
        "form": block.form,
        "unit": block.money,
        "head": [[cell.text for cell in row] for row in block.head],
        "rows": [[cell.text for cell in row] for row in block.body],
        "notes": list(block.notes),
    }


def _form(block: FormBlock) -> dict[str, Any]:
    return {
        "type": "form",
        "id": block.id,
        "title": block.title or block.sheet,
        "unit": block.money,
        "rows": [[_form_cell(cell) for cell in row] for row in block.rows],
        "notes": list(block.notes),
    }


def _form_cell(cell: FormCell) -> dict[str, Any]:
    """Kind and text, the spans where there are any, and the figure of an amount or rate."""
    spans = {"colspan": cell.colspan, "rowspan": cell.rowspan}
    written: dict[str, Any] = {"kind": cell.kind, "text": cell.text}
    written |= {name: span for name, span in spans.items() if span > 1}
    return written | ({"figure": _figure(cell.figure)} if cell.figure else {})
