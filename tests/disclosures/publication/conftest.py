"""A complete draft, and files that are made quickly."""

import pytest

from disclosures.document.tree import Document
from disclosures.facts import FactSheet
from disclosures.models import Disclosure
from disclosures.narrative.scope import Texts
from disclosures.publication import rendering
from disclosures.renderers import Format
from tests.disclosures.drafts import draft


@pytest.fixture
def disclosure(demonstration_sheet: FactSheet, demonstration_texts: Texts) -> Disclosure:
    """The demonstration as a draft in which nothing is missing or wrong."""
    return draft(demonstration_sheet, demonstration_texts)


@pytest.fixture(autouse=True)
def formats(monkeypatch: pytest.MonkeyPatch) -> None:
    """One format, which says only the title: what the files look like is tested elsewhere."""

    def render(document: Document) -> bytes:
        return document.title.encode()

    monkeypatch.setattr(rendering, "FORMATS", {"text": Format("纯文本", "text/plain", render)})
