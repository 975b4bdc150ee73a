"""The inspectors' form over a document."""

from dataclasses import replace

from disclosures.document.self_check import Item, self_check
from disclosures.document.tree import Document, Section


def test_every_part_and_table_of_the_demonstration(demonstration: Document) -> None:
    assert self_check(demonstration) == (
        Item("封面", True, "遂宁市电教教仪站2020年度部门决算"),
        Item("目录", True, "5个部分"),
        Item("一、基本职能及主要工作", True),
        Item("二、机构设置", True),
        Item("一、收入支出决算总体情况说明", True),
        Item("二、收入决算情况说明", True),
        Item("三、支出决算情况说明", True),
        Item("四、财政拨款收入支出决算总体情况说明", True),
        Item("五、一般公共预算财政拨款支出决算情况说明", True),
        Item("六、一般公共预算财政拨款基本支出决算情况说明", True),
        Item("七、“三公”经费财政拨款支出决算情况说明", True),
        Item("八、政府性基金预算支出决算情况说明", True),
        Item("九、国有资本经营预算支出决算情况说明", True),
        Item("十、其他重要事项的情况说明", True),
        Item("第三部分 名词解释", True),
        Item("第四部分 附件", True),
        Item("附表1 收入支出决算总表", True),
        Item("附表2 收入决算表", True),
        Item("附表3 支出决算表", True),
        Item("附表4 财政拨款收入支出决算总表", True),
        Item("附表5 财政拨款支出决算明细表", True, "空表，已列出并说明"),
        Item("附表6 一般公共预算财政拨款支出决算表", True),
        Item("附表7 一般公共预算财政拨款支出决算明细表", True, "空表，已列出并说明"),
        Item("附表8 一般公共预算财政拨款基本支出决算表", True),
        Item("附表9 一般公共预算财政拨款项目支出决算表", True),
        Item("附表10 一般公共预算财政拨款“三公”经费支出决算表", True),
        Item("附表11 政府性基金预算财政拨款收入支出决算表", True, "空表，已列出并说明"),
        Item("附表12 政府性基金预算财政拨款“三公”经费支出决算表", True, "空表，已列出并说明"),
        Item("附表13 国有资本经营预算财政拨款支出决算表", True, "空表，已列出并说明"),
    )


def test_a_section_without_content_is_told(demonstration: Document) -> None:
    first = demonstration.parts[0]
    hollow = Section("part-1-1", "一、", "基本职能及主要工作", 1)
    part = replace(first, sections=(hollow, *first.sections[1:]))
    document = replace(demonstration, parts=(part, *demonstration.parts[1:]))
    assert Item("一、基本职能及主要工作", False, "只有标题，没有内容") in self_check(document)


def test_an_empty_table_needs_its_note(demonstration: Document) -> None:
    table = next(table for table in demonstration.tables() if table.empty)
    assert table.notes
    named = f"{table.form} {table.title}".strip()
    items = {item.name: item for item in self_check(demonstration)}
    assert items[named] == Item(named, True, "空表，已列出并说明")
    bare = replace(table, notes=())
    part = demonstration.parts[-1]
    sections = tuple(
        replace(section, blocks=(bare,)) if table in section.blocks else section
        for section in part.sections
    )
    document = replace(
        demonstration, parts=(*demonstration.parts[:-1], replace(part, sections=sections))
    )
    items = {item.name: item for item in self_check(document)}
    assert items[named] == Item(named, False, "空表，没有说明")
