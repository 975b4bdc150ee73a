"""What every output says of the published version, and that its QR code can be read from paper."""

import io
import json
import re
import subprocess
import zipfile
from dataclasses import replace
from datetime import datetime

import pikepdf
import pytest
import segno
from openpyxl import Workbook, load_workbook
from PIL import Image

from disclosures.document.assemble import assemble
from disclosures.document.tree import Document
from disclosures.facts import FactSheet
from disclosures.intake.mapping import map_workbook
from disclosures.intake.workbook import read_workbook
from disclosures.narrative.scope import Texts
from disclosures.renderers import FORMATS, data, excel, html, pdf, qr, text
from disclosures.renderers.paper.imprint import imprint
from disclosures.standards.model import Standard
from tests.disclosures import samples
from tests.disclosures.stamps import FIRST, SECOND

Modules = list[list[bool]]


@pytest.fixture(scope="module")
def stamped(demonstration: Document) -> Document:
    return demonstration.stamped(SECOND)


@pytest.fixture(scope="module")
def printed(stamped: Document) -> bytes:
    return pdf.render(stamped)


@pytest.fixture(scope="module")
def pages(printed: bytes) -> list[str]:
    command = ["pdftotext", "-raw", "-", "-"]
    done = subprocess.run(command, input=printed, capture_output=True, check=True)
    return done.stdout.decode().split("\f")[:-1]


def expected(address: str) -> Modules:
    """The modules of the code as segno makes it, without the quiet ones."""
    return [[bool(module) for module in row] for row in segno.make_qr(address, error="m").matrix]


def scanned(picture: Image.Image) -> Modules:
    """The modules of the only code in ``picture``, read in the middle of each.

    The corners of a code are dark, so that its edges are where the first dark pixels are.
    """
    dark = picture.convert("L").point(lambda value: 255 if value < 128 else 0)
    box = dark.getbbox()
    assert box is not None
    left, top, right, bottom = box
    size = len(expected(SECOND.address))
    return [
        [
            dark.getpixel(
                (
                    int(left + (right - left) * (column + 0.5) / size),
                    int(top + (bottom - top) * (row + 0.5) / size),
                )
            )
            == 255
            for column in range(size)
        ]
        for row in range(size)
    ]


# ---- PDF -----------------------------------------------------------------------------------------


def test_the_cover_ends_with_the_imprint(pages: list[str]) -> None:
    assert pages[0].splitlines() == [
        "遂宁市电教教仪站",
        "2020年度部门决算",
        "演示数据：仅供演示软件功能，不是正式公开材料。",
        "版次 第2版",
        "公开时间 2021年9月15日10时05分",
        "校验码 0123-4567-89AB-CDEF",
        "更正说明 替代第1版：更正了公务接待的人次。",
        "扫描二维码，或在 https://ysgk.example.gov.cn/verify/ 输入校验码，可核对本文件。",
    ]


def test_every_other_page_has_version_and_code_in_its_margin(pages: list[str]) -> None:
    mark = "第2版 校验码 0123-4567-89AB-CDEF"
    assert [page.count(mark) for page in pages] == [0, *[1] * (len(pages) - 1)]


def test_a_long_reason_leaves_room_for_the_title() -> None:
    said = str(imprint(replace(SECOND, replaces="更正\n" + "理由" * 500)))
    assert f"<p><b>更正说明</b>更正 {'理由' * 88}理…（全文见核对网址）</p>" in said
    assert "理由" * 89 not in said


def test_the_imprint_moves_no_page(pages: list[str]) -> None:
    assert len(pages) == 27  # as without it
    assert pages[1].startswith("目录\n第一部分 部门概况 1\n")


def test_the_code_is_read_from_the_printed_cover(printed: bytes) -> None:
    command = ["pdftoppm", "-r", "300", "-singlefile", "-gray", "-png", "-"]
    page = subprocess.run(command, input=printed, capture_output=True, check=True).stdout
    cover = Image.open(io.BytesIO(page))
    millimetre = 300 / 25.4
    # The lower left part of the page: beside the text, below the line above the imprint.
    box = tuple(int(side * millimetre) for side in (20, 229.5, 55, 290))
    assert scanned(cover.crop((box[0], box[1], box[2], box[3]))) == expected(SECOND.address)


def test_the_code_is_drawn_and_said_in_words(printed: bytes) -> None:
    with pikepdf.open(io.BytesIO(printed)) as file:
        figures = [
            str(item.Alt)
            for item in file.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure"
        ]
        assert figures[0] == f"二维码：{SECOND.address}"
        assert list(file.pages[0].get_images()) == []
        links = [str(link.A.URI) for link in file.pages[0].Annots]
        assert links == [SECOND.address]
        assert file.open_metadata()["pdfuaid:part"] == "1"


def test_the_contents_of_the_newer_sichuan_documents_are_dated() -> None:
    standard = samples.standard("sichuan", 2022)
    document = assemble(standard, FactSheet(2022, {}), samples.UNIT, Texts()).document
    command = ["pdftotext", "-raw", "-f", "2", "-l", "2", "-", "-"]
    content = pdf.render(document.stamped(FIRST))
    done = subprocess.run(command, input=content, capture_output=True, check=True)
    assert done.stdout.decode().splitlines()[:3] == [
        "目录",
        "公开时间：2021年9月15日",
        "第一部分 部门概况 1",
    ]


# ---- the workbook --------------------------------------------------------------------------------


def opened(document: Document) -> Workbook:
    return load_workbook(io.BytesIO(excel.render(document)))


def test_the_workbook_ends_with_a_sheet_about_the_version(
    demonstration: Document, stamped: Document
) -> None:
    names = opened(stamped).sheetnames
    assert names == [*opened(demonstration).sheetnames, "说明"]
    sheet = opened(stamped)["说明"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["说明", "演示数据：仅供演示软件功能，不是正式公开材料。"],
        ["材料", "遂宁市电教教仪站2020年度部门决算"],
        ["单位", "遂宁市电教教仪站"],
        ["版次", "第2版"],
        ["公开时间", "2021年9月15日10时05分"],
        ["校验码", "0123-4567-89AB-CDEF"],
        ["更正说明", "替代第1版：更正了公务接待的人次。"],
        ["核对网址", "https://ysgk.example.gov.cn/verify/0123-4567-89AB-CDEF/"],
        [
            "核对方法",
            "扫描二维码，或在 https://ysgk.example.gov.cn/verify/ 输入校验码，可核对本文件。",
        ],
    ]


def test_its_picture_is_the_code(stamped: Document) -> None:
    with zipfile.ZipFile(io.BytesIO(excel.render(stamped))) as archive:
        picture = archive.read("xl/media/image1.png")
        drawing = archive.read("xl/drawings/drawing1.xml").decode()
    assert scanned(Image.open(io.BytesIO(picture))) == expected(SECOND.address)
    assert re.findall('descr="([^"]*)"', drawing) == [f"二维码：{SECOND.address}"]


def test_every_printed_sheet_bears_version_and_code(
    demonstration: Document, stamped: Document
) -> None:
    def marks(document: Document) -> set[str | None]:
        footers = [sheet.oddFooter for sheet in opened(document)]
        return {footer.left.text for footer in footers if footer and footer.left}

    assert marks(stamped) == {"第2版 校验码 0123-4567-89AB-CDEF"}
    assert marks(demonstration) == set()


def test_the_workbook_is_made_when_it_was_published(
    demonstration: Document, stamped: Document
) -> None:
    when = opened(stamped).properties
    assert when.created == when.modified == datetime(2021, 9, 15, 2, 5, 30)
    undated = opened(demonstration).properties
    assert undated.created == undated.modified == datetime(1980, 1, 1)


def test_no_correction_is_said_of_the_first_version(demonstration: Document) -> None:
    sheet = opened(demonstration.stamped(FIRST))["说明"]
    assert "更正说明" not in [row[0].value for row in sheet.iter_rows()]


def test_the_published_workbook_is_read_back(
    sichuan: Standard, stamped: Document, demonstration_sheet: FactSheet
) -> None:
    mapped = map_workbook(read_workbook(excel.render(stamped)), sichuan, "公开.xlsx")
    printed = {table.id for table in stamped.tables()}
    assert {cell: fact.value for cell, fact in mapped.facts.items()} == {
        cell: fact.value
        for cell, fact in demonstration_sheet.facts.items()
        if cell.table in printed
    }
    assert mapped.ignored == ("附表9 一般公共预算财政拨款项目支出决算表", "说明")


# ---- the others ----------------------------------------------------------------------------------


def test_the_page_says_it_under_its_title(demonstration: Document, stamped: Document) -> None:
    page = html.render(stamped).decode()
    head = re.search(r"</h1>\s*(<div class=\"stamp\">.*?</div>)", page, re.DOTALL)
    assert head is not None
    assert head[1] == (
        '<div class="stamp">\n<p><span>第2版</span><span>公开时间：2021年9月15日10时05分</span>'
        '<span>校验码：<a href="https://ysgk.example.gov.cn/verify/0123-4567-89AB-CDEF/" '
        'title="核对本文件">0123-4567-89AB-CDEF</a></span></p>\n'
        "<p>更正说明：替代第1版：更正了公务接待的人次。</p>\n</div>"
    )
    assert page.replace(f"{head[1]}\n", "") == html.render(demonstration).decode()


def test_json_and_text_hold_it(demonstration: Document, stamped: Document) -> None:
    assert json.loads(data.render(stamped))["stamp"] == {
        "version": 2,
        "published_at": "2021-09-15T10:05:30+08:00",
        "code": "0123-4567-89AB-CDEF",
        "address": "https://ysgk.example.gov.cn/verify/0123-4567-89AB-CDEF/",
        "replaces": "替代第1版：更正了公务接待的人次。",
    }
    assert json.loads(data.render(demonstration))["stamp"] is None
    assert "\n校验码：0123-4567-89AB-CDEF\n" in text.render(stamped).decode()


def test_what_a_correction_says_is_escaped(demonstration: Document) -> None:
    hostile = '<b>"&</b>=1+1'
    said = demonstration.stamped(replace(SECOND, replaces=hostile))
    assert "&lt;b&gt;&quot;&amp;&lt;/b&gt;=1+1" in html.render(said).decode()
    cells = [cell for row in opened(said)["说明"].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s"}
    assert hostile in {cell.value for cell in cells}


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_document_gives_the_same_bytes(name: str) -> None:
    standard = samples.standard("sichuan", 2022)
    document = assemble(standard, FactSheet(2022, {}), samples.UNIT, Texts()).document
    stamped, render = document.stamped(SECOND), FORMATS[name].render
    assert render(stamped) == render(stamped)


# ---- the QR code ---------------------------------------------------------------------------------


def test_the_path_covers_the_dark_modules_and_no_other() -> None:
    side = qr.side(SECOND.address)
    drawn = [[False] * side for _ in range(side)]
    path = qr.path(SECOND.address)
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", path)
    assert "".join(f"M{x} {y}h{width}v1h-{back}z" for x, y, width, back in runs) == path
    for x, y, width, back in runs:
        assert width == back
        for column in range(int(x), int(x) + int(width)):
            assert not drawn[int(y)][column]
            drawn[int(y)][column] = True
    inner = [row[qr.QUIET : -qr.QUIET] for row in drawn[qr.QUIET : -qr.QUIET]]
    assert inner == expected(SECOND.address)
    assert sum(map(sum, drawn)) == sum(map(sum, inner))
