"""A project in an official form: the grid of cells that every renderer prints."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from disclosures import amounts
from disclosures.document.tree import FormBlock, FormCell
from performance import figures
from performance.forms.model import CellDef, Form, GroupDef, RowDef
from performance.scoring import Scorecard, score
from performance.values import TOTAL, Indicator, Nature, Project, Task

Row = list[FormCell]


@dataclass(frozen=True)
class Line:
    """What a repeated row shows: one source of money, one indicator, or one task."""

    source: str = TOTAL
    indicator: Indicator | None = None
    points: Decimal | None = None
    task: Task | None = None


def lay_out(form: Form, project: Project, year: int, sheet: str, position: int = 1) -> FormBlock:
    """``project`` as ``form`` prints it; ``sheet`` is its name in the workbook.

    ``position`` is its number among all that are printed in the same form.
    """
    writer = _Writer(form, project, year, score(project, form))
    subtitle = form.subtitle.replace("{year}", str(year))
    return FormBlock(
        id=f"{form.id}-{project.key}",
        title=form.title,
        subtitle=subtitle,
        sheet=sheet,
        rows=tuple(tuple(row) for group in form.groups for row in writer.group(group)),
        widths=form.widths,
        meta=form.numbered(position),
        notes=form.notes,
        page=form.page,
    )


@dataclass(frozen=True)
class _Writer:
    form: Form
    project: Project
    year: int
    card: Scorecard

    def group(self, group: GroupDef) -> list[Row]:
        rows = [row for definition in group.rows for row in self.rows(definition)]
        if group.label and rows:
            rows[0].insert(0, FormCell("label", group.label, rowspan=len(rows)))
        return rows

    def rows(self, definition: RowDef) -> list[Row]:
        """The rows of one definition; a repeated one has one blank row when there is nothing."""
        if not definition.each:
            return [[self.cell(cell, Line(), definition) for cell in definition.cells]]
        rows = [
            [self.cell(cell, line, definition) for cell in definition.cells]
            for line in self.lines(definition.each)
        ]
        if not rows:
            return [[FormCell("blank", colspan=cell.span) for cell in definition.cells]]
        return _joined(definition.cells, rows)

    def lines(self, each: str) -> Iterator[Line]:
        if each == "funding":
            yield from (Line(source=source) for source in self.form.funding)
        elif each == "indicators":
            pairs = zip(self.project.printed_indicators, self.card.indicators, strict=True)
            yield from (Line(indicator=one, points=points) for one, points in pairs)
        else:
            yield from (Line(task=task) for task in self.project.tasks)

    def cell(self, cell: CellDef, line: Line, row: RowDef) -> FormCell:
        return replace(self.content(cell, line, row), colspan=cell.span, rowspan=cell.down)

    def content(self, cell: CellDef, line: Line, row: RowDef) -> FormCell:
        match cell.kind:
            case "head" if row.each:
                return FormCell("label", self.form.funding[line.source])
            case "head":
                alone = all(other.kind == "head" or not other.content for other in row.cells)
                return FormCell("head" if alone else "label", cell.content)
            case "money":
                return self.money(cell.content, line)
            case "rate":
                return self.rate(line)
            case "number":
                value = self.number(cell.content, line)
                text = "" if value is None else amounts.trimmed(value)
                return FormCell("number", text, value=value)
            case "blank":
                return FormCell("blank")
            case _:
                return FormCell(cell.kind, self.text(cell.content, line))

    def money(self, content: str, line: Line) -> FormCell:
        """``column`` of the source at hand, or ``source.column``."""
        source, _, column = content.rpartition(".")
        figure = figures.money(
            self.project, source or line.source, column, self.year, self.form.fixed_places
        )
        return FormCell("amount", figure.text if figure else "", figure=figure)

    def rate(self, line: Line) -> FormCell:
        executed, revised = (
            figures.money(self.project, line.source, column, self.year, fixed=False)
            for column in ("executed", "revised")
        )
        figure = figures.ratio(executed, revised, f"{self.project.name}预算执行率")
        if figure is None:
            return FormCell("rate")
        text = amounts.fixed(figure.value) if self.form.fixed_places else figure.text
        return FormCell("rate", f"{text}%", figure=replace(figure, text=text))

    def number(self, content: str, line: Line) -> Decimal | None:
        indicator = line.indicator
        if indicator:
            return indicator.weight if content == "weight" else line.points
        match content:
            case "weight" if line.source == TOTAL:
                return self.form.execution_weight
            case "points" if line.source == TOTAL:
                return self.card.execution
            case "weights":
                return self.weights()
            case "total":
                return self.card.total
            case _:
                return None

    def weights(self) -> Decimal | None:
        """All weights and that of the execution rate; None while one is not known."""
        weights = [one.weight for one in self.project.printed_indicators]
        known = [weight for weight in weights if weight is not None]
        if not known or len(known) < len(weights):
            return None
        return sum(known, self.form.execution_weight or Decimal(0))

    def text(self, content: str, line: Line) -> str:
        if line.indicator:
            found = indicator_text(content, line.indicator)
            return self.project_text(content) if found is None else found
        if line.task:
            return line.task.name if content == "task" else line.task.content
        return self.project_text(content)

    def project_text(self, content: str) -> str:
        match content:
            case "code_name":
                return "-".join(filter(None, (self.project.code, self.project.name)))
            case "unit_name":
                return self.project.unit
            case "project_target":
                return self.project.target
        found = getattr(self.project, content, "")
        return found if isinstance(found, str) else ""


def indicator_text(content: str, indicator: Indicator) -> str | None:
    """A text of an indicator by the name a layout uses for it; None for other names."""
    match content:
        case "level1" | "level2" | "level3":
            return indicator.levels[int(content[-1]) - 1]
        case "nature":
            return indicator.nature.value if indicator.nature else ""
        case "target_with_unit":
            return target_text(indicator)
        case "actual_with_unit":
            return indicator.actual + (indicator.unit if indicator.actual else "")
        case "target" | "actual" | "unit" | "reason":
            text: str = getattr(indicator, content)
            return text
    return None


def target_text(indicator: Indicator) -> str:
    """The target in one piece: ≥90%, 2000人."""
    if not indicator.target:
        return ""
    signed = indicator.nature not in (None, Nature.EQUAL, Nature.QUALITATIVE)
    sign = indicator.nature.value if signed and indicator.nature else ""
    return f"{sign}{indicator.target}{indicator.unit}"


def _joined(cells: Sequence[CellDef], rows: list[Row]) -> list[Row]:
    """``once`` cells become one; equal neighbours of ``merge`` cells too, level below level."""
    spans: Mapping[tuple[int, int], int] = dict(_spans(cells, rows))
    return [
        [
            replace(cell, rowspan=spans.get((number, index), 1))
            for index, cell in enumerate(row)
            if spans.get((number, index)) != 0
        ]
        for number, row in enumerate(rows)
    ]


def _spans(cells: Sequence[CellDef], rows: list[Row]) -> Iterator[tuple[tuple[int, int], int]]:
    """For joined cells (row, column) → rows they span; 0 for those that the one above covers."""
    merged = [index for index, cell in enumerate(cells) if cell.merge]
    for index, cell in enumerate(cells):
        if not (cell.once or cell.merge):
            continue
        above = [] if cell.once else [other for other in merged if other <= index]
        keys = [tuple(row[other].text for other in above) for row in rows]
        start = 0
        for number in range(1, len(rows) + 1):
            if number < len(rows) and keys[number] == keys[start]:
                continue
            yield (start, index), number - start
            yield from (((covered, index), 0) for covered in range(start + 1, number))
            start = number
