"""部门整体支出绩效自评报告: an outline filled from the accounts, 年初预算 and the unit's prose.

Its amounts are cells of the same sheet as the main text, so that the two cannot differ. In the
prose a figure is written by its name in braces, {年末财政拨款结转和结余}, and printed with its
value.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from disclosures.document.tree import Block, FormBlock, FormCell, Paragraph, ProseHeading
from disclosures.facts import FactSheet
from disclosures.narrative.figures import Figure, Operand
from disclosures.narrative.prose import clause, lines
from disclosures.narrative.scope import Scope
from disclosures.narrative.sentences import Run, Written, say
from disclosures.standards.language import fill
from disclosures.tables import Cell
from performance import figures
from performance.layout import lay_out
from performance.overview import BudgetLine, Overview
from performance.reports.model import Report, ReportCell, ReportFigure, ReportTable
from performance.section import whole_score
from performance.standard import PerformanceStandard
from performance.wording import Wording, merged

NAME = re.compile(r"\{([^{}]+)\}")

CLASS = re.compile(r"\d{3}", re.ASCII)
"""The code of a 类."""

COLUMNS = ("basic", "project", "total")
"""Columns of a budget by 功能分类."""

Row = tuple[FormCell, ...]


def report_blocks(
    standard: PerformanceStandard, overview: Overview, scope: Scope
) -> tuple[Block, ...]:
    """The appendix; () when the standard has none or the unit entered nothing for it."""
    if standard.report is None or not overview.reporting:
        return ()
    return tuple(_Report(standard, standard.report, overview, scope).blocks())


def with_published(overview: Overview, report: Report, budget: FactSheet) -> Overview:
    """``overview`` with 年初预算 as the published budget of the year has it, where it has it.

    What a budget does not tell, as 项目支出 by 经济分类, stays as entered.
    """
    table = report.published.get("function", "")
    rows = {cell.row for cell in budget.facts if cell.table == table and CLASS.fullmatch(cell.row)}
    lines = tuple(
        BudgetLine("function", row, *(budget.value(Cell(table, row, column)) for column in COLUMNS))
        for row in sorted(rows)
    )
    address = report.published.get("appropriation")
    appropriation = budget.value(Cell.parse(address)) if address else None
    return replace(
        overview,
        budget=(*lines, *overview.lines("economic")) if lines else overview.budget,
        appropriation=overview.appropriation if appropriation is None else appropriation,
    )


def report_figures(
    report: Report, overview: Overview, sheet: FactSheet
) -> Mapping[str, Figure | None]:
    """Every figure of the report by its name; None where it is not known."""
    return {
        name: _figure(definition, overview, sheet) for name, definition in report.figures.items()
    }


def _figure(definition: ReportFigure, overview: Overview, sheet: FactSheet) -> Figure | None:
    if definition.cell is None:
        value = _budget(definition.budget, overview)
        place = f"budget/{definition.budget}"
        return None if value is None else figures.amount(place, definition.label, value, sheet.year)
    value = sheet.value(definition.cell)
    if value is None:
        return None
    printed = figures.amount("report/cell", definition.label, value, sheet.year)
    operands = (Operand(definition.cell, sheet.year),)
    return Figure(
        str(definition.cell),
        definition.label,
        value,
        printed.text,
        printed.unit,
        "cell",
        operands,
    )


def _budget(column: str, overview: Overview) -> Decimal | None:
    """A sum over 年初预算 by 功能分类, else by 经济分类; None when nothing of it is known."""
    if column == "appropriation":
        return overview.appropriation
    if column.endswith("_appropriation"):
        whole = _budget("total", overview) == overview.appropriation
        return _budget(column.removesuffix("_appropriation"), overview) if whole else None
    attribute = "sum" if column == "total" else column
    for classification in ("function", "economic"):
        found = [getattr(line, attribute) for line in overview.lines(classification)]
        known = [value for value in found if value is not None]
        if known:
            return sum(known, Decimal(0))
    return None


class _Report:
    def __init__(
        self, standard: PerformanceStandard, report: Report, overview: Overview, scope: Scope
    ) -> None:
        self.standard = standard
        self.report = report
        self.overview = overview
        self.scope = scope
        self.figures = report_figures(report, overview, scope.sheet)
        self.by_label = {
            report.figures[name].label: figure for name, figure in self.figures.items() if figure
        }
        self.score = whole_score(standard, overview, scope.sheet.year)
        self.wording = Wording(report.sentences, self._values())

    def blocks(self) -> Iterator[Block]:
        yield ProseHeading(f"{self.report.heading} {self.report.named(self.scope.words)}", 1)
        if self.overview.addressee:
            yield Paragraph((Written(f"{clause(self.overview.addressee)}："),))
        yield from self._say("opening")
        for section in self.report.sections:
            yield ProseHeading(fill(section.title, self.scope.words), section.level)
            for entry in section.blocks:
                yield from self._block(entry)
        yield Paragraph((self.scope.words["unit"],))
        if self.overview.signed:
            yield Paragraph((_day(self.overview.signed),))

    def _values(self) -> dict[str, Run | None]:
        total = self.figures.get("initial_total")
        shares: dict[str, Run | None] = {
            f"{name}_share": figures.ratio(self.figures.get(name), total, f"{label}占比", "share")
            for name, label in (("initial_basic", "基本支出"), ("initial_project", "项目支出"))
        }
        values: dict[str, Run | None] = {**self.scope.words, **self.figures, **shares}
        values["basis"] = Written(clause(self.overview.basis))
        values["score"], values["grade"] = self.score
        return values

    def _classes(self, beginning: str) -> Iterator[Paragraph]:
        """年初预算 by 类 of 功能分类: 教育支出313.72万元、…; their names come from the list."""
        runs: list[Run] = []
        for line in self.overview.lines("function"):
            if figure := self._line(line, "total"):
                runs += ["、" if runs else beginning, self._name(line), figure]
        if runs:
            yield Paragraph(merged([*runs, "。"]))

    def _name(self, line: BudgetLine) -> str:
        codes = self.scope.standard.codes
        known = (codes.function, codes.economic_department)[line.classification == "economic"]
        code = known.get(line.code)
        return code.name if code else line.code

    def _line(self, line: BudgetLine, column: str) -> Figure | None:
        value: Decimal | None = getattr(line, "sum" if column == "total" else column)
        if value is None:
            return None
        place = f"budget/{line.classification}.{line.code}.{column}"
        return figures.amount(place, f"年初预算{self._name(line)}", value, self.scope.sheet.year)

    def _block(self, entry: str) -> Iterator[Block]:
        kind, _, argument = entry.partition(":")
        match kind:
            case "say":
                yield from self._say(argument)
            case "prose":
                yield from self._prose(argument)
            case "lead":
                title, _, name = argument.partition(":")
                yield from self._prose(name, title)
            case "classes":
                yield from self._classes(argument)
            case "table":
                yield from self._table(argument, self.report.tables[argument])
            case "whole":
                yield from self._whole()
            case "main":
                if runs := say(argument, self.scope):
                    yield Paragraph(runs)
            case "compare":
                if runs := say("versus_prior", self.scope, argument):
                    label = self.scope.standard.figures[argument].label
                    yield Paragraph((f"{label}{self.scope.words['year']}年决算数", *runs))
            case _:
                raise ValueError(f"unknown block of a report: {entry}")

    def _say(self, name: str) -> Iterator[Paragraph]:
        if runs := self.wording.say(name):
            yield Paragraph(runs)

    def _prose(self, name: str, title: str = "") -> Iterator[Block]:
        """The unit's text for this place, else its text of that name in the main part."""
        text = self.overview.texts.get(name) or self.scope.texts.prose.get(name, "")
        for line in lines(text):
            if line.level:
                yield ProseHeading(line.text, line.level)
            else:
                yield Paragraph(tuple(self._bound(line.text)), lead=title)
                title = ""

    def _bound(self, text: str) -> Iterator[Run]:
        """``text`` with its named figures; an unknown name stays, and is a finding."""
        end = 0
        for match in NAME.finditer(text):
            figure = self.by_label.get(match.group(1))
            if figure is None:
                continue
            yield Written(text[end : match.start()])
            yield figure
            end = match.end()
        yield Written(text[end:])

    def _table(self, name: str, table: ReportTable) -> Iterator[FormBlock]:
        """The table, unless none of its amounts is known."""
        rows = tuple(row for each, cells in table.rows for row in self._rows(each, cells))
        if any(cell.figure for row in rows for cell in row):
            yield FormBlock(
                id=f"report-{name}",
                title=table.title,
                sheet=f"自评报告 {table.title}",
                rows=rows,
                widths=table.widths,
            )

    def _whole(self) -> Iterator[FormBlock]:
        """The department's own indicators with their scores, where they were entered."""
        form, whole = self.standard.whole_form, self.overview.whole
        if form and whole:
            yield lay_out(form, whole, self.scope.sheet.year, f"自评报告 {form.title}")

    def _rows(self, each: str, cells: tuple[ReportCell, ...]) -> Iterator[Row]:
        found = self.overview.lines(each) if each else (None,)
        for line in found:
            yield tuple(self._cell(cell, line) for cell in cells)

    def _cell(self, cell: ReportCell, line: BudgetLine | None) -> FormCell:
        return replace(self._content(cell, line), colspan=cell.span, rowspan=cell.down)

    def _content(self, cell: ReportCell, line: BudgetLine | None) -> FormCell:
        match cell.kind:
            case "head" | "label":
                return FormCell(cell.kind, cell.content)
            case "name" if line:
                return FormCell("label", self._name(line))
            case "figure":
                return _amount(self.figures[cell.content])
            case "basic" | "project" | "total" if line:
                return _amount(self._line(line, cell.kind))
            case _:
                return FormCell("blank")


def _amount(figure: Figure | None) -> FormCell:
    return FormCell("amount", figure.text if figure else "", figure=figure)


def _day(text: str) -> str:
    """2021-07-22 as 2021年7月22日."""
    day = date.fromisoformat(text)
    return f"{day.year}年{day.month}月{day.day}日"
