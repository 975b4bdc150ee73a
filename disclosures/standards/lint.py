"""Does a standard agree with itself? Every name in its data must lead somewhere and be used.

docs/standards.md tells whoever writes a standard to run this first.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations

from disclosures.classification import ClassificationKind
from disclosures.standards.loader import available
from disclosures.standards.model import BODIES, DOCUMENTS, RELATIONS, IdentityDef, Standard
from disclosures.standards.walk import DOCUMENT_WORDS, Walk, words_only
from disclosures.tables import TOTAL, Block, Cell, RowSource, Table

COMPARED = frozenset({"staff"})
"""Figures that no text has to use: readers of the public site compare units by them."""


def problems(standard: Standard) -> tuple[str, ...]:
    """What is wrong with ``standard``, each in a Chinese sentence that names the place."""
    data = (_tables, _figures, _lists, _identities, _checks)
    found = (problem for part in data for problem in part(standard))
    return tuple(dict.fromkeys((*found, *Walk.through(standard).found)))


def unused(standards: Iterable[Standard]) -> tuple[str, ...]:
    """Sentences, figures, lists, listings and charts that none of ``standards`` uses.

    A province may leave a sentence of its base unused, so they are looked at together.
    """
    declared: dict[tuple[str, str], None] = {}
    used = {("数", name) for name in COMPARED}
    for standard in standards:
        used |= Walk.through(standard).used
        for kind, names in (
            ("句子", standard.sentences),
            ("数", standard.figures),
            ("列表", standard.lists),
            ("表格", standard.listings),
            ("图", [chart.id for chart in standard.charts]),
        ):
            declared |= dict.fromkeys((kind, name) for name in names)
    return tuple(f"{kind}“{name}”没有用到" for kind, name in declared if (kind, name) not in used)


def overlaps() -> tuple[str, ...]:
    """Standards of one jurisdiction and kind that cover the same year."""
    found = []
    for one, other in combinations(available(), 2):
        first, last = max(one[2], other[2]), min(one[3] or 9999, other[3] or 9999)
        if one[:2] == other[:2] and first <= last:
            found.append(f"{one[0]} {one[1]}：{first}年有两个公开范本")
    return tuple(found)


def _tables(standard: Standard) -> Iterator[str]:
    listed = (*standard.order, *standard.supplementary)
    for name in sorted({name for name in listed if listed.count(name) > 1}):
        yield f"standard.toml：表“{name}”列了两次"
    for name in (name for name in listed if name not in standard.tables):
        yield f"standard.toml：表“{name}”没有定义"
    for name in (name for name in standard.tables if name not in listed):
        yield f"表 {name}：不在 order 和 supplementary 中"
    words = {*standard.words, *DOCUMENT_WORDS}
    yield from words_only("standard.toml owner", standard.owner_line, words)
    yield from words_only("standard.toml money", standard.money_line, {*words, "money"})
    for table in standard.tables.values():
        yield from _table(table, standard)


def _table(table: Table, standard: Standard) -> Iterator[str]:
    place = f"表 {table.id}"
    if table.view_of and table.view_of not in standard.tables:
        yield f"{place}：表“{table.view_of}”没有定义"
    for text in (*table.notes, table.empty_note):
        yield from words_only(place, text, {*standard.words, *DOCUMENT_WORDS})
    for block in table.blocks:
        if block.code_parts and len(block.code_parts) != _deepest(block):
            yield f"{place}：code_parts 应写明每一级编码的栏名，共{_deepest(block)}个"
    keys = {row.key for block in table.blocks for row in block.rows}
    columns = {column.id for column in table.columns()}
    sums = [(c.id, c.sum_of, c.check, columns) for c in table.columns()]
    sums += [(r.key, r.sum_of, r.check, keys) for block in table.blocks for r in block.rows]
    for name in (n for b in table.blocks for d in b.derived for n in (d.of, d.base)):
        if name not in columns:
            yield f"{place}：derived 引用的栏“{name}”不存在"
    for name, parts, check, known in sums:
        yield from (f"{place}：“{name}”的分项“{p}”不存在" for p in parts if p not in known)
        if parts and not check:
            yield f"{place}：“{name}”是合计，没有写明勾稽关系编号"
    for row in (row for block in table.blocks for row in block.rows):
        if row.target is not None and (wrong := _cell(row.target, standard)):
            yield f"{place}：“{row.label}”{wrong}"


def _deepest(block: Block) -> int:
    """How many levels the codes of ``block`` may have."""
    economic = block.source is RowSource.ECONOMIC
    kind = ClassificationKind.ECONOMIC_DEPARTMENT if economic else ClassificationKind.FUNCTION
    return kind.deepest_level


def _cell(cell: Cell, standard: Standard) -> str:
    """What is wrong with an address; '' when it leads to a cell. ``*`` is any row, ``+`` all."""
    table = standard.tables.get(cell.table)
    if table is None:
        return f"指向的表“{cell.table}”没有定义"
    blocks = [b for b in table.blocks if cell.column in {column.id for column in b.columns}]
    if not blocks:
        return f"指向的栏“{cell.column}”在表“{cell.table}”中不存在"
    if any(_has_row(cell.row, block.fixed, table, standard) for block in blocks):
        return ""
    return f"指向的行“{cell.row}”在表“{cell.table}”中不存在"


def _has_row(row: str, fixed: bool, table: Table, standard: Standard) -> bool:
    if row == "*" or (row == "+" and not fixed):
        return True
    if fixed:
        return row in table.fixed_rows()
    known = (standard.codes.function, standard.codes.economic_department)
    return row == TOTAL or any(row in codes for codes in known)


def _figures(standard: Standard) -> Iterator[str]:
    for figure in standard.figures.values():
        place = f"figures.toml {figure.name}"
        if wrong := _cell(figure.cell, standard):
            yield f"{place}：{wrong}"
        if not figure.label:
            yield f"{place}：没有名称（label）"
        for name in (*filter(None, (figure.of, figure.against)), *figure.budget):
            if name not in standard.figures:
                yield f"{place}：引用的“{name}”没有定义"
        for name in figure.budget:
            if name in standard.figures and not standard.figures[name].base:
                yield f"{place}：预算“{name}”没有写明叫法（base）"


def _lists(standard: Standard) -> Iterator[str]:
    for entry in standard.lists.values():
        if entry.table not in standard.tables:
            yield f"lists.toml {entry.name}：表“{entry.table}”没有定义"


def _identities(standard: Standard) -> Iterator[str]:
    for identity in standard.identities:
        place = f"checks.toml {identity.id}“{identity.text}”"
        for cell in (*identity.left, *identity.right, *identity.requires, *identity.unless):
            if wrong := _cell(cell, standard):
                yield f"{place}：{wrong}"
        # A budget has tables of its own; last year's final accounts have those of this standard.
        for cell in identity.there if identity.document == "last_year" else ():
            if wrong := _cell(cell, standard):
                yield f"{place}：{wrong}"
        yield from (f"{place}：{wrong}" for wrong in _shape(identity))


def _shape(identity: IdentityDef) -> Iterator[str]:
    for name, word, known in (
        ("关系", identity.relation, RELATIONS),
        ("材料", identity.document, {"", *DOCUMENTS}),
        ("单位性质", identity.bodies, {"", *BODIES}),
        ("unknown", identity.unknown, {"", "zero"}),
    ):
        if word not in known:
            yield f"无法识别的{name}“{word}”"
    if not identity.left:
        yield "左边没有单元格"
    if bool(identity.document) != bool(identity.there):
        yield "document 和 there 应同时写明"
    for name, cells in (("requires", identity.requires), ("unless", identity.unless)):
        if any(cell.row in ("*", "+") for cell in cells):
            yield f"{name} 只能是确定的单元格"
    sides = (len(identity.left), len(identity.right), len(identity.there))
    if identity.taken and sides != (1, 0, 1):
        yield "taken 只能用于左边和 there 各有一个单元格、右边没有的规则"


def _checks(standard: Standard) -> Iterator[str]:
    """Subjects and units: their addresses may have ``*`` for any row or column."""
    transfers = [c for t in standard.units.transfers for c in (t.received, t.paid)]
    named = [("subjects", cell) for entry in standard.subjects for cell in entry.cells]
    named += [("units", cell) for cell in (*standard.units.add, *transfers)]
    for section, cell in named:
        table = standard.tables.get(cell.table)
        if table is not None and cell.column == "*":
            cell = cell._replace(column=next(table.columns()).id)
        if wrong := _cell(cell, standard):
            yield f"checks.toml {section}：{wrong}"
    budgets = {budget for code in standard.codes.function for budget in code.budgets}
    for name in (name for entry in standard.subjects for name in entry.never):
        if name not in budgets:
            yield f"checks.toml subjects：科目表中没有“{name}”"
