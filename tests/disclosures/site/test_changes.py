"""What a correction changed, in the names of the standard and the unit of the table."""

from collections.abc import Callable
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from disclosures.models import Disclosure, Explanation, Fact, Publication, RowLabel, Unit
from disclosures.site.changes import (
    Changes,
    FigureChange,
    Line,
    Span,
    TableChanges,
    TextChange,
    _change,
    changes_between,
)
from disclosures.tables import Cell
from tests.disclosures import drafts
from tests.disclosures.site.life import TOTAL, Life

ITEM = Cell("general_public", "2050102", "total")
HELD = Cell("matters", "cars_held", "value")


def corrected(life: Life, *changes: Callable[[], object]) -> Changes:
    first = life.publish()
    second = life.correct("误填，按批复更正", lambda: [change() for change in changes])
    return changes_between(first, second)


def figures(changes: Changes) -> list[tuple[str, str, str, str, str]]:
    """Table, unit, name, before and after of every figure."""
    return [
        (table.title, table.unit, *figure) for table in changes.tables for figure in table.figures
    ]


def test_nothing_is_different(life: Life) -> None:
    assert corrected(life) == Changes((), ())


def test_a_figure_in_the_unit_of_its_table(life: Life) -> None:
    changes = corrected(life, lambda: life.enter(TOTAL, "2443400.00"))
    figure = FigureChange("收入：总计", "244.24", "244.34")
    assert changes == Changes((TableChanges("收入支出决算总表", "万元", (figure,)),), ())
    assert str(changes) == "1个数据"


def test_a_change_that_rounding_would_hide_is_printed_with_every_digit(life: Life) -> None:
    changes = corrected(life, lambda: life.enter(TOTAL, "2442400.01"))
    assert figures(changes) == [
        ("收入支出决算总表", "万元", "收入：总计", "244.24", "244.240001"),
    ]


def test_tables_rows_and_columns_come_in_the_order_of_the_standard(life: Life) -> None:
    changes = corrected(
        life,
        lambda: life.enter(HELD, "2"),
        lambda: life.enter(ITEM, "100.00"),
        lambda: life.enter(TOTAL, "2443400.00"),
        lambda: life.enter(Cell("expenditure", "total", "basic"), "0.00"),
        lambda: life.enter(Cell("general_public", "20501", "total"), "1234567.80"),
    )
    assert figures(changes) == [
        ("收入支出决算总表", "万元", "收入：总计", "244.24", "244.34"),
        ("支出决算表", "万元", "合计·基本支出", "130.57", "0.00"),
        (
            "一般公共预算财政拨款支出决算表",
            "万元",
            "20501 教育管理事务·本年支出·合计",
            "149.88",
            "123.46",
        ),
        (
            "一般公共预算财政拨款支出决算表",
            "万元",
            "2050102 一般行政管理事务·本年支出·合计",
            "48.24",
            "0.01",
        ),
        ("其他重要事项数据", "", "年末公务用车保有量", "0辆", "2辆"),
    ]


def test_figures_that_came_or_went_and_those_of_last_year(life: Life) -> None:
    facts = life.disclosure.facts
    changes = corrected(
        life,
        lambda: facts.filter(year=2020, **HELD._asdict()).delete(),
        lambda: Fact.objects.create(
            disclosure=life.disclosure,
            year=2019,
            **TOTAL._replace(row="income_of_year")._asdict(),
            value=Decimal("10000.00"),
        ),
        lambda: facts.filter(year=2019, **TOTAL._asdict()).update(value="20000.00"),
    )
    assert figures(changes) == [
        ("收入支出决算总表（2019年度数）", "万元", "收入：本年收入合计", "", "1.00"),
        ("收入支出决算总表（2019年度数）", "万元", "收入：总计", "601.54", "2.00"),
        ("其他重要事项数据", "", "年末公务用车保有量", "0辆", ""),
    ]


def test_texts_by_their_place_with_the_part_that_is_another(life: Life) -> None:
    reasons = Explanation.objects.filter(disclosure=life.disclosure, figure="reception")
    labels = RowLabel.objects.filter(disclosure=life.disclosure, row="2")
    changes = corrected(
        life,
        lambda: life.write("organisation", "第一段。\n新的一段。"),
        lambda: reasons.update(text="接待任务增加"),
        lambda: labels.update(text="成都师范学院来遂调研"),
    )
    first = life.disclosure.publications.get(version=1)
    organisation = first.texts["prose"]["organisation"].strip()
    assert changes.texts == (
        TextChange(
            "“机构设置”的文字",
            ((Span(organisation[:-1], True), Span("。", False)),),
            ((Span("第一段", True), Span("。", False)), (Span("新的一段。", True),)),
        ),
        TextChange(
            "“公务接待费”与上年相比的增减原因",
            ((Span("接待", False), Span("业", True), Span("务增加", False)),),
            ((Span("接待", False), Span("任", True), Span("务增加", False)),),
        ),
        TextChange(
            "国内公务接待明细第2行的名称",
            ((Span("成都师范学院来遂", False), Span("督导", True), Span("调研", False)),),
            ((Span("成都师范学院来遂", False), Span("调研", False)),),
        ),
    )
    assert str(changes) == "3处文字"


def test_the_standard_is_the_one_that_was_frozen(life: Life) -> None:
    first = life.publish()
    second = life.correct("误填，按批复更正", lambda: life.enter(ITEM, "100.00"))
    before = figures(changes_between(first, second))
    Unit.objects.update(jurisdiction="nowhere")
    again = Publication.objects.select_related("disclosure__unit").order_by("version")
    assert figures(changes_between(*again)) == before
    assert before == [
        (
            *("一般公共预算财政拨款支出决算表", "万元"),
            *("2050102 一般行政管理事务·本年支出·合计", "48.24", "0.01"),
        )
    ]


def test_without_a_standard_places_keep_their_addresses(life: Life) -> None:
    first = drafts.published(life.disclosure)
    Disclosure.objects.update(version=2, correction="误填，按批复更正")
    life.disclosure.refresh_from_db()
    life.enter(ITEM, "100.00")
    life.write("organisation", "新的一段。")
    second = drafts.published(life.disclosure)
    Unit.objects.update(jurisdiction="nowhere")
    life.disclosure.unit.refresh_from_db()
    changes = changes_between(first, second)
    assert figures(changes) == [("general_public", "元", "2050102/total", "482,400.00", "100.00")]
    assert [text.name for text in changes.texts] == ["prose/organisation"]


TEXTS = st.lists(st.text("甲乙丙。", max_size=5), max_size=4).map("\n".join)


@given(TEXTS, TEXTS)
def test_what_changed_and_what_stayed_are_the_whole_text(before: str, after: str) -> None:
    def whole(line: Line) -> str:
        return "".join(span.text for span in line)

    old, new = ([line for line in text.split("\n") if line] for text in (before, after))
    change = _change("", before, after)
    if change is None:
        assert old == new
        return
    gone, added = ([whole(line) for line in side] for side in (change.before, change.after))
    kept = [line for line in old if line not in gone]
    assert sorted(old) == sorted([*gone, *(old_kept(old, gone))])
    assert sorted(old_kept(old, gone)) == sorted(old_kept(new, added))
    assert set(kept) <= set(new)


def old_kept(lines: list[str], listed: list[str]) -> list[str]:
    """What is left of ``lines`` without those ``listed``, each once."""
    rest = list(lines)
    for line in listed:
        rest.remove(line)
    return rest
