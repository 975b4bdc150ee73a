"""Every figure and text that comes in leaves one event that says from what to what."""

import hashlib
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from disclosures.facts import FactSheet
from disclosures.intake.entry import Change, Closed, retotal, save
from disclosures.intake.load import Superseded, confirm, keep_upload, load_workbook, read_file
from disclosures.intake.mapping import IntakeError
from disclosures.intake.naming import Naming
from disclosures.intake.preview import preview
from disclosures.intake.roll_forward import NotRolled, roll_forward
from disclosures.intake.texts import TextRefused, save_text
from disclosures.intake.typed import Place
from disclosures.intake.workbook import Workbook
from disclosures.models import Disclosure, Explanation, Fact, Kind, Prose, State, Unit
from disclosures.models.fact import sheet_of
from disclosures.narrative.scope import TextKey, Texts
from disclosures.tables import Cell
from tests.disclosures.drafts import draft, published
from tests.disclosures.intake.workbooks import SHA256, national, sheet, to_file
from tests.disclosures.logged import Logged, logged
from tests.disclosures.samples import standard

pytestmark = pytest.mark.django_db

SUBJECT = "测试单位2020年度部门决算"
ABROAD = "three_public/total/final_abroad"
VEHICLES = "three_public/total/final_vehicles"
RUNNING = "three_public/total/final_running"
TOTAL = "three_public/total/final_total"


@pytest.fixture
def disclosure() -> Disclosure:
    unit = Unit.objects.create(
        name="测试单位", slug="test", region="测试市", jurisdiction="sichuan"
    )
    return Disclosure.objects.create(unit=unit, year=2020, kind=Kind.FINAL_ACCOUNTS)


@pytest.fixture
def by() -> User:
    return User.objects.create_user("lihui", last_name="李", first_name="会")


LI = "李会（lihui）"


def typed(name: str, text: str, base: str = "", prior: bool = False) -> Change:
    return Change(Place(Cell.parse(name), prior), text, Decimal(base) if base else None)


def figures(*changes: list[str]) -> Logged:
    return Logged("figures", LI, SUBJECT, [*changes])


# Typed and pasted


def test_typed_figures_with_their_totals(disclosure: Disclosure, by: User) -> None:
    save(disclosure, standard(), [typed(ABROAD, "5"), typed(RUNNING, "7.5")], by)
    save(disclosure, standard(), [typed(ABROAD, "6", "5"), typed(RUNNING, "", "7.5")], by)
    assert logged() == [
        figures(
            [f"2020:{ABROAD}", "", "5.00"],
            [f"2020:{RUNNING}", "", "7.50"],
            [f"2020:{VEHICLES}", "", "7.50"],
            [f"2020:{TOTAL}", "", "12.50"],
        ),
        figures(
            [f"2020:{ABROAD}", "5.00", "6.00"],
            [f"2020:{RUNNING}", "7.50", ""],
            [f"2020:{VEHICLES}", "7.50", ""],
            [f"2020:{TOTAL}", "12.50", "6.00"],
        ),
    ]


def test_a_figure_of_last_year(disclosure: Disclosure, by: User) -> None:
    name = "income_expenditure/income_total/amount"
    save(disclosure, standard(), [typed(name, "5", prior=True)], by)
    save(disclosure, standard(), [typed(name, "0", "5", prior=True)], by)
    assert logged() == [
        figures([f"2019:{name}", "", "5.00"]),
        figures([f"2019:{name}", "5.00", "0.00"]),
    ]


def test_lines_that_a_clerk_names(disclosure: Disclosure, by: User) -> None:
    name, table = "reception_occasions/1/amount", "reception_occasions"
    save(disclosure, standard(), [typed(name, "568")], by, [Naming(table, "", "甲单位")])
    save(disclosure, standard(), [], by, [Naming(table, "1", "乙单位", "甲单位")])
    save(disclosure, standard(), [typed(name, "", "568")], by, [Naming(table, "1", "", "乙单位")])
    label = "label:reception_occasions/1"
    assert logged() == [
        figures([f"2020:{name}", "", "568.00"], [label, "", "甲单位"]),
        figures([label, "甲单位", "乙单位"]),
        figures([f"2020:{name}", "568.00", ""], [label, "乙单位", ""]),
    ]


def test_totals_computed_anew(disclosure: Disclosure, by: User) -> None:
    for name, value in ((ABROAD, 5), (TOTAL, 9)):
        cell = Cell.parse(name)._asdict()
        Fact.objects.create(disclosure=disclosure, year=2020, **cell, value=value)
    retotal(disclosure, standard(), "three_public", by)
    retotal(disclosure, standard(), "three_public", by)
    assert logged() == [figures([f"2020:{TOTAL}", "9.00", "5.00"])]


def test_what_is_not_stored_leaves_nothing(disclosure: Disclosure, by: User) -> None:
    save(disclosure, standard(), [typed(ABROAD, "5")], by)
    of = logged()
    refused = save(
        disclosure, standard(), [typed(ABROAD, "五", "5"), typed("no/such/cell", "1")], by
    )
    assert len(refused.refused) == 2
    conflict = save(disclosure, standard(), [typed(ABROAD, "7", "6")], by)
    assert len(conflict.conflicts) == 1
    save(disclosure, standard(), [typed(ABROAD, "5.00", "5"), typed(RUNNING, "")], by)
    renamed = save(disclosure, standard(), [], by, [Naming("reception_occasions", "9", "甲", "乙")])
    assert len(renamed.renamed.refused) == 1
    Disclosure.objects.update(state=State.SUBMITTED)
    with pytest.raises(Closed):
        save(disclosure, standard(), [typed(ABROAD, "6", "5")], by)
    with pytest.raises(Closed):
        retotal(disclosure, standard(), "three_public", by)
    assert logged() == of


# Files

LAST_YEAR = "上年决算数\n2019年度|金额单位：万元\n项目|金额\n收入支出决算总表：总计|601.54"
OCCASIONS = "国内公务接待明细\n金额单位：元\n接待事项|金额\n甲单位|568\n乙单位|791.5"
FILE = to_file(Workbook((sheet(LAST_YEAR, "上年"), sheet(OCCASIONS, "接待")), SHA256))
OTHER = to_file(Workbook((sheet(OCCASIONS.replace("568\n乙单位", "569\n丙单位"), "接待"),), SHA256))
INCOME_TOTAL = "income_expenditure/income_total/amount"
FIRST, SECOND = (f"reception_occasions/{row}/amount" for row in "12")
NEW = [
    [f"2020:{FIRST}", "", "568.00"],
    [f"2020:{SECOND}", "", "791.50"],
    [f"2019:{INCOME_TOTAL}", "", "6015400.00"],
    ["label:reception_occasions/1", "", "甲单位"],
    ["label:reception_occasions/2", "", "乙单位"],
]


def file(name: str, data: bytes) -> list[str]:
    return [f"文件“{name}”", "", hashlib.sha256(data).hexdigest()]


def test_a_file_of_a_command(disclosure: Disclosure) -> None:
    load_workbook(disclosure, national(), FILE, "决算.xlsx")
    load_workbook(disclosure, national(), OTHER, "改正.xlsx")
    load_workbook(disclosure, national(), OTHER, "再来.xlsx")
    assert logged() == [
        Logged("upload", "", SUBJECT, [file("决算.xlsx", FILE), *NEW]),
        Logged(
            "upload",
            "",
            SUBJECT,
            [
                file("改正.xlsx", OTHER),
                [f"2020:{FIRST}", "568.00", "569.00"],
                ["label:reception_occasions/2", "乙单位", "丙单位"],
            ],
        ),
        Logged("upload", "", SUBJECT, [file("再来.xlsx", OTHER)]),
    ]


def test_a_file_that_somebody_confirms(disclosure: Disclosure, by: User) -> None:
    upload = keep_upload(disclosure, FILE, "决算.xlsx", by)
    assert logged() == []
    mapped = read_file(disclosure, national(), FILE, "决算.xlsx").mapped
    assert mapped is not None
    token = preview(national(), sheet_of(disclosure), mapped).token
    confirm(upload, national(), token, by)
    with pytest.raises(Superseded):
        confirm(upload, national(), token, by)
    assert logged() == [Logged("upload", LI, SUBJECT, [file("决算.xlsx", FILE), *NEW])]


def test_a_file_that_is_refused_leaves_nothing(disclosure: Disclosure, by: User) -> None:
    bad = to_file(Workbook((sheet(OCCASIONS.replace("568", "五百"), "接待"),), SHA256))
    with pytest.raises(IntakeError):
        load_workbook(disclosure, national(), bad, "坏.xlsx", by)
    Disclosure.objects.update(state=State.APPROVED)
    with pytest.raises(IntakeError):
        load_workbook(disclosure, national(), FILE, "决算.xlsx", by)
    assert logged() == []


# Texts

REASON = TextKey("reason", "total")


def write(disclosure: Disclosure, by: User, key: TextKey, text: str, base: str = "") -> None:
    save_text(disclosure, key, text, base, by)


def test_texts(disclosure: Disclosure, by: User) -> None:
    item = TextKey("term", "item", "2050102")
    write(disclosure, by, REASON, "项目增加")
    write(disclosure, by, REASON, "项目\r\n减少", "项目增加")
    write(disclosure, by, REASON, "", "项目\n减少")
    write(disclosure, by, TextKey("prose", "duties"), "职责")
    write(disclosure, by, item, "解释")
    assert logged() == [
        Logged("text", LI, SUBJECT, [["text:reason/total/", "", "项目增加"]]),
        Logged("text", LI, SUBJECT, [["text:reason/total/", "项目增加", "项目\n减少"]]),
        Logged("text", LI, SUBJECT, [["text:reason/total/", "项目\n减少", ""]]),
        Logged("text", LI, SUBJECT, [["text:prose/duties/", "", "职责"]]),
        Logged("text", LI, SUBJECT, [["text:term/item/2050102", "", "解释"]]),
    ]


def test_a_text_of_last_year_that_is_kept(disclosure: Disclosure, by: User) -> None:
    Prose.objects.create(disclosure=disclosure, name="duties", text="职责", carried=True)
    write(disclosure, by, TextKey("prose", "duties"), "职责", "职责")
    write(disclosure, by, TextKey("prose", "duties"), "职责", "职责")
    assert logged() == [
        Logged(
            "text", LI, SUBJECT, [["text:prose/duties/", "沿用上年，未核对", "沿用上年，已核对"]]
        )
    ]


def test_a_text_that_is_not_stored_leaves_nothing(disclosure: Disclosure, by: User) -> None:
    write(disclosure, by, REASON, "项目增加")
    of = logged()
    write(disclosure, by, REASON, "别的", "不是它")
    write(disclosure, by, REASON, "项目增加", "项目增加")
    write(disclosure, by, TextKey("prose", "performance"), "")
    for key, text in (
        (TextKey("reason", "no_such_figure"), "文字"),
        (REASON, "看不见\x00的"),
        (REASON, "长" * 2001),
    ):
        with pytest.raises(TextRefused):
            write(disclosure, by, key, text, "项目增加")
    Disclosure.objects.update(state=State.PUBLISHED)
    with pytest.raises(TextRefused):
        write(disclosure, by, REASON, "别的", "项目增加")
    assert logged() == of


# A new year


def test_a_new_year_and_all_that_is_in_it(
    demonstration_sheet: FactSheet, demonstration_texts: Texts, by: User
) -> None:
    source = draft(demonstration_sheet, demonstration_texts, "测试单位")
    published(source)
    successor = roll_forward(source, standard("sichuan", 2021), by)
    prior = sheet_of(successor).prior
    assert prior is not None and len(prior.facts) == 12
    assert (successor.prose.count(), successor.explanations.count()) == (5, 1)
    taken = [[f"2020:{cell}", "", f"{fact.value:.2f}"] for cell, fact in prior.facts.items()]
    prose = [[f"text:prose/{one.name}/", "", one.text] for one in successor.prose.order_by("pk")]
    use = Explanation.objects.get(disclosure=successor)
    used = [["text:use/reception_domestic/", "", use.text]]
    expected = [["结转自", "", "测试单位2020年度部门决算"], *taken, *prose, *used]
    assert logged() == [Logged("create", LI, "测试单位2021年度部门决算", expected)]


def test_a_year_that_is_not_made_leaves_nothing(
    demonstration_sheet: FactSheet,
    demonstration_texts: Texts,
    by: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = draft(demonstration_sheet, demonstration_texts, "测试单位")
    with pytest.raises(NotRolled):
        roll_forward(source, standard("sichuan", 2021), by)
    published(source)
    Disclosure.objects.create(unit=source.unit, year=2021, kind=Kind.FINAL_ACCOUNTS)
    with pytest.raises(NotRolled):
        roll_forward(source, standard("sichuan", 2021), by)
    assert logged() == []


@pytest.mark.parametrize(
    "fails", ["disclosures.intake.entry.record", "disclosures.intake.texts.record"]
)
def test_nothing_is_stored_that_is_not_logged(
    disclosure: Disclosure, by: User, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise RuntimeError("no log")

    monkeypatch.setattr(fails, refuse)
    attempts: dict[str, Callable[[], object]] = {
        "disclosures.intake.entry.record": lambda: save(
            disclosure, standard(), [typed(ABROAD, "5")], by
        ),
        "disclosures.intake.texts.record": lambda: write(disclosure, by, REASON, "项目增加"),
    }
    with pytest.raises(RuntimeError, match="^no log$"):
        attempts[fails]()
    assert (Fact.objects.count(), Explanation.objects.count()) == (0, 0)
    disclosure.refresh_from_db()
    assert disclosure.changed_at is None
