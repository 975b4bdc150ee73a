"""From a table entry of a standard's data to a ``Table``.

The short forms of the data are spelled out here: ``codes`` (rows named by the classification),
``empty`` (lines of the form without content), ``@codes`` (the sum of all such rows), ``prior`` (a
supplementary line that holds a figure of last year), ``count`` (a line that is not money).
"""

from collections.abc import Iterator

from disclosures.amounts import numbered
from disclosures.classification import Classification, ClassificationKind, Classifications
from disclosures.standards import schema
from disclosures.standards.entries import BadStandard, Data, expect
from disclosures.tables import Block, Cell, Column, Derived, Measure, Row, RowSource, Table

NUMBERED = "{numeral}、"
"""How rows are numbered where their entry says only that they are."""


def build_table(name: str, entry: Data, codes: Classifications) -> Table:
    """The table ``name``. Raises BadStandard or UnknownCode when its data does not fit."""
    expect(entry, f"表 {name}", schema.TABLE)
    fields = {key: value for key, value in entry.items() if key != "blocks"}
    for key in ("notes", "aliases"):
        fields[key] = tuple(fields.get(key, ()))
    blocks = tuple(_block(f"表 {name}", block, codes) for block in entry["blocks"])
    return Table(id=name, blocks=blocks, **fields)


def _block(place: str, entry: Data, codes: Classifications) -> Block:
    expect(entry, place, schema.BLOCK)
    named = ClassificationKind(entry.get("classification", "function"))
    texts = ("title", "stub_head", "total", "hierarchy_check")
    fields = {key: entry[key] for key in texts if key in entry}
    return Block(
        columns=tuple(_column(place, column) for column in entry["columns"]),
        derived=tuple(_derived(place, column) for column in entry.get("derived", ())),
        stub=tuple((kind, label) for kind, label in entry.get("stub", ())),
        source=RowSource(entry.get("source", "fixed")),
        rows=tuple(_rows(place, entry.get("rows", ()), codes.of(named))),
        code_parts=tuple(entry.get("code_parts", ())),
        **fields,
    )


def _column(place: str, entry: Data) -> Column:
    expect(entry, place, schema.COLUMN)
    labels, levels = _heads(entry)
    return Column(
        id=entry["id"],
        labels=labels,
        sum_of=tuple(entry.get("sum", ())),
        check=entry.get("check", ""),
        levels=levels,
        signed=entry.get("signed", False),
    )


def _derived(place: str, entry: Data) -> Derived:
    expect(entry, place, schema.DERIVED)
    labels, levels = _heads(entry)
    return Derived(entry["change"], entry["of"], entry["base"], labels, levels)


def _heads(entry: Data) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The labels of a column, each once, and by rows of the head where one of them fills two."""
    levels = tuple(entry["labels"])
    labels = tuple(
        label for label, above in zip(levels, ("", *levels), strict=False) if label != above
    )
    return labels, () if levels == labels else levels


def _rows(place: str, entries: list[Data], classification: Classification) -> Iterator[Row]:
    codes = [code for entry in entries for code in entry.get("codes", ())]
    for entry in entries:
        expect(
            entry,
            place,
            next((k for k in (schema.CODES, schema.EMPTY) if k.required[0] in entry), schema.ROW),
        )
        if "codes" in entry:
            yield from _code_rows(entry, classification)
        elif "empty" in entry:
            line = entry.get("line")
            for offset in range(entry["empty"]):
                yield Row("", "", line=None if line is None else line + offset)
        else:
            yield _row(entry, codes)


def _code_rows(entry: Data, classification: Classification) -> Iterator[Row]:
    listed, given = entry["codes"], entry.get("numbered", False)
    used, first = entry.get("used", False), entry.get("first", 1)
    pattern = given if isinstance(given, str) else NUMBERED if given or used else ""
    for offset, code in enumerate(listed):
        known = classification[code]
        yield Row(
            key=code,
            label=f"{'' if used else numbered(pattern, first + offset)}{known.name}",
            code=code,
            level=known.level,
            line=entry["line"] + offset if "line" in entry else None,
            sum_of=() if pattern else tuple(c for c in listed if c != code and c.startswith(code)),
            check=entry.get("check", ""),
            strong=not pattern and known.level == 1,
            used=pattern if used else "",
        )


def cell(text: str) -> Cell:
    """A cell address in a data file. Raises BadStandard when it is none."""
    try:
        return Cell.parse(text)
    except ValueError as error:
        raise BadStandard(f"“{text}”不是“表/行/栏”形式的地址") from error


def _row(entry: Data, codes: list[str]) -> Row:
    sums = entry.get("sum", ())
    return Row(
        key=entry["key"],
        label=entry["label"],
        level=entry.get("level", 0),
        line=entry.get("line"),
        sum_of=tuple(key for part in sums for key in (codes if part == "@codes" else (part,))),
        check=entry.get("check", ""),
        strong=entry.get("strong", False),
        measure=Measure.COUNT if "count" in entry else Measure.MONEY,
        unit=entry.get("count", ""),
        target=cell(entry["prior"]) if "prior" in entry else None,
        prior="prior" in entry,
    )
