"""An .xlsx workbook (ECMA-376) as records.

Only what a figure can depend on is read: the list of sheets, the shared texts, which number formats
show dates, and the cells. A fault in a colour, a filter or a font does not keep a workbook from
being read, and a sheet is left where its cells end. What a file says of its size is not believed.
"""

import io
import posixpath
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple
from zipfile import ZipFile

from disclosures.intake.parsers import dates
from disclosures.intake.parsers.records import (
    REPAIR,
    Limits,
    Record,
    Refused,
    check_sheets,
    closing,
)
from disclosures.intake.parsers.xlsx_rows import Package, SheetRows
from disclosures.intake.parsers.xml import MAIN, OFFICE, RELATIONSHIPS, feed, parser

WORKBOOK = "xl/workbook.xml"
LINKS = "xl/_rels/workbook.xml.rels"
STYLES = "xl/styles.xml"
STRINGS = "xl/sharedStrings.xml"
TRUE = frozenset({"1", "true"})

Attributes = Mapping[str, str]


class SheetEntry(NamedTuple):
    """A sheet in the workbook's list: its name, its link to a part, whether it is hidden."""

    name: str
    link: str
    hidden: bool


class Link(NamedTuple):
    """What the workbook links to: a kind, such as ``worksheet``, and the name of a part."""

    kind: str
    part: str


class Contents:
    """The workbook part: its sheets, how it counts days, and whether its results are stale.

    ``stale``: the file asks to be calculated when it is opened, so its results are not to be
    trusted. Programs that write formulas but cannot calculate ask for that, and several of them
    store 0 as the result.
    """

    def __init__(self, archive: ZipFile) -> None:
        self.sheets: list[SheetEntry] = []
        self.epoch: datetime = dates.EPOCH_1900
        self.stale = False
        for name, attributes in elements(archive, WORKBOOK):
            if name == MAIN + "sheet":
                hidden = attributes.get("state", "visible") != "visible"
                link = attributes.get(OFFICE + "id", "")
                self.sheets.append(SheetEntry(attributes["name"], link, hidden))
            elif name == MAIN + "workbookPr" and attributes.get("date1904") in TRUE:
                self.epoch = dates.EPOCH_1904
            elif name == MAIN + "calcPr":
                self.stale = attributes.get("fullCalcOnLoad") in TRUE


def parse(data: bytes, limits: Limits) -> Iterator[Record]:
    """Yield the records of every worksheet, in the workbook's order; raise ``Refused``."""
    with ZipFile(io.BytesIO(data)) as archive:
        contents = Contents(archive)
        links = _links(archive)
        sheets = [s for s in contents.sheets if _is_worksheet(links.get(s.link))]
        check_sheets(len(sheets), limits)
        strings = next(
            (link.part for link in links.values() if link.kind == "sharedStrings"), STRINGS
        )
        date_styles, durations = time_styles(archive)
        package = Package(
            shared_texts(archive, strings), contents.epoch, date_styles, durations,
            contents.stale, limits,
        )  # fmt: skip
        for sheet in sheets:
            part = links[sheet.link].part if sheet.link in links else ""
            if part not in archive.namelist():
                raise Refused(f"工作表的内容缺失，文件已损坏；{REPAIR}", sheet.name)
            rows = SheetRows(package, sheet.name)
            with archive.open(part) as source:
                yield from rows.read(source)
            yield closing(sheet.name, sheet.hidden, rows.uncalculated)


def _is_worksheet(link: Link | None) -> bool:
    """Tell a sheet of cells from one that is a chart; one without a link has lost its cells."""
    return link is None or link.kind == "worksheet"


def _links(archive: ZipFile) -> Mapping[str, Link]:
    """What the workbook links to, by the ids it uses."""
    found = {}
    for name, attributes in elements(archive, LINKS):
        if name == RELATIONSHIPS + "Relationship":
            part = posixpath.normpath(posixpath.join("/xl", attributes["Target"])).lstrip("/")
            kind = attributes["Type"].rpartition("/")[2]
            found[attributes["Id"]] = Link(kind, part)
    return found


def elements(archive: ZipFile, part: str) -> Iterator[tuple[str, Attributes]]:
    """The elements of a part that is small, in their order; none where there is no such part."""
    if part not in archive.namelist():
        return
    found: list[tuple[str, Attributes]] = []
    made = parser()
    made.StartElementHandler = lambda name, attributes: found.append((name, attributes))
    with archive.open(part) as source:
        for _ in feed(made, source):
            yield from found
            found.clear()


def shared_texts(archive: ZipFile, part: str) -> list[str]:
    """The texts that cells refer to by number, without the signs of how to read them aloud."""
    texts: list[str] = []
    if part not in archive.namelist():
        return texts
    pieces: list[str] = []
    path: list[str] = []

    def start(name: str, _: Attributes) -> None:
        path.append(name)

    def end(name: str) -> None:
        path.pop()
        if name == MAIN + "si":
            texts.append("".join(pieces).replace("x005F_", ""))
            pieces.clear()

    def text(data: str) -> None:
        if path[-1] == MAIN + "t" and MAIN + "rPh" not in path:
            pieces.append(data)

    made = parser()
    made.StartElementHandler, made.EndElementHandler = start, end
    made.CharacterDataHandler = text
    with archive.open(part) as source:
        for _ in feed(made, source):
            pass
    return texts


def time_styles(archive: ZipFile) -> tuple[frozenset[int], frozenset[int]]:
    """Return the cell styles that show a number as a date or time, and those as a duration."""
    codes: dict[int, str] = {}
    formats: list[int] = []
    listed = False
    for name, attributes in elements(archive, STYLES):
        if name == MAIN + "numFmt":
            codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif name == MAIN + "xf" and listed:
            formats.append(int(attributes.get("numFmtId", "0")))
        elif name in {MAIN + "cellXfs", MAIN + "cellStyles"}:
            listed = name == MAIN + "cellXfs"
        elif name == MAIN + "cellStyleXfs":
            listed = False
    return (
        frozenset(style for style, number in enumerate(formats) if _is_date(number, codes)),
        frozenset(style for style, number in enumerate(formats) if _is_duration(number, codes)),
    )


def _is_date(number: int, codes: Mapping[int, str]) -> bool:
    if number in codes:
        return dates.is_date_format(codes[number])
    return number in dates.BUILT_IN_DATES


def _is_duration(number: int, codes: Mapping[int, str]) -> bool:
    if number in codes:
        return dates.is_duration_format(codes[number])
    return number in dates.BUILT_IN_DURATIONS
