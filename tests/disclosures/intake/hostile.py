"""Workbooks made from text, part by part: valid ones, broken ones, and attacks.

Everything is small and the same bytes on every run. ``parts`` gives the parts of a valid workbook,
a test changes some of them, ``pack`` makes the file.
"""

import io
import struct
import zipfile
from collections.abc import Mapping

from hypothesis import strategies as st

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'

CONTENT_TYPES = "[Content_Types].xml"
WORKBOOK = "xl/workbook.xml"
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
STYLES = "xl/styles.xml"

OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")

# Cell styles by number: general, and the number formats a cell may carry.
STYLE_SHEET = f"""{DECLARATION}<styleSheet xmlns="{MAIN}">
<numFmts count="2"><numFmt numFmtId="164" formatCode="#,##0.00_ ;[Red]\\-#,##0.00\\ "/>
<numFmt numFmtId="165" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts>
<cellXfs count="7"><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="14"/><xf numFmtId="165"/>
<xf numFmtId="31"/><xf numFmtId="20"/><xf numFmtId="46"/></cellXfs></styleSheet>"""
AMOUNT, DATE, YEAR_MONTH_DAY, CHINESE_DATE, TIME, DURATION = range(1, 7)

SMALL = '<row r="1"><c r="A1" t="inlineStr"><is><t>项目</t></is></c><c r="B1"><v>1.5</v></c></row>'


def sheet(data: str, before: str = "", after: str = "") -> str:
    """The XML of a worksheet with ``data`` as its rows."""
    return (
        f'{DECLARATION}<worksheet xmlns="{MAIN}">{before}'
        f"<sheetData>{data}</sheetData>{after}</worksheet>"
    )


def parts(*data: str, state: str = "visible", calculation: str = "") -> dict[str, str | bytes]:
    """The parts of a valid workbook: one sheet for each ``data``, named 公开01表, 公开02表, …

    ``state`` is that of the last sheet. ``calculation`` is put into the workbook part.
    """
    numbers = range(1, len(data) + 1)
    states = ["visible"] * (len(data) - 1) + [state]
    sheets = "".join(
        f'<sheet name="公开{number:02}表" sheetId="{number}" state="{state}" r:id="rId{number}"/>'
        for number, state in zip(numbers, states, strict=True)
    )
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" '
        f'Target="worksheets/sheet{number}.xml"/>'
        for number in numbers
    )
    return {
        CONTENT_TYPES: content_types(len(data)),
        "_rels/.rels": relationships(
            f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="{WORKBOOK}"/>'
        ),
        WORKBOOK: f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        f"<sheets>{sheets}</sheets>{calculation}</workbook>",
        "xl/_rels/workbook.xml.rels": relationships(links),
        STRINGS: f'{DECLARATION}<sst xmlns="{MAIN}"><si><t>共享文字</t></si></sst>',
        STYLES: STYLE_SHEET,
        **{f"xl/worksheets/sheet{number}.xml": sheet(data[number - 1]) for number in numbers},
    }


def content_types(sheets: int) -> str:
    """The list of the parts' types."""
    override = '<Override PartName="/{}" ContentType="{}.{}+xml"/>'.format
    worksheets = "".join(
        override(f"xl/worksheets/sheet{number}.xml", TYPES, "worksheet")
        for number in range(1, sheets + 1)
    )
    return (
        f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + override(WORKBOOK, TYPES, "sheet.main")
        + override(STRINGS, TYPES, "sharedStrings")
        + override(STYLES, TYPES, "styles")
        + worksheets
        + "</Types>"
    )


def relationships(links: str) -> str:
    """A part that links others."""
    return f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'


def pack(members: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP file of the members, all dated 1980."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, content in members.items():
            package.writestr(zipfile.ZipInfo(name), content, compress_type=method)
    return file.getvalue()


def workbook(
    *data: str,
    state: str = "visible",
    calculation: str = "",
    members: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """A workbook with these sheets, with ``members`` added to its parts or put in their place."""
    made = parts(*(data or (SMALL,)), state=state, calculation=calculation)
    return pack({**made, **(members or {})})


def rows(count: int, columns: int = 1) -> str:
    """Rows of ones."""
    cells = "<c><v>1</v></c>" * columns
    return "".join(f'<row r="{number}">{cells}</row>' for number in range(1, count + 1))


def text_cell(text: str, address: str = "A1") -> str:
    """A row with one cell of text; the address gives the row."""
    row = address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    cell = f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>'
    return f'<row r="{row}">{cell}</row>'


def entities(declarations: str, reference: str) -> str:
    """A worksheet with a DTD and a cell that refers to an entity of it."""
    start, end = sheet(text_cell(reference)).split("?>", 1)
    return f"{start}?><!DOCTYPE worksheet [{declarations}]>{end}"


BILLION_LAUGHS = entities(
    '<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {name} "{f"&{chr(ord(name) - 1)};" * 10}">' for name in "bcdefghi"),
    "&i;",
)
EXTERNAL_ENTITY = entities('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;")


def ole(*streams: str) -> bytes:
    """The head and the directory of an OLE file with these streams, without their contents."""
    entries = (stream.encode("utf-16-le").ljust(128, b"\0") for stream in ("Root Entry", *streams))
    return OLE_MAGIC + bytes(504) + b"".join(entries)


def encrypted_package() -> bytes:
    """What Excel writes for a workbook with a password: an OLE file with an encrypted package."""
    return ole("EncryptedPackage")


def with_directory_field(data: bytes, offset: int, layout: str, value: int) -> bytes:
    """The file with one field changed in every entry of its ZIP directory."""
    changed = bytearray(data)
    position = changed.find(b"PK\x01\x02")
    while position >= 0:
        struct.pack_into(layout, changed, position + offset, value)
        position = changed.find(b"PK\x01\x02", position + 1)
    return bytes(changed)


def marked_encrypted(data: bytes) -> bytes:
    """The ZIP file with every part marked as protected by a password."""
    return with_directory_field(data, 8, "<H", 1)


def with_declared_size(data: bytes, size: int) -> bytes:
    """The ZIP file with a false inflated size of every part."""
    return with_directory_field(data, 24, "<I", size)


MIXED = parts(
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>1.5</v></c></row>'
    '<row r="2"><c r="A2" t="inlineStr"><is><t>项目</t></is></c><c r="B2"><f>B1</f><v>1.5</v></c>'
    '<c r="C2" s="2"><v>45292</v></c><c r="D2" t="b"><v>1</v></c></row>'
)
TOKENS = (
    *("", "-1", "0", "99999999999", "1e999", "NaN", "A0", "ZZZZ1", "é", "\0"),
    *('"', "<", ">", "/", "&#0;", "&lt;", "<!--", "]]>", '" t="d', '" t="s'),
    *("<c/>", "<f/>", "<row>", "</row>"),
)


@st.composite
def damaged_files(draw: st.DrawFn) -> bytes:
    """A stored (uncompressed) workbook with some of its bytes replaced, cut out or doubled."""
    data = bytearray(pack(MIXED, zipfile.ZIP_STORED))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(start + 8, len(data))))
        doubled = bytes(data[start:end] * 2)
        data[start:end] = draw(st.one_of(st.binary(max_size=8), st.just(doubled)))
    return bytes(data)


@st.composite
def damaged_parts(draw: st.DrawFn) -> bytes:
    """A sound package around a part with some of its text replaced."""
    name = draw(st.sampled_from([SHEET, *MIXED]))
    text = str(MIXED[name])
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(start + 6, len(text))))
        text = text[:start] + draw(st.sampled_from(TOKENS)) + text[end:]
    return pack({**MIXED, name: text})
