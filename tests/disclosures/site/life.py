"""A disclosure that is published, corrected and withdrawn, in formats that take no time."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from disclosures import tallies
from disclosures.document.tree import Document
from disclosures.facts import FactSheet
from disclosures.models import Disclosure, Fact, Prose, Publication, Withdrawal
from disclosures.narrative.scope import Texts
from disclosures.publication import correct, publish, publishing, rendering, withdraw
from disclosures.renderers import FORMATS, Format
from disclosures.site.baking import published
from disclosures.tables import Cell
from tests.disclosures import drafts

TOTAL = Cell("income_expenditure", "income_total", "amount")

QUICK = {
    "html": FORMATS["html"],
    "pdf": Format("PDF", "application/pdf", lambda document: _words(document, b"%PDF-1.7")),
    "json": Format("JSON", "application/json", lambda document: _words(document, b"{}")),
}
"""The page as it is, and two files that say little."""


def _words(document: Document, start: bytes) -> bytes:
    figures = sum(figure.value for figure in document.figures())
    return start + f" {document.title} {figures}".encode()


class Life:
    """One disclosure and whoever publishes it; what it does is baked at once."""

    def __init__(self, disclosure: Disclosure, by: User) -> None:
        self.disclosure = disclosure
        self.by = by

    @property
    def address(self) -> str:
        return self.disclosure.get_absolute_url()

    def publish(self) -> Publication:
        """The version in hand, made public."""
        new = publish(drafts.approved(self.disclosure), self.by)
        published(self.disclosure)
        tallies.flush()  # as at the end of the job
        return new

    def correct(self, reason: str, change: Callable[[], object]) -> Publication:
        """The next version, after ``change``."""
        correct(self.disclosure, self.by, reason)
        change()
        return self.publish()

    def withdraw(self, reason: str) -> Withdrawal:
        made = withdraw(self.disclosure, self.by, reason)
        published(self.disclosure)
        return made

    def enter(self, cell: Cell, value: str) -> None:
        """Another figure, in 元."""
        facts = Fact.objects.filter(disclosure=self.disclosure, year=self.disclosure.year)
        assert facts.filter(**cell._asdict()).update(value=Decimal(value)) == 1

    def of_year(self, year: int, sheet: FactSheet) -> "Life":
        """The document of another year of the same unit, in which the figures are the same."""
        of = self.disclosure
        other = Disclosure.objects.create(unit=of.unit, year=year, kind=of.kind, level=of.level)
        drafts.store(other, FactSheet(year, sheet.facts, sheet.labels))
        if sheet.prior:
            drafts.store(other, FactSheet(year - 1, sheet.prior.facts, sheet.prior.labels))
        return Life(other, self.by)

    def write(self, name: str, text: str) -> None:
        """Another text of the unit's prose."""
        assert Prose.objects.filter(disclosure=self.disclosure, name=name).update(text=text) == 1


def begin(monkeypatch: pytest.MonkeyPatch, sheet: FactSheet, texts: Texts) -> Life:
    """A draft with these figures and texts, which no finding keeps from being published."""
    monkeypatch.setattr(rendering, "FORMATS", QUICK)
    monkeypatch.setattr(publishing, "refuse_standing", lambda *of: None)
    return Life(drafts.draft(sheet, texts), drafts.publisher())
