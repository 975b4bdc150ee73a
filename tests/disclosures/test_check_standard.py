"""manage.py check_standard: all that is wrong in the folder of a standard, with file and line."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command, get_commands
from pytest_django.fixtures import Settings

from disclosures.standards import loader
from disclosures.standards.examine import examine, examine_own
from disclosures.standards.folders import SHIPPED, Folders
from disclosures.standards.lines import lines

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
BROKEN = DATA / "broken-standards"
MADE_UP = DATA / "made-up-province"

OMITTED = "：表或文字中用到它，base 中有它的解释；请补上，或列入 omitted"

UNREADABLE = [
    "charts.toml:1：charts：缺少“title”",
    "charts.toml:1：charts：缺少“kind”",
    "charts.toml:1：charts：缺少“points”",
    "checks.toml:4：identities.relation：无法识别的“==”，应为“<=”、“=”、“>=”、“implies”、“together”之一",
    "checks.toml:5：identities.left：“a/b”不是“表/行/栏”形式的地址",
    "checks.toml:9：units.add：应为列表 [ ]，现为文字“income”",
    "figures.toml:3：total.cel：无法识别的项“cel”",
    "figures.toml:4：total.cell：“income_expenditure/income_total”不是“表/行/栏”形式的地址",
    "figures.toml:7：item.budget：应为列表 [ ]，现为文字“item_initial”",
    "figurs.toml：没有程序会读这个文件；可以有的是：standard.toml、tables.toml、supplementary.toml、figures.toml、lists.toml、sentences.toml、outline.toml、charts.toml、checks.toml、glossary.toml、performance.toml",
    "glossary.toml:1：terms：应为列表 [ ]，现为3",
    "lists.toml:2：items.level：应为整数，现为true",
    "outline.toml:1：不符合 TOML 语法（Illegal character '\\n'）",
    "sentences.toml:1：overall：缺少“text”",
    "sentences.toml:3：overall.txt：无法识别的项“txt”",
    "sentences.toml:6：income.parts：应为文字，现为2",
    "standard.toml:1：缺少“name”",
    "standard.toml:3：from_year：应为整数，现为文字“2023”",
    "standard.toml:4：bsae：无法识别的项“bsae”",
    "standard.toml:7：tables.order：应为文字，现为5",
    "supplementary.toml：不是 UTF-8 编码的文本",
    "tables.toml:3：three_public.unit：无法识别的“角”，应为“万元”、“元”之一",
    "tables.toml:4：three_public.landscape：应为true 或 false，现为文字“yes”",
    "tables.toml:7：three_public.blocks.source：无法识别的“codes”，应为“economic_department”、“entries”、“fixed”、“function”之一",
    "tables.toml:10：three_public.blocks.rows.codes：应为列表 [ ]，现为文字“205”",
    "tables.toml:11：three_public.blocks.rows：缺少“label”",
    "tables.toml:14：three_public.blocks.columns.chek：无法识别的项“chek”",
    "tables.toml:15：three_public.blocks.columns：缺少“id”",
]

CONTRADICTORY = [
    "charts.toml:3：totals：这里只能用词：{yaer}年收支",
    "charts.toml:7：图“lone_chart”没有用到",
    "charts.toml:11：lone_chart：“totl”不是词，也不是数",
    "checks.toml:5：E05“总表：收入应等于支出”：指向的行“outgo_total”在表“income_expenditure”中不存在",
    "figures.toml:2：total：指向的行“total”在表“income_expenditure”中不存在",
    "figures.toml:4：数“basic”没有用到",
    "figures.toml:5：basic：引用的“spending”没有定义",
    "figures.toml:7：数“lone”没有用到",
    f"glossary.toml:6：没有解释名词 财政拨款收入{OMITTED}",
    f"glossary.toml:6：没有解释名词 “三公”经费{OMITTED}",
    "glossary.toml:8：事业收入：这里只能用词：指{entiy}取得的收入。",
    "glossary.toml:9：其他收入：没有解释（text）",
    "lists.toml:1：列表“spare_rows”没有用到",
    "lists.toml:2：spare_rows：表“incom”没有定义",
    "outline.toml:11：“总体”：无法识别的内容“tell:overall”",
    "outline.toml:14：“名词：解释”：句子“overal”没有定义",
    "sentences.toml:1：overall：没有条件的写法后面的写法用不到",
    "sentences.toml:3：overall：“totl”不是词，也不是数",
    "sentences.toml:5：overall："
    "条件“rise(total) and rated(total)”已包括在前面写法的条件中，这一写法用不到",
    "sentences.toml:8：overall：条件“zero(total) and not zero(total)”自相矛盾，这一写法用不到",
    "sentences.toml:9：overall：花括号不成对：总计{total",
    "sentences.toml:11：overall：“total”没有写明 of，不能用 share",
    "sentences.toml:11：overall：句子“chnge”没有定义",
    "sentences.toml:16：句子“lone_sentence”没有用到",
    "standard.toml:17：表“three_public”列了两次",
    "tables.toml:2：表 income：这里只能用词：本表由{entiy}填报。",
    "tables.toml:4：表 spare：不在 order 和 supplementary 中",
    "tables.toml:10：表 spare：“total”的分项“b”不存在",
]


def found(folder: Path) -> list[str]:
    return [str(fault) for fault in examine(folder, Folders())]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The made-up province in a folder that a test may spoil; returns the root above it."""
    shutil.copytree(MADE_UP, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def restored() -> Iterator[None]:
    own = loader.folders().roots[1:]
    yield
    loader.use(own)


def head(root: Path, old: str, new: str) -> Path:
    """Replaces ``old`` in standard.toml of the made-up province; returns its folder."""
    path = root / "made_up" / "final_accounts_2023" / "standard.toml"
    content = path.read_text("utf-8")
    assert old in content
    path.write_text(content.replace(old, new), "utf-8")
    return path.parent


@pytest.mark.parametrize(
    "folder",
    sorted(path.parent for path in SHIPPED.glob("*/*/standard.toml")),
    ids=lambda folder: f"{folder.parent.name}-{folder.name}",
)
def test_nothing_is_wrong_with_what_is_shipped(folder: Path) -> None:
    assert found(folder) == []


def test_all_that_cannot_be_read_is_named() -> None:
    assert found(BROKEN / "unreadable" / "final_accounts_2023") == UNREADABLE


def test_all_that_leads_nowhere_is_named() -> None:
    assert found(BROKEN / "contradictory" / "final_accounts_2023") == CONTRADICTORY


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert found(tmp_path / "x") == [f"{tmp_path / 'x'}：没有这个文件夹"]
    assert found(tmp_path) == [
        "standard.toml：没有这个文件，它写明适用的地区、材料、年度和各表的顺序"
    ]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            'kind = "final_accounts"',
            'kind = "accounts"',
            "standard.toml:5：无法识别的“accounts”，应为“final_accounts”、“budget”之一",
        ),
        (
            "from_year = 2023",
            "from_year = 2023\nuntil_year = 2022",
            "standard.toml:8：最后年度 2022 早于最初年度 2023",
        ),
        (
            "national/final_accounts_2022",
            "national/final_accounts_2002",
            "standard.toml:3：找不到公开范本“national/final_accounts_2002”",
        ),
        (
            "national/final_accounts_2022",
            "made_up/final_accounts_2023",
            "standard.toml:3：base“made_up/final_accounts_2023”绕回了自己",
        ),
        (
            'jurisdiction = "made_up"',
            'jurisdiction = "sichuan"',
            "standard.toml:7：2023年已有公开范本“sichuan/final_accounts_2022”，同一年度只能有一个",
        ),
        (
            "from_year = 2023",
            "from_year 2023",
            "standard.toml:7：不符合 TOML 语法（Expected '=' after a key in a key/value pair）",
        ),
    ],
)
def test_a_head_that_cannot_be(own: Path, old: str, new: str, says: str) -> None:
    assert found(head(own, old, new)) == [says]


def test_a_standard_without_a_base_needs_every_file(tmp_path: Path) -> None:
    folder = tmp_path / "alone" / "final_accounts_2023"
    folder.mkdir(parents=True)
    written = head(shutil.copytree(MADE_UP, tmp_path / "copy"), "base = ", "# base = ")
    shutil.copy(written / "standard.toml", folder)
    assert found(folder) == [
        f"{name}.toml：没有这个文件，base 中也没有它的内容"
        for name in ("charts", "figures", "glossary", "lists", "outline", "sentences")
    ] + [
        *(
            f"standard.toml：缺少“{key}”，base 中也没有"
            for key in ("words.entity", "words.unit_level", "tables.owner")
        ),
        "tables.toml：没有这个文件，base 中也没有它的内容",
    ]


def test_a_standard_over_one_of_the_same_installation(own: Path) -> None:
    newer = own / "made_up" / "final_accounts_2025"
    shutil.copytree(own / "made_up" / "final_accounts_2023", newer)
    older = head(own, "from_year = 2023", "from_year = 2023\nuntil_year = 2024")
    for path in newer.glob("*.toml"):
        path.unlink()
    (newer / "standard.toml").write_text(
        'base = "made_up/final_accounts_2023"\njurisdiction = "made_up"\n'
        'kind = "final_accounts"\nname = "虚构省"\nfrom_year = 2025\n\n'
        '[tables]\norder = ["income_expenditure", "three_public", "general_public"]\n',
        "utf-8",
    )
    assert (found(older), found(newer), examine_own(own)) == ([], [], ())
    (older / "charts.toml").write_text("[", "utf-8")
    assert found(newer) == [
        "standard.toml:1：公开范本“made_up/final_accounts_2023”本身有问题，请先检查它"
    ]


def test_the_command_ends_with_status_1(capsys: pytest.CaptureFixture[str]) -> None:
    folder = BROKEN / "contradictory" / "final_accounts_2023"
    with pytest.raises(SystemExit) as end:
        call_command("check_standard", str(folder))
    assert end.value.code == 1
    assert capsys.readouterr().out.splitlines() == CONTRADICTORY


def test_the_command_says_that_nothing_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    folder = MADE_UP / "made_up" / "final_accounts_2023"
    call_command("check_standard", str(folder))
    assert capsys.readouterr().out == f"{folder} 中的公开范本没有发现问题。\n"


@pytest.mark.usefixtures("restored")
def test_an_installation_starts_with_its_own_standards(settings: Settings) -> None:
    settings.STANDARDS_DIR = MADE_UP
    apps.get_app_config("disclosures").ready()
    assert loader.jurisdictions()["made_up"] == "虚构省"


@pytest.mark.usefixtures("restored")
def test_an_installation_does_not_start_with_a_broken_one(own: Path, settings: Settings) -> None:
    head(own, '"three_public", ', '"three_public", "none", ')
    settings.STANDARDS_DIR = own
    with pytest.raises(ImproperlyConfigured) as refusal:
        apps.get_app_config("disclosures").ready()
    assert str(refusal.value) == (
        f"环境变量 STANDARDS_DIR 的目录 {own} 中的公开范本有问题：\n"
        "made_up/final_accounts_2023/standard.toml:13：order 中的表“none”没有定义"
    )
    assert "made_up" not in loader.jurisdictions()


def test_two_of_an_installation_for_the_same_year(own: Path) -> None:
    one = own / "made_up" / "final_accounts_2023"
    shutil.copytree(one, own / "made_up" / "final_accounts_2024")
    assert [str(fault) for fault in examine_own(own)] == [
        "made_up/final_accounts_2024/standard.toml："
        "2023年已有公开范本“made_up/final_accounts_2023”，同一年度只能有一个"
    ]


def test_a_name_that_is_taken(own: Path) -> None:
    (own / "made_up").rename(own / "national")
    (own / "national" / "final_accounts_2023").rename(own / "national" / "final_accounts_2022")
    assert [str(fault) for fault in examine_own(own)] == [
        "national/final_accounts_2022：软件自带的公开范本已用这一名称，请给文件夹另取名称"
    ]


def test_the_recipe_names_what_is_there() -> None:
    """Commands and files of docs/standards.md."""
    page = (ROOT / "docs" / "standards.md").read_text("utf-8")
    recipe = page.split("## Adding a province or a year\n")[1].split("\n## ")[0]
    named = re.findall(r"manage\.py (\w+)", recipe)
    assert named == ["check_standard", "export", "findings"]
    assert set(named) <= set(get_commands())
    paths = re.findall(r"`((?:disclosures|tests|docs)/[\w./-]+)`", recipe)
    assert len(paths) == 6
    assert [path for path in paths if not (ROOT / path).exists()] == []


TOML = """\
title = "a # [no]" # [no.header]

[one."two three"]
x.y = { z = 1, 'w' = [
    1, # first
    "]",
    { q = true },
] }
text = \"\"\"
[not.a.header]
key = 1
\"\"\"
when = 2026-11-22 08:00:00

[[list]]
a = 1
[list.below]
b = '''
'''
[[list]]
[[list.deep]]
c = 3.5
"""


def test_lines() -> None:
    assert lines(TOML) == {
        (): 1,
        ("title",): 1,
        ("one",): 3,
        ("one", "two three"): 3,
        ("one", "two three", "x"): 4,
        ("one", "two three", "x", "y"): 4,
        ("one", "two three", "x", "y", "z"): 4,
        ("one", "two three", "x", "y", "w"): 4,
        ("one", "two three", "x", "y", "w", 0): 5,
        ("one", "two three", "x", "y", "w", 1): 6,
        ("one", "two three", "x", "y", "w", 2): 7,
        ("one", "two three", "x", "y", "w", 2, "q"): 7,
        ("one", "two three", "text"): 9,
        ("one", "two three", "when"): 13,
        ("list",): 15,
        ("list", 0): 15,
        ("list", 0, "a"): 16,
        ("list", 0, "below"): 17,
        ("list", 0, "below", "b"): 18,
        ("list", 1): 20,
        ("list", 1, "deep"): 21,
        ("list", 1, "deep", 0): 21,
        ("list", 1, "deep", 0, "c"): 22,
    }
