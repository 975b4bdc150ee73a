"""Following a standard's outline into its sentences, with what each of them can see.

A sentence sees words, figures, the figure it is about and, inside a list, the row at hand. ``Walk``
goes the ways a document will go, collects what is wrong on them, and what is used.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from disclosures.standards.language import (
    BadTemplate,
    Include,
    Name,
    Segment,
    Term,
    fill,
    parse,
    parse_condition,
)
from disclosures.standards.model import BLOCKS, ListDef, SectionDef, Sentence, Standard
from disclosures.tables import RowSource

DOCUMENT_WORDS = frozenset({"unit", "year", "prior_year"})
"""Words that every document has beside those of the standard."""

COVER_WORDS = frozenset({"region"})
"""Words that the cover has beside those: 行政区划 of the unit."""

ROW_WORDS = frozenset({"row.name", "row.code"})
"""Words of a row at hand; one of a 功能分类 has ``FUNCTION_WORDS`` as well."""

FUNCTION_WORDS = frozenset({"row.path", "row.section"})

NEEDS = {
    "share": "of",
    "completion": "budget",
    "budget": "budget",
    "base": "budget",
    "budget_reason": "budget",
    "below": "budget",
    "above": "budget",
    "met": "budget",
}
"""What an attribute or a predicate needs its figure to declare."""


def words_only(place: str, text: str, words: Iterable[str]) -> Iterator[str]:
    """What is wrong with a text in which only ``words`` may stand in braces."""
    try:
        fill(text, dict.fromkeys(words, ""))
    except BadTemplate as error:
        yield f"{place}：{error}"


def unreachable(sentence: Sentence) -> Iterator[str]:
    """Which variants of ``sentence`` are never taken, whatever the figures are."""
    if "" in [variant.when for variant in sentence.variants][:-1]:
        yield "没有条件的写法后面的写法用不到"
    before: list[frozenset[Term]] = []
    for variant in sentence.variants:
        try:
            terms = frozenset(parse_condition(variant.when))
        except BadTemplate:
            continue
        if any(replace(term, negated=not term.negated) in terms for term in terms):
            yield f"条件“{variant.when}”自相矛盾，这一写法用不到"
        elif any(earlier <= terms for earlier in before if earlier):
            yield f"条件“{variant.when}”已包括在前面写法的条件中，这一写法用不到"
        before.append(terms)


@dataclass(frozen=True)
class View:
    """What a sentence can see: the figure it is about and the list whose row is at hand."""

    argument: str = ""
    rows: ListDef | None = None


@dataclass
class Walk:
    """Follows the outline, the charts and the glossary; collects what is wrong and what is used."""

    standard: Standard
    found: list[str] = field(default_factory=list)
    used: set[tuple[str, str]] = field(default_factory=set)
    seen: set[tuple[str, View]] = field(default_factory=set)

    @classmethod
    def through(cls, standard: Standard) -> "Walk":
        """All of ``standard``, walked."""
        walk = cls(standard)
        walk.everything()
        return walk

    def everything(self) -> None:
        self.words("outline.toml title", self.standard.title, View())
        self.words("outline.toml dated", self.standard.dated, View())
        for line in self.standard.cover:
            words = self.sees(View()) | COVER_WORDS
            self.found += words_only("outline.toml cover", line, words)
        for part in (*self.standard.parts, *self.standard.answers):
            self.section(part)
        for chart in self.standard.charts:
            self.chart(chart.id)
        for term in self.standard.terms:
            place = f"glossary.toml {term.name}"
            self.words(place, term.text, View())
            if term.sentence:
                self.sentence(place, term.sentence, View())
            if term.items and not self.standard.item_term:
                self.found.append("glossary.toml items：没有写明 name 和 fallback")
            if term.items and (rows := self.rows(place, term.items)):
                for text in self.standard.item_term.values():
                    self.words("glossary.toml items", text, View(rows=rows))

    def section(self, section: SectionDef) -> None:
        place = f"outline.toml “{section.title}”"
        for text in (section.title, section.heading):
            self.words(place, text, View())
        for block in section.blocks:
            self.block(place, block)
        for below in section.sections:
            self.section(below)

    def block(self, place: str, block: str) -> None:
        kind, _, argument = block.partition(":")
        if kind not in BLOCKS:
            self.found.append(f"{place}：无法识别的内容“{block}”")
        elif kind in ("say", "number"):
            self.sentence(place, argument, View())
        elif kind == "each":
            name, _, sentence = argument.partition(":")
            self.sentence(place, sentence, View(rows=self.rows(place, name)))
        elif kind == "listing":
            self.listing(place, argument)
        elif kind == "chart":
            if all(chart.id != argument for chart in self.standard.charts):
                self.found.append(f"{place}：图“{argument}”没有定义")
            self.used.add(("图", argument))

    def listing(self, place: str, name: str) -> None:
        self.used.add(("表格", name))
        listing = self.standard.listings.get(name)
        if listing is None:
            self.found.append(f"{place}：listings 中没有“{name}”")
            return
        if not listing.columns or len(listing.columns) != len(listing.widths):
            self.found.append(f"outline.toml listings：“{name}”的 columns 和 widths 应一样多")
        if listing.intro:
            self.sentence(place, listing.intro, View())

    def chart(self, id: str) -> None:
        chart = next(chart for chart in self.standard.charts if chart.id == id)
        place = f"charts.toml {id}"
        self.words(place, chart.title, View())
        view = View(rows=self.rows(place, chart.each)) if chart.each else View()
        if chart.whole:
            self.name(place, Name(chart.whole), view)
        for point in chart.points:
            name, _, attribute = point.figure.partition(".")
            self.name(place, Name(name, attribute), view)
            self.words(place, point.label, view)
            if chart.whole and name in self.standard.figures:
                self.needs(place, Name(name, "share"), "share")

    def sentence(self, place: str, id: str, view: View) -> None:
        self.used.add(("句子", id))
        sentence = self.standard.sentences.get(id)
        if sentence is None:
            self.found.append(f"{place}：句子“{id}”没有定义")
            return
        if (id, view) in self.seen:
            return
        self.seen.add((id, view))
        place = f"sentences.toml {id}"
        for text in (sentence.prefix, sentence.suffix):
            self.words(place, text, view)
        inner = view
        if sentence.each:
            inner = View(view.argument, self.rows(place, sentence.each))
        for variant in (*sentence.variants, *sentence.parts):
            self.condition(place, variant.when, inner)
            self.template(place, variant.text, inner)
        self.found += (f"{place}：{wrong}" for wrong in unreachable(sentence))

    def template(self, place: str, text: str, view: View) -> None:
        try:
            segments = parse(text)
        except BadTemplate as error:
            self.found.append(f"{place}：{error}")
            return
        for segment in segments:
            self.segment(place, segment, view)

    def segment(self, place: str, segment: Segment, view: View) -> None:
        if isinstance(segment, Include):
            handed = view.argument if segment.argument in ("", "$") else segment.argument
            if segment.argument:
                self.name(place, Name(segment.argument), view)
            self.sentence(place, segment.sentence, View(handed, view.rows))
        elif isinstance(segment, Name) and (
            segment.attribute or segment.name not in self.sees(view)
        ):
            self.name(place, segment, view)

    def condition(self, place: str, when: str, view: View) -> None:
        try:
            terms = parse_condition(when)
        except BadTemplate as error:
            self.found.append(f"{place}：{error}")
            return
        for term in terms:
            if term.predicate == "any":
                row = View(rows=self.rows(place, term.name.name))
                if term.name.attribute:
                    self.name(place, Name(term.name.attribute), row)
            else:
                self.name(place, term.name, view)
                self.needs(place, self.resolved(term.name, view), term.predicate)

    def name(self, place: str, name: Name, view: View) -> None:
        """A figure with its attribute."""
        name = self.resolved(name, view)
        figure = self.standard.figures.get(name.name)
        if figure is None:
            shown = name.name or "$（没有交给它的数）"
            self.found.append(f"{place}：“{shown}”不是词，也不是数")
            return
        self.used |= {("数", name) for name in (figure.name, figure.against) if name}
        if figure.cell.row == "*" and view.rows is None:
            self.found.append(f"{place}：“{figure.name}”是逐行的数，这里没有行")
        self.needs(place, name, name.attribute)

    def needs(self, place: str, name: Name, what: str) -> None:
        figure = self.standard.figures.get(name.name)
        need = NEEDS.get(what)
        if figure is None or need is None:
            return
        if not getattr(figure, need):
            self.found.append(f"{place}：“{figure.name}”没有写明 {need}，不能用 {what}")
        for other in (figure.of,) if need == "of" else figure.budget:
            self.used.add(("数", other))

    def resolved(self, name: Name, view: View) -> Name:
        return Name(view.argument, name.attribute) if name.name == "$" else name

    def rows(self, place: str, name: str) -> ListDef | None:
        self.used.add(("列表", name))
        if name not in self.standard.lists:
            self.found.append(f"{place}：列表“{name}”没有定义")
        return self.standard.lists.get(name)

    def words(self, place: str, text: str, view: View) -> None:
        self.found += words_only(place, text, self.sees(view))

    def sees(self, view: View) -> frozenset[str]:
        """The words in a view: those of the row at hand depend on where its list takes rows."""
        words = frozenset({*self.standard.words, *DOCUMENT_WORDS})
        if view.rows is None:
            return words
        table = self.standard.tables.get(view.rows.table)
        functions = table is None or all(b.source is RowSource.FUNCTION for b in table.blocks)
        return words | ROW_WORDS | (FUNCTION_WORDS if functions else set())
