"""The PDF of the demonstration: pages, bookmarks, tags, fonts, text layer; and what is refused."""

import gc
import io
import itertools
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from weasyprint import CSS, HTML
from weasyprint.urls import FatalURLFetchingError

from disclosures.document.tree import ChartBlock, Document, Paragraph, Section
from disclosures.renderers.pdf import press, render
from disclosures.renderers.pdf.press import OwnFonts

TALL, WIDE = (595, 842), (842, 595)

FONTS = ["Biao-Bold", "Fang", "Hei", "Kai", "Song"]

BOOKMARKS = """\
目录
第一部分 部门概况
 一、基本职能及主要工作
  （一）主要职能
  （二）2020年重点工作完成情况
 二、机构设置
第二部分 2020年度部门决算情况说明
 一、收入支出决算总体情况说明
 二、收入决算情况说明
 三、支出决算情况说明
 四、财政拨款收入支出决算总体情况说明
 五、一般公共预算财政拨款支出决算情况说明
  （一）一般公共预算财政拨款支出决算总体情况
  （二）一般公共预算财政拨款支出决算结构情况
  （三）一般公共预算财政拨款支出决算具体情况
 六、一般公共预算财政拨款基本支出决算情况说明
 七、“三公”经费财政拨款支出决算情况说明
  （一）“三公”经费财政拨款支出决算总体情况说明
  （二）“三公”经费财政拨款支出决算具体情况说明
 八、政府性基金预算支出决算情况说明
 九、国有资本经营预算支出决算情况说明
 十、其他重要事项的情况说明
  （一）机关运行经费支出情况
  （二）政府采购支出情况
  （三）国有资产占有使用情况
  （四）预算绩效管理情况
第三部分 名词解释
第四部分 附件
第五部分 附表
 一、收入支出决算总表
 二、收入决算表
 三、支出决算表
 四、财政拨款收入支出决算总表
 五、财政拨款支出决算明细表
 六、一般公共预算财政拨款支出决算表
 七、一般公共预算财政拨款支出决算明细表
 八、一般公共预算财政拨款基本支出决算表
 九、一般公共预算财政拨款项目支出决算表
 十、一般公共预算财政拨款“三公”经费支出决算表
 十一、政府性基金预算财政拨款收入支出决算表
 十二、政府性基金预算财政拨款“三公”经费支出决算表
 十三、国有资本经营预算财政拨款支出决算表
"""

TABLE_PAGES = [
    ["收入支出决算总表"],
    ["收入决算表", "支出决算表"],
    ["财政拨款收入支出决算总表"],
    [
        "财政拨款支出决算明细表",
        "一般公共预算财政拨款支出决算表",
        "一般公共预算财政拨款支出决算明细表",
    ],
    ["一般公共预算财政拨款基本支出决算表"],
    [
        "一般公共预算财政拨款项目支出决算表",
        "一般公共预算财政拨款“三公”经费支出决算表",
        "政府性基金预算财政拨款收入支出决算表",
    ],
    [
        "政府性基金预算财政拨款“三公”经费支出决算表",
        "国有资本经营预算财政拨款支出决算表",
    ],
]


@pytest.fixture(scope="session")
def printed(demonstration: Document) -> bytes:
    return render(demonstration)


@pytest.fixture(scope="session")
def file(printed: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(printed))


@pytest.fixture(scope="session")
def pages(printed: bytes) -> list[str]:
    """The text of each page in the order of its content."""
    return text_of(printed).split("\f")[:-1]


def text_of(content: bytes, mode: str = "-raw") -> str:
    command = ["pdftotext", mode, "-", "-"]
    return subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def elements(file: pikepdf.Pdf, *kinds: str) -> list[pikepdf.Object]:
    """The structure elements of these kinds in reading order."""

    def walk(node: pikepdf.Object | None) -> Iterator[pikepdf.Object]:
        if isinstance(node, pikepdf.Array):
            for child in node:
                yield from walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if str(node.get("/S", ""))[1:] in kinds:
                yield node
            yield from walk(node.get("/K"))

    return list(walk(file.Root.StructTreeRoot.K))


def font_names(file: pikepdf.Pdf) -> list[str]:
    return sorted(
        str(item.FontName).split("+")[1]
        for item in file.objects
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
    )


def document(*texts: str, title: str = "甲单位2020年度部门决算") -> Document:
    """A document of one part with these paragraphs."""
    blocks = tuple(Paragraph((text,)) for text in texts)
    part = Section("part-1", "第一部分", "概况", 0, blocks)
    return Document(title, "甲单位", 2020, "final_accounts", "", (part,))


def test_the_bookmarks_are_the_headings(file: pikepdf.Pdf) -> None:
    def lines(items: Sequence[pikepdf.OutlineItem], depth: int) -> Iterator[str]:
        for item in items:
            yield f"{' ' * depth}{item.title}\n"
            yield from lines(item.children, depth + 1)

    with file.open_outline() as outline:
        assert "".join(lines(outline.root, 0)) == BOOKMARKS


def test_wide_tables_lie_on_landscape_pages(file: pikepdf.Pdf) -> None:
    sizes = [tuple(round(float(side)) for side in page.mediabox[2:]) for page in file.pages]
    assert sizes == [*[TALL] * 21, WIDE, WIDE, TALL, WIDE, WIDE, WIDE]


def test_every_table_is_whole_and_under_its_title(
    demonstration: Document, pages: list[str]
) -> None:
    numbers = {table.title: number for number, table in enumerate(demonstration.tables(), 1)}
    for text, titles in zip(pages[20:], TABLE_PAGES, strict=True):
        pieces = re.split(r"^[一二三四五六七八九十]+、(\S+表)$", text, flags=re.MULTILINE)
        assert pieces[1::2] == titles
        for title, body in zip(pieces[1::2], pieces[2::2], strict=True):
            table = demonstration.tables()[numbers[title] - 1]
            above = f"部门：遂宁市电教教仪站 附表{numbers[title]} 金额单位：万元"
            assert body.splitlines()[1] == above
            assert all(squeezed(note) in squeezed(body) for note in table.notes)


def test_the_title_of_the_tables_stands_on_their_first_page(pages: list[str]) -> None:
    assert pages[20].splitlines()[:2] == ["第五部分 附表", "一、收入支出决算总表"]


def test_the_contents_give_the_printed_page_numbers(pages: list[str]) -> None:
    lines = pages[1].splitlines()
    assert lines[0] == "目录"
    assert lines[1:5] == [
        "第一部分 部门概况 1",
        "一、基本职能及主要工作 1",
        "二、机构设置 3",
        "第二部分 2020年度部门决算情况说明 4",
    ]
    assert lines[17:19] == ["第五部分 附表 19", "一、收入支出决算总表 19"]
    assert lines[-1] == "— I —"
    assert pages[20].splitlines()[-1] == "— 19 —"


def test_no_page_is_nearly_blank(pages: list[str]) -> None:
    assert [number for number, text in enumerate(pages[1:], 2) if len(squeezed(text)) < 200] == []


def test_no_heading_stands_at_the_foot_of_a_page(demonstration: Document, pages: list[str]) -> None:
    headings = {squeezed(section.heading) for section in demonstration.sections()}
    lasts = [squeezed(text.splitlines()[-2]) for text in pages[2:]]
    assert [line for line in lasts if line in headings] == []


def test_numbers_keep_their_units(pages: list[str]) -> None:
    units = "(?:万?元|万|个|人|次|批|辆|台|件|项|分|年|月|日)"
    parted = re.findall(rf"^.{{12,}}\d\n{units}", "".join(pages[2:20]), re.MULTILINE)
    assert parted == []


def test_every_paragraph_can_be_read_out_in_order(demonstration: Document, printed: bytes) -> None:
    paragraphs = [
        squeezed(block.text) for _, block in demonstration.blocks() if isinstance(block, Paragraph)
    ]
    for mode in ("-raw", "-layout"):
        text = re.sub(r"^ *— ?[0-9I]+ ?— *$", "", text_of(printed, mode), flags=re.MULTILINE)
        whole = squeezed(text)
        start = 0
        for paragraph in paragraphs:
            found = whole.find(paragraph, start)
            assert found >= 0, (mode, paragraph)
            start = found + len(paragraph)


def test_the_text_has_no_radicals(pages: list[str]) -> None:
    assert re.findall("[⺀-⿟]", "".join(pages)) == []


def test_only_our_own_fonts_are_embedded(file: pikepdf.Pdf) -> None:
    descriptors = [
        item
        for item in file.objects
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
    ]
    assert font_names(file) == FONTS
    assert all("/FontFile2" in descriptor for descriptor in descriptors)


def test_the_file_is_small(printed: bytes) -> None:
    assert len(printed) < 450_000


def test_the_file_is_tagged(demonstration: Document, file: pikepdf.Pdf) -> None:
    assert file.Root.MarkInfo.Marked
    assert str(file.Root.Lang) == "zh-CN"
    assert file.Root.ViewerPreferences.DisplayDocTitle
    assert str(file.docinfo["/Title"]) == demonstration.title
    assert str(file.docinfo["/Author"]) == demonstration.unit
    assert file.open_metadata()["pdfuaid:part"] == "1"
    assert list(file.Root.Names) == ["/Dests"]
    assert "/AcroForm" not in file.Root


def test_headings_skip_no_level(file: pikepdf.Pdf) -> None:
    levels = [int(str(item.S)[2]) for item in elements(file, "H1", "H2", "H3", "H4", "H5", "H6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in itertools.pairwise(levels))


def test_tables_are_tagged_with_their_heads(demonstration: Document, file: pikepdf.Pdf) -> None:
    tables = demonstration.tables()
    columns = sum(1 for table in tables for row in table.head for cell in row if cell.text)
    rows = sum(
        1
        for table in tables
        for row in table.body
        for cell in row
        if cell.kind == "label" and cell.text
    )
    scopes = Counter(str(head.A.Scope) for head in elements(file, "TH"))
    assert len(elements(file, "Table")) == len(tables)
    assert scopes == {"/Column": columns, "/Row": rows}


def test_charts_are_said_in_words(demonstration: Document, file: pikepdf.Pdf) -> None:
    captions = [
        block.caption for _, block in demonstration.blocks() if isinstance(block, ChartBlock)
    ]
    said = [str(figure.Alt) for figure in elements(file, "Figure")]
    assert [text.split("。")[0] for text in said] == captions
    assert said[0] == "图1：收、支决算总计变动情况图。2019年：601.54万元；2020年：244.24万元。"


def test_rare_characters_are_printed_in_a_fallback() -> None:
    content = render(document("㙍䶮𬭚", title="㙍䶮𬭚"))
    assert text_of(content).count("㙍䶮𬭚") == 2
    with pikepdf.open(io.BytesIO(content)) as file:
        noto = [
            item.ToUnicode.read_bytes().lower()
            for item in file.objects
            if isinstance(item, pikepdf.Dictionary)
            and "Noto-Serif-CJK" in str(item.get("/BaseFont"))
            if "/ToUnicode" in item
        ]
        assert "Noto-Serif-CJK-SC" in font_names(file)
    for code in (b"<364d>", b"<4dae>", b"<d872df5a>"):
        assert any(code in mapping for mapping in noto), code


def test_markup_in_a_text_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    fetched: list[str] = []
    monkeypatch.setattr(OwnFonts, "fetch", lambda self, url, headers=None: fetched.append(url))
    text = (
        '<img src="http://localhost/a.png"/><link rel="attachment" href="file:///etc/passwd"/>'
        "<style>@import url(ftp://localhost/);</style>&amp;<!DOCTYPE x>]]>"
    )
    content = render(document(text))
    assert squeezed(text) in squeezed(text_of(content))
    assert fetched == []


def test_characters_that_cannot_be_printed_are_left_out() -> None:
    assert "甲乙丙" in text_of(render(document("甲\x00乙\x1b\x0c\ud800丙\ufffe")))


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/style.css",
        "https://localhost/style.css",
        "ftp://localhost/style.css",
        "file:///etc/passwd",
        "data:text/css,p{}",
        "own:../css/print.css",
        "own:missing.ttf",
    ],
)
def test_no_other_address_is_ever_fetched(url: str) -> None:
    with pytest.raises(FatalURLFetchingError):
        OwnFonts().fetch(url)
    with pytest.raises(FatalURLFetchingError):
        CSS(string=f'@import url("{url}");', url_fetcher=OwnFonts())
    with pytest.raises(FatalURLFetchingError):
        HTML(string=f'<img src="{url}">', url_fetcher=OwnFonts()).render()


def test_the_same_document_gives_the_same_bytes() -> None:
    assert render(document("甲")) == render(document("甲"))


def test_garbage_is_collected_again_afterwards() -> None:
    render(document("甲"))
    assert gc.isenabled()
    gc.disable()
    try:
        render(document("甲"))
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_the_first_part_begins_on_a_right_hand_page() -> None:
    part = document("甲").parts[0]
    sections = tuple(replace(part, id=f"s{n}", number=f"{n}、", level=1) for n in range(40))
    content = render(replace(document("甲"), parts=(replace(part, blocks=(), sections=sections),)))
    texts = text_of(content).split("\f")
    assert [text.splitlines()[-1] if text else "" for text in texts[1:5]] == [
        "— I —",
        "— II —",
        "",
        "— 1 —",
    ]


def test_fonts_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    render(document("甲"))
    monkeypatch.setattr(press, "STYLE", None)
    render(document("甲"))


def test_the_copies_of_the_fonts_go_with_the_process(tmp_path: Path) -> None:
    program = """
import os, django
django.setup()
from disclosures.renderers.pdf.press import _style
_style()
print(len(os.listdir(os.environ["TMPDIR"])))
"""
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(settings.BASE_DIR)}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=environment, capture_output=True, check=True, text=True)
    assert done.stdout == "1\n"
    assert list(tmp_path.iterdir()) == []
