"""The lines of the review page: what changed, what moved against last year, what was written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from disclosures.admin.desk.findings import Shown
from disclosures.admin.desk.links import cell_link
from disclosures.admin.desk.places import Link
from disclosures.admin.desk.remarks import Control, Controls, address_of
from disclosures.checks.naming import in_own_unit
from disclosures.checks.places import PROSE
from disclosures.models import Disclosure
from disclosures.narrative.figures import Figures
from disclosures.narrative.scope import TextKey
from disclosures.narrative.situation import situation
from disclosures.pipeline import Prepared
from disclosures.review.changes import Changed, Since
from disclosures.review.last_year import Moved, Reason, words
from disclosures.review.places import Kind, Places, finding_place

FIRST = 20
"""Changes of one kind that are shown at once."""

MOST = 100
"""Lines of one kind that the page shows at all; of changes the log has every one."""


@dataclass(frozen=True)
class ChangeLine:
    """A place that changed."""

    control: Control
    address: str
    changed: Changed


@dataclass(frozen=True)
class ChangeGroup:
    """The changes of one kind: the greatest, the ``rest``, and how many are only in the log."""

    title: str
    count: int
    first: tuple[ChangeLine, ...]
    rest: tuple[ChangeLine, ...]
    unshown: int


@dataclass(frozen=True)
class YearLine:
    """A figure of both years; ``same`` leads to the other places where the two amounts stand."""

    control: Control
    link: Link
    same: tuple[Link, ...]
    now: str
    before: str
    words: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class FindingLine:
    """A finding with its answers."""

    control: Control
    shown: Shown


@dataclass(frozen=True)
class TextLine:
    """A text of the unit, with the amounts it speaks about; ``missing``: it has to be written."""

    control: Control
    address: str
    text: str
    facts: tuple[str, ...]
    missing: bool


class Lines:
    """Makes the lines of one page."""

    def __init__(self, disclosure: Disclosure, prepared: Prepared, controls: Controls) -> None:
        self.disclosure = disclosure
        self.prepared = prepared
        self.controls = controls
        self.places = Places(prepared.standard, disclosure.year)
        self.missing = {one.text for one in prepared.progress.missing}

    def changes(self, since: Since, id: str) -> Iterator[ChangeGroup]:
        """The changes by kind; ``id`` begins the ids of their lines."""
        for kind in Kind:
            found = since.of(kind)
            if found:
                name = f"{id}-{kind.name.lower()}"
                lines = tuple(
                    self._change(f"{name}-{n}", one) for n, one in enumerate(found[:MOST])
                )
                yield ChangeGroup(
                    kind.value, len(found), lines[:FIRST], lines[FIRST:], len(found) - len(lines)
                )

    def _change(self, id: str, changed: Changed) -> ChangeLine:
        return ChangeLine(
            self.controls.at(id, changed.place),
            address_of(self.disclosure, self.prepared, changed.place),
            changed,
        )

    def years(self, moved: tuple[Moved, ...], id: str) -> Iterator[YearLine]:
        """Figures against last year's."""
        standard = self.prepared.standard
        for number, one in enumerate(moved[:MOST]):
            links = tuple(cell_link(self.disclosure, standard, cell) for cell in one.cells)
            place = self.places.figure(one.cells[0], self.disclosure.year)
            now, before = (
                "" if value is None else in_own_unit(value, one.cells[0], standard)
                for value in (one.now, one.before)
            )
            yield YearLine(
                self.controls.at(f"{id}-{number}", place),
                links[0],
                links[1:],
                now,
                before,
                words(one, standard),
                one.reasons,
            )

    def findings(self, shown: Iterable[Shown], id: str) -> Iterator[FindingLine]:
        """Open ones first, then those answered last; the page of the findings has every one."""
        for number, one in enumerate(sorted(shown, key=_urgency)[:MOST]):
            place = finding_place(one.finding.id, one.finding.message)
            yield FindingLine(self.controls.at(f"{id}-{number}", place), one)

    def explanations(self) -> Iterator[TextLine]:
        """Every reason and use that is asked for or written."""
        texts = self.prepared.context.texts.explanations
        keys = dict.fromkeys((*self.prepared.asked, *sorted(texts)))
        for number, key in enumerate(keys):
            figures = Figures(self.prepared.standard, self.prepared.sheet, key.row)
            known = key.figure in self.prepared.standard.figures
            facts = situation(key, figures) if known else ()
            line = self._text(f"reason-{number}", key, texts.get(key, ""), facts)
            if line.text or line.missing:
                yield line

    def prose(self) -> Iterator[TextLine]:
        """The other texts of the unit, in the order of the document."""
        texts = self.prepared.context.texts.prose
        order = dict.fromkeys(self.prepared.standard.prose_names())
        wanted = {key.figure for key in self.missing if key}
        names = (name for name in (*order, *texts) if name in texts or name in wanted)
        for number, name in enumerate(dict.fromkeys(names)):
            yield self._text(f"prose-{number}", TextKey(PROSE, name), texts.get(name, ""), ())

    def _text(self, id: str, key: TextKey, text: str, facts: tuple[str, ...]) -> TextLine:
        place = self.places.text(key)
        return TextLine(
            self.controls.at(id, place),
            address_of(self.disclosure, self.prepared, place),
            text,
            facts,
            key in self.missing,
        )


def _urgency(one: Shown) -> tuple[bool, float]:
    """Open findings in their order, then the answered ones, the latest answer first."""
    answered = one.answers[0].at.timestamp() if one.answers else 0.0
    return (not one.open, 0.0 if one.open else -answered)
