"""The fields of the texts page: every text the document asks for, in the order of its outline."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from disclosures.admin.desk.places import text_id
from disclosures.admin.desk.remarks import Sent
from disclosures.checks.places import PROSE, text_name
from disclosures.document.asking import Asking, Gap, Passage
from disclosures.document.glossary import Item
from disclosures.document.tree import TableBlock
from disclosures.models import Disclosure
from disclosures.narrative.figures import Figure, Figures
from disclosures.narrative.prose import clause
from disclosures.narrative.scope import TextKey
from disclosures.narrative.situation import situation
from disclosures.pipeline import Prepared, asking_of

LONG_ROWS, SHORT_ROWS = 8, 2
"""Lines of a field at first: for prose, and for a text inside a sentence."""

TERM_HINT = "不填则印科目的说明："
PLACE_HINT = "科目表里没有说明，不填则只印它属于哪一类、款："
REMARK_HINT = "印在表下方，以“说明：”开头，只印一行。"
LISTING_HINT = "每行一项，各栏用“|”隔开，也可以从表格中复制后粘贴："
UNUSED_HINT = (
    "按现在的数据，正文里没有放这段文字的地方（例如已经持平），公开时不会印出。用不着就删去。"
)


@dataclass(frozen=True)
class Stored:
    """A text as it is stored; ``carried``: taken over from last year and not looked at since."""

    text: str
    carried: bool


@dataclass(frozen=True)
class Field:
    """One text to write. ``facts`` are the amounts it speaks about.

    ``base`` is the stored text the page shows, ``text`` what stands in the field; they differ only
    after a text was refused, when ``problem`` says why, and ``theirs`` is there if somebody else
    had changed it. ``sent`` are the remarks that came back about it.
    """

    key: TextKey
    label: str
    text: str = ""
    base: str = ""
    carried: bool = False
    missing: bool = False
    facts: tuple[str, ...] = ()
    hint: str = ""
    problem: str = ""
    theirs: str | None = None
    sent: tuple[Sent, ...] = ()

    @property
    def id(self) -> str:
        return text_id(self.key)

    @property
    def rows(self) -> int:
        if self.key.kind == PROSE and not self.key.figure.startswith("table."):
            return LONG_ROWS
        return SHORT_ROWS


@dataclass(frozen=True)
class Piece:
    """A part of a sentence: printed words, or the ``gap`` for the field of that id."""

    text: str
    gap: str = ""


@dataclass(frozen=True)
class Sentence:
    """A sentence of the document with the fields for its gaps."""

    pieces: tuple[Piece, ...]
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Group:
    """The fields of one section; ``more`` are those that are seldom needed."""

    id: str
    heading: str
    part: str
    fields: tuple[Field, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    more: tuple[Field, ...] = ()
    more_label: str = ""


def groups(
    disclosure: Disclosure, prepared: Prepared, sent: Iterable[Sent] = ()
) -> tuple[Group, ...]:
    """All fields of ``disclosure`` by section, each with its part of the remarks ``sent``.

    Texts that no section asks for stand at the end.
    """
    maker = _Maker(prepared, _stored(disclosure), tuple(sent))
    made = [maker.group(asked) for asked in asking_of(disclosure, prepared)]
    unused = tuple(maker.unused())
    if unused:
        made.append(Group("unused", "现在用不上的文字", "", fields=unused))
    return tuple(made)


def with_attempt(made: Iterable[Group], attempt: Field) -> tuple[Group, ...]:
    """``made`` with what was typed into one field, and why it was not stored."""

    def tried(fields: tuple[Field, ...]) -> tuple[Field, ...]:
        return tuple(
            replace(field, text=attempt.text, problem=attempt.problem, theirs=attempt.theirs)
            if field.key == attempt.key
            else field
            for field in fields
        )

    return tuple(
        replace(
            group,
            fields=tried(group.fields),
            more=tried(group.more),
            sentences=tuple(replace(s, fields=tried(s.fields)) for s in group.sentences),
        )
        for group in made
    )


def _stored(disclosure: Disclosure) -> dict[TextKey, Stored]:
    explanations = {
        TextKey(row.kind, row.figure, row.row): Stored(row.text, row.carried)
        for row in disclosure.explanations.all()
    }
    prose = {
        TextKey(PROSE, row.name): Stored(row.text, row.carried) for row in disclosure.prose.all()
    }
    return explanations | prose


class _Maker:
    """Makes fields and remembers which stored texts have one."""

    def __init__(
        self, prepared: Prepared, stored: Mapping[TextKey, Stored], sent: tuple[Sent, ...]
    ) -> None:
        self.prepared = prepared
        self.sent = sent
        self.stored = stored
        self.missing = {item.text for item in prepared.progress.missing}
        self.made: set[TextKey] = set()

    def group(self, asked: Asking) -> Group:
        section = asked.section
        made = Group(
            section.id,
            section.heading,
            self._part_of(section.id) if section.level else "",
            fields=tuple(self.prose(name, section.title) for name in asked.prose),
            sentences=tuple(self.sentence(passage) for passage in asked.passages),
        )
        if asked.items:
            return replace(
                made,
                fields=(*made.fields, *(self.item(i) for i in asked.items if not i.explained)),
                more=tuple(self.item(i) for i in asked.items if i.explained),
                more_label="科目表里已有说明的科目",
            )
        wanted = [table for table in asked.tables if table.empty or self._remark(table)]
        return replace(
            made,
            fields=(*made.fields, *(self.remark(table) for table in wanted)),
            more=tuple(self.remark(table) for table in asked.tables if table not in wanted),
            more_label="其他各表的说明" if asked.tables else "",
        )

    def _part_of(self, section: str) -> str:
        """The heading of the part that the section of this id stands in."""
        parts = self.prepared.document.parts
        return next(part.heading for part in parts if section.startswith(f"{part.id}-"))

    def prose(self, name: str, title: str) -> Field:
        """A block of prose, or the lines of a listing."""
        listing = self.prepared.standard.listings.get(name)
        hint = LISTING_HINT + "|".join(listing.columns) if listing else ""
        return self.field(TextKey(PROSE, name), title, hint=hint)

    def field(self, key: TextKey, label: str, facts: tuple[str, ...] = (), hint: str = "") -> Field:
        self.made.add(key)
        stored = self.stored.get(key, Stored("", carried=False))
        return Field(
            key,
            label,
            text=stored.text,
            base=stored.text,
            carried=stored.carried,
            missing=key in self.missing,
            facts=facts,
            hint=hint,
            sent=tuple(one for one in self.sent if one.dealt.place.text == key),
        )

    def sentence(self, passage: Passage) -> Sentence:
        return Sentence(
            tuple(self.piece(run) for run in passage.runs),
            tuple(self.explanation(key) for key in passage.keys if key not in self.made),
        )

    def piece(self, run: str | Figure | Gap) -> Piece:
        if isinstance(run, Gap):
            stored = self.stored.get(run.key)
            return Piece(clause(stored.text) if stored else "", text_id(run.key))
        return Piece(run.text + run.unit if isinstance(run, Figure) else run)

    def explanation(self, key: TextKey) -> Field:
        standard, sheet = self.prepared.standard, self.prepared.sheet
        facts = situation(key, Figures(standard, sheet, key.row))
        return self.field(key, text_name(key, standard), facts)

    def item(self, item: Item) -> Field:
        hint = TERM_HINT if item.explained else PLACE_HINT
        return self.field(item.key, item.name, hint=hint + item.general)

    def remark(self, table: TableBlock) -> Field:
        label = f"{table.form} {table.title}".strip()
        if table.empty:
            label += "（本表没有数据）"
        return self.field(_remark_key(table), f"{label}：说明", hint=REMARK_HINT)

    def _remark(self, table: TableBlock) -> bool:
        return _remark_key(table) in self.stored

    def unused(self) -> Iterator[Field]:
        """What is stored and belongs nowhere in the document as it is now."""
        for key in sorted(self.stored.keys() - self.made):
            yield self.field(key, text_name(key, self.prepared.standard), hint=UNUSED_HINT)


def _remark_key(table: TableBlock) -> TextKey:
    return TextKey(PROSE, f"table.{table.id}")
