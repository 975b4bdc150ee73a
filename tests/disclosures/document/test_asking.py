"""Where the texts of the unit belong in the document."""

from disclosures.document.asking import Asking, Gap, Passage, asking
from disclosures.document.glossary import Item
from disclosures.document.tree import Note
from disclosures.facts import FactSheet
from disclosures.narrative.figures import Figure
from disclosures.narrative.scope import TextKey, Texts
from disclosures.standards.model import Standard
from tests.disclosures import samples


def read(passage: Passage) -> str:
    return "".join(map(_read, passage.runs))


def _read(run: str | Figure | Gap) -> str:
    if isinstance(run, Gap):
        return f"[{'/'.join(run.key).rstrip('/')}]"
    return run.text + run.unit if isinstance(run, Figure) else run


def told(askings: tuple[Asking, ...]) -> list[tuple[str, list[str]]]:
    return [
        (asked.section.heading, [read(passage) for passage in asked.passages])
        for asked in askings
        if asked.passages
    ]


def test_sentences_with_their_gaps_in_printed_order(
    sichuan: Standard, demonstration_sheet: FactSheet, demonstration_texts: Texts
) -> None:
    found = told(asking(sichuan, demonstration_sheet, "某站", demonstration_texts))
    assert found[0] == (
        "一、收入支出决算总体情况说明",
        [
            "2020年度收、支总计244.24万元。与2019年相比，收、支总计各减少357.3万元，下降59.4%。"
            "主要变动原因是[reason/total]。"
        ],
    )
    assert [heading for heading, _ in found] == [
        "一、收入支出决算总体情况说明",
        "四、财政拨款收入支出决算总体情况说明",
        "（一）一般公共预算财政拨款支出决算总体情况",
        "（三）一般公共预算财政拨款支出决算具体情况",
        "（一）“三公”经费财政拨款支出决算总体情况说明",
        "（二）“三公”经费财政拨款支出决算具体情况说明",
    ]
    assert found[5][1][0] == (
        "3.公务接待费支出0.39万元，完成全年预算78%，决算数小于预算数的主要原因是"
        "[budget_reason/reception]。公务接待费支出决算比2019年增加0.23万元，增长143.75%。"
        "主要原因是[reason/reception]。"
    )


def test_written_or_not_the_gaps_are_the_same(
    sichuan: Standard, demonstration_sheet: FactSheet, demonstration_texts: Texts
) -> None:
    written = asking(sichuan, demonstration_sheet, "某站", demonstration_texts)
    bare = asking(sichuan, demonstration_sheet, "某站", Texts())
    assert told(bare) == told(written)


def test_what_the_unit_writes_itself(sichuan: Standard, demonstration_sheet: FactSheet) -> None:
    found = asking(sichuan, demonstration_sheet, "某站", Texts())
    assert [(asked.section.heading, asked.prose) for asked in found if asked.prose] == [
        ("（一）主要职能", ("duties",)),
        ("（二）2020年重点工作完成情况", ("achievements",)),
        ("二、机构设置", ("organisation",)),
        ("（四）预算绩效管理情况", ("performance",)),
        ("第四部分 附件", ("appendix",)),
    ]
    assert [len(asked.tables) for asked in found if asked.tables] == [13]
    assert len({asked.section.id for asked in found}) == len(found)


def test_a_slot_that_was_contributed_to_asks_for_nothing(sichuan: Standard) -> None:
    sheet = samples.sheet(sichuan, {})
    given = {"performance": [Note("绩效表")]}
    found = asking(sichuan, sheet, "某站", Texts(), given)
    assert "performance" not in {name for asked in found for name in asked.prose}


def test_nothing_is_asked_where_nothing_moved(sichuan: Standard) -> None:
    sheet = samples.sheet(
        sichuan,
        {"income_expenditure/income_total/amount": "3"},
        {"income_expenditure/income_total/amount": "3"},
    )
    assert told(asking(sichuan, sheet, "某站", Texts())) == []


def test_items_of_the_glossary(sichuan: Standard) -> None:
    sheet = samples.sheet(sichuan, {"general_public/2050102/total": "1"})
    texts = Texts({TextKey("term", "item", "2050102"): "本单位的解释。"})
    (asked,) = (asked for asked in asking(sichuan, sheet, "某站", texts) if asked.items)
    (item,) = asked.items
    assert (item.key, item.name, item.own) == (
        TextKey("term", "item", "2050102"),
        "教育支出（类）教育管理事务（款）一般行政管理事务（项）",
        "本单位的解释",
    )
    assert isinstance(item, Item)


def test_a_text_that_looks_like_a_mark_is_a_text(
    sichuan: Standard, demonstration_sheet: FactSheet
) -> None:
    texts = Texts(prose={"duties": "\ue000reason/nothing/\ue001"})
    found = asking(sichuan, demonstration_sheet, "某站", texts)
    assert all(asked.section.title != "主要职能" or not asked.passages for asked in found)
