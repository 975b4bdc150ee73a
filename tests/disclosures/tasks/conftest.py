"""Units of which each has a complete draft, and files that are made quickly."""

from collections.abc import Callable
from typing import TypeAlias

import pytest

from disclosures.document.tree import Document
from disclosures.facts import FactSheet
from disclosures.models import Disclosure
from disclosures.narrative.scope import Texts
from disclosures.publication import rendering
from disclosures.renderers import Format
from tests.disclosures.drafts import of_unit

Draft: TypeAlias = Callable[[str], Disclosure]


@pytest.fixture
def draft(demonstration_sheet: FactSheet, demonstration_texts: Texts) -> Draft:
    """Makes the demonstration that of a unit with the given name: nothing of it is missing."""
    return lambda name: of_unit(demonstration_sheet, demonstration_texts, name)


@pytest.fixture(autouse=True)
def formats(monkeypatch: pytest.MonkeyPatch, pages_alone: None) -> None:
    """Two formats, which say only the title: what the files look like is tested elsewhere."""

    def render(document: Document) -> bytes:
        return document.title.encode()

    made = {name: Format(name.upper(), "text/plain", render) for name in ("html", "pdf")}
    monkeypatch.setattr(rendering, "FORMATS", made)
