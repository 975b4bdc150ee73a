"""预算绩效管理情况: sentences, charts and forms of the projects, in the order of the standard."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from disclosures.document.tree import Block, Paragraph, ProseHeading
from disclosures.narrative.figures import Figure
from disclosures.narrative.prose import clause, lines
from disclosures.narrative.sentences import Run, Written
from performance import charts, figures
from performance.layout import lay_out
from performance.overview import AMOUNTS, COUNTS, Overview, budget_of
from performance.scoring import average, score
from performance.standard import PerformanceStandard
from performance.values import TOTAL, Project
from performance.wording import Wording

SHEET_NAME = 24
"""Characters of a project's name in the name of its worksheet."""


def section(
    standard: PerformanceStandard,
    overview: Overview,
    words: Mapping[str, str],
    year: int,
    first_chart: int,
) -> tuple[Block, ...]:
    """The blocks of the section; () with nothing to say, so that the unit's own prose stands."""
    counted = standard.without_projects and "with_targets" in overview.counts
    if not overview.single and not (overview.whole and standard.whole_form) and not counted:
        return ()
    writer = _Section(standard, overview, words, year, first_chart)
    return tuple(block for entry in standard.blocks for block in writer.blocks(entry))


def answer(
    standard: PerformanceStandard, overview: Overview, words: Mapping[str, str], year: int
) -> tuple[Block, ...]:
    """What the section says of results, for a citizen's question; () where it says nothing."""
    if not section(standard, overview, words, year, 1):
        return ()
    writer = _Section(standard, overview, words, year, 1)
    return tuple(block for entry in standard.answer for block in writer.blocks(entry))


def in_slots(
    standard: PerformanceStandard, overview: Overview, words: Mapping[str, str], year: int
) -> Mapping[str, tuple[Block, ...]]:
    """What stands in other slots of the outline, by slot; () where nothing of it was entered."""
    writer = _Section(standard, overview, words, year, 1)
    return {
        slot: tuple(block for entry in blocks for block in writer.blocks(entry))
        for slot, blocks in standard.slots.items()
    }


def values_of(
    standard: PerformanceStandard, overview: Overview, words: Mapping[str, str], year: int
) -> dict[str, Run | None]:
    """What the sentences about the whole document may name."""
    values: dict[str, Run | None] = dict(words)
    for name, label in COUNTS.items():
        value = overview.counts.get(name)
        values[name] = None if value is None else figures.count(name, label, value, "个", year)
    for name, label in AMOUNTS.items():
        total = overview.amount(name)
        place = f"{figures.COUNTS}/{name}_amount"
        held = None if total is None else figures.amount(place, label, total, year)
        values[f"{name}_amount"] = held
    mean = average(overview, standard.form)
    values["average_score"] = (
        None
        if mean is None
        else figures.count("average_score", "绩效自评的平均得分", mean, "分", year)
    )
    for name in ("evaluated_before", "whole_result", "evaluated_result", "systems", "mechanism"):
        values[name] = Written(clause(getattr(overview, name)))
    single = overview.single
    values["first_project"] = Written(single[0].name) if single else None
    values |= dict(_kinds(standard, overview, year))
    number = Decimal(len(single))
    values["projects"] = figures.count("projects", "反映绩效情况的项目", number, "个", year)
    values["several"] = "1" if len(single) > 1 else None
    values["report"] = standard.report.named(words) if standard.report else None
    whole, grade = whole_score(standard, overview, year)
    return values | {"score": whole, "grade": grade}


def _kinds(
    standard: PerformanceStandard, overview: Overview, year: int
) -> Iterator[tuple[str, Run | None]]:
    """How many projects are of each kind, and their budget; None until the kind of all is told."""
    projects = overview.counted("with_targets")
    told = [standard.kind_of(project) for project in projects]
    for kind in standard.kinds:
        place = f"with_targets_{kind.key}"
        of_kind = [one for one, known in zip(projects, told, strict=True) if known == kind]
        money = budget_of(of_kind)
        if not all(told) or not of_kind or money is None:
            yield from ((kind.key, None), (f"{kind.key}_amount", None))
            continue
        number = Decimal(len(of_kind))
        amount_place = f"{figures.COUNTS}/{place}_amount"
        yield kind.key, figures.count(place, kind.name, number, "个", year)
        amount = figures.amount(amount_place, f"{kind.name}涉及预算金额", money, year)
        yield f"{kind.key}_amount", amount


def whole_score(
    standard: PerformanceStandard, overview: Overview, year: int
) -> tuple[Figure | None, str]:
    """Score and grade of the department: computed from its own indicators, else as typed."""
    form = standard.whole_form or standard.form
    card = score(overview.whole, form) if overview.whole else None
    points = card.total if card else overview.score
    if points is None:
        return None, ""
    figure = figures.count("score", "部门整体支出绩效自评得分", points, "分", year)
    return figure, form.grade(points)


class _Section:
    def __init__(
        self,
        standard: PerformanceStandard,
        overview: Overview,
        words: Mapping[str, str],
        year: int,
        first_chart: int,
    ) -> None:
        self.standard = standard
        self.overview = overview
        self.words = words
        self.year = year
        self.next_chart = first_chart

    def blocks(self, entry: str) -> Iterator[Block]:
        kind, _, argument = entry.partition(":")
        match kind:
            case "say":
                yield from self.paragraph(argument)
            case "lead":
                number, _, name = argument.partition(":")
                yield from self.paragraph(name, f"{number}.")
            case "each":
                yield from self.each(argument)
            case "chart":
                yield from self.chart(argument)
            case "forms":
                for position, project in enumerate(self.overview.single, 1):
                    form = self.standard.form
                    number = form.numbered(position) if form.counted else f"绩效{project.key}"
                    name = f"{number} {project.name[:SHEET_NAME]}"
                    yield lay_out(form, project, self.year, name, position)
            case "whole":
                if self.overview.whole and self.standard.whole_form:
                    name = self.standard.whole_form.title
                    yield lay_out(self.standard.whole_form, self.overview.whole, self.year, name)
            case "prose":
                yield from prose(getattr(self.overview, argument))
            case _:
                raise ValueError(f"unknown block of the performance section: {entry}")

    def paragraph(self, name: str, lead: str = "") -> Iterator[Paragraph]:
        values = values_of(self.standard, self.overview, self.words, self.year)
        runs = Wording(self.standard.sentences, values).say(name)
        if runs:
            yield Paragraph(runs, lead)

    def each(self, name: str) -> Iterator[Paragraph]:
        several = len(self.overview.single) > 1
        for number, project in enumerate(self.overview.single, 1):
            values = {**self.words, **self.project_values(project)}
            runs = Wording(self.standard.sentences, values).say(name)
            if runs:
                yield Paragraph(runs, lead=f"（{number}）" if several else "")

    def project_values(self, project: Project) -> dict[str, Run | None]:
        revised, executed = (
            figures.money(project, TOTAL, column, self.year, fixed=False)
            for column in ("revised", "executed")
        )
        card = score(project, self.standard.form) if self.standard.form.scored else None
        total = card.total if card else None
        place = f"score.{project.key}"
        label = f"{project.name}绩效自评得分"
        return {
            "project": Written(project.name.removesuffix("项目")),
            "revised": revised,
            "executed": executed,
            "rate": figures.ratio(executed, revised, f"{project.name}完成全年预算比例"),
            "result": Written(clause(project.result or project.completion)),
            "problems": Written(clause(project.problems)),
            "measures": Written(clause(project.measures)),
            "project_score": None
            if total is None
            else figures.count(place, label, total, "分", self.year),
            "project_grade": card.grade if card else "",
        }

    def chart(self, name: str) -> Iterator[Block]:
        drawn = charts.CHARTS[name](
            self.overview.single, self.standard.form, self.year, self.next_chart
        )
        for block in drawn:
            self.next_chart += 1
            yield block


def prose(text: str) -> Iterator[Block]:
    """The unit's own text as headings and paragraphs."""
    for line in lines(text):
        if line.level:
            yield ProseHeading(line.text, line.level)
        else:
            yield Paragraph((Written(line.text),))
