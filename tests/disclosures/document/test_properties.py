"""Whatever the figures are, the document is whole, says nothing wrong and reads well."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.charts import svg
from disclosures.checks import residue
from disclosures.document import text
from disclosures.document.tree import ChartBlock, Document, Paragraph, Section
from disclosures.facts import FactSheet
from disclosures.narrative.figures import Figure
from disclosures.narrative.prose import clause, lines, one_line
from disclosures.narrative.sentences import Written
from disclosures.standards.loader import load
from disclosures.standards.model import SectionDef, Standard
from disclosures.tables import Cell, Measure
from tests.disclosures import samples
from tests.disclosures.random_sheets import NASTY, Case, case

# ---- what must be there -------------------------------------------------------------------------


def the_outline_is_whole(case: Case) -> None:
    """Every part and section of the outline is there, in order, with its number."""
    expected = [
        heading
        for number, part in enumerate(case.standard.parts, 1)
        for heading in _headings(part, 0, number, case)
    ]
    assert [section.heading for section in case.assembled.document.sections()] == expected


def _headings(part: SectionDef, level: int, number: int, case: Case) -> Iterator[str]:
    numbers, words = case.standard.numbers, {"unit": case.unit, "year": str(case.sheet.year)}
    words |= case.standard.words
    pattern = (numbers.part, *numbers.sections)[level]
    yield _numbered(pattern, number) + _filled(part.title, words)
    tables = case.standard.published_tables() if "tables" in part.blocks else ()
    for position, table in enumerate(tables, 1):
        yield _numbered(numbers.table, position) + table.title
    for position, below in enumerate(part.sections, len(tables) + 1):
        yield from _headings(below, level + 1, position, case)


def _numbered(pattern: str, number: int) -> str:
    numerals = "一二三四五六七八九十"
    chinese = numerals[number - 1] if number <= 10 else f"十{numerals[number - 11]}"
    return pattern.replace("{numeral}", chinese).replace("{number}", str(number))


def every_chart_is_drawn_or_said_in_words(case: Case) -> None:
    charts = [b for _, b in case.assembled.document.blocks() if isinstance(b, ChartBlock)]
    captions = [f"图{n}：{chart.title}" for n, chart in enumerate(case.standard.charts, 1)]
    assert [chart.caption for chart in charts] == captions
    for chart in charts:
        if chart.words is None:
            assert svg(chart.chart).startswith("<svg")
        else:
            assert chart.words.endswith("。")


def every_table_is_printed_and_an_empty_one_says_so(case: Case) -> None:
    tables = case.assembled.document.tables()
    assert [table.id for table in tables] == list(case.standard.order)
    for block, table in zip(tables, case.standard.published_tables(), strict=True):
        shown = [cell.figure.value for row in block.body for cell in row if cell.figure]
        assert block.empty == (bool(table.empty_note) and not any(shown))
        notes = [f"注：{note}" for note in table.notes]
        notes += [f"{case.standard.empty_lead}{table.empty_note}"] if block.empty else []
        words = {"entity": case.standard.words["entity"], "year": str(case.sheet.year)}
        words["unit"] = case.unit
        notes = [_filled(note, words) for note in notes]
        remark = one_line(case.texts.prose[f"table.{table.id}"])
        assert block.notes == (*notes, *([f"说明：{remark}"] if remark else []))


def _filled(text: str, words: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: words[found.group(1)], text)


def every_item_is_said_and_explained_once(case: Case) -> None:
    """Every 项 of 公开05表 once in 五(三), where its figure is known, and once in 名词解释."""
    table = next(t for t in case.assembled.document.tables() if t.id == "general_public")
    rows = {row[0].text: row for row in table.body if len(row[0].text) == 7}
    paths = {code: _path(code, case.standard) for code in rows}
    known = [paths[code] for code, row in rows.items() if row[2].figure is not None]
    specifics = _section("一般公共预算财政拨款支出决算具体情况", case.assembled.document)
    said = [re.match(r"\d+\.(.*?)：", p.text) for p in _paragraphs(specifics)]
    assert [match.group(1) for match in said if match] == known
    glossary = _section("名词解释", case.assembled.document)
    entries = [p.text.split("：")[0].partition(".")[2] for p in _paragraphs(glossary)]
    assert [name for name in entries if name.endswith("（项）")] == list(paths.values())
    assert [p.lead for p in _paragraphs(glossary)] == [f"{n}." for n in range(1, len(entries) + 1)]
    for paragraph in _paragraphs(glossary):
        assert re.fullmatch(r"\d+\.[^：]+：.+。", paragraph.text)


def _path(code: str, standard: Standard) -> str:
    names = [standard.codes.function[part].name for part in (code[:3], code[:5], code)]
    return "".join(f"{name}（{level}）" for name, level in zip(names, "类款项", strict=True))


def _section(title: str, document: Document) -> Section:
    return next(section for section in document.sections() if section.title == title)


def _paragraphs(section: Section) -> list[Paragraph]:
    return [block for block in section.blocks if isinstance(block, Paragraph)]


# ---- what must be right -------------------------------------------------------------------------


def every_printed_figure_is_its_source_computed_again(case: Case) -> None:
    for figure in case.assembled.document.figures():
        values = [_value(operand.cell, operand.year, case.sheet) for operand in figure.operands]
        assert figure.value == _computed(figure.operation, values), figure
        assert (figure.text, figure.unit) == _printed(figure, case.standard), figure


def every_cell_of_a_table_is_its_fact(case: Case) -> None:
    facts = case.sheet.facts
    for table in case.assembled.document.tables():
        declared = case.standard.tables[table.id]
        derived = {column.change for block in declared.blocks for column in block.derived}
        amounts = [cell for row in table.body for cell in row if cell.kind == "amount"]
        amounts = [cell for cell in amounts if cell.address or not derived]
        addresses = set()
        for cell in amounts:
            assert cell.address is not None
            addresses.add(cell.address)
            fact = facts.get(cell.address)
            assert (cell.figure.value if cell.figure else None) == (fact.value if fact else None)
            blank = fact is None or not (fact.value or declared.zeros)
            assert cell.text == (
                "" if blank or fact is None else _grouped(fact.value, declared.unit)
            )
        assert len(addresses) == len(amounts)
        columns = {column.id for column in declared.columns()}
        own = {c for c in facts if c.table == declared.facts_table and c.column in columns}
        left_out = declared.view_of or not declared.zeros
        assert {c for c in own if facts[c].value or not left_out} <= addresses


def _value(cell: Cell, year: int, sheet: FactSheet) -> Fraction:
    holder = sheet if year == sheet.year else sheet.prior
    assert holder is not None
    assert year == holder.year
    return Fraction(holder.facts[cell].value)


def _computed(operation: str, values: list[Fraction]) -> Decimal:
    if operation == "cell":
        return _decimal(values[0])
    now, other = values
    gap = abs(now - other) if abs(now - other) >= 50 else Fraction(0)
    if operation == "difference":
        return _decimal(gap)
    assert other > 0
    if operation in ("share", "completion"):
        assert now >= 0
        return _half_up(now * 100 / other)
    assert operation == "rate"
    assert gap
    return _half_up(gap * 100 / other)


def _half_up(value: Fraction) -> Decimal:
    cents = int((abs(value) * 200 + 1) // 2)
    return Decimal(cents if value >= 0 else -cents).scaleb(-2)


def _decimal(value: Fraction) -> Decimal:
    return Decimal(int(value * 100)).scaleb(-2)


def _printed(figure: Figure, standard: Standard) -> tuple[str, str]:
    value = Fraction(figure.value)
    if figure.operation in ("rate", "share", "completion"):
        return _trimmed(value), "%"
    table = standard.tables[figure.operands[0].cell.table]
    row = table.fixed_rows().get(figure.operands[0].cell.row)
    if row is not None and row.measure is Measure.COUNT:
        return str(int(value)), row.unit
    style = standard.amounts
    unit = style.unit or table.unit
    money = value if unit == "元" else value / 10000
    grouped = style.grouped and _half_up(money)
    return (f"{_half_up(money):,.2f}" if grouped else _trimmed(money)), unit


def _trimmed(value: Fraction) -> str:
    places = _half_up(value)
    digits = re.sub(r"\.?0+$", "", f"{abs(places):.2f}")
    return f"-{digits}" if places < 0 else digits


def _grouped(value: Decimal, unit: str = "万元") -> str:
    places = _half_up(Fraction(value) / (1 if unit == "元" else 10000))
    return f"{places:,.2f}" if places else "0.00"


# ---- what must read well ------------------------------------------------------------------------

WRITTEN = "某"

BAD = re.compile(
    r"[，。；：、]{2,}|^[，。；：、]|None|其中：[；。，]|(?<!其中)(?<!如下)(?<!单位包括)：$|（）|-0(?!\.\d)|%%|[{}]"
    r"|决算中。|日，某。|[比与]\d{4}年。"
)
"""What no fixed phrase of a standard may come to."""

FOLLOWS = {
    # A table.
    "编制范围的单位包括": "$",
    "具体情况如下": r"1[.、]|公务用车(购置|运行维护费?)支出|国内公务接待支出",
    "基本支出": r"人员经费-?\d|(日常)?公用经费-?\d",
    "公务用车购置及运行维护费支出": r"公务用车(购置|运行维护费?)支出为?-?\d",
    "支出决算数为": r"1\.",
    "一般公共预算财政拨款支出": r"1、",
    "公务接待费支出": r"国内公务接待支出",
    "财政拨款支出主要内容如下": r"1\. “",
    "“三公”经费预算数为": r"（一）(因公出国|公务用车|公务接待)",
}
"""How the paragraph after one that ends in a colon must begin."""


def fixed_phrases_are_grammatical(case: Case) -> None:
    for section in case.assembled.document.sections():
        paragraphs = _paragraphs(section)
        for number, paragraph in enumerate(paragraphs, 1):
            said = _fixed(paragraph, case.unit)
            assert not BAD.search(said), said
            assert said.endswith(("。", "：", WRITTEN)), said
            assert said.count("（") == said.count("）"), said
            assert said.count("“") == said.count("”"), said
            for part in re.split(r"[。；]|其中：", said):
                assert not ("增加" in part and "下降" in part), said
                assert not ("减少" in part and "增长" in part), said
            if said.endswith("："):
                after = "".join(_fixed(p, case.unit) for p in paragraphs[number : number + 1])
                start = next((start for end, start in FOLLOWS.items() if end in said), said)
                assert re.match(start, after), (said, after)


def _fixed(paragraph: Paragraph, unit: str) -> str:
    """A paragraph with the words of the unit replaced by one sign."""
    runs = [WRITTEN if isinstance(run, Written) else _plain(run) for run in paragraph.runs]
    return paragraph.lead + "".join(runs).replace(unit, WRITTEN)


def _plain(run: Figure | str) -> str:
    return run.text + run.unit if isinstance(run, Figure) else run


def direction_words_agree_with_the_signs(case: Case) -> None:
    for _, paragraph in case.assembled.document.blocks():
        if not isinstance(paragraph, Paragraph):
            continue
        for before, figure in zip(paragraph.runs, paragraph.runs[1:], strict=False):
            if isinstance(figure, Figure) and figure.operation in ("difference", "rate"):
                now, prior = (_value(o.cell, o.year, case.sheet) for o in figure.operands)
                words = ("增加", "增长") if now > prior else ("减少", "下降")
                assert str(before).endswith(words[figure.operation == "rate"]), paragraph.text


MEASURED = re.compile(
    r"，(?:完成(年初|全年)预算([\d.]+)%，|(年初|全年)预算为(-?[\d.]+)万元，)?决算数(大于|小于|与)预算数"
)


def budget_words_agree_with_the_budgets(case: Case) -> None:
    """大于, 小于 and 持平 follow from the figure and the budget, and the budget is named."""
    for said, name, row in _measured(case):
        figure = case.standard.figures[name]
        final = _known(figure.cell, row, case)
        assert final is not None
        budgets = [case.standard.figures[budget] for budget in figure.budget]
        pairs = [(budget.base, _known(budget.cell, row, case)) for budget in budgets]
        known = [(base, value) for base, value in pairs if value is not None]
        match = MEASURED.search(said)
        if not any(value or final for _, value in known):
            assert match is None, said
            continue
        base, budget = next((pair for pair in known if pair[1]), known[0])
        gap = final - budget
        word = "与" if abs(gap) < 50 else "大于" if gap > 0 else "小于"
        assert match is not None, said
        assert match.group(5) == word, said
        completion = _half_up(final * 100 / budget) if budget > 0 and final >= 0 else None
        if word == "与" and completion != 100:
            assert match.group(1, 3) == (None, None), said
        elif completion is not None:
            assert match.group(1, 2) == (base[:2], _trimmed(Fraction(completion))), said
        else:
            assert match.group(3, 4) == (base[:2], _trimmed(budget / 10000)), said


def _known(cell: Cell, row: str, case: Case) -> Fraction | None:
    fact = case.sheet.facts.get(cell._replace(row=row) if cell.row == "*" else cell)
    return None if fact is None else Fraction(fact.value)


STARTS = {
    r"支出决算数为": "general_public",
    r"年“三公”经费财政拨款支出决算为": "three_public",
    r"年无“三公”经费财政拨款支出，": "three_public",
    r"^\d\.公务用车购置及运行维护费支出": "vehicles",
    r"^\d\.公务接待费支出": "reception",
    r"^\d\.因公出国（境）经?费支出": "abroad",
}
"""How a sentence starts that measures a figure against its budget."""


def _measured(case: Case) -> Iterator[tuple[str, str, str]]:
    """Every sentence that measures a figure against its budget: text, figure, row."""
    function = case.standard.codes.function
    codes = {_path(code.code, case.standard): code.code for code in function if code.level == 3}
    for section in case.assembled.document.sections():
        for said in (_fixed(paragraph, case.unit) for paragraph in _paragraphs(section)):
            item = re.match(r"\d+\.(.*?（项）)：.*支出决算为", said)
            if item and section.title != "名词解释":
                yield said, "item", codes[item.group(1)]
            elif section.title != "名词解释":
                yield from ((said, name, "") for at, name in STARTS.items() if re.search(at, said))


def none_is_said_of_a_known_zero_only(case: Case) -> None:
    cells = {
        "年无一般公共预算财政拨款支出。": "general_public/total/total",
        "年无一般公共预算财政拨款基本支出。": "general_public/total/basic",
        "年无“三公”经费财政拨款支出": "three_public/total/final_total",
        "年无政府性基金预算财政拨款支出。": "government_fund/total/total",
        "年无国有资本经营预算财政拨款支出。": "state_capital/total/total",
        f"年，{WRITTEN}无机关运行经费支出": "matters/agency_operating/value",
        f"年，{WRITTEN}无政府采购支出。": "matters/procurement_total/value",
    }
    sections = case.assembled.document.sections()
    said = [_fixed(paragraph, case.unit) for s in sections for paragraph in _paragraphs(s)]
    for phrase, address in cells.items():
        zero = case.sheet.value(Cell.parse(address)) == 0
        assert any(phrase in line for line in said) == zero, phrase


def every_item_of_shanghai_is_said_once(case: Case) -> None:
    """Every 项 with a known figure of the three fund tables once, in order."""
    tables = {table.id: table for table in case.assembled.document.tables()}
    expected = []
    for name in ("general_public", "government_fund", "state_capital"):
        for row in tables[name].body:
            code = "".join(cell.text for cell in row if cell.kind == "code")
            known = case.sheet.value(Cell(name, code, "total")) is not None
            if len(code) == 7 and known:
                expected.append(_path(code, case.standard))
    texts = [
        p.text.removeprefix(p.lead)
        for s in case.assembled.document.sections()
        for p in _paragraphs(s)
    ]
    said = [re.match(r"([^。]+?（类）[^。]+?（款）[^。]+?（项）)。", text) for text in texts]
    assert [match.group(1) for match in said if match] == expected


def every_item_of_the_budget_is_said_once(case: Case) -> None:
    """Every 项 with a figure of the three budgets, in order and numbered through."""
    tables = {table.id: table for table in case.assembled.document.tables()}
    expected = []
    for name in ("general_public", "government_fund", "state_capital"):
        for row in tables[name].body:
            code = "".join(cell.text for cell in row[:3])
            total = next(cell for cell in row if cell.kind == "amount")
            others = [cell.figure.value for cell in row if cell.figure]
            if len(code) == 7 and total.figure is not None and any(others):
                expected.append(f"“{_path(code, case.standard)}”")
    part = next(p for p in case.assembled.document.parts if p.title.endswith("编制说明"))
    said = [paragraph for paragraph in _paragraphs(part) if paragraph.lead]
    assert [paragraph.runs[0] for paragraph in said] == expected
    assert [p.lead for p in said] == [f"{number}. " for number in range(1, len(said) + 1)]
    assert ("财政拨款支出主要内容如下：" in [p.text for p in _paragraphs(part)]) == bool(expected)


def a_comparison_names_last_years_budget(case: Case) -> None:
    """与上年预算持平 is said of figures that did not move, an increase or decrease of others."""
    names = {
        r"“三公”经费预算数为": "three_public",
        r"^（.）因公出国（境）费": "abroad",
        r"^（.）公务接待费": "reception",
        r"^（.）公务用车购置及运行费": "vehicles",
    }
    prior = str(case.sheet.year - 1)
    for section in case.assembled.document.sections():
        for said in (_fixed(paragraph, case.unit) for paragraph in _paragraphs(section)):
            for name in (name for at, name in names.items() if re.search(at, said)):
                cell = case.standard.figures[name].cell
                now = case.sheet.value(cell)
                before = case.sheet.prior.value(cell) if case.sheet.prior else None
                assert now is not None
                first = said.split("。")[0]
                if before is None:
                    assert "预算" not in first.replace("预算数", ""), said
                elif abs(now - before) < 50:
                    assert f"，与{prior}年预算持平" in first, said
                else:
                    way = "增加" if now > before else "减少"
                    assert f"，比{prior}年预算{way}" in first, said


def no_targets_are_said_of_a_known_zero_only(case: Case) -> None:
    zero = case.sheet.value(Cell.parse("matters/target_projects/value")) == 0
    lines = [line for _, line in text.lines(case.assembled.document)]
    assert any("没有编报绩效目标的项目" in line for line in lines) == zero


def lines_are_free_of_residue(case: Case) -> None:
    """Apart from what the unit itself wrote."""
    own = {one_line(words) for words in NASTY} | {clause(words) for words in NASTY} | {case.unit}
    own |= {line.text for words in NASTY for line in lines(words)}
    longest = sorted(filter(None, own), key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest)))
    printed = [
        (place, pattern.sub(WRITTEN, line)) for place, line in text.lines(case.assembled.document)
    ]
    assert residue.check(printed) == ()
    assert [line for _, line in printed if "\n" in line] == []


RULES = (
    the_outline_is_whole,
    every_chart_is_drawn_or_said_in_words,
    every_table_is_printed_and_an_empty_one_says_so,
    every_item_is_said_and_explained_once,
    every_printed_figure_is_its_source_computed_again,
    every_cell_of_a_table_is_its_fact,
    fixed_phrases_are_grammatical,
    direction_words_agree_with_the_signs,
    budget_words_agree_with_the_budgets,
    none_is_said_of_a_known_zero_only,
    lines_are_free_of_residue,
)

OF_THE_NATIONAL_TEXT = (
    every_item_is_said_and_explained_once,
    budget_words_agree_with_the_budgets,
    none_is_said_of_a_known_zero_only,
)
"""Rules that know its titles and phrases; Shanghai words them anew (tests of its own)."""

OF_THE_SHANGHAI_BUDGET = (
    every_item_of_the_budget_is_said_once,
    a_comparison_names_last_years_budget,
    no_targets_are_said_of_a_known_zero_only,
)
"""Rules that know the phrases of the Shanghai budget."""


@pytest.mark.parametrize("of", samples.but_national_budgets(), ids=lambda of: of.id)
def test_every_rule_holds_over_random_sheets(of: Standard) -> None:
    own: tuple[Callable[[Case], None], ...] = ()
    if of.kind == "budget":
        own = OF_THE_SHANGHAI_BUDGET
    elif of.jurisdiction == "shanghai":
        own = (every_item_of_shanghai_is_said_once,)
    rules = [
        rule for rule in RULES if of.jurisdiction != "shanghai" or rule not in OF_THE_NATIONAL_TEXT
    ]

    @settings(max_examples=100, deadline=None, derandomize=True, database=None)
    @given(st.integers(0, 10**9), st.sampled_from(("department", "unit")))
    def over(seed: int, level: str) -> None:
        one = case(load(of.jurisdiction, of.kind, of.year, level, of.codes), seed)
        for rule in (*rules, *own):
            rule(one)

    over()
